"""Partial dates as sources give them: a year, a month or a day."""

import calendar
import re
from datetime import date

__all__ = ["first_day", "last_day"]

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def _parts(text: str) -> tuple[int, int | None, int | None]:
    """Take a partial date apart; what it does not state is None."""
    found = _PARTIAL.fullmatch(text)
    if not found:
        raise ValueError(f"not a date: {text!r}; write 2016, 2023-04 or 2022-12-12")
    year, month, day = (None if part is None else int(part) for part in found.groups())
    return year or 0, month, day


def first_day(text: str) -> date:
    """Return the first day that a partial date can mean.

    Parameters
    ----------
    text : str
        ``2016``, ``2023-04`` or ``2022-12-12``.

    Raises
    ------
    ValueError
        If the text is none of these, or no day of the calendar.

    Examples
    --------
    >>> first_day("2023-04").isoformat()
    '2023-04-01'
    """
    year, month, day = _parts(text)
    return date(year, month or 1, day or 1)


def last_day(text: str) -> date:
    """Return the last day that a partial date can mean; see `first_day`.

    Examples
    --------
    >>> last_day("2020-02").isoformat()
    '2020-02-29'
    """
    year, month, day = _parts(text)
    month = month or 12
    if not 1 <= month <= 12:
        raise ValueError(f"not a date: {text!r}; the month is outside 01 to 12")
    return date(year, month, day or calendar.monthrange(year, month)[1])
