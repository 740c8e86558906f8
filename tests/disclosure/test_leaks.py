"""Every form of leak, planted: one number more is published, and the attack names what it tells.

What is protected is attacked first, and nothing is found. Then one true number more stands in the
publication, or in an earlier one, and the attack names the cells that it gives away and no other.
"""

import json
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from evidence_rows import page_of
from folder_files import Rows, register, write_folder
from record_rows import Cells, record, write_records
from small_project import NOTEBOOKS
from utfall import figures, tables
from utfall.cli import run as utfall
from utfall.data.folder import Folder
from utfall.data.read import read_folder
from utfall.data.register import Register
from utfall.disclosure import run as protection
from utfall.disclosure.public import hide
from utfall.disclosure.run import Protected, protect
from utfall.disclosure.shown import shown
from utfall.errors import DisclosureError, RenderError
from utfall.evidence import Evidence, Subject
from utfall.make import _agree
from utfall.measures.costs import cost_interval
from utfall.measures.statistics.intervals import wilson
from utfall.params import Disclosure, RunParams
from utfall.report import _svg
from utfall.selection import Selection
from utfall.text import show
from utfall.values import Value, to_csv

PLACES = {"eskilstuna": "0484", "flen": "0482", "strangnas": "0486"}
MEMBERS: Rows = [
    {"member_id": name, "name": name.title(), "municipality_code": code}
    for name, code in PLACES.items()
]


def told(key: str, number: float, **cells: Any) -> Value:
    """Return a shown row from its key."""
    measure, programme, member, year, group = key.split(":", 4)
    rows = "from=records" in group and measure != "n_during"
    plain = {"unit": "participations" if rows else "persons"}
    return Value(measure, programme, member, year, group, number, **{**plain, **cells})


@dataclass(frozen=True)
class Association:
    """An association to be protected; counts and what is hidden are worked out once."""

    folder: Folder
    known: Register
    root: Path
    asked: Disclosure
    _once: dict[str, Any] = field(default_factory=dict)

    @property
    def run(self) -> RunParams:
        """Return the run, which knows of one earlier edition."""
        asked = self.asked.model_copy(update={"earlier": ("earlier.csv",)})
        return RunParams(association="rar", years=(2022,), disclosure=asked)

    def protected(self, earlier: tuple[Value, ...] = (), **instead: Any) -> Protected:
        """Protect everything, with other functions in the place of some, and attack it."""
        (self.root / "earlier.csv").write_text(to_csv(earlier), encoding="utf-8", newline="")
        once = {name: self._kept(name) for name in ("counted", "_hidden")}
        with mock.patch.multiple(protection, **{**once, **instead}):
            return protect(self.folder, self.known, self.run, self.root)

    def truth(self, key: str) -> int:
        """Return the count of a cell, hidden or not."""
        publication, _ = self._once["_hidden"]
        return int(publication.cells[key].count)

    def _kept(self, name: str) -> Callable[..., Any]:
        original = getattr(protection, name)

        def kept(*asked: Any) -> Any:
            if name not in self._once:
                self._once[name] = original(*asked)
            return self._once[name]

        return kept

    def named(self, *rows: Value, earlier: tuple[Value, ...] = ()) -> set[str]:
        """Return the cells that the attack names when rows are published as they are given."""
        more = {row.key: row for row in rows}

        def sources(*asked: Any) -> Any:
            found = hide(*asked)
            return replace(found, values=tuple(more.get(v.key, v) for v in found.values))

        def records(*asked: Any) -> Any:
            return (*(v for v in shown(*asked) if v.key not in more), *rows)

        try:
            self.protected(earlier, hide=sources, shown=records)
        except DisclosureError as error:
            refused = error
        else:
            return set()
        # What is said has no key, and how many cells it is about is its only number.
        assert re.findall(r"\d+", str(refused)) == [str(len(refused.cells))]
        assert not [key for key in refused.cells if key in str(refused)]
        return set(refused.cells)


# What sources have published

