"""Show a built site on this machine's own address."""

import functools
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from utfall.errors import ParamsError

__all__ = ["serve", "server"]


def server(site: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of a site on 127.0.0.1, which no other machine reaches.

    Raises
    ------
    ParamsError
        If the port is taken.
    """
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(site))
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as err:
        raise ParamsError(f"--port {port}: cannot be used ({err.strerror}); give another") from err


def serve(site: Path, port: int) -> None:
    """Serve a site until interrupted."""
    with server(site, port) as running:
        print(f"http://127.0.0.1:{running.server_port}/ (Ctrl-C ends)", flush=True)
        running.serve_forever()
