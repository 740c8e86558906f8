"""What records say, as lines for the association's own terminal: unprotected, never published."""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import wrap

from utfall.data.folder import Folder, closest
from utfall.data.guard import tracked_problem
from utfall.data.private import owner_only
from utfall.errors import ParamsError
from utfall.measures import reasons
from utfall.measures.from_records.agreement import Agreement
from utfall.measures.from_records.collected import Laid
from utfall.measures.from_records.horizon import ALL, OUTSIDE, UNKNOWN
from utfall.values import Value, group, to_csv

__all__ = ["WARNING", "Choice", "lines", "refuse_public", "write_private"]

WARNING = (
    "UNPROTECTED figures from participation records: they can identify people. Never publish or "
    "pass them on."
)


@dataclass(frozen=True)
class Choice:
    """Members, programmes and years asked for; empty means all."""

    members: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    years: tuple[int, ...] = ()

    def check(self, folder: Folder) -> None:
        """Refuse what the data do not know.

        Raises
        ------
        ParamsError
            With one line per unknown id.
        """
        known = {
            "--member": (self.members, [*folder["members"]["member_id"], OUTSIDE, UNKNOWN]),
            "--programme": (self.programmes, list(folder["programmes"]["programme_id"])),
        }
        problems = [
            f"{option}: found {name!r}; {closest(name, names)}allowed: {', '.join(names)}"
            for option, (asked, names) in known.items()
            for name in asked
            if name not in names
        ]
        if problems:
            raise ParamsError("\n".join(problems))

    def has(self, value: Value) -> bool:
        """Say whether a value is asked for; a joint one is each member's."""
        return (
            (not self.members or not set(self.members).isdisjoint(value.member_id.split("+")))
            and (not self.programmes or value.programme_id in self.programmes)
            and (not self.years or value.year in map(str, self.years))
        )


def lines(laid: Laid, choice: Choice) -> Iterator[str]:
    """Yield the ledger, how people left, where they stood, and the agreement with published counts.

    Parameters
    ----------
    laid : Laid
        The records.
    choice : Choice
        What is shown; without members all of them together.
    """
    shown = choice if choice.members else Choice((ALL,), choice.programmes, choice.years)
    values = {value.key: value for value in laid.headline() if shown.has(value)}
    newest = laid.horizon.newest.isoformat()
    yield WARNING
    yield f"Records from {laid.horizon.first_year} to {newest}, of " + (
        " and ".join(choice.members) if choice.members else "all members; --member M lists one"
    )
    yield from _LEGEND
    for heading, columns in _TABLES.items():
        yield ""
        yield heading
        yield from _table(values, columns)
    yield ""
    yield from _agreement_lines([one for one in laid.agreements() if choice.has(one.published)])


_LEGEND = (
    "  a-b  between, because something is missing     -  a share of fewer than ten",
    "  n+   at least: more may come                   ?  the records do not reach that year",
    "  *    the period is not complete: so far",
)


@dataclass(frozen=True)
class _Column:
    """A column of a table: its measure and group, and whether what it may be is shown."""

    measure: str
    parts: Mapping[str, str] = field(default_factory=dict)
    bounds: bool = False

    def find(self, values: Mapping[str, Value], cut: tuple[str, str, str]) -> Value | None:
        """Return the value of a member, programme and period, complete or so far."""
        member, programme, year = cut
        for kind in ({}, {"kind": "to_date"}):
            parts = group(**{"from_": "records", **self.parts, **kind})
            if value := values.get(":".join((self.measure, programme, member, year, parts))):
                return value
        return None


_ROWS = {"count": "participations"}
_EXITS = _Column("n_exits", _ROWS)


def _reached(definition: str) -> _Column:
    return _Column("share_reached", {"definition": definition}, bounds=True)


_TABLES: Mapping[str, Mapping[str, _Column]] = {
    "Participations: opening + new = exits + closing": {
        "opening": _Column("n_opening", {**_ROWS, "kind": "stock"}, bounds=True),
        "new": _Column("n_new", _ROWS, bounds=True),
        "exits": _Column("n_exits", _ROWS, bounds=True),
        "closing": _Column("n_closing", {**_ROWS, "kind": "stock"}, bounds=True),
        "persons during": _Column("n_during", {"count": "persons"}, bounds=True),
    },
    "How they left: known exits by reason; unknown is without one": {
        "exits": _EXITS,
        "completed": _Column("n_completed"),
        "broken off": _Column("n_broken_off"),
        "other causes": _Column("n_left_otherwise"),
        "unknown": _Column("n_exit_reason_unknown"),
    },
    "Main activity at exit, and work or study, % of exits: own definition / Kolada's rules": {
        "exits": _EXITS,
        **{
            name: _Column("n_outcome", {"outcome": name})
            for name in ("work", "study", "none", UNKNOWN)
        },
        "own %": _reached("association"),
        "Kolada's %": _reached("kolada"),
    },
}


