"""Kolada's API, version 3: rows of key figures by municipality and year.

The API has no key and asks to be named as the source. At most 25 ids stand in one request.
What answers may be another than Kolada, a proxy say, or Kolada on a bad day: nothing of an answer
is used before all of it has been seen to have the documented shape.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import islice
from math import isfinite
from reprlib import repr as shortened
from time import sleep
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from utfall.errors import UtfallError

__all__ = ["BASE", "KoladaError", "Row", "UnreachableError", "fetch"]

BASE = "https://api.kolada.se/v3"
_AT_MOST = 25
_PER_PAGE = 5000
_TIMEOUT = 30.0
_TRIES = 4
_LONGEST_WAIT = 60.0
_MOST_PAGES = 200
_AGAIN = (429, 500, 502, 503, 504)
_STATUS = 60  # letters of a row's status that are kept
_CURE = "nothing of it is used; try again later, and where it stays so look for a newer utfall"


class KoladaError(UtfallError):
    """Kolada answered with something else than it documents."""


class UnreachableError(KoladaError):
    """Kolada could not be asked: no network, or it goes on refusing."""


@dataclass(frozen=True)
class Row:
    """One key figure of both sexes together; `value` is None where there is none."""

    kpi: str
    municipality: str
    year: int
    value: float | None
    status: str


def fetch(
    kpis: Sequence[str],
    municipalities: Sequence[str],
    years: Sequence[int],
    *,
    base: str = BASE,
    wait: float = 1.0,
    tell: Callable[[str], object] = lambda line: None,
) -> list[Row]:
    """Ask for key figures, all pages of all batches.

    Parameters
    ----------
    kpis, municipalities : sequence of str
        Ids; of municipalities the four-character codes, ``0000`` for the country.
    years : sequence of int
        Calendar years.
    base : str
        The API's address.
    wait : float
        Seconds between tries where the server does not say how long; doubled each time.
    tell : callable
        Called with a line wherever the server was not waited for as long as it asked.

    Returns
    -------
    list of Row
        Sorted, once each; a figure that Kolada has no row for is not there.

    Raises
    ------
    UnreachableError
        If it cannot be reached or goes on refusing.
    KoladaError
        If it answers with another shape. Nothing of what had come until then is returned.
    """
    import requests

    with requests.Session() as session:
        asking = _Asking(session, base, wait, tell)
        found: dict[tuple[str, str, int], Row] = {}
        for some in _batches(kpis):
            for places in _batches(municipalities):
                for row in _all_pages(asking, some, places, years):
                    key = (row.kpi, row.municipality, row.year)
                    if (
                        row.kpi not in some
                        or row.municipality not in places
                        or row.year not in years
                    ):
                        raise KoladaError(
                            f"{base}: answered with {shortened(key)}, which was not asked for; {_CURE}"
                        )
                    if found.setdefault(key, row) != row:
                        raise KoladaError(f"{base}: answered with two values of {key}; {_CURE}")
    return [found[key] for key in sorted(found)]


def _batches(ids: Sequence[str]) -> Iterator[tuple[str, ...]]:
    every = iter(ids)
    while batch := tuple(islice(every, _AT_MOST)):
        yield batch


class _Asking(NamedTuple):
    """Whom to ask and how: the session, the API's address, the first wait and who is told."""

    session: Any
    base: str
    wait: float
    tell: Callable[[str], object]


class _Page(NamedTuple):
    """A page of the documented shape; its rows are not looked into yet."""

    told: int
    rows: list[Any]
    following: str


def _all_pages(
    asking: _Asking, kpis: Sequence[str], places: Sequence[str], years: Sequence[int]
) -> Iterator[Row]:
    asked = ",".join(map(str, years))
    url = (
        f"{asking.base}/data/kpi/{','.join(kpis)}/municipality/{','.join(places)}/year/{asked}"
        f"?per_page={_PER_PAGE}"
    )
    sizes: list[tuple[int, int]] = []
    for _ in range(_MOST_PAGES):
        page = _page(_answer(asking, url), url, asking.base)
        sizes.append((page.told, len(page.rows)))
        yield from (_row(one, url) for one in page.rows)
        if not page.following:
            # The count is of the page or of all pages: it must be one of them throughout.
            given = sum(size for _, size in sizes)
            of_page = all(count == size for count, size in sizes)
            if not of_page and any(count != given for count, _ in sizes):
                raise KoladaError(f"{url}: gave {given} rows and told of another number; {_CURE}")
            return
        url = page.following
    raise KoladaError(f"{url}: more than {_MOST_PAGES} pages; ask for fewer years")


def _answer(asking: _Asking, url: str) -> Any:
    """Ask until there is an answer, with waits as long as the server says in between."""
    import requests

    # A network's hiccup may pass; an address that is none will not.
    passing = (
        requests.ConnectionError,
        requests.Timeout,
        requests.exceptions.ChunkedEncodingError,
    )
    for tried in range(_TRIES + 1):
        pause, remark = min(asking.wait * 2**tried, _LONGEST_WAIT), ""
        last = tried >= _TRIES
        try:
            answer = asking.session.get(url, timeout=_TIMEOUT, allow_redirects=False)
        except requests.RequestException as err:
            if last or not isinstance(err, passing):
                raise UnreachableError(f"{url}: cannot be reached ({type(err).__name__})") from err
        else:
            if answer.status_code not in _AGAIN:
                return answer
            pause, remark = _asked_wait(answer.headers.get("Retry-After"), pause)
            if last:
                page = " with a page (HTML)" if _is_html(answer) else ""
                why = f" ({remark})" if remark else ""
                raise UnreachableError(
                    f"{url}: answered {answer.status_code}{page} after {_TRIES} more tries{why}"
                )
        if remark:
            asking.tell(remark)
        sleep(pause)
    raise AssertionError("the last try returns or raises")


