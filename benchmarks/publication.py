"""What one association's whole publication costs: made-up records through the real pipeline.

Run it with the number of persons, 2 000 unless told, and a seed. An association of 15 members, 10
years and 12 programmes is written to a temporary folder, counted, protected and attacked: the
example's people, with more members and programmes drawn for them. With `--single` the two-way
tables of members and outcomes of `data/example` are protected one by one instead, by this project
and by pytauargus where that can be imported, which is no dependency of it.
"""

import csv
import importlib.util
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from utfall.data.check import check_path
from utfall.data.folder import Folder
from utfall.data.register import read_register
from utfall.disclosure.audit import audit
from utfall.disclosure.cells import Cell, Publication, Relation
from utfall.disclosure.counting import counted
from utfall.disclosure.facts import facts_of
from utfall.disclosure.run import _hidden
from utfall.disclosure.shown import shown
from utfall.disclosure.suppress import suppress
from utfall.example import write_example
from utfall.measures.catalogue import catalogue
from utfall.measures.from_records.declarations import RECORD_MEASURES
from utfall.params import Disclosure

ROOT = Path(__file__).parents[1]
MEMBERS, PROGRAMMES, YEARS = 15, 12, range(2016, 2026)
THRESHOLD = 5

Rows = list[dict[str, str]]


@dataclass
class Clock:
    """Seconds of each stage."""

    told: dict[str, object] = field(default_factory=dict)
    since: float = field(default_factory=time.perf_counter)

    def stop(self, name: str) -> None:
        """Take the time since the last stop."""
        now = time.perf_counter()
        self.told[f"{name}, seconds"] = f"{now - self.since:.1f}"
        self.since = now


def _read(file: Path) -> Rows:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _write(file: Path, rows: Rows) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _filled(rows: Rows, name: str, wanted: int) -> tuple[Rows, list[str]]:
    """Return rows with copies under new ids until there are `wanted`, and all ids."""
    found = list(rows)
    for at in range(len(rows), wanted):
        found.append({**rows[at % len(rows)], name: f"{name[:1]}-{at:02}"})
    return found, [row[name] for row in found]


