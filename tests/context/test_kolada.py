"""The client of Kolada's API, against a server on loopback."""

import json
from collections.abc import Callable, Iterator
from email.utils import formatdate
from time import asctime, gmtime, sleep, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kolada_server import Answer, Kolada, row, serving
from utfall.context import kolada as kolada_module
from utfall.context.kolada import KoladaError, Row, UnreachableError, fetch

ONE = [row("N03920", "0486", 2023, 6.5)]


SERVED = Kolada([])


@pytest.fixture(scope="module", autouse=True)
def served() -> Iterator[None]:
    """Keep one server for all: a server's end takes half a second."""
    with serving(SERVED):
        yield


def asked(kolada: Kolada, **more: object) -> list[Row]:
    kolada.base = SERVED.base
    SERVED.fault = lambda n, path: kolada.answer(path)
    arguments = {"kpis": ["N03920"], "municipalities": ["0486"], "years": [2023], **more}
    return fetch(**arguments, base=SERVED.base, wait=0.01)  # type: ignore[arg-type]


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


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Wait for nothing, and say for how long it would have been."""
    found: list[float] = []
    monkeypatch.setattr(kolada_module, "sleep", found.append)
    return found


@pytest.mark.parametrize(
    ("after", "seconds"),
    [
        ("7", 7.0),
        (" 007 ", 7.0),
        (formatdate(0, usegmt=True), 0.0),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 0.0),
        ("Sun Nov  6 08:49:37 1994", 0.0),
    ],
)
def test_a_wait_is_as_long_as_the_server_says(
    waited: list[float], after: str, seconds: float
) -> None:
    told: list[str] = []
    asked(Kolada(ONE, fault=lambda n, _: busy(after) if n == 1 else None), tell=told.append)
    assert (waited, told) == ([seconds], [])


@pytest.mark.parametrize("form", [formatdate, lambda at, **_: asctime(gmtime(at))])
def test_a_date_is_waited_for_in_whatever_form(
    waited: list[float], form: Callable[..., str]
) -> None:
    then = form(time() + 30, usegmt=True)
    asked(Kolada(ONE, fault=lambda n, _: busy(then) if n == 1 else None))
    assert waited == [pytest.approx(30, abs=15)]


@pytest.mark.parametrize(
    "after", ["61", "86400", "9" * 5000, formatdate(time() + 86400, usegmt=True)]
)
def test_nobody_is_waited_for_longer_than_a_minute_and_it_is_told(
    waited: list[float], after: str
) -> None:
    told: list[str] = []
    asked(Kolada(ONE, fault=lambda n, _: busy(after) if n == 1 else None), tell=told.append)
    assert waited == [60.0]
    assert len(told) == 1
    assert told[0].endswith("60 seconds is the longest that is waited")
    with pytest.raises(UnreachableError, match="60 seconds is the longest"):
        asked(Kolada(ONE, fault=lambda n, _: busy(after)))


@pytest.mark.parametrize(
    "after",
    ["soon", "-5", "1.5", "5 seconds", "", "1, 2", "٣", "Sun, 99 Foo 2026 25:61:61 GMT", "\xb2"],
)
def test_a_retry_after_that_says_nothing_is_passed_over(waited: list[float], after: str) -> None:
    told: list[str] = []
    header = after.encode().decode("latin-1")
    kolada = Kolada(ONE, fault=lambda n, _: busy(header) if n < 3 else None)
    assert asked(kolada, tell=told.append)
    assert waited == [0.01, 0.02]
    assert "neither seconds nor a date: the wait was our own" in told[0]


@given(
    st.text()
    | st.from_regex(r"[A-Z][a-z]{2}, [0-9]{1,2} [A-Z][a-z]{2} -?[0-9]{1,9} [0-9:]{1,12} \S*")
)
def test_no_retry_after_is_a_traceback_or_a_long_wait(after: str) -> None:
    seconds, _ = kolada_module._asked_wait(after, 1.0)
    assert 0 <= seconds <= 60


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


def test_a_maintenance_page_is_named_and_asked_again(waited: list[float]) -> None:
    page: Answer = (503, {"Content-Type": "text/html"}, b"<h1>Underhall</h1>")
    kolada = Kolada(ONE, fault=lambda n, _: page)
    with pytest.raises(UnreachableError, match=r"503 with a page \(HTML\) after 4 more tries"):
        asked(kolada)
    assert waited == [0.01, 0.02, 0.04, 0.08]


def test_an_address_that_is_none_is_not_tried_again(waited: list[float]) -> None:
    with pytest.raises(UnreachableError, match="cannot be reached"):
        fetch(["N03920"], ["0486"], [2023], base="api.kolada.se/v3", wait=1)
    assert waited == []


def answer(*rows: dict[str, Any]) -> bytes:
    return json.dumps({"count": len(rows), "values": rows, "next_url": None}).encode()


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (404, b"", "answered 404: there is no such address; check UTFALL_KOLADA"),
        (404, b"<!DOCTYPE html><p>x", r"answered 404 with a page \(HTML\): there is no such"),
        (400, b"{}", "answered 400; nothing of it is used"),
        (403, b"<html>", r"answered 403 with a page \(HTML\); a proxy, a sign-in or maintenance"),
        (200, b"<html>", "no JSON: a proxy, a sign-in or maintenance stands between; open the"),
        (200, b"\xef\xbb\xbf\n<!doctype html>", "with a page"),
        (200, b"", "answered with '', which is no JSON"),
        (200, b"\x1b[2J\xff", r"answered with '\\x1b"),
        (200, b"[" * 100_000, "no JSON"),
        (200, b"[]", r"the answer is \[\] and not an object"),
        (200, b'{"values": []}', "count is None and not a whole number"),
        (200, b'{"count": true, "values": []}', "count is True and not a whole number"),
        (200, b'{"count": 0, "values": {}}', r"values is {} and not a list"),
        (200, b'{"count": 0, "values": "none"}', "values is 'none' and not a list"),
        (200, b'{"count": 0, "values": [], "next_url": 5}', "next_url is 5 and not an address"),
        (200, b'{"count": 0, "values": [], "next_url": false}', "next_url is False and not an"),
        (200, b'{"count": 0, "values": [], "next_url": ["x"]}', "next_url is .'x'. and not an"),
        (200, b'{"count": 0, "values": [], "next_url": "http://[::"}', "next_url is .* and not an"),
        (200, b'{"count": 0, "values": [], "next_url": "/data"}', "at another address, '/data'"),
        (200, b'{"count": 1, "values": [{"kpi": "N1"}]}', "a row is not .*N1"),
        (200, b'{"count": 1, "values": [5]}', "a row is not as the API documents, 5;"),
        (200, b'{"count": 3, "values": []}', "told of another number"),
        (200, answer(row("N9", "0486", 2023, 1.0)), "not asked for"),
        (200, answer(row("N03920", "0486", 1999, 1.0)), "not asked for"),
        (200, answer(*ONE, row("N03920", "0486", 2023, 7.5)), "two values"),
        (200, answer(row("N03920", "0486", 2023, float("nan"))), "a row is not"),
        (200, answer(row("N03920", "0486", 2023, True)), "a row is not"),
        (200, answer(row("N03920", "0486", 2023, 10**400)), "a row is not"),
        (200, answer(row("N03920", "0486", 2023, -1)), "a row is not"),
        (200, answer({**ONE[0], "values": [{"gender": "T", "value": "6,5"}]}), "a row is not"),
        (200, answer(row("N03920", "0486", 2023, None, status="\ud800")), "a row is not"),
        (200, answer(row("N03920", "0486", 2023, None, status=["x"])), "a row is not"),
        (200, answer({**ONE[0], "period": 2023.7}), "a row is not"),
        (200, answer({**ONE[0], "kpi": 5}), "a row is not"),
        (200, answer({**ONE[0], "values": None}), "a row is not"),
        (200, answer({**ONE[0], "values": ["T"]}), "a row is not"),
        (
            200,
            answer({**ONE[0], "values": [{"gender": "T", "value": v} for v in (1, 2)]}),
            "a row is",
        ),
    ],
)
def test_another_shape_is_refused(status: int, body: bytes, told: str) -> None:
    with pytest.raises(KoladaError, match=told):
        asked(Kolada(ONE, fault=lambda n, _: (status, {}, body)))


@pytest.mark.parametrize(
    "where",
    ["http://localhost:{port}/x", "https://127.0.0.1:{port}/x", "//127.0.0.1:{port}/x",
     "http://127.0.0.1:{port}@localhost/x", "file:///etc/hosts", "http://127.0.0.1:1/x"],
)  # fmt: skip
def test_a_next_page_at_another_host_is_not_asked(where: str) -> None:
    kolada, other = Kolada([]), Kolada([])
    with serving(other) as elsewhere:
        following = where.format(port=elsewhere.rpartition(":")[2])
        page = json.dumps({"count": 0, "values": [], "next_url": following}).encode()
        kolada.fault = lambda n, _: (200, {}, page)
        with pytest.raises(KoladaError, match=r"at another address, .*is not asked"):
            asked(kolada)
    assert (len(kolada.asked), other.asked) == (1, [])


def test_where_it_is_sent_on_it_does_not_go() -> None:
    other = Kolada(ONE)
    with serving(other) as elsewhere:
        moved: Answer = (302, {"Location": f"{elsewhere}/login"}, b"")
        with pytest.raises(KoladaError, match=r"answered 302: it sends on to .*which is not asked"):
            asked(Kolada(ONE, fault=lambda n, _: moved))
    assert other.asked == []


def test_json_that_calls_itself_html_is_still_json() -> None:
    told: Answer = (200, {"Content-Type": "text/html"}, answer(*ONE))
    assert asked(Kolada(ONE, fault=lambda n, _: told)) == [Row("N03920", "0486", 2023, 6.5, "")]


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
