"""Everything that is written for the example's reports, searched and attacked.

The attacker is written for this test alone: it reads published values, works out by itself which
of them add up, and uses no code of `utfall.disclosure`. What no report shows, such as those who
live elsewhere, it counts with as unknown. True counts serve only to judge what it found and to
leave out what it supposes wrongly.
"""

import csv
import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest
from pypdf import PdfReader
from pypdf.generic import StreamObject
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from pages import ROOT
from utfall.cli import run as utfall
from utfall.disclosure import run as protection
from utfall.disclosure.cells import Publication
from utfall.disclosure.suppress import Pattern

KEY = ("measure", "programme_id", "member_id", "year", "group")
NUMBERS = ("value", "numerator", "denominator", "low", "high", "ci_low", "ci_high")
BUILT = ("--member", "storlunda", "--member", "tallvik", "--year", "2022", "--year", "2025")
ATTACKED = 90
DAY = r"\d{4}-\d\d-\d\d"

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Built:
    """A build of the example: where it is, and what was protected (never written)."""

    out: Path
    publication: Publication
    pattern: Pattern

    @property
    def inputs(self) -> list[Path]:
        return sorted(self.out.rglob("input.json"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Prepare every report of the example and build four of them."""
    out = tmp_path_factory.mktemp("publication")
    kept: list[tuple[Publication, Pattern]] = []

    def hidden(publication: Publication, *more: Any) -> tuple[Publication, Pattern]:
        kept.append(original(publication, *more))
        return kept[-1]

    original = protection._hidden
    with mock.patch.object(protection, "_hidden", hidden):
        run_file = str(ROOT / "params" / "example.toml")
        code = utfall(["build", run_file, "--out", str(out), *BUILT])
    assert code == 0
    [(publication, pattern)] = kept
    return Built(out / "example", publication, pattern)


@pytest.fixture(scope="module")
def rows(built: Built) -> dict[str, Row]:
    """Return every value of every input by key: what all reports together could show."""
    found: dict[str, Row] = {}
    for file in built.inputs:
        for value in json.loads(file.read_text(encoding="utf-8"))["values"]:
            one = found.setdefault(key_of(value), value)
            assert {n: one[n] for n in (*NUMBERS, "status")} == {
                n: value[n] for n in (*NUMBERS, "status")
            }, f"{file}: {key_of(value)} differs between reports"
    return found


def key_of(row: Row) -> str:
    return ":".join(str(row[part]) for part in KEY)


# what is searched


def texts(out: Path) -> Iterator[tuple[str, str]]:
    """Yield the text of every file, PDF streams and pages unpacked."""
    for file in sorted(out.rglob("*")):
        if not file.is_file():
            continue
        name = str(file.relative_to(out))
        yield name, file.read_bytes().decode("utf-8", "replace")
        if file.suffix == ".pdf":
            reader = PdfReader(file)
            yield f"{name}: pages", "\n".join(page.extract_text() for page in reader.pages)
            size = int(str(reader.trailer["/Size"]))
            streams = [reader.get_object(n) for n in range(1, size)]
            data = [one.get_data() for one in streams if isinstance(one, StreamObject)]
            yield f"{name}: streams", b"\n".join(data).decode("latin-1")


def participations() -> list[dict[str, str]]:
    file = ROOT / "data" / "example" / "participations.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def public_pairs(pattern: str) -> set[tuple[str, ...]]:
    """Return the pairs that stand in tables of what sources have published."""
    folder = ROOT / "data" / "example"
    public = [f for f in folder.glob("*.csv") if f.name != "participations.csv"]
    text = "\n".join(file.read_text(encoding="utf-8") for file in public)
    return set(re.findall(pattern, text))


def test_no_file_holds_a_pseudonym_or_anything_of_a_row(built: Built) -> None:
    people = participations()
    ids = {row[name] for row in people for name in ("record_id", "person_id")} - {""}
    stays = {(row["entry"], row["exit"]) for row in people}
    births = {(row["birth_year"], row["entry"]) for row in people}
    between = rf"({DAY})\W{{1,9}}({DAY})"
    of_birth = rf"\b(19\d\d|20\d\d)\b\W{{1,9}}({DAY})"
    stays -= public_pairs(between)
    births -= public_pairs(of_birth)
    one_id = re.compile(r"(?:synthetic-)?[A-Z]\d{8}")
    assert len(stays) > 400
    assert all(one_id.fullmatch(name) for name in ids)

    leaks, suffixes = [], set()
    for name, text in texts(built.out):
        suffixes.add(Path(name).suffix)
        leaks += [(name, found) for found in set(one_id.findall(text)) & ids]
        leaks += [(name, *found) for found in set(re.findall(between, text)) & stays]
        leaks += [(name, *found) for found in set(re.findall(of_birth, text)) & births]

    assert leaks == []
    assert {".csv", ".html", ".ipynb", ".json", ".pdf", ".pdf: streams", ".typ"} <= suffixes


def test_what_searches_finds_what_is_planted(built: Built) -> None:
    # A page's stream is packed: what stands in it is not seen in the file's own bytes.
    [pdf] = built.out.glob("site/member/2025/storlunda/report.pdf")
    found = dict(texts(pdf.parent))

    assert "Storlunda" in found["report.pdf: pages"]
    assert "Storlunda" not in found["report.pdf"].split("stream")[5]
    assert "BT" in found["report.pdf: streams"]


def objects(thing: object) -> Iterator[Row]:
    """Yield every object within JSON that has the key of a value, also in text that is JSON."""
    if isinstance(thing, dict):
        if {"measure", "year", "group"} <= set(thing):
            yield thing
        for inner in thing.values():
            yield from objects(inner)
    elif isinstance(thing, list):
        for inner in thing:
            yield from objects(inner)
    elif isinstance(thing, str) and thing[:1] in "[{" and '"measure"' in thing:
        try:
            yield from objects(json.loads(thing))
        except ValueError:
            return


def every_value(out: Path) -> Iterator[tuple[Path, Row]]:
    for file in sorted(out.rglob("*")):
        if file.suffix in (".json", ".ipynb"):
            yield from ((file, o) for o in objects(json.loads(file.read_text(encoding="utf-8"))))
        elif file.name == "published.csv":
            with file.open(encoding="utf-8", newline="") as lines:
                yield from ((file, row) for row in csv.DictReader(lines))


def test_no_value_object_of_any_file_has_a_number_of_what_is_hidden(built: Built) -> None:
    seen: dict[str, int] = defaultdict(int)
    hidden = 0
    for file, value in every_value(built.out):
        seen[file.suffix] += 1
        is_hidden = value.get("status") == "suppressed" or key_of(value) in built.pattern.hidden
        hidden += is_hidden
        if is_hidden:
            numbers = {n: value[n] for n in NUMBERS if value.get(n) not in (None, "")}
            assert numbers == {}, (file, key_of(value))

    assert hidden > 1000
    assert seen[".json"] > 10_000
    assert seen[".csv"] > 1000


def test_every_hidden_cell_and_no_latent_one_is_among_the_values(
    built: Built, rows: dict[str, Row]
) -> None:
    cells = built.publication.cells
    assert len(built.pattern.hidden) > 300
    told = built.pattern.hidden & set(rows)
    assert len(told) > 200
    assert {rows[key]["status"] for key in told} == {"suppressed"}
    assert [key for key in rows if key in cells and cells[key].latent] == []
    small = {k for k, v in rows.items() if k in cells and cells[k].rule and v["status"] == "shown"}
    assert {k for k in small if not cells[k].public} == set()


def test_published_csv_is_a_part_of_the_inputs(built: Built, rows: dict[str, Row]) -> None:
    files = sorted(built.out.glob("site/**/published.csv"))
    assert len(files) == 4
    for file in files:
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                one = rows[key_of(row)]
                assert one["status"] == row["status"]
                for name in NUMBERS:
                    assert bool(row[name]) == (one[name] is not None), (file, key_of(row), name)
                    if row[name]:
                        assert float(row[name]) == pytest.approx(one[name], rel=1e-4)


def test_a_hidden_row_is_told_of_without_a_digit_wherever_a_text_cites_it(built: Built) -> None:
    # Both forms of a citation: HTML's attribute, and Markdown's before pandoc has read it.
    html = re.compile(r'data-row="([^"]+)"[^>]*>([^<]*)<')
    markdown = re.compile(r'\[([^][]*)\]\{[^}]*data-row=\\?"([^"\\]+)\\?"')
    cited = []
    for file in sorted(built.out.rglob("*")):
        if file.suffix == ".html":
            text = file.read_text(encoding="utf-8")
            cited += [(file, key, told) for key, told in html.findall(text)]
        if file.suffix == ".ipynb":
            text = file.read_text(encoding="utf-8")
            cited += [(file, key, told) for told, key in markdown.findall(text)]
    hidden = [(file, told) for file, key, told in cited if key in built.pattern.hidden]

    assert len(hidden) > 60
    assert {file.suffix for file, _ in hidden} == {".html", ".ipynb"}
    assert [(file, told) for file, told in hidden if re.search(r"\d", told) or not told] == []


# what is attacked

COARSER = {
    **{f"h{n}": (f"q{2 * n - 1}", f"q{2 * n}") for n in range(1, 5)},
    "later": ("longer", "still"),
    "started_or_increased": ("started", "increased"),
    "work_or_study": ("work", "study"),
    "wage_or_student_aid": ("wage", "student_aid"),
    "self_or_other": ("self", "other"),
    "0-24": ("0-15", "16-24"),
    "25-44": ("25-34", "35-44"),
    "45+": ("45-54", "55-64", "65+"),
}
REACHED = {"n_reached": "yes", "n_not_reached": "no", "n_reached_unknown": "unknown"}

# Who, programme, member, time and the code of each split: a count, whatever its row is called.
Cell = tuple[str, str, str, str, frozenset[tuple[str, str]]]


def cell_of(row: Row) -> Cell | None:
    """Return what a row counts; None of what counts nobody from records."""
    parts = dict(pair.split("=", 1) for pair in row["group"].split(";") if pair)
    if parts.pop("from", "") != "records":
        return None
    parts.pop("count", "")
    parts.pop("kind", "")
    after = parts.pop("after", "exit")
    name = row["measure"]
    if name == "n_income_change":
        parts = {f"income {when}": code for when, code in parts.items()}
    who = {"n_new": "new", "n_closing": "closing", "n_during": "during"}.get(name, "exits")
    if name == "n_outcome":
        parts[f"outcome {after}"] = parts.pop("outcome")
    elif name in REACHED:
        parts[f"{parts.pop('definition')} {after}"] = REACHED[name]
    elif name == "n_activity_change":
        if "now" in parts:
            parts["outcome exit"] = parts.pop("now")
    elif name not in (
        "n_new", "n_exits", "n_closing", "n_during", "n_income_change", "n_exits_against_plan",
        "n_step", "n_work",
    ):  # fmt: skip
        return None
    return who, row["programme_id"], row["member_id"], row["year"], frozenset(parts.items())


class Attacker:
    """Knows how tables add up, and every published row."""

    def __init__(self, rows: Collection[Row], true: Mapping[str, int]) -> None:
        self.number: dict[Cell, float] = {}
        self.hidden: dict[Cell, str] = {}
        self.true: dict[Cell, float] = {}
        told = {key_of(row) for row in rows}
        never = [
            dict(zip(KEY, key.split(":", 4), strict=True), status="suppressed")
            for key in sorted(set(true) - told)
        ]
        self.never = {cell for row in never if (cell := cell_of(row))}
        for row in (*rows, *never):
            cell = cell_of(row)
            if cell is None or row["status"] not in ("shown", "suppressed"):
                continue
            if row["status"] == "shown":
                self.number[cell] = row["value"]
            else:
                self.hidden[cell] = key_of(row)
            self.true[cell] = row["value"] if row["status"] == "shown" else true[key_of(row)]
        self.relations: list[tuple[dict[Cell, float], float, float]] = []
        self.false = 0
        self._add_up()
        self._coarser()
        self._flows()
        self._same()
        self._contained()
        self._derived(rows)

    def _bind(self, terms: dict[Cell, float], low: float = 0.0, high: float = 0.0) -> None:
        """Take a relation that is so; one that the attacker only supposes is left out."""
        told = sum(number * self.true[cell] for cell, number in terms.items())
        if len(terms) == 1:
            return
        if not low <= told <= high:
            self.false += 1
        elif any(cell in self.hidden for cell in terms):
            self.relations.append((terms, low, high))

    def _total(self, whole: Cell, parts: Collection[Cell]) -> None:
        terms = dict.fromkeys(parts, 1.0) | {whole: -1.0}
        # Somebody may have been in two places in a year.
        self._bind(terms, 0.0, np.inf if whole[0] == "during" else 0.0)

    def _add_up(self) -> None:
        """Add up members, programmes, years and the codes of each split."""
        groups: dict[tuple[str, Cell], list[Cell]] = defaultdict(list)
        for cell in self.true:
            who, programme, member, time, split = cell
            if member != "all":
                groups["member", (who, programme, "all", time, split)].append(cell)
            if programme != "all":
                groups["programme", (who, "all", member, time, split)].append(cell)
            for name, code in split:
                if code not in COARSER or not self._has_finer(cell, name):
                    rest = split - {(name, code)}
                    groups[name, (who, programme, member, time, rest)].append(cell)
        for (axis, whole), parts in groups.items():
            if whole in self.true:
                self._total(whole, [*parts, *self._not_due(axis, whole)])
        pooled: dict[Cell, list[Cell]] = defaultdict(list)
        periods = {cell[3] for cell in self.true if "/" in cell[3]}
        for cell in self.true:
            for period in periods if "/" not in cell[3] else ():
                if cell[0] in ("new", "exits") and period[:4] <= cell[3] <= period[-4:]:
                    pooled[(*cell[:3], period, cell[4])].append(cell)
        for whole, parts in pooled.items():
            if whole in self.true:
                self._total(whole, [part for part in parts if part != whole])

    def _not_due(self, axis: str, whole: Cell) -> list[Cell]:
        """Return those not due by any definition, whose row says nothing of a definition."""
        definition, _, after = axis.partition(" ")
        if definition not in ("association", "kolada") or after in ("", "exit"):
            return []
        cell = (*whole[:4], whole[4] | {(f"outcome {after}", "not_due")})
        return [cell] if cell in self.true else []

    def _has_finer(self, cell: Cell, name: str) -> bool:
        code = dict(cell[4])[name]
        finer = [(*cell[:4], cell[4] - {(name, code)} | {(name, c)}) for c in COARSER[code]]
        return any(one in self.true for one in finer)

    def _coarser(self) -> None:
        for cell in list(self.true):
            for name, code in cell[4]:
                if code in COARSER and self._has_finer(cell, name):
                    finer = [
                        (*cell[:4], cell[4] - {(name, code)} | {(name, c)}) for c in COARSER[code]
                    ]
                    self._total(cell, [one for one in finer if one in self.true])

    def _flows(self) -> None:
        """Those there at the end are those there before, with who came and without who left."""
        for cell in [one for one in self.true if one[0] == "closing"]:
            _, programme, member, time, split = cell
            before = ("closing", programme, member, str(int(time) - 1), split)
            came = ("new", programme, member, time, split)
            left = ("exits", programme, member, time, split)
            if all(one in self.true for one in (before, came, left)):
                self._bind({before: 1.0, came: 1.0, left: -1.0, cell: -1.0})
        for cell in [one for one in self.true if one[0] == "during"]:
            _, programme, member, time, split = cell
            before = ("closing", programme, member, str(int(time[:4]) - 1), split)
            years = map(str, range(int(time[:4]), int(time[-4:]) + 1))
            came_in = [("new", programme, member, year, split) for year in years]
            if all(one in self.true for one in (before, *came_in)):
                # Persons are at most participations.
                self._bind({before: 1.0, **dict.fromkeys(came_in, 1.0), cell: -1.0}, 0.0, np.inf)

    def _same(self) -> None:
        """Who works does so with or without support; whose situation is unknown is so twice."""
        for cell in [one for one in self.true if ("outcome exit", "work") in one[4]]:
            rest = cell[4] - {("outcome exit", "work")}
            parts = [(*cell[:4], rest | {("support", c)}) for c in ("without", "with")]
            if all(one in self.true for one in parts):
                self._total(cell, parts)
        for cell in [one for one in self.true if ("outcome exit", "unknown") in one[4]]:
            rest = cell[4] - {("outcome exit", "unknown")}
            twin = (*cell[:4], rest | {("support", "unknown")})
            if twin in self.true:
                self._total(cell, [twin])

    def _contained(self) -> None:
        """Whoever works or studies, or does by Kolada's measure, has reached the aim."""
        for cell in list(self.true):
            for name, code in cell[4]:
                definition, _, after = name.partition(" ")
                rest = cell[4] - {(name, code)}
                if (definition, code) == ("association", "yes"):
                    for codes in (("work", "study"), ("work_or_study",)):
                        inner = [(*cell[:4], rest | {(f"outcome {after}", c)}) for c in codes]
                        self._inside(cell, [one for one in inner if one in self.true])
                    for codes in (("started", "increased"), ("started_or_increased",)):
                        inner = [(*cell[:4], rest | {("step", c)}) for c in codes]
                        inner = inner if after == "exit" else []
                        self._inside(cell, [one for one in inner if one in self.true])
                    self._inside(
                        cell,
                        [
                            one
                            for one in [(*cell[:4], rest | {(f"kolada {after}", "yes")})]
                            if one in self.true
                        ],
                    )

    def _inside(self, outer: Cell, inner: Collection[Cell]) -> None:
        if inner:
            self._bind({outer: 1.0} | dict.fromkeys(inner, -1.0), 0.0, np.inf)

    def _derived(self, rows: Collection[Row]) -> None:
        """Every numerator and denominator of a shown value is a number of people too."""
        for row in rows:
            if "from=records" not in row["group"] or row["status"] != "shown":
                continue
            cell = cell_of(row)
            if row["measure"] == "share_reached":
                cell = cell_of({**row, "measure": "n_reached"})
            if cell is None or cell not in self.true:
                continue
            if row["numerator"] is not None and cell in self.hidden:
                self._know(cell, row["numerator"])
            if row["denominator"] is not None and row["unit"] == "participations":
                self._know((*cell[:4], frozenset()), row["denominator"])

    def _know(self, cell: Cell, number: float) -> None:
        if cell in self.hidden:
            assert number == self.true[cell], cell
            self.number[cell] = number

    def interval(self, cell: Cell) -> tuple[float, float]:
        """Return the smallest and the largest number that a hidden cell can have."""
        if cell in self.number:
            return self.number[cell], self.number[cell]
        low, high = self._end(cell, 1), self._end(cell, -1)
        return low, high

    def _end(self, cell: Cell, sign: int) -> float:
        if not hasattr(self, "_program"):
            self._program = self._set_up()
        unknown, constraint, bounds = self._program
        aim = np.zeros(len(unknown))
        aim[unknown[cell]] = sign
        found = milp(
            aim, constraints=constraint, bounds=bounds, integrality=np.ones(len(unknown), dtype=int),
            options={"time_limit": 20},
        )  # fmt: skip
        if found.status in (3, 4):
            return -sign * np.inf
        # Where time is short the attacker has what it can prove.
        assert found.status in (0, 1), found.message
        return sign * float(found.mip_dual_bound or 0)

    def _set_up(self) -> tuple[dict[Cell, int], LinearConstraint, Bounds]:
        ordered = sorted(self.hidden, key=lambda cell: self.hidden[cell])
        unknown = {cell: at for at, cell in enumerate(c for c in ordered if c not in self.number)}
        data, where, low, high = [], ([], []), [], []  # type: ignore[var-annotated]
        for at, (terms, least, most) in enumerate(self.relations):
            told = sum(n * self.number[c] for c, n in terms.items() if c in self.number)
            for one, number in terms.items():
                if one in unknown:
                    data.append(number)
                    where[0].append(at)
                    where[1].append(unknown[one])
            low.append(least - told)
            high.append(most - told)
        matrix = csr_array((data, where), shape=(len(low), len(unknown)))
        # Zeros are shown where they can be, so that a hidden count is likely of somebody.
        lowest = np.array([0.0 if c in self.never else min(self.true[c], 1.0) for c in unknown])
        return unknown, LinearConstraint(matrix, low, high), Bounds(lowest, np.inf)


@pytest.fixture(scope="module")
def attacker(built: Built, rows: dict[str, Row]) -> Attacker:
    return Attacker(rows.values(), {k: c.count for k, c in built.publication.cells.items()})


def test_the_attacker_knows_how_the_tables_add_up(attacker: Attacker) -> None:
    assert len(attacker.hidden) > 300
    assert len(attacker.number) > 500
    assert len(attacker.relations) > 1000
    # Nothing that it supposes is wrong: it is no weak attacker.
    assert attacker.false == 0


def test_the_attacker_finds_a_cell_that_is_shown_again(
    built: Built, rows: dict[str, Row], attacker: Attacker
) -> None:
    """Show every other part of a total of which one part must be hidden."""
    true = {k: c.count for k, c in built.publication.cells.items()}
    terms = next(
        terms
        for terms, low, high in attacker.relations
        if low == high and len(terms) > 3 and sum(c in attacker.hidden for c in terms) == 2
    )
    secret, other = sorted((c for c in terms if c in attacker.hidden), key=str)
    key = attacker.hidden[other]
    planted = {**rows, key: {**rows[key], "status": "shown", "value": true[key]}}

    weak = Attacker(planted.values(), true)

    assert weak.interval(secret) == (weak.true[secret], weak.true[secret])


def test_an_attacker_of_its_own_finds_no_hidden_count(built: Built, attacker: Attacker) -> None:
    cells = built.publication.cells
    asked = [
        cell
        for cell, key in attacker.hidden.items()
        # Width 0: what published counts alone give away.
        if cells[key].rule and cells[key].width
    ]
    fewest = min(cells[attacker.hidden[cell]].count for cell in asked)
    first = [c for c in asked if cells[attacker.hidden[c]].count == fewest]
    rest = sorted(set(asked) - set(first), key=lambda c: attacker.hidden[c])
    more = rest[:: max(1, len(rest) // ATTACKED)]
    chosen = [*first, *more]
    assert len(chosen) >= 60
    assert len({cell[2] for cell in chosen}) >= 5
    assert len({key.split(":")[0] for key in (attacker.hidden[c] for c in chosen)}) >= 5

    found = {attacker.hidden[cell]: attacker.interval(cell) for cell in chosen}

    for key, (low, high) in found.items():
        assert low <= cells[key].count <= high, key
    assert {k: ends for k, ends in found.items() if ends[1] - ends[0] < cells[k].width} == {}