AT = ":ima:flen:2019:"
OF = f"n_outcome{AT}outcome="
MONEY = 12_645_673
WHEN = {"period_start": "2019", "period_end": "2019"}
FUNDING = {"funding_id": "m", "member_ids": "flen", "amount_sek": str(MONEY), **WHEN} | {
    "basis": "spent",
    "period_kind": "flow",
}


def stated(measure: str, number: int, **cells: str) -> Cells:
    name = "-".join([measure, *cells.values()])
    return {"count_id": name, "measure": measure, "value": str(number), **WHEN, **cells}


def became(outcome: str, number: int) -> Cells:
    return stated("outcome", number, outcome=outcome, of="participants", exclusive_group="exit")


COUNTS: Mapping[str, Rows] = {
    # 51 = 10 + 21 + 4 + 16
    "tuna": [
        *(stated("participants", 51), became("employment", 10)),
        *(became("studies", 21), became("internship", 4)),
    ],
    "react": [stated("participants", 15), stated("exited", 4), stated("ongoing", 11)],
    # Those of 2019 are hidden with the few of 2020.
    "two years": [
        *(stated("participants", 20), became("employment", 4)),
        stated("participants", 3, period_start="2020", period_end="2020"),
        stated("participants", 23, period_end="2020"),
    ],
    "few": [stated("participants", 40), became("employment", 4), became("studies", 20)],
}


def published(root: Path, counts: Rows) -> Association:
    folder = write_folder(root / "data" / "rar", counts=counts, members=MEMBERS, funding=[FUNDING])
    asked = Disclosure(protect_public=True)
    return Association(read_folder(folder), register(root / "data"), root, asked)


# What records say


def people(number: int, place: str, outcome: str = "", **cells: str) -> list[Cells]:
    """Return so many women of 30 and 40, who came and left in 2020 if nothing else is said."""
    plain = {"person_id": "", "entry": "2020-01-07", "as_of": "2023-12-31"}
    plain |= {"residence": PLACES[place], "activity_exit": outcome}
    by_turns = [("02", "1990"), ("05", "1980"), ("08", "1990"), ("02", "1980")]
    return [
        record("", **{**plain, "exit": f"2020-{month}-15", "birth_year": born, **cells})
        for month, born in (by_turns[at % 4] for at in range(number))
    ]


def situations() -> list[Cells]:
    """Return people of whom few are men of Flen, few are young and few left for studies."""
    ages = {"2005": (2, 1), "2000": (4, 8), "1970": (3, 4), "1960": (4, 4)}
    return [
        *(r for born, (n, _) in ages.items() for r in people(n, "eskilstuna", birth_year=born)),
        *(r for born, (_, n) in ages.items() for r in people(n, "flen", birth_year=born)),
        *people(58, "eskilstuna", "work"),
        *people(28, "eskilstuna", "work", sex="M"),
        *people(81, "eskilstuna", "job_seeking"),
        *people(46, "eskilstuna", "study_csn"),
        *people(26, "flen", "work"),
        *people(33, "flen", "job_seeking"),
        *people(13, "flen", "study_csn"),
        *people(3, "flen", "job_seeking", sex="M"),
        *people(4, "flen", "study_csn", programme_id="two"),
        *people(48, "flen", "job_seeking", programme_id="two"),
        *people(26, "strangnas", "work"),
        *people(33, "strangnas", "job_seeking", sex="M"),
        *people(4, "strangnas", "study_csn"),
    ]


def years() -> list[Cells]:
    """Return people of several years: IMA's four of 2021 are three persons, and THREE all alike."""

    def when(year: int) -> dict[str, str]:
        return {"entry": f"{year}-01-07", "exit": f"{year}-06-15"}

    again = {"entry": "2021-07-01", "exit": "2021-12-15"}
    places = ("eskilstuna", "flen")
    two = [(place, year) for place in places for year in (2020, 2021, 2022, 2023)]
    return [
        *(row for place in places for row in people(40, place, **when(2020))),
        *people(2, "eskilstuna", **when(2021)),
        *people(1, "eskilstuna", person_id="again", **when(2021)),
        *people(1, "eskilstuna", person_id="again", **again),
        *people(12, "flen", "job_seeking", programme_id="three", **when(2020)),
        *(row for place, y in two for row in people(30, place, programme_id="two", **when(y))),
    ]