def _table(values: Mapping[str, Value], columns: Mapping[str, _Column]) -> Iterator[str]:
    """Yield a row per member, programme and period that the last column has, aligned."""
    last = list(columns.values())[-1]
    cuts = sorted(
        {(v.member_id, v.programme_id, v.year) for v in values.values()},
        key=lambda cut: (*cut[:2], len(cut[2]), cut[2]),  # the whole after its years
    )
    rows = [["member", "programme", "period", *columns]]
    for cut in cuts:
        if last.find(values, cut) is None:
            continue
        found = [column.find(values, cut) for column in columns.values()]
        so_far = any(v is not None and "kind=to_date" in v.group for v in found)
        cells = ["" if v is None else _shown(v, bounds=c.bounds)
                 for v, c in zip(found, columns.values(), strict=True)]  # fmt: skip
        rows.append([*cut[:2], cut[2] + "*" * so_far, *cells])
    if len(rows) == 1:
        yield "  nothing"
        return
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        names = [cell.ljust(width) for cell, width in zip(row[:3], widths[:3], strict=True)]
        numbers = [cell.rjust(width) for cell, width in zip(row[3:], widths[3:], strict=True)]
        yield "  " + "  ".join([*names, *numbers]).rstrip()


def _shown(value: Value, *, bounds: bool = True) -> str:
    """Write a number, with what it may be: 20-23 between, 23+ at least."""
    if value.value is None:
        return "-" if value.reason == reasons.TOO_FEW else "?"

    def one(number: float) -> str:
        return f"{number:.0%}" if value.unit == "share" else f"{number:.0f}"

    if not bounds or value.low is value.high is None:
        return one(value.value)
    low = one(value.value if value.low is None else value.low)
    return f"{low}+" if value.high is None else f"{low}-{one(value.high)}"


# The terminal speaks English, and what is shown elsewhere Swedish.
_SINCE = {
    reasons.NO_NUMBER: "the source states no number",
    reasons.NOT_PARTICIPANTS: "the source counts other than participants",
    reasons.OUTCOME_UNRECORDED: "records have no outcome like the source's",
    reasons.TIME_UNRECORDED: "the source does not say how long after exit",
    reasons.COMPONENT_UNRECORDED: "the source counts a part of the programme",
    reasons.NO_RECORDS: "the programme has no records",
    reasons.NOT_RESIDENTS: "the source does not say whose residents",
    reasons.DAY_NOT_STATED: "the source does not say of which day",
    reasons.PERIOD_NOT_STATED: "the source does not say of which period",
    reasons.NOT_COVERED: "the records do not cover the period",
}
_VERDICTS = {
    "agree": "agree",
    "disagree": "disagree",
    "possible": "may both be true",
    "not_comparable": "cannot be compared",
}


def _agreement_lines(found: Sequence[Agreement]) -> Iterator[str]:
    """Yield how many agree, and each of the others; those without a number by why."""
    told = [f"{sum(o.verdict == key for o in found)} {says}" for key, says in _VERDICTS.items()]
    yield f"Published counts against records: {', '.join(told)}"
    for verdict in ("disagree", "possible"):
        for one in sorted(found, key=lambda one: one.count_id):
            if one.verdict == verdict and one.records is not None:
                yield (
                    f"  {one.count_id}: {_VERDICTS[verdict]}: published {_shown(one.published)}, "
                    f"records {_shown(one.records)}"
                )
    by_reason: dict[str, list[str]] = {}
    for one in found:
        if one.verdict == "not_comparable":
            by_reason.setdefault(_SINCE[one.reason], []).append(one.count_id)
    for why, ids in sorted(by_reason.items()):
        yield from wrap(
            f"cannot be compared, since {why}: {', '.join(sorted(ids))}",
            width=_WIDTH,
            initial_indent="  ",
            subsequent_indent="    ",
            break_on_hyphens=False,
        )
    if found:
        yield "  every figure and its reason: --csv FILE"


_WIDTH = 110


def refuse_public(file: Path) -> None:
    """Refuse a file where others would come by it.

    Raises
    ------
    ParamsError
        If its folder does not exist, git tracks or would take it, or it is a published site.
    """
    folder = file.resolve().parent
    if not folder.is_dir():
        raise ParamsError(f"--csv: {file}: no such folder; make it first, for yourself only")
    if any(part == "site" or part.startswith(".site") for part in folder.parts):
        raise ParamsError(
            f"--csv: {file}: lies in a folder that is published; write it somewhere else"
        )
    if tracked_problem(folder):
        raise ParamsError(
            f"--csv: {file}: lies in a folder that git tracks or would take; unprotected figures "
            "belong outside the working tree, or in a folder that .gitignore names"
        )


def write_private(file: Path, values: Iterable[Value]) -> int:
    """Write values as `published.csv` is written, for their owner only, and return how many.

    The file takes its name when it is whole.
    """
    rows = list(values)
    fresh = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        with open(fresh, "x", encoding="utf-8", newline="", opener=owner_only) as out:
            out.write(to_csv(rows))
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)
    return len(rows)
