"""The published value: one number, or the words for why there is none."""

import csv
import io
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Literal

__all__ = [
    "COLUMNS",
    "Bound",
    "Status",
    "Value",
    "group",
    "not_shown",
    "parse_group",
    "to_csv",
]

Bound = Literal["exact", "at_most", "at_least", "conditional"]
Status = Literal["shown", "suppressed", "unknown", "refused", "not_applicable"]

_NUMBERS = ("value", "numerator", "denominator", "low", "high", "ci_low", "ci_high")


@dataclass(frozen=True)
class Value:
    """One row of `published.csv`.

    The key is (`measure`, `programme_id`, `member_id`, `year`, `group`). `year` is a year, a
    period ``2016/2019`` or empty where the source states none; ``all`` marks a total, never a
    period. Joint members are joined by ``+`` in alphabetical order. What is not shown has every
    number empty and a `reason` in Swedish words; a zero is the number 0.

    Units: ``persons``, ``participations``, ``cases``, ``applications``, ``share`` (0 to 1),
    ``sek``, ``eur``, ``months``, ``percent``, ``years``, ``factor``, ``ratio`` (kronor per krona),
    ``participations_per_msek`` (per million kronor) or as the source states.
    """

    measure: str
    programme_id: str = ""
    member_id: str = ""
    year: str = ""
    group: str = ""
    value: float | None = None
    unit: str = "persons"
    numerator: float | None = None
    denominator: float | None = None
    low: float | None = None
    high: float | None = None
    bound: Bound | Literal[""] = "exact"
    approximate: bool = False
    ci_low: float | None = None
    ci_high: float | None = None
    status: Status = "shown"
    reason: str = ""
    source_id: str = ""

    def __post_init__(self) -> None:
        """Refuse a value that hides nothing or says nothing."""
        numbers = [getattr(self, name) for name in _NUMBERS]
        if self.status != "shown" and (any(n is not None for n in numbers) or not self.reason):
            raise ValueError(f"{self.key}: {self.status} needs a reason and no numbers")
        if self.status == "shown" and all(n is None for n in numbers):
            raise ValueError(f"{self.key}: shown without a number")
        if any(n is not None and not math.isfinite(n) for n in numbers):
            raise ValueError(f"{self.key}: not a number")

    @property
    def key(self) -> str:
        """The five key columns joined by ``:``, as `data-row` carries them."""
        return ":".join((self.measure, self.programme_id, self.member_id, self.year, self.group))


COLUMNS = tuple(field.name for field in fields(Value))


def group(**parts: str) -> str:
    """Join ``name=value`` pairs, sorted, leaving out empty ones.

    Python's keywords cannot be argument names: write ``of_`` or ``after_`` with a trailing
    underscore where needed; it is dropped.

    >>> group(outcome="employment", of="completed", reading="")
    'of=completed;outcome=employment'
    """
    pairs = {name.rstrip("_"): value for name, value in parts.items() if value}
    return ";".join(f"{name}={pairs[name]}" for name in sorted(pairs))


def parse_group(text: str) -> dict[str, str]:
    """Take a group apart again.

    >>> parse_group("of=completed;outcome=employment")
    {'of': 'completed', 'outcome': 'employment'}
    """
    return dict(pair.split("=", 1) for pair in text.split(";") if pair)


def not_shown(value: Value, status: Status, reason: str) -> Value:
    """Return the same key without any number, with the reason in words."""
    empty: Mapping[str, None] = dict.fromkeys(_NUMBERS)
    return replace(value, **empty, bound="", approximate=False, status=status, reason=reason)  # type: ignore[arg-type]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        # Full precision, 77 rather than 77.0, and no trace of the number's type.
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    # A lone carriage return would be read as the end of the row.
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    # A spreadsheet would run a text that begins like a formula.
    return "'" + text if text[:1] in {"=", "+", "-", "@", "\t", "\n"} else text


def to_csv(values: Iterable[Value]) -> str:
    """Write values as `published.csv`: sorted by key, full precision, LF line ends."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    rows = sorted(values, key=lambda v: (v.measure, v.programme_id, v.member_id, v.year, v.group))
    writer.writerows([_cell(cell) for cell in asdict(row).values()] for row in rows)
    return out.getvalue()
