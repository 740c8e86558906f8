"""The client of Kolada's API, against a server on loopback."""

import json
from email.utils import formatdate
from time import sleep, time
from typing import Any

import pytest

from kolada_server import Answer, Kolada, row, serving
from utfall.context import kolada as kolada_module
from utfall.context.kolada import KoladaError, Row, UnreachableError, fetch

ONE = [row("N03920", "0486", 2023, 6.5)]


def asked(kolada: Kolada, **more: object) -> list[Row]:
    with serving(kolada) as base:
        arguments = {"kpis": ["N03920"], "municipalities": ["0486"], "years": [2023], **more}
        return fetch(**arguments, base=base, wait=0.01)  # type: ignore[arg-type]


def test_a_figure_is_that_of_both_sexes() -> None:
    assert asked(Kolada(ONE)) == [Row("N03920", "0486", 2023, 6.5, "")]


def test_all_pages_are_read() -> None:
    rows = [row("N03920", "0486", 2000 + n, float(n)) for n in range(11)]
    kolada = Kolada(rows, page=4)
    found = asked(kolada, years=list(range(2000, 2011)))
    assert [one.value for one in found] == [float(n) for n in range(11)]
    assert len(kolada.asked) == 3


def test_no_request_has_more_than_25_ids() -> None:
    codes = [f"{n:04}" for n in range(1, 61)]
    kolada = Kolada([row("N03920", code, 2023, 1.0) for code in codes])
    assert len(asked(kolada, municipalities=codes)) == 60
    assert [path.split("/")[5].count(",") + 1 for path in kolada.asked] == [25, 25, 10]


def test_a_value_that_is_null_is_missing_and_its_status_is_kept() -> None:
    [found] = asked(Kolada([row("N03920", "0486", 2023, None, status="Missing")]))
    assert (found.value, found.status) == (None, "Missing")


def test_zero_is_zero() -> None:
    assert asked(Kolada([row("N03920", "0486", 2023, 0)]))[0].value == 0.0


def test_a_row_that_comes_twice_is_one() -> None:
    assert len(asked(Kolada(ONE * 2))) == 1


def busy(after: str) -> Answer:
    return 429, {"Retry-After": after}, b""


@pytest.mark.parametrize("after", ["0", "1", formatdate(time() + 1, usegmt=True)])
def test_when_told_to_wait_it_waits_and_asks_again(after: str) -> None:
    kolada = Kolada(ONE, fault=lambda n, _: busy(after) if n < 3 else None)
    assert asked(kolada) == [Row("N03920", "0486", 2023, 6.5, "")]
    assert len(kolada.asked) == 3


def test_one_that_never_stops_refusing_is_told() -> None:
    kolada = Kolada(ONE, fault=lambda n, _: busy("0"))
    with pytest.raises(KoladaError, match="answered 429 after 4 more tries"):
        asked(kolada)
    assert len(kolada.asked) == 5


def test_a_server_that_stumbles_is_asked_again_and_one_that_lies_down_is_told() -> None:
    down: Answer = (503, {}, b"")
    assert asked(Kolada(ONE, fault=lambda n, _: down if n == 1 else None))
    with pytest.raises(KoladaError, match="answered 503"):
        asked(Kolada(ONE, fault=lambda n, _: down))


def answer(*rows: dict[str, Any]) -> bytes:
    return json.dumps({"count": len(rows), "values": rows, "next_url": None}).encode()


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (404, b"", "answered 404$"),
        (302, b"", "answered 302$"),
        (200, b"<html>", "no JSON"),
        (200, b"[]", "no count and values"),
        (200, b'{"values": []}', "no count and values"),
        (200, b'{"count": 1, "values": [{"kpi": "N1"}]}', "a row is not"),
        (200, b'{"count": 3, "values": []}', "told of another number"),
        (200, answer(row("N9", "0486", 2023, 1.0)), "not asked for"),
        (200, answer(row("N03920", "0486", 1999, 1.0)), "not asked for"),
        (200, answer(*ONE, row("N03920", "0486", 2023, 7.5)), "two values"),
        (200, answer(row("N03920", "0486", 2023, float("nan"))), "a row is not"),
        (200, answer(row("N03920", "0486", 2023, True)), "a row is not"),
    ],
)
def test_another_shape_is_refused(status: int, body: bytes, told: str) -> None:
    with pytest.raises(KoladaError, match=told):
        asked(Kolada(ONE, fault=lambda n, _: (status, {}, body)))


def test_a_next_page_at_another_host_is_not_asked() -> None:
    page = b'{"count": 0, "values": [], "next_url": "http://localhost:1/elsewhere"}'
    kolada = Kolada([], fault=lambda n, _: (200, {}, page))
    with pytest.raises(KoladaError, match="another address"):
        asked(kolada)
    assert len(kolada.asked) == 1


def test_pages_without_an_end_are_refused() -> None:
    kolada = Kolada([])
    page = '{{"count": 0, "values": [], "next_url": "{}/data/again"}}'
    kolada.fault = lambda n, _: (200, {}, page.format(kolada.base).encode())
    with pytest.raises(KoladaError, match="more than 200 pages"):
        asked(kolada)


def test_where_nobody_listens_it_says_so() -> None:
    with serving(Kolada([])) as base:
        pass
    with pytest.raises(KoladaError, match="cannot be reached"):
        fetch(["N03920"], ["0486"], [2023], base=base, wait=0.001)


def test_one_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kolada_module, "_TIMEOUT", 0.05)

    def slow(n: int, _: str) -> None:
        sleep(0.3)

    with (
        serving(Kolada([], fault=slow)) as base,
        pytest.raises(UnreachableError, match="cannot be reached"),
    ):
        fetch(["N03920"], ["0486"], [2023], base=base, wait=0.001)
