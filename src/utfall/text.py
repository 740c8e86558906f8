"""Swedish numbers, dates and marked words: the one place where a value becomes text.

Everything a reader sees of a value passes through `mark`, so that every number in a report
carries the key of its row in `published.csv`.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from utfall.data.dates import first_day
from utfall.values import Value

__all__ = [
    "STATUS_WORDS",
    "capitalised",
    "day",
    "decimal",
    "escape",
    "in_swedish_order",
    "kronor",
    "listing",
    "mark",
    "marked_keys",
    "millions",
    "number",
    "percent",
    "period",
    "persons",
    "plain",
    "rate",
    "rounded_kronor",
    "show",
    "thousands",
    "unmarked",
]

_LOCALE = "sv_SE"
_NBSP = "\u00a0"

STATUS_WORDS = {
    "unknown": "inte känt",
    "refused": "kan inte beräknas",
    "suppressed": "visas inte",
    "not_applicable": "gäller inte",
}


def number(value: float) -> str:
    r"""Write a whole number: ``12 645 673``, with a true minus sign and no negative zero.

    >>> number(-1234.2)
    '−1\xa0234'
    """
    return decimal(value, 0)


def decimal(value: float, digits: int) -> str:
    """Write a number with a decimal comma and exactly `digits` decimals."""
    # Half upwards, as official statistics round; the shortest decimal of the float decides.
    step = Decimal(1).scaleb(-digits)
    rounded = Decimal(repr(float(value))).quantize(step, ROUND_HALF_UP) + 0  # -0 becomes 0
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    text = str(format_decimal(rounded, format=pattern, locale=_LOCALE))
    return text.replace("-", "−")


def percent(share: float) -> str:
    r"""Write a share as per cent with one decimal: ``43,4 %``.

    >>> percent(23 / 53)
    '43,4\xa0%'
    """
    return f"{decimal(share * 100, 1)}{_NBSP}%"


def kronor(amount: float) -> str:
    """Write an amount in full: ``549 812 kr``."""
    return f"{number(amount)}{_NBSP}kr"


def millions(amount: float) -> str:
    r"""Write a large amount for prose: ``14,5 miljoner kronor``; below one million in full.

    >>> millions(14_532_600)
    '14,5\xa0miljoner\xa0kronor'
    """
    if abs(amount) < 1_000_000:
        return f"{number(amount)}{_NBSP}kronor"
    return f"{decimal(amount / 1e6, 1)}{_NBSP}miljoner{_NBSP}kronor"


def rate(share: float) -> str:
    r"""Write a rate with the two decimals that law and tax tables give it, one where that is all.

    >>> rate(0.3142), rate(0.25)
    ('31,42\xa0%', '25,0\xa0%')
    """
    digits = 1 if round(share * 1000, 6).is_integer() else 2
    return f"{decimal(share * 100, digits)}{_NBSP}%"


def thousands(amount: float) -> str:
    r"""Write an amount that a model gives, which is not certain to the krona: ``2 524 tkr``.

    >>> thousands(2_524_440)
    '2\xa0524\xa0tkr'
    """
    return f"{number(amount / 1000)}{_NBSP}tkr"


def rounded_kronor(amount: float) -> str:
    """Write an uncertain amount for prose, to two significant figures: ``550 000 kr``."""
    step = 10 ** max(len(str(int(abs(amount)))) - 2, 0)
    return kronor(round(amount / step) * step)


def persons(count: float) -> str:
    """Write a count with its noun in the right number: ``1 person``, ``16 personer``."""
    return f"{number(count)}{_NBSP}{'person' if count == 1 else 'personer'}"


def day(text: str) -> str:
    """Write a partial date in words: ``12 december 2022``, ``april 2023``, ``2016``."""
    if not text:
        return "utan datum"
    if len(text) == 4:
        return text
    date = first_day(text)
    if len(text) == 7:
        return str(format_date(date, "MMMM y", locale=_LOCALE))
    return str(format_date(date, "d MMMM y", locale=_LOCALE)).replace(" ", _NBSP, 1)


def period(year: str) -> str:
    """Write the year column of a key: ``2016/2019`` as ``2016–2019``, ``2023/`` as ``från 2023``.

    ``/2022`` is written ``till 2022``: only the end is stated. An empty year is a period that the source does not state.
    """
    if not year:
        return "period inte angiven"
    first, slash, last = year.partition("/")
    if not slash:
        return first
    if not first:
        return f"till {last}"
    return f"{first}–{last}" if last else f"från {first}"


def in_swedish_order(name: str) -> str:
    """Return a sort key that puts å, ä and ö last, in that order.

    >>> sorted(["Östhammar", "Älvkarleby", "Åmål", "Uppsala"], key=in_swedish_order)
    ['Uppsala', 'Åmål', 'Älvkarleby', 'Östhammar']
    """
    return name.casefold().translate({ord("å"): "{", ord("ä"): "|", ord("ö"): "}"})


def listing(parts: Sequence[str]) -> str:
    """Join as Swedish prose does: ``a, b och c``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} och {parts[-1]}"