def _asked_wait(header: str | None, own: float) -> tuple[float, str]:
    """Return how long to wait, and a remark where that is not what the server asks for.

    RFC 9110, 10.2.3: whole seconds, or a date of the three forms of 5.6.7. Anything else, a
    negative number too, is no Retry-After and is passed over.
    """
    if header is None:
        return own, ""
    seconds = _seconds(header.strip())
    if seconds is None:
        told = f"its Retry-After is {shortened(header)}, neither seconds nor a date"
        return own, f"{told}: the wait was our own"
    if seconds > _LONGEST_WAIT:
        told = f"it asks for a wait by Retry-After {shortened(header)}"
        return _LONGEST_WAIT, f"{told}: {_LONGEST_WAIT:g} seconds is the longest that is waited"
    return seconds, ""


def _seconds(told: str) -> float | None:
    if re.fullmatch("[0-9]+", told):
        return float(told)  # any number of digits: at worst without an end
    try:
        when = parsedate_to_datetime(told)
        # A date of HTTP is of Greenwich also where its form has no zone.
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return max((when - datetime.now(UTC)).total_seconds(), 0.0)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _is_html(answer: Any) -> bool:
    kind = answer.headers.get("Content-Type", "").casefold()
    start = answer.content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    # JSON that calls itself HTML is still JSON.
    begins: bool = start.startswith(b"<" if "html" in kind else (b"<!doctype", b"<html"))
    return begins


def _page(answer: Any, url: str, base: str) -> _Page:
    """Return a page, or say what came instead of it."""
    html, status = _is_html(answer), answer.status_code
    between = (
        "a proxy, a sign-in or maintenance stands between; open the address in a browser, and "
        "try again later or from another network"
    )
    if status == 404:
        found = "answered 404" + (" with a page (HTML)" if html else "")
        cure = "check UTFALL_KOLADA where it is set; otherwise look for a newer utfall"
        raise KoladaError(f"{url}: {found}: there is no such address; {cure}")
    if status != 200:
        found = f"answered {status}" + (" with a page (HTML)" if html else "")
        sent = answer.headers.get("Location") if 300 <= status < 400 else None
        found += f": it sends on to {shortened(sent)}, which is not asked" if sent else ""
        raise KoladaError(f"{url}: {found}; {between if html or sent else _CURE}")
    if html:
        raise KoladaError(f"{url}: answered with a page (HTML) and no JSON: {between}")
    try:
        told = answer.json()
    except (ValueError, RecursionError) as err:
        start = shortened(answer.content[:60].decode("utf-8", "replace"))
        raise KoladaError(f"{url}: answered with {start}, which is no JSON; {_CURE}") from err
    if not isinstance(told, dict):
        raise _another(url, "the answer", told, "an object")
    count, rows = told.get("count"), told.get("values")
    if isinstance(count, bool) or not isinstance(count, int):
        raise _another(url, "count", count, "a whole number")
    if not isinstance(rows, list):
        raise _another(url, "values", rows, "a list")
    return _Page(count, rows, _following(told.get("next_url"), url, base))


def _following(found: Any, url: str, base: str) -> str:
    """Return the next page's address: only ever one of the host that was asked."""
    if found is None or found == "":
        return ""
    if not isinstance(found, str):
        raise _another(url, "next_url", found, "an address")
    try:
        there = urlsplit(found)
    except ValueError as err:
        raise _another(url, "next_url", found, "an address") from err
    if there[:2] != urlsplit(base)[:2]:
        raise KoladaError(
            f"{url}: the next page is at another address, {shortened(found)}, which is not asked; {_CURE}"
        )
    return there.geturl()


def _another(url: str, name: str, found: object, wanted: str) -> KoladaError:
    """Say what does not have the documented shape."""
    return KoladaError(
        f"{url}: {name} is {shortened(found)} and not {wanted}, as the API documents; {_CURE}"
    )


def _row(one: Any, url: str) -> Row:
    """Return the figure of both sexes; one without it has no value."""
    try:
        told = [v for v in one["values"] if v["gender"] == "T"]
        both: dict[str, Any] = told[0] if told else {}
        if any(other != both for other in told):
            raise ValueError("two figures")
        return Row(
            _text(one["kpi"]),
            _text(one["municipality"]),
            _year(one["period"]),
            _number(both.get("value")),
            _text(both.get("status") or ""),
        )
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as err:
        raise KoladaError(
            f"{url}: a row is not as the API documents, {shortened(one)}; {_CURE}"
        ) from err


def _text(found: Any) -> str:
    if not isinstance(found, str) or not found.isprintable() or len(found) > _STATUS:
        raise TypeError("no short text")
    return found


def _year(found: Any) -> int:
    if isinstance(found, bool) or not re.fullmatch("[0-9]{4}", str(found)):
        raise TypeError("no year")
    return int(found)


def _number(found: Any) -> float | None:
    """Return a figure; none of those that are asked for can be less than nothing."""
    if found is None:
        return None
    if isinstance(found, bool) or not isfinite(found) or found < 0:
        raise ValueError("no number")
    return float(found) + 0.0  # without a negative zero
