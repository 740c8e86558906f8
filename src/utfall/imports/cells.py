"""One cell's text, read as a day, a whole number or a share; or a fault that shows no value."""

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from utfall.data.signs import plain

__all__ = ["CellError", "day", "folded", "percent", "whole"]


class CellError(ValueError):
    """A cell that cannot be read.

    Neither attribute repeats what the cell holds: both are printed and logged.

    Attributes
    ----------
    problem : str
        What is wrong, as words that follow the name of the column.
    cure : str
        What to do about it.
    """

    def __init__(self, problem: str, cure: str) -> None:
        self.problem = problem
        self.cure = cure
        super().__init__(f"{problem}; {cure}")


_WRITE_DAY = "write the day as 2022-03-01"

# The months' names begin alike in Swedish and English, but for these.
_MONTHS = {
    start: number
    for number, starts in enumerate(
        [
            "jan",
            "feb",
            "mar",
            "apr",
            "maj may",
            "jun",
            "jul",
            "aug",
            "sep",
            "okt oct",
            "nov",
            "dec",
        ],
        1,
    )
    for start in starts.split()
}
_MONTH = (
    r"(?P<month>jan(?:uar[iy]|uary)?|feb(?:ruari|ruary)?|mar(?:s|ch)?|apr(?:il)?|maj|may"
    r"|jun[ie]?|jul[iy]?|aug(?:usti|ust)?|sept?(?:ember)?|o[kc]t(?:ober)?|nov(?:ember)?"
    r"|de[ck](?:ember)?)\.?"
)
_TIME = r"(?:[ t]+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?(?: ?[ap]m)?(?:z|[+-]\d{2}:?\d{2})?)?"

_YEAR_FIRST = re.compile(r"(?P<y>\d{4})([-/.])(?P<m>\d{1,2})\2(?P<d>\d{1,2})" + _TIME)
_BARE = re.compile(r"(?P<y>(?:\d\d)?\d\d)(?P<m>\d\d)(?P<d>\d\d)" + _TIME)
_NAMED = re.compile(
    r"(?:den )?(?P<d>\d{1,2})(?::[ae]|\.)?[ -]?" + _MONTH + r"[ -]?(?P<y>(?:\d\d)?\d\d)" + _TIME
)
_YEAR_LAST = re.compile(
    r"(?P<a>\d{1,2})(?:/(?P<b>\d{1,2})(?:[-/ ]| - )|\.(?P<c>\d{1,2})\.|-(?P<e>\d{1,2})-)"
    r"(?P<y>(?:\d\d)?\d\d)" + _TIME
)
_THREE_PAIRS = re.compile(r"\d\d-\d\d-\d\d" + _TIME)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")

# Day 60 of Excel's calendar is a 29 February 1900 that never was: from March 1900 on its days
# are counted from this one (Microsoft, "Excel incorrectly assumes that the year 1900 is a leap year").
_EXCEL_ZERO = date(1899, 12, 30)
_FIRST_YEAR, _LAST_YEAR = 1900, 2099

# How far a two-digit year may lie ahead of the day of the export: a planned exit does.
_AHEAD = 5
# Without a day of the export, POSIX's rule: 69 to 99 are of the twentieth century.
_UNKNOWN_TOP = 2068


def day(text: str, order: Literal["dmy", "mdy"], as_of: date | None = None) -> date:
    """Read a day in any form that Swedish registers write.

    Parameters
    ----------
    text : str
        ``2022-03-01``, ``2022/03/01``, ``20220301``, ``220301``, ``1/3 2022``, ``1/3-22``,
        ``1.3.2022``, ``1 mars 2022``, ``1 mar 22``, an Excel serial number (``44621``), each
        with or without a time of day, which is left out.
    order : {"dmy", "mdy"}
        What comes first in a numeric day that begins with neither year nor name; nothing else
        is read by it.
    as_of : date, optional
        The day of the export. A two-digit year is the latest one that is at most five years
        after it, and at most 2068 where it is not given.

    Raises
    ------
    CellError
        If the cell is empty, no day, a day that does not exist, or one that can be read in
        two ways: ``22-03-01`` is refused, for it may begin with its year or with its day.

    Notes
    -----
    Days before 1900 and after 2099 are refused; so are Excel's serial numbers of fewer than
    five digits (before 18 May 1927), which cannot be told from years, and Excel's second
    calendar, which counts from 1904.

    Examples
    --------
    >>> day("1/3-22", "dmy").isoformat(), day("44621", "dmy").isoformat()
    ('2022-03-01', '2022-03-01')
    """
    cell = _spaced(text).casefold()
    if not cell:
        raise CellError("empty", _WRITE_DAY)
    if found := _SERIAL.fullmatch(cell):
        return _in_range(_EXCEL_ZERO + timedelta(days=int(found[1])))
    if _THREE_PAIRS.fullmatch(cell):
        raise CellError("a day that can be read in two ways", _WRITE_DAY)
    if found := _YEAR_FIRST.fullmatch(cell) or _BARE.fullmatch(cell):
        return _calendar(found["y"], int(found["m"]), int(found["d"]), as_of)
    if found := _NAMED.fullmatch(cell):
        return _calendar(found["y"], _MONTHS[found["month"][:3]], int(found["d"]), as_of)
    if found := _YEAR_LAST.fullmatch(cell):
        first, second = int(found["a"]), int(found["b"] or found["c"] or found["e"])
        if order == "mdy":
            first, second = second, first
        if second > 12 >= first:
            cure = f"{_WRITE_DAY}, or state the other date_order in the mapping"
            raise CellError(f"no day in the order {order}", cure)
        return _calendar(found["y"], second, first, as_of)
    raise CellError("no day", _WRITE_DAY)