def recorded(root: Path, rows: list[Cells], **asked: Any) -> Association:
    """Write the records of people, each another one who is not said to come again."""
    programmes = [{"programme_id": name, "name": name.upper()} for name in ("ima", "two", "three")]
    folder = write_folder(root / "data" / "rar", members=MEMBERS, programmes=programmes)
    named = [
        row | {"record_id": f"r{at}", "person_id": row["person_id"] or f"p{at}"}
        for at, row in enumerate(rows)
    ]
    write_records(folder, *named).chmod(0o600)
    folder.chmod(0o700)
    return Association(read_folder(folder), register(root / "data"), root, Disclosure(**asked))


Made = Callable[[str], Association]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return a maker of each association, once."""

    @cache
    def make(name: str) -> Association:
        root = tmp_path_factory.mktemp(name.replace(" ", "-"))
        if name == "split":
            return recorded(root, situations(), coarsen=("ages",))
        if name == "yearly":
            return recorded(root, years(), coarsen=("years",), hidden_at_most=0.0)
        return published(root, COUNTS[name])

    return make


# Leaks

ROWS, PERSONS = "count=participations;from=records", "count=persons;from=records"
NEXT = "n_participants:ima:flen:2020:"
SHARE = f"share_outcome{AT}of=participants;outcome=employment"
COST = f"cost_per_outcome{AT}basis=spent;outcome=employment"
WILSON = dict(zip(("ci_low", "ci_high"), wilson(4, 20), strict=True))
COSTS = dict(zip(("ci_low", "ci_high"), cost_interval(MONEY, 4, 20), strict=True))
MAN = f"n_new:all:flen:2020:{ROWS};sex=M"
CHILD = f"n_new:all:all:2020:age=0-15;{ROWS}"
STUDENT = "n_outcome:all:strangnas:2020:from=records;outcome=study"
CHANGE = "n_activity_change:all:strangnas:2020:before="
BEFORE = {b: f"{CHANGE}{b};from=records;now=study" for b in ("work", "study", "none", "unknown")}
# The four in TWO who left for studies have reached both definitions of success, and taken a step.
TWO = {
    "n_outcome:two:all:2020:from=records;outcome=study",
    "n_reached:two:all:2020:definition=association;from=records",
    "n_reached:two:all:2020:definition=kolada;from=records",
    "n_step:two:all:2020:from=records;step=increased",
    "n_step:two:all:2020:from=records;step=started",
}
# Those who came to IMA in 2021 are the same in whatever table.
IMA = {
    f"{measure}:ima:{member}:2021:{rows}"
    for measure, rows in (("n_during", PERSONS), ("n_new", ROWS), ("n_exits", ROWS))
    for member in ("all", "eskilstuna")
}
THREE = "n_outcome:three:all:2020/2021:from=records;outcome="
STEPS = {
    f"n_step:three:all:2020/2021:from=records;step={step}" for step in ("started", "increased")
}
REACHED = "n_reached:three:all:2020/2021:definition={};from=records"

LEAKS: Mapping[str, tuple[str, Value, set[str]]] = {
    "stated total - parts": ("tuna", told(f"n_not_reported{AT}", 16), {f"{OF}internship"}),
    "stated sum - parts": (
        "few", told(f"n_any_outcome{AT}outcome=employment+studies", 24), {f"{OF}employment"},
    ),
    "stated stock - flow": ("react", told(f"n_ongoing{AT}", 11), {f"n_exited{AT}"}),
    "cost / cost per outcome": (
        "few", told(COST, MONEY / 4, unit="sek", numerator=MONEY), {f"{OF}employment"},
    ),
    "width of a share": (
        "two years", told(SHARE, 0.2, unit="share", **WILSON), {f"{OF}employment", NEXT},
    ),
    "width of a cost": (
        "two years",
        told(COST, MONEY / 4, unit="sek", numerator=MONEY, **COSTS),
        {f"{OF}employment", NEXT},
    ),
    "total - parts": ("split", told("n_outcome:two:all:2020:from=records;outcome=none", 48), TWO),
    "association - members": (
        "split", told(f"n_new:all:strangnas:2020:{ROWS};sex=K", 30), {MAN},
    ),
    "two tables with one margin": (
        "split", told(f"{CHANGE}unknown;from=records;now=work", 26), {STUDENT, *BEFORE.values()},
    ),
    "coarse - fine": ("split", told(f"n_new:all:all:2020:age=16-24;{ROWS}", 12), {CHILD}),
    "two definitions": (
        "split", told("n_reached:ima:all:2020:definition=association;from=records", 201), TWO,
    ),
    "share x n": (
        "split",
        told("share_outcome:two:all:2020:from=records;of=exits;outcome=study", 4 / 52, unit="share"),
        TWO,
    ),
    "nobody of a whole": (
        "split",
        told("n_activity_change:all:all:2020:before=none;from=records", 0),
        {BEFORE["none"]},
    ),
    "years": ("yearly", told(f"n_during:ima:all:2020:{PERSONS}", 80), IMA),
    "persons and participations": ("yearly", told(f"n_new:two:all:2021:{ROWS}", 60), IMA),
    "stock and flow": ("yearly", told(f"n_exits:two:all:2021:{ROWS}", 60), IMA),
    "all of a group": (
        "yearly",
        told(f"{THREE}none", 12),
        {REACHED.format("kolada")}
        | {f"{THREE}{code}" for code in ("work", "study", "none", "unknown")},
    ),
    "none of a group": (
        "yearly",
        told(REACHED.format("association"), 0),
        {f"{THREE}work", f"{THREE}study", REACHED.format("kolada"), *STEPS},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "plant", "named"), LEAKS.values(), ids=LEAKS)
def test_one_more_number_is_known_by_what_it_gives_away(
    name: str, plant: Value, named: set[str], made: Made
) -> None:
    one = made(name)

    assert one.named() == set()
    assert one.named(plant) == named
    assert one.named(earlier=(plant,)) == named


def test_one_row_told_in_two_ways_is_named_though_its_number_is_no_secret(
    made: Made,
) -> None:
    """Two notebooks cannot hide and show one key, nor give it two numbers."""
    one = made("split")
    [everybody] = [v for v in one.protected().values if v.key == f"n_new:all:all:2020:{ROWS}"]
    conceal = replace(everybody, value=None, status="suppressed", reason="få")

    for other in (conceal, replace(everybody, value=1.0)):
        with pytest.raises(DisclosureError) as refused:
            one.protected(shown=lambda *asked, other=other: (*shown(*asked), other))
        assert refused.value.cells == (everybody.key,)


def test_an_earlier_edition_that_was_saved_with_fewer_digits_gives_as_much_away(
    made: Made,
) -> None:
    _, share, cells = LEAKS["share x n"]
    _, cost, few = LEAKS["cost / cost per outcome"]

    assert made("split").named(earlier=(replace(share, value=0.0769),)) == cells
    assert made("few").named(earlier=(replace(cost, value=float(MONEY // 4)),)) == few


def test_what_an_earlier_edition_told_otherwise_gives_nothing_away(
    made: Made,
) -> None:
    assert made("split").named(earlier=(told(MAN, 5),)) == set()
    assert made("tuna").named(earlier=(told(f"n_not_reported{AT}", 17),)) == set()


# The command line

RUN = """\
association = "rar"
notebooks = ["small"]
members = ["flen"]
years = [2020]
formats = ["html"]
renderer = "embedded"

