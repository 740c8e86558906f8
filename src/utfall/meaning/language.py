"""Numbers and words of one language: Swedish first, English as a choice."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_decimal

from utfall import text
from utfall.meaning import english, swedish
from utfall.text import mark
from utfall.values import Value

__all__ = ["ENGLISH", "LANGUAGES", "SWEDISH", "Language"]

_NBSP = "\u00a0"


@dataclass(frozen=True)
class Language:
    """How one language writes numbers; `phrases` are its sentences by name.

    Places in a sentence are named in braces and filled by `say`.
    """

    code: str
    number: Callable[[float], str]
    percent: Callable[[float], str]
    kronor: Callable[[float], str]
    decimal: Callable[[float], str]
    months: Callable[[float], str]
    joining: tuple[str, str]
    phrases: Mapping[str, str]

    def say(self, name: str, **parts: str) -> str:
        """Return a sentence with its places filled."""
        return self.phrases[name].format(**parts)

    def listing(self, parts: Sequence[str]) -> str:
        """Join as the language's prose does: ``a, b och c``."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{self.joining[0].join(parts[:-1])}{self.joining[1]}{parts[-1]}"

    def count(self, value: Value, column: str = "value") -> str:
        """Return a marked whole number of one column of a value."""
        return mark(value, self.number(getattr(value, column)), column)

    def share(self, value: Value, column: str = "value") -> str:
        """Return a marked share in per cent."""
        return mark(value, self.percent(getattr(value, column)), column)

    def points(self, value: Value, column: str = "value") -> str:
        """Return the size of a difference between shares, marked: ``4,6 procentenheter``."""
        size = abs(getattr(value, column)) * 100
        return mark(value, self.phrases["points"].format(size=self.decimal(size)), column)

    def time(self, value: Value, column: str = "value") -> str:
        """Return marked months, whole: they rest on assumptions."""
        return mark(value, self.months(abs(getattr(value, column))), column)

    def money(self, value: Value, column: str = "value") -> str:
        """Return marked kronor, rounded to two figures as prose is."""
        amount = getattr(value, column)
        step = 10 ** max(len(str(int(abs(amount)))) - 2, 0)
        return mark(value, self.kronor(round(amount / step) * step), column)


def _english(value: float, digits: int) -> str:
    step = Decimal(1).scaleb(-digits)
    rounded = Decimal(repr(float(value))).quantize(step, ROUND_HALF_UP) + 0
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return str(format_decimal(rounded, format=pattern, locale="en_GB")).replace("-", "−")


def _whole(number: float) -> int:
    return int(Decimal(repr(float(number))).quantize(Decimal(1), ROUND_HALF_UP))


SWEDISH = Language(
    "sv",
    text.number,
    text.percent,
    text.kronor,
    lambda x: text.decimal(x, 1),
    lambda x: f"{text.number(x)}{_NBSP}{'månad' if _whole(x) == 1 else 'månader'}",
    (", ", " och "),
    swedish.PHRASES,
)
ENGLISH = Language(
    "en",
    lambda x: _english(x, 0),
    lambda x: f"{_english(x * 100, 1)}%",
    lambda x: f"SEK{_NBSP}{_english(x, 0)}",
    lambda x: _english(x, 1),
    lambda x: f"{_english(x, 0)}{_NBSP}{'month' if _whole(x) == 1 else 'months'}",
    (", ", " and "),
    english.PHRASES,
)
LANGUAGES: Mapping[str, Language] = {one.code: one for one in (SWEDISH, ENGLISH)}
"""Languages by code."""