def capitalised(text: str) -> str:
    """Return the text with its first letter in upper case, also inside a marked number."""
    return re.sub(r"^(\W*)(\w)", lambda m: m[1] + m[2].upper(), text, count=1)


_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~^$@&\"':=/%])")


def escape(text: str) -> str:
    r"""Return text from data so that Markdown shows it letter by letter.

    >>> escape("<b> & *y* | z")
    '\\<b\\> \\& \\*y\\* \\| z'
    """
    return _SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", text))


def mark(value: Value, text: str, column: str = "value") -> str:
    """Return text as a Markdown span that carries the key of its row in `published.csv`.

    `column` says which number of the row is shown when it is not ``value``.
    """
    where = "" if column == "value" else f' data-col="{column}"'
    style = ".n" if value.status == "shown" else ".s"
    return f'[{text}]{{{style} data-row="{value.key}"{where}}}'


def unmarked(markdown: str) -> str:
    r"""Return the words of marked Markdown as they are read, without keys and escapes.

    >>> unmarked(r'[29 \*]{.n data-row="a:b:c:d:"} av \<b\>')
    '29 * av <b>'
    """
    bare = re.sub(r'\[([^\[\]]*)\]\{[^{}"]*data-row="[^"]*"[^{}]*\}', r"\1", markdown)
    return re.sub(r"\\([^\w\s])", r"\1", bare)


_KEY = re.compile(r'data-row="([^"]+)"')


def marked_keys(markdown: str) -> Iterable[str]:
    """Return the keys of all marked numbers in a text, in order."""
    return _KEY.findall(markdown)


def _bare(x: float) -> str:
    """Write a number without unit, with one decimal where it is not whole."""
    return decimal(x, 0 if float(x).is_integer() else 1)


_FORMATS: dict[str, Callable[[float], str]] = {
    "sek": kronor,
    "eur": lambda x: f"{decimal(x, 0 if float(x).is_integer() else 2)} euro",
    "share": percent,
    "percent": lambda x: f"{decimal(x, 1)}{_NBSP}%",
    "months": lambda x: f"{_bare(x)}{_NBSP}{'månad' if x == 1 else 'månader'}",
    "factor": lambda x: decimal(x, 4),
    "ratio": lambda x: decimal(x, 1),
    "participations_per_msek": lambda x: decimal(x, 1),
    "tkr": lambda x: thousands(1000 * x),
    "sek_per_inhabitant": lambda x: f"{number(x)}{_NBSP}kr",
}
_BOUND_WORDS = {"at_most": "högst ", "at_least": "minst "}


def plain(value: float, unit: str) -> str:
    """Write one number as its unit wants, without bounds or marks: ``29 månader``, ``77``."""
    return _FORMATS.get(unit, _bare)(value)


def show(
    value: Value,
    *,
    write: Callable[[float], str] | None = None,
    bound: bool = True,
) -> str:
    """Write a whole value, marked: ``högst 549 812 kr``, ``omkring 40–50``, ``inte känt``.

    Parameters
    ----------
    value : Value
        Any row of the report.
    write : callable, optional
        How to write one number; by default as its unit wants.
    bound : bool
        Whether "högst" and "minst" stand before it.
    """
    if value.status != "shown":
        return mark(value, STATUS_WORDS[value.status])
    to_text = write or (lambda x: plain(x, value.unit))
    before = _BOUND_WORDS.get(value.bound, "") if bound else ""
    if value.approximate:
        before += "omkring "
    if value.value is not None:
        return before + mark(value, to_text(value.value))
    low, high = value.low, value.high
    if low is not None and high is not None:
        if low == high:
            return before + mark(value, to_text(low), "low")
        bare = _bare if write is None and value.unit != "share" else to_text
        return f"{before}{mark(value, bare(low), 'low')}–{mark(value, to_text(high), 'high')}"
    if low is not None:
        lead = "" if before.startswith("minst") or not bound else "minst "
        return lead + before + mark(value, to_text(low), "low")
    if high is not None:
        lead = "" if before.startswith("högst") or not bound else "högst "
        return lead + before + mark(value, to_text(high), "high")
    raise ValueError(f"{value.key}: nothing to show")
