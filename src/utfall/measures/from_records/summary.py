"""What records say, as lines for the association's own terminal: unprotected, never published."""

import os
import stat
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from utfall.data.folder import Folder, closest
from utfall.data.guard import tracked_problem
from utfall.errors import ParamsError
from utfall.measures.from_records.agreement import Agreement
from utfall.measures.from_records.collected import Laid
from utfall.measures.from_records.cuts import ALL, OUTSIDE, UNKNOWN
from utfall.values import Value, to_csv

__all__ = ["WARNING", "Choice", "lines", "refuse_public", "write_private"]

WARNING = (
    "UNPROTECTED figures from participation records: they can identify people and must not be "
    "published or passed on."
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
    """Yield the ledger, the outcomes at exit and the agreement with published counts.

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
    yield f"Records from {laid.horizon.first_year} to {newest}; a year that is not over is so far."
    yield ""
    yield "Participations: opening + new = exits + closing; persons took part during the period"
    yield from _table(values, _LEDGER)
    yield ""
    yield "Outcomes at exit, in participations; share that reached work or study by two definitions"
    yield from _table(values, _OUTCOMES)
    yield ""
    yield from _agreement_lines([one for one in laid.agreements() if choice.has(one.published)])


_LEDGER = {
    "opening": "n_opening:count=participations;from=records;kind=stock",
    "new": "n_new:count=participations;from=records",
    "exits": "n_exits:count=participations;from=records",
    "closing": "n_closing:count=participations;from=records;kind=stock",
    "persons": "n_during:count=persons;from=records",
}
_REACHED = "share_reached:definition={};from=records"
_OUTCOMES = {
    "completed": "n_completed:from=records",
    "broken off": "n_broken_off:from=records",
    "work": "n_outcome:from=records;outcome=work",
    "study": "n_outcome:from=records;outcome=study",
    "none": "n_outcome:from=records;outcome=none",
    "unknown": "n_outcome:from=records;outcome=unknown",
    "association": _REACHED.format("association"),
    "kolada": _REACHED.format("kolada"),
}


def _table(values: dict[str, Value], columns: dict[str, str]) -> Iterator[str]:
    """Yield a row per member, programme and period, columns aligned."""
    cuts = sorted(
        {(v.member_id, v.programme_id, v.year) for v in values.values()},
        key=lambda cut: (*cut[:2], len(cut[2]), cut[2]),  # the whole after its years
    )
    rows = [["member", "programme", "period", *columns]]
    for cut in cuts:
        cells = []
        for column in columns.values():
            measure, _, parts = column.partition(":")
            found = [":".join((measure, cut[1], cut[0], cut[2], parts + kind))
                     for kind in ("", ";kind=to_date")]  # fmt: skip
            value = next((values[key] for key in found if key in values), None)
            cells.append("" if value is None else _shown(value))
        rows.append([*cut, *cells])
    if len(rows) == 1:
        yield "  nothing"
        return
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        names = [cell.ljust(width) for cell, width in zip(row[:3], widths[:3], strict=True)]
        numbers = [cell.rjust(width) for cell, width in zip(row[3:], widths[3:], strict=True)]
        yield "  " + "  ".join([*names, *numbers]).rstrip()


def _shown(value: Value) -> str:
    """Write a number with what it may be: 20-23 between, 23+ at least."""
    if value.value is None:
        return "-"

    def one(number: float) -> str:
        return f"{number:.0%}" if value.unit == "share" else f"{number:.0f}"

    if value.bound == "exact":
        return one(value.value)
    low = one(value.value if value.low is None else value.low)
    return f"{low}+" if value.high is None else f"{low}-{one(value.high)}"


def _agreement_lines(found: Sequence[Agreement]) -> Iterator[str]:
    counted = {
        verdict: sum(one.verdict == verdict for one in found)
        for verdict in ("agree", "disagree", "not_comparable")
    }
    yield (
        f"Published counts against records: {counted['agree']} agree, {counted['disagree']} "
        f"disagree, {counted['not_comparable']} cannot be compared"
    )
    for one in sorted(found, key=lambda one: (one.verdict != "disagree", one.count_id)):
        if one.records is not None:
            yield (
                f"  {one.count_id}: {one.verdict}: published {_shown(one.published)}, "
                f"records {_shown(one.records)}"
            )
        else:
            yield f"  {one.count_id}: not comparable, eftersom {one.reason}"


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
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        os.fchmod(handle, stat.S_IRUSR | stat.S_IWUSR)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            out.write(to_csv(rows))
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return len(rows)
