"""What a page shows beside what was audited: no number may stand in it that is not the row's own.

Whatever changes a page after the audit, be it an author's cell, a renderer or a hand, is found
here. Method: docs/disclosure.md.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from typing import NamedTuple

from utfall.values import Value

__all__ = ["disagreements"]

_COLUMNS = ("value", "numerator", "denominator", "low", "high", "ci_low", "ci_high")
_SPACE = "[ \u00a0\u202f]"
_NUMBER = re.compile(
    rf"(?<![\w,.])(?P<sign>[-−]?)(?P<whole>\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)|\d+)(?:,(?P<part>\d+))?"
    rf"(?P<unit>{_SPACE}?%|{_SPACE}miljon(?:er)?\b|{_SPACE}kr(?:onor)?\b|{_SPACE}tkr\b|–)?"
)
_YEAR = r"(?:19|20)\d\d"
_TIMES = re.compile(
    rf"\b{_YEAR}(?:[–-]{_YEAR})?(?:-\d\d(?:-\d\d)?)?\b"
    # Ages, and how long after somebody left.
    rf"|\b\d+[–-]\d+{_SPACE}år\b|\b\d+{_SPACE}(?:år|månad(?:er)?{_SPACE}efter)\b"
)
_SPAN = re.compile(r'\[([^\[\]]*)\]\{[^{}"]*data-row="([^"]*)"(?: data-col="([^"]*)")?[^{}]*\}')
_FIG_ALT = re.compile(r'fig-alt="((?:[^"\\]|\\.)*)"')
# What an amount in such a unit is multiplied by to be kronor.
_KRONOR = {"miljon": 1e6, "miljoner": 1e6, "tkr": 1e3}
# Elements without an end.
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"})


def disagreements(page: str, values: Mapping[str, Value], names: Iterable[str] = ()) -> list[str]:
    """Return where a page shows something else than the audited values.

    Parameters
    ----------
    page : str
        HTML, or Markdown as reports display it.
    values : mapping of str to Value
        Every audited row that the page may show, by key.
    names : iterable of str
        Names that may hold digits, of programmes and others: they are no numbers in a text
        that describes a chart.

    Returns
    -------
    list of str
        One line per disagreement, in the page's order; it names the key and never a number. A
        marked text must be a row's: its number as the column has it, rounded as it is printed,
        or only words; without any digit where the row is not shown. A number in the description
        of a chart must be one of a shown row, unless it is a year, a period or an age.
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    marked = [*reader.marked, *((m[2], m[3] or "value", m[1]) for m in _SPAN.finditer(page))]
    told = [*reader.described, *((0, m[1]) for m in _FIG_ALT.finditer(page))]
    known = sorted(set(names), key=lambda name: (-len(name), name))
    found = [line for mark in marked for line in _of_mark(*mark, values)]
    for section, text in told:
        # A chart's numbers stand in the table beneath it.
        rows = [values[key] for key in reader.rows.get(section, ()) if key in values]
        found += _of_description(text, _shown(rows or values.values()), known)
    return list(dict.fromkeys(found))


def _shown(rows: Iterable[Value]) -> list[float]:
    return sorted(
        number
        for one in rows
        if one.status == "shown"
        for column in _COLUMNS
        if (number := getattr(one, column)) is not None
    )


def _of_mark(key: str, column: str, text: str, values: Mapping[str, Value]) -> Iterator[str]:
    value = values.get(key)
    if value is None:
        yield f"{key}: is marked on the page, and is no row that was audited"
    elif column not in _COLUMNS:
        yield f"{key}: {column} is marked on the page, and is no number of a row"
    elif not re.search(r"\d", text):
        return
    elif value.status != "shown":
        yield f"{key}: has a number on the page, and is {value.status} in the row"
    else:
        number = getattr(value, column)
        printed = list(_numbers(text))
        if number is None:
            yield f"{key}: {column} has a number on the page, and none in the row"
        elif not printed or not all(
            one.fits(_size(value, number, one), _unit(value, column)) for one in printed
        ):
            yield f"{key}: {column} is another number on the page than in the row"


def _unit(value: Value, column: str) -> str:
    of_two = column in ("numerator", "denominator")
    if of_two and value.measure == "payback_swing":
        # What was tried: a share or an amount.
        return "share" if (getattr(value, column) or 0.0) <= 1 else "sek"
    return "persons" if of_two and value.unit == "share" else value.unit