def _calendar(year: str, month: int, number: int, as_of: date | None) -> date:
    full = int(year) if len(year) == 4 else _century(int(year), as_of)
    try:
        return _in_range(date(full, month, number))
    except CellError:
        raise
    except ValueError:
        # `from None`: what the calendar says about the cell may repeat it.
        raise CellError("no day of the calendar", _WRITE_DAY) from None


def _century(year: int, as_of: date | None) -> int:
    top = as_of.year + _AHEAD if as_of else _UNKNOWN_TOP
    return top - (top - year) % 100


def _in_range(found: date) -> date:
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise CellError(f"a day outside {_FIRST_YEAR} to {_LAST_YEAR}", _WRITE_DAY)
    return found


_WRITE_WHOLE = "write a whole number as 12, with nothing but digits"
_GROUPED = re.compile(r"-?\d{1,3}(?: \d{3})+(?:,0+|\.0+)?")
_PLAIN = re.compile(r"-?\d+(?:,0+|\.0+)?")


def whole(text: str) -> int:
    """Read a whole number.

    Parameters
    ----------
    text : str
        ``12``, ``12,0``, ``12.0``, ``1 234`` (any space between thousands), with a minus sign
        where it is negative. Zero is a number like others.

    Raises
    ------
    CellError
        If the cell is empty, holds a unit or other words, or is no whole number; also of
        ``1.000`` and ``1,000``, which are one or one thousand by who wrote them.

    Examples
    --------
    >>> whole("1 234"), whole("12,0")
    (1234, 12)
    """
    cell = _spaced(text)
    if not cell:
        raise CellError("empty", _WRITE_WHOLE)
    if re.fullmatch(r"-?\d{1,3}[.,]\d{3}", cell):
        raise CellError("a number that can be read in two ways", _WRITE_WHOLE)
    if re.fullmatch(r"-?\d+[.,]\d*[1-9]\d*", cell):
        raise CellError("not a whole number", "round it, or correct it")
    if not (_PLAIN.fullmatch(cell) or _GROUPED.fullmatch(cell)):
        raise CellError("not a number", _WRITE_WHOLE)
    return int(re.split(r"[.,]", cell)[0].replace(" ", ""))


_WRITE_PERCENT = "write whole per cent from 0 to 100, as 50 or 50 %"
_SAY_PERCENT = (
    f'{_WRITE_PERCENT}, or say in the mapping what it means, as [values.work_extent] "1" = "100"'
)
_PERCENT = re.compile(r"(?P<number>\d+(?:[.,]\d+)?) ?(?P<sign>%|procent)?", re.IGNORECASE)


def percent(text: str) -> int:
    """Read a share of full time as whole per cent.

    Parameters
    ----------
    text : str
        ``50``, ``50 %``, ``50,0``, ``50 procent``. A decimal fraction between 0 and 1 without
        a per cent sign is a share, as Excel keeps it: ``0,5`` is 50. Zero is 0 in both.

    Raises
    ------
    CellError
        If the cell is empty, no number, outside 0 to 100, or no whole per cent; also of ``1``
        and ``1,0`` without a sign: one per cent to some, and Excel's full time.

    Examples
    --------
    >>> percent("50 %"), percent("0,5"), percent("0")
    (50, 50, 0)
    """
    cell = _spaced(text)
    if not cell:
        raise CellError("empty", _WRITE_PERCENT)
    found = _PERCENT.fullmatch(cell)
    if not found:
        raise CellError("no share in per cent", _WRITE_PERCENT)
    # Excel's binary fractions come out as 0.28999999999999998.
    number = round(Decimal(found["number"].replace(",", ".")), 9)
    if not found["sign"] and number == 1:
        raise CellError("1 per cent or the whole: it can be read in two ways", _SAY_PERCENT)
    share = number * 100 if not found["sign"] and number < 1 else number
    if share > 100:
        raise CellError("more than 100 per cent", _WRITE_PERCENT)
    if share != int(share):
        raise CellError("not whole per cent", "round it to whole per cent")
    return int(share)


def folded(text: str) -> str:
    """Return the words of a text as they are compared: small letters, single spaces, no signs.

    Punctuation separates words. å, ä and ö stay letters of their own, and so do the signs of
    arithmetic, for "<25" and ">25" are two things.

    Examples
    --------
    >>> folded("  Deltagar-ID "), folded("Avslutad – enligt PLAN.")
    ('deltagar id', 'avslutad enligt plan')
    """
    small = unicodedata.normalize("NFKC", text).casefold()
    words = "".join(" " if unicodedata.category(sign)[0] in "PZC" else sign for sign in small)
    return " ".join(words.split())


def _spaced(text: str) -> str:
    return " ".join(plain(text).split())