def write_large(folder: Path, persons: int, seed: int) -> None:
    """Write an association of `MEMBERS`, `PROGRAMMES` and `YEARS`, of the example's people."""
    write_example(folder, persons, seed)
    draw = random.Random(seed)  # noqa: S311 - made-up people
    members = _read(folder / "members.csv")
    towns = [row for row in members if row["municipality_code"]]
    more = [
        {
            **towns[at % len(towns)],
            "member_id": f"by-{at}",
            "name": f"Påhittsby {at}",
            "municipality_code": f"99{20 + at}",
        }
        for at in range(len(towns), MEMBERS)
    ]
    _write(folder / "members.csv", [*members, *more])
    codes = [row["municipality_code"] for row in (*towns, *more)]
    programmes = _read(folder / "programmes.csv")
    new = [
        {**programmes[0], "programme_id": f"insats-{at}", "name": f"Insats {at}"}
        for at in range(len(programmes), PROGRAMMES)
    ]
    for row in (*programmes, *new):
        row |= {"start": "", "end": ""}
    _write(folder / "programmes.csv", [*programmes, *new])
    ids = [row["programme_id"] for row in (*programmes, *new)]
    # The counts of their sources are of other people: none of them says anything of these.
    for name in ("counts", "goals", "volumes", "findings"):
        file = folder / f"{name}.csv"
        file.write_text(file.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    people = _read(folder / "participations.csv")
    weights = [1 / (at + 1) ** 0.8 for at in range(len(codes))]
    offered = {code: [i for i in ids if draw.random() < 0.6] or ids[:1] for code in codes}
    home: dict[str, str] = {}
    for row in people:
        # Two years more at the beginning: a fifth of those who came and went are set back.
        if row["exit"] and draw.random() < 0.25:
            for name in ("entry", "planned_exit", "exit"):
                if row[name] and int(row[name][:4]) > 2017:
                    row[name] = f"{int(row[name][:4]) - 2}{row[name][4:].replace('02-29', '02-28')}"
        code = home.setdefault(row["person_id"], draw.choices(codes, weights)[0])
        row |= {"residence": code, "programme_id": draw.choice(offered[code])}
    _write(folder / "participations.csv", people)


def checked(folder: Path) -> Folder:
    """Read a folder; its problems stop the measurement."""
    found, problems = check_path(folder, read_register(ROOT / "data" / "register"))
    if problems:
        sys.exit("\n".join(map(str, problems[:10])))
    return found


def whole(persons: int, seed: int) -> None:
    """Protect and attack a whole publication, and print what it took."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "large"
        write_large(folder, persons, seed)
        clock = Clock()
        data = checked(folder)
        clock.stop("read and check")
        counts = counted(data, Disclosure(), {})
        if counts is None:
            sys.exit("there are no records")
        clock.stop("count and coarsen")
        publication, pattern = _hidden(counts.publication)
        clock.stop("hide")
        values = shown(counts, pattern.hidden)
        attack = audit(publication, facts_of(values, RECORD_MEASURES))
        clock.stop("derive and attack")
    cells = publication.cells
    told = [key for key, cell in cells.items() if not cell.latent]
    people = sum(cells[key].count for key in told)
    hidden_people = sum(cells[key].count for key in pattern.hidden)
    _print(
        {
            "persons": persons,
            "cells": len(told),
            "cells never shown": len(cells) - len(told),
            "relations": len(publication.relations),
            "hidden": len(pattern.hidden),
            "of them for few people": len(pattern.primary),
            "cells to protect": sum(bool(cell.rule) for cell in cells.values()),
            "share of cells hidden": f"{len(pattern.hidden) / len(told):.1%}",
            "share of people hidden": f"{hidden_people / people:.1%}",
            "method": pattern.method,
            "components": pattern.components,
            "programs, hide": pattern.programs,
            "programs, attack": attack.programs,
            "found narrow": len(attack.narrow),
            "longest period, years": max(map(len, counts.chosen.periods.values())),
            **clock.told,
            "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
    )


def _print(told: Mapping[str, object]) -> None:
    print("\n".join(f"{name:28}{number!s:>12}" for name, number in told.items()))


# single tables, beside another tool


def single_tables() -> Iterable[Counter[tuple[str, str]]]:
    """Yield members × outcomes at exit of the example, per period of four years."""
    data = checked(ROOT / "data" / "example")
    register = read_register(ROOT / "data" / "register")
    known = {v.key: v for v in catalogue(data, register, 2023, 0.95).values}
    counts = counted(data, Disclosure(), known)
    if counts is None:
        sys.exit("there are no records")
    cells = counts.publication.cells
    found: dict[str, Counter[tuple[str, str]]] = {}
    for key, cell in cells.items():
        measure, programme, member, time_, parts = key.split(":", 4)
        told = dict(pair.split("=", 1) for pair in parts.split(";"))
        told.pop("kind", "")
        if measure == "n_outcome" and programme == "all" and member != "all" and len(told) == 2:
            found.setdefault(time_, Counter())[member, told["outcome"]] = cell.count
    return found.values()


def by_this(table: Counter[tuple[str, str]]) -> set[tuple[str, str]]:
    """Hide the inner cells of a table with this project, alone: the rule is the threshold."""
    names = [sorted({at[axis] for at in table}) for axis in (0, 1)]
    counts = {f"{m}|{o}": table[m, o] for m in names[0] for o in names[1]}
    relations = []
    for axis, levels in enumerate(names):
        for level in levels:
            parts = [key for key in counts if key.split("|")[axis] == level]
            whole_ = f"{level}|all" if axis == 0 else f"all|{level}"
            counts[whole_] = sum(counts[part] for part in parts)
            relations.append(Relation.total(whole_, parts))
    for axis, levels in enumerate(names):
        parts = [f"{level}|all" if axis == 0 else f"all|{level}" for level in levels]
        counts["all|all"] = sum(counts[part] for part in parts)
        relations.append(Relation.total("all|all", parts))
    cells = {
        key: Cell(key, n, THRESHOLD, n + 1.0, "small" if 0 < n < THRESHOLD else "")
        for key, n in counts.items()
    }
    hidden = suppress(Publication(cells, relations)).hidden
    return {(key.split("|")[0], key.split("|")[1]) for key in hidden}


def by_the_other(table: Counter[tuple[str, str]]) -> set[tuple[str, str]]:
    """Hide the same cells with pytauargus: minimum frequency, optimal secondary suppression."""
    from pytauargus import protect  # type: ignore[import-not-found]

    rows = [
        {"member": member, "result": outcome, "one": 1}
        for (member, outcome), n in table.items()
        for _ in range(n)
    ]
    result = protect(
        rows,
        tables=[["member", "result"]],
        response="one",
        safety_rules=f"FREQ({THRESHOLD},20)",
        suppress="OPT(1,5)",
    )
    found = set()
    for row in result.tables[0].dataframe().to_dict("records"):
        # Unsafe by the rule, and hidden to protect those (M); what is empty or safe is shown.
        if str(row["status"]).strip() in {"U", "M"}:
            at = [str(row[axis]).strip() for axis in ("member", "result")]
            found.add((at[0].replace("Total", "all"), at[1].replace("Total", "all")))
    return found


def single() -> None:
    """Compare what is hidden of the single tables of the example."""
    tables = list(single_tables())
    ways = {"this project": by_this}
    if importlib.util.find_spec("pytauargus"):
        ways["pytauargus"] = by_the_other
    for name, way in ways.items():
        cells = hidden = people = hidden_people = 0
        for table in tables:
            found = {at for at in way(table) if "all" not in at}
            cells += len(table)
            people += table.total()
            hidden += len(found)
            hidden_people += sum(table[at] for at in found)
        _print(
            {
                f"{name}: inner cells": cells,
                f"{name}: hidden": hidden,
                f"{name}: of cells": f"{hidden / cells:.1%}",
                f"{name}: of people": f"{hidden_people / people:.1%}",
            }
        )


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "--single"]
    if "--single" in sys.argv:
        single()
    else:
        whole(*map(int, words[:2]), *(2000, 1)[len(words) :])