def _size(value: Value, number: float, printed: "_Printed") -> float:
    """Return the size of a difference where its direction is told in words."""
    told = value.measure.startswith(("difference_", "payback_change")) and printed.number >= 0
    return abs(number) if told else number


def _of_description(text: str, shown: list[float], names: Iterable[str]) -> Iterator[str]:
    bare = text
    for name in names:
        bare = bare.replace(name, " ") if re.search(r"\d", name) else bare
    bare = _TIMES.sub(" ", bare)
    for one in _numbers(bare):
        off = one.rounded if one.unit in ("kr", "kronor", "–") else one.off
        if not any(_among(one.number * scale, off * scale, shown) for scale in one.any):
            start = re.sub(r"\d", "…", text[:60])
            yield f"a chart described as {start!r} has a number that no shown row has"
            return


def _among(number: float, off: float, shown: list[float]) -> bool:
    at = bisect_left(shown, number - off)
    return at < len(shown) and shown[at] <= number + off


class _Printed(NamedTuple):
    """A number as it is printed: by how much it may be off, alone or as an amount of prose."""

    number: float
    off: float
    rounded: float
    unit: str

    def fits(self, number: float, unit: str) -> bool:
        """Tell whether it may be a number of a row with a unit."""
        # A row may be in thousands itself.
        kronor = _KRONOR.get(self.unit, 1.0) if unit == "sek" else 1.0
        scale = 0.01 if unit == "share" else kronor
        off = self.rounded if unit == "sek" else self.off
        # The lower end of a range has no unit of its own.
        scales = (scale, 1e6) if unit == "sek" and not self.unit else (scale,)
        return any(abs(number - self.number * one) <= off * one for one in scales)

    @property
    def any(self) -> tuple[float, ...]:
        """Return what it may have to be multiplied by to be a number of any row."""
        if self.unit in _KRONOR:
            return (_KRONOR[self.unit], 1.0)
        return {"%": (0.01, 1.0), "–": (1.0, 0.01, 1e6)}.get(self.unit, (1.0,))


def _numbers(text: str) -> Iterator[_Printed]:
    for match in _NUMBER.finditer(text):
        whole = re.sub(_SPACE, "", match["whole"])
        part = match["part"] or ""
        unit = (match["unit"] or "").strip(" \u00a0\u202f")
        number = float(f"{whole}.{part or 0}") * (-1 if match["sign"] else 1)
        off = 10.0 ** -len(part) / 2 * (1 + 1e-9)
        # Prose rounds an amount to two figures.
        zeros = min(len(whole) - len(whole.rstrip("0")), max(len(whole) - 2, 0))
        yield _Printed(number, off, off if part else off * 10**zeros, unit)


_Mark = tuple[str, str, list[str]]


class _Reader(HTMLParser):
    """The texts of marked elements, and the descriptions of images."""

    def __init__(self) -> None:
        super().__init__()
        self.marked: list[tuple[str, str, str]] = []
        self.described: list[tuple[int, str]] = []
        self.rows: dict[int, list[str]] = {}
        self._section = 0
        self._open: list[tuple[str, _Mark | None]] = []
        self._texts: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        described = own.get("alt"), own.get("aria-label") if own.get("role") == "img" else None
        self._section += bool(re.fullmatch("h[1-6]", tag))
        self.described += [(self._section, text) for text in described if text]
        key = own.get("data-row")
        if key is not None:
            self.rows.setdefault(self._section, []).append(key)
        if tag in _VOID:
            return
        mark: _Mark | None = None if key is None else (key, own.get("data-col") or "value", [])
        self._open.append((tag, mark))
        if mark is not None:
            self._texts.append(mark[2])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if all(name != tag for name, _ in self._open):
            return
        while self._open:
            name, mark = self._open.pop()
            self._finish(mark)
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        for text in self._texts:
            text.append(data)

    def close(self) -> None:
        super().close()
        while self._open:
            self._finish(self._open.pop()[1])

    def _finish(self, mark: _Mark | None) -> None:
        if mark is not None:
            self._texts.remove(mark[2])
            self.marked.append((mark[0], mark[1], "".join(mark[2])))