[disclosure]
coarsen = ["ages"]
"""


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and file.name != "disclosure.log"
    }


def test_the_command_publishes_nothing_beside_an_edition_that_gives_a_count_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded(tmp_path, situations())
    for name in ("params", "notebooks"):
        (tmp_path / name).mkdir()
    shutil.copy(NOTEBOOKS / "small.ipynb", tmp_path / "notebooks")
    run_file, built = tmp_path / "params" / "run.toml", tmp_path / "build" / "run"
    words = ["build", str(run_file), "--out", str(built.parent)]
    run_file.write_text(RUN, encoding="utf-8")
    assert utfall(words) == 0, capsys.readouterr().err
    before = files(built)
    assert "site/index.html" in before
    run_file.write_text(f'{RUN}earlier = ["earlier.csv"]\n', encoding="utf-8")

    (tmp_path / "earlier.csv").write_text(to_csv([told(MAN, 3)]), encoding="utf-8", newline="")
    capsys.readouterr()

    code = utfall(words)

    said = "".join(capsys.readouterr()).replace(str(tmp_path), "")
    log = built / "disclosure.log"
    assert code == 2
    assert files(built) == before
    assert log.read_text(encoding="utf-8").splitlines() == [MAN]
    assert log.stat().st_mode & 0o777 == 0o600
    # It is one cell.
    assert re.findall(r"\d+", said) == ["1"]
    assert not {"n_new", "flen", "sex"} & set(re.findall(r"\w+", said))

    # What the edition told is known: others are hidden instead, where that is enough.
    women = told(f"n_new:all:strangnas:2020:{ROWS};sex=K", 30)
    (tmp_path / "earlier.csv").write_text(to_csv([women]), encoding="utf-8", newline="")
    assert utfall(words) == 0
    assert not log.exists()


def test_what_an_edition_told_is_told_again_and_something_else_is_hidden(tmp_path: Path) -> None:
    one = recorded(tmp_path, situations(), coarsen=("ages",))
    women = told(f"n_new:all:strangnas:2020:{ROWS};sex=K", 30)
    alone = {v.key: v.status for v in one.protected().values}
    one._once.clear()

    beside = {v.key: v.status for v in one.protected((women,)).values}

    assert (alone[women.key], alone[MAN]) == ("suppressed", "suppressed")
    assert (beside[women.key], beside[MAN]) == ("shown", "suppressed")
    assert {k for k, status in beside.items() if status == "suppressed"} - {
        k for k, status in alone.items() if status == "suppressed"
    }


def test_a_period_that_an_edition_told_of_goes_on_and_new_years_follow_it(tmp_path: Path) -> None:
    one = recorded(tmp_path, years(), coarsen=("years",), hidden_at_most=0.0)
    before = told("n_outcome:two:all:2020/2022:from=records;outcome=unknown", 180)

    def periods(*earlier: Value) -> set[str]:
        one._once.clear()
        values = one.protected(earlier).values
        return {v.year for v in values if v.measure == "n_outcome"}

    assert periods() == {"2020/2021", "2022/2023"}
    # 2020/2021 beside 2020/2022 would tell of 2022 alone.
    assert periods(before) == {"2020/2022", "2023"}


def test_other_years_and_finer_groups_of_an_edition_are_tied_to_those_of_today(
    tmp_path: Path,
) -> None:
    one = recorded(tmp_path / "years", years(), coarsen=("years",), hidden_at_most=0.0)
    # Nobody came to IMA in 2022: whoever came in 2021 or 2022 is one of the four of 2021.
    span = told(f"n_new:ima:all:2021/2022:{ROWS}", 4)
    with pytest.raises(DisclosureError) as refused:
        one.protected((span,))
    assert refused.value.cells

    one = recorded(tmp_path / "ages", situations(), coarsen=("ages",), hidden_at_most=0.0)
    fine = {v.key for v in one.protected().values}
    young = told(f"n_new:all:flen:2020:age=16-24;{ROWS}", 8)
    assert young.key not in fine
    one._once.clear()
    assert one.protected((young,)).told[-1].startswith("loss")


def test_a_bound_of_an_earlier_edition_gives_away_what_lies_within_it(made: Made) -> None:
    at_most = replace(told(MAN, 3), bound="at_most", reason="någon kan ha slutat")
    at_least = replace(at_most, bound="at_least")

    # Between 1 and 3, and between 3 and all of them.
    assert made("split").named(earlier=(at_most,)) == {MAN}
    assert made("split").named(earlier=(at_least,)) == set()


# Charts and pages

WORKER = "n_outcome:all:strangnas:2020:from=records;outcome=work"


def report(one: Association, member: str, year: int = 2020) -> Evidence:
    maker = Selection(one.folder, one.known, one.run, one.protected())
    return maker.evidence(Subject.of(next(m for m in maker.members if m.member_id == member)), year)


def telling(e: Evidence, *rows: Value) -> Evidence:
    """Return a report with some rows told as they are given."""
    more = {row.key: row for row in rows}
    return replace(e, values=tuple(more.get(v.key, v) for v in e.values))


def drawn(e: Evidence) -> dict[str, str]:
    """Return every chart of a report as its page has it."""
    charts = {name: getattr(figures, name)(e) for name in figures.__all__ if name != "Chart"}
    return {name: _svg(chart.figure, name) for name, chart in charts.items() if chart}


def changed(rows: list[Cells]) -> list[Cells]:
    """Return the records with one student more and one fewer: nothing that is shown differs."""
    for place, old, new in (("strangnas", "study_csn", "work"), ("flen", "work", "study_csn")):
        row = next(r for r in rows if (r["residence"], r["activity_exit"]) == (PLACES[place], old))
        row["activity_exit"] = new
    return rows


@pytest.mark.parametrize("of", ["records", "published counts"])
def test_no_bar_depends_on_what_is_hidden(of: str, tmp_path: Path, made: Made) -> None:
    if of == "records":
        one, member, year, key, truth = made("split"), "strangnas", 2020, WORKER, (26, 27)
        other = recorded(tmp_path, changed(situations()), coarsen=("ages",))
    else:
        one, member, year, key, truth = made("tuna"), "flen", 2022, f"{OF}internship", (4, 3)
        other = published(tmp_path, [*COUNTS["tuna"][:-1], became("internship", 3)])
    chart = "records_outcomes" if of == "records" else "outcomes"

    e, same = report(one, member, year), report(other, member, year)

    assert (one.truth(key), other.truth(key)) == truth
    assert e.to_json() == same.to_json()
    assert drawn(e) == drawn(same)
    shown = [drawn(telling(e, told(key, number))) for number in truth]
    for first, second in combinations([drawn(e), *shown], 2):
        assert len(first) >= 3
        assert {name for name in first if first[name] != second[name]} == {chart}


def described(e: Evidence) -> str:
    chart = figures.records_outcomes(e)
    return f'![](bars.svg){{fig-alt="{chart.alt if chart else ""}"}}'


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        pytest.param(lambda e: f"Det var {show(e[WORKER])}.", WORKER, id="sentence"),
        pytest.param(tables.records_outcomes, WORKER, id="data table"),
        pytest.param(described, "a chart described", id="alternative text"),
    ],
)
def test_a_page_with_a_number_that_the_list_of_figures_hides_is_not_published(
    part: Callable[[Evidence], str],
    fault: str,
    tmp_path: Path,
    made: Made,
) -> None:
    good = report(made("split"), "strangnas")
    bad = telling(good, told(WORKER, 26))
    protected = {"values": [asdict(v) for v in good.values]}

    def agree(shown_by_notebook: str, shown_by_page: str) -> None:
        cell = {"cell_type": "markdown", "source": [shown_by_notebook]}
        notebook = json.dumps({"cells": [cell]}).encode()
        _agree(protected, notebook, str(page_of(shown_by_page)).encode())

    agree(part(good), part(good))
    for texts in ((part(good), part(bad)), (part(bad), part(good))):
        with pytest.raises(RenderError, match=re.escape(fault)) as refused:
            agree(*texts)
        assert "26" not in str(refused.value)
