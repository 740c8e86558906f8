"""A server on loopback that speaks the shape Kolada's API documents, with faults on demand."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, dict[str, str], bytes]
Fault = Callable[[int, str], Answer | None]


def row(kpi: str, municipality: str, year: int, value: float | None, **more: Any) -> dict[str, Any]:
    """Return a row as the API has it: both sexes, women and men."""
    told = [{"gender": g, "count": 1, "status": "", "value": value} for g in "TKM"]
    told[0] |= more
    told[1]["value"] = told[2]["value"] = -1  # never what is asked for
    return {"kpi": kpi, "municipality": municipality, "period": year, "values": told}


@dataclass
class Kolada:
    """What the server holds, and what it was asked.

    `fault` gets the number of the request and its path, and may answer instead.
    """

    rows: list[dict[str, Any]]
    fault: Fault = lambda n, path: None
    page: int = 5000
    asked: list[str] = field(default_factory=list)
    base: str = ""

    def answer(self, path: str) -> Answer:
        self.asked.append(path)
        instead = self.fault(len(self.asked), path)
        if instead is not None:
            return instead
        parts = urlsplit(path)
        _, _, _, kpis, _, places, _, years = parts.path.split("/")
        query = parse_qs(parts.query)
        at = int(query.get("page", ["1"])[0])
        size = min(self.page, int(query["per_page"][0]))
        wanted = [
            r
            for r in self.rows
            if r["kpi"] in kpis.split(",")
            and r["municipality"] in places.split(",")
            and str(r["period"]) in years.split(",")
        ]
        some = wanted[(at - 1) * size : at * size]
        more = at * size < len(wanted)
        following = f"{self.base}{parts.path}?per_page={size}&page={at + 1}" if more else None
        body = {"count": len(wanted), "values": some, "next_url": following}
        return 200, {"Content-Type": "application/json"}, json.dumps(body).encode()


@contextmanager
def serving(kolada: Kolada) -> Iterator[str]:
    """Serve on a free port of loopback and yield the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = kolada.answer(self.path)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(BrokenPipeError):  # whoever asked has given up
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    kolada.base = f"http://127.0.0.1:{server.server_port}"
    try:
        yield kolada.base
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
