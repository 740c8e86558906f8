"""Partial dates: ``2016``, ``2023-04`` or ``2022-12-12``, as exact as the source is."""

import re
from calendar import monthrange
from datetime import date

__all__ = ["first_day", "is_day", "is_partial_date", "last_day"]

_FORM = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def first_day(text: str) -> date:
    """Return the first day that a partial date can mean.

    Raises
    ------
    ValueError
        If `text` is empty or no partial date; the checks have refused such cells before.

    Examples
    --------
    >>> first_day("2023-04").isoformat()
    '2023-04-01'
    """
    found = _FORM.fullmatch(text)
    if not found:
        raise ValueError(f"not a date: {text!r}; write 2016, 2023-04 or 2022-12-12")
    return date(*(int(part or 1) for part in found.groups()))


def last_day(text: str) -> date:
    """Return the last day that a partial date can mean.

    Raises
    ------
    ValueError
        If `text` is empty or no partial date.

    Examples
    --------
    >>> last_day("2016").isoformat(), last_day("2020-02").isoformat()
    ('2016-12-31', '2020-02-29')
    """
    first = first_day(text)
    match len(text):
        case 4:
            return first.replace(month=12, day=31)
        case 7:
            return first.replace(day=monthrange(first.year, first.month)[1])
        case _:
            return first


def is_partial_date(text: str) -> bool:
    """Tell whether `text` is a partial date of the calendar.

    >>> is_partial_date("2022-12"), is_partial_date("2022-13-01"), is_partial_date("")
    (True, False, False)
    """
    try:
        first_day(text)
    except ValueError:
        return False
    return True


def is_day(text: str) -> bool:
    """Tell whether `text` is a day of the calendar.

    >>> is_day("2022-12-12"), is_day("2022-12"), is_day("2022-02-29")
    (True, False, False)
    """
    return len(text) == len("2022-12-12") and is_partial_date(text)
