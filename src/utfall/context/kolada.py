"""Kolada's API, version 3: rows of key figures by municipality and year.

The API has no key and asks to be named as the source. At most 25 ids stand in one request.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import isfinite
from typing import Any
from urllib.parse import urlsplit

from utfall.errors import UtfallError

__all__ = ["BASE", "KoladaError", "Row", "UnreachableError", "fetch"]

BASE = "https://api.kolada.se/v3"
_AT_MOST = 25
_PER_PAGE = 5000
_TIMEOUT = 30.0
_TRIES = 4
_LONGEST_WAIT = 60
_MOST_PAGES = 200
_AGAIN = (429, 500, 502, 503, 504)


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

    Returns
    -------
    list of Row
        Sorted, once each; a figure that Kolada has no row for is not there.

    Raises
    ------
    KoladaError
        If it cannot be reached, goes on refusing, or answers with another shape. Nothing of what
        had come until then is returned.
    """
    with _session(wait) as session:
        found: dict[tuple[str, str, int], Row] = {}
        for some in _batches(kpis):
            for places in _batches(municipalities):
                for row in _all_pages(session, base, some, places, years):
                    key = (row.kpi, row.municipality, row.year)
                    if (
                        row.kpi not in some
                        or row.municipality not in places
                        or row.year not in years
                    ):
                        raise KoladaError(f"{base}: answered with {key}, which was not asked for")
                    if found.setdefault(key, row) != row:
                        raise KoladaError(f"{base}: answered with two values of {key}")
    return [found[key] for key in sorted(found)]


def _batches(ids: Sequence[str]) -> Iterator[tuple[str, ...]]:
    every = iter(ids)
    while batch := tuple(islice(every, _AT_MOST)):
        yield batch


def _session(wait: float) -> Any:
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3.util import Retry

    # Waits as long as a 429 says in Retry-After, in seconds or as a date.
    retry = Retry(
        total=_TRIES,
        backoff_factor=wait,
        status_forcelist=_AGAIN,
        retry_after_max=_LONGEST_WAIT,
        raise_on_status=False,
        redirect=0,
    )
    session = requests.Session()
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(max_retries=retry))
    return session


def _all_pages(
    session: Any, base: str, kpis: Sequence[str], places: Sequence[str], years: Sequence[int]
) -> Iterator[Row]:
    asked = ",".join(map(str, years))
    url = (
        f"{base}/data/kpi/{','.join(kpis)}/municipality/{','.join(places)}/year/{asked}"
        f"?per_page={_PER_PAGE}"
    )
    sizes: list[tuple[int, int]] = []
    for _ in range(_MOST_PAGES):
        page = _page(session, url)
        sizes.append((page["count"], len(page["values"])))
        yield from (_row(one, url) for one in page["values"])
        following = page.get("next_url")
        if not following:
            # The count is of the page or of all pages: it must be one of them throughout.
            given = sum(size for _, size in sizes)
            of_page = all(count == size for count, size in sizes)
            if not of_page and any(count != given for count, _ in sizes):
                raise KoladaError(f"{url}: gave {given} rows and told of another number")
            return
        if urlsplit(following)[:2] != urlsplit(base)[:2]:
            raise KoladaError(f"{url}: the next page is at another address, which is not asked")
        url = following
    raise KoladaError(f"{url}: more than {_MOST_PAGES} pages; ask for fewer years")


def _page(session: Any, url: str) -> dict[str, Any]:
    import requests

    try:
        answer = session.get(url, timeout=_TIMEOUT, allow_redirects=False)
    except requests.RequestException as err:
        raise UnreachableError(f"{url}: cannot be reached ({type(err).__name__})") from err
    if answer.status_code in _AGAIN:
        raise UnreachableError(f"{url}: answered {answer.status_code} after {_TRIES} more tries")
    if answer.status_code != 200:
        raise KoladaError(f"{url}: answered {answer.status_code}")
    try:
        page = answer.json()
    except ValueError as err:
        raise KoladaError(f"{url}: answered with something that is no JSON") from err
    whole = isinstance(page, dict) and isinstance(page.get("values"), list)
    if not whole or not isinstance(page.get("count"), int):
        raise KoladaError(f"{url}: the answer has no count and values, as the API documents")
    answered: dict[str, Any] = page
    return answered


def _row(one: Any, url: str) -> Row:
    """Return the figure of both sexes; one without it has no value."""
    try:
        both: dict[str, Any] = next((v for v in one["values"] if v["gender"] == "T"), {})
        value = both.get("value")
        if value is not None and (isinstance(value, bool) or not isfinite(value)):
            raise ValueError("no number")
        return Row(
            str(one["kpi"]),
            str(one["municipality"]),
            int(one["period"]),
            None if value is None else float(value),
            str(both.get("status") or ""),
        )
    except (KeyError, TypeError, ValueError) as err:
        raise KoladaError(f"{url}: a row is not as the API documents") from err
