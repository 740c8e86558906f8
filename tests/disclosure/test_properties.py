"""What holds of every publication: sums, order, and that another table reveals nothing."""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folder_files import write_folder, write_register
from record_rows import Cells, record, write_records
from utfall.disclosure.audit import audit
from utfall.disclosure.cells import Publication, Relation
from utfall.disclosure.records import Lattice, Tabulated, places_of
from utfall.disclosure.run import _hidden
from utfall.measures.from_records.counted import At, Counted, Place, Tabulation, subsets
from utfall.measures.from_records.dimensions import DIMENSIONS
from utfall.params import Disclosure

PERIODS = {"2020/2021": (2020, 2021)}
OUTCOME, SEX = DIMENSIONS["outcome"], DIMENSIONS["sex"]


class Row(NamedTuple):
    """One participation of somebody of its own."""

    member: str
    programme: str
    year: str
    outcome: str
    sex: str

    def code(self, name: str) -> str:
        return self.outcome if name == "outcome" else self.sex


PLACES: tuple[tuple[Place, ...], ...] = (("member",), ("programme",), ("member", "programme"))
YEARLY = [Tabulation("exits", ("member",)), Tabulation("exits", ("programme",))]
POOLED = [
    *(Tabulation("exits", places, pooled=True) for places in PLACES),
    *(Tabulation("exits", places, (OUTCOME,), pooled=True) for places in PLACES),
    Tabulation("exits", ("member",), (SEX,), pooled=True),
    Tabulation("exits", (), (SEX, OUTCOME), pooled=True),
    Tabulation("exits", ("member",), (SEX, OUTCOME), pooled=True),
]
TABLES = [*YEARLY, *POOLED]

rows = st.lists(
    st.builds(
        Row,
        st.sampled_from("aaab"),
        st.sampled_from("pppq"),
        st.sampled_from(("2020", "2020", "2021")),
        st.sampled_from(("work", "none", "none", "none", "study", "unknown")),
        st.sampled_from("KM"),
    ),
    min_size=1,
    max_size=70,
)
chosen = st.sets(st.sampled_from(range(len(TABLES))), min_size=1, max_size=4)


def tabulated(people: Sequence[Row], table: Tabulation) -> Tabulated:
    """Count a table with every margin, as plainly as can be."""
    found: Counter[At] = Counter()
    names = [d.name for d in table.split]
    for row in people:
        for places, split in product(subsets(table.places), subsets(names)):
            found[
                At(
                    table.population,
                    row.member if "member" in places else "all",
                    row.programme if "programme" in places else "all",
                    "2020/2021" if table.pooled else row.year,
                    tuple((name, row.code(name)) for name in split),
                )
            ] += 1
    return Tabulated(table, {at: Counted(n, n) for at, n in found.items()})


def published(people: Sequence[Row], tables: Sequence[Tabulation]) -> Publication:
    laid = [tabulated(people, table) for table in tables]
    lattice = Lattice(laid, PERIODS, Disclosure(threshold=3), frozenset())
    return lattice.publication({}, [])


def shown_of(publication: Publication, hidden: frozenset[str]) -> list[Relation]:
    return [
        Relation.known(key, cell.count)
        for key, cell in publication.cells.items()
        if key not in hidden and not cell.latent
    ]


@settings(deadline=None, max_examples=40)
@given(rows, chosen)
def test_shown_and_hidden_parts_add_up_to_the_total_of_every_table(
    people: list[Row], at: set[int]
) -> None:
    tables = [TABLES[one] for one in sorted(at)]
    publication, pattern = _hidden(published(people, tables))
    cells = publication.cells

    totals = [relation for relation in publication.relations if relation.why == "total"]
    assert totals
    for relation in totals:
        *parts, (whole, sign) = relation.terms
        assert sign == -1.0
        shown = sum(cells[key].count for key, _ in parts if key not in pattern.hidden)
        hidden = [key for key, _ in parts if key in pattern.hidden]
        assert shown + sum(cells[key].count for key in hidden) == cells[whole].count
        if whole not in pattern.hidden:
            assert cells[whole].count - shown >= sum(cells[key].count > 0 for key in hidden)
            # One hidden part alone is the total less the others.
            assert not [key for key in hidden if cells[key].rule] or len(hidden) > 1


@settings(deadline=None, max_examples=40)
@given(rows, chosen, st.sampled_from(range(len(TABLES))))
def test_another_table_reveals_no_cell(people: list[Row], at: set[int], more: int) -> None:
    few = [TABLES[one] for one in sorted(at - {more})] or [TABLES[more - 1]]
    before, hidden = _hidden(published(people, few))
    after, all_hidden = _hidden(published(people, [*few, TABLES[more]]))

    assert set(before.cells) <= set(after.cells)
    for key, cell in before.cells.items():
        # What had to be hidden still has to be.
        assert after.cells[key] == cell
    assert hidden.primary <= all_hidden.primary
    assert not [key for key in hidden.primary if key not in all_hidden.hidden]
    attack = audit(after, shown_of(after, all_hidden.hidden))
    assert attack.narrow == ()
    # What the larger publication shows is no more dangerous to the smaller one's cells.
    known = [one for one in shown_of(after, all_hidden.hidden) if one.terms[0][0] in before.cells]
    assert audit(before, known).narrow == ()


@settings(deadline=None, max_examples=30)
@given(rows, chosen, st.randoms(use_true_random=False))
def test_order_of_rows_and_tables_changes_nothing(
    people: list[Row], at: set[int], draw: random.Random
) -> None:
    tables = [TABLES[one] for one in sorted(at)]
    publication, pattern = _hidden(published(people, tables))
    shuffled = draw.sample(people, len(people))
    other, again = _hidden(published(shuffled, draw.sample(tables, len(tables))))

    assert other.cells == publication.cells
    assert {(r.terms, r.low, r.high) for r in other.relations} == {
        (r.terms, r.low, r.high) for r in publication.relations
    }
    assert again.hidden == pattern.hidden
    assert again.loss == pattern.loss


@settings(deadline=None, max_examples=40)
@given(rows, chosen)
def test_every_count_below_the_threshold_is_hidden(people: list[Row], at: set[int]) -> None:
    tables = [TABLES[one] for one in sorted(at)]
    laid = [tabulated(people, table) for table in tables]
    lattice = Lattice(laid, PERIODS, Disclosure(threshold=3), frozenset())
    _, pattern = _hidden(lattice.publication({}, []))

    for one in laid:
        for at_, counted in one.counts.items():
            codes = {code for _, code in at_.codes}
            says_nothing = bool(codes) and codes <= {"unknown"}
            if counted.persons < 3 and not says_nothing:
                assert lattice.key(at_) in pattern.hidden, (at_, places_of(at_))


# the records of a folder

WORKER = """\
import json, sys
from pathlib import Path
from utfall.data.check import check_path
from utfall.data.register import read_register
from utfall.disclosure.counting import counted
from utfall.disclosure.shown import shown
from utfall.disclosure.run import _hidden
from utfall.params import Disclosure

root = Path(sys.argv[1])
folder, problems = check_path(root / "rar", read_register(root / "register"))
assert not problems, problems
counts = counted(folder, Disclosure(), {})
publication, pattern = _hidden(counts.publication)
print(json.dumps({
    "hidden": sorted(pattern.hidden),
    "loss": pattern.loss,
    "values": [str(value) for value in shown(counts, pattern.hidden)],
}))
"""


def people_of_a_folder() -> list[Cells]:
    draw = random.Random(5)  # noqa: S311 - made-up people
    found = []
    for at in range(90):
        year = draw.choice((2019, 2020, 2020, 2021))
        stay = {"entry": f"{year}-02-03", "exit": f"{year}-{draw.randint(6, 12):02}-15"}
        if draw.random() < 0.2:
            stay["exit"] = ""
        left = {"activity_exit": draw.choice(("work", "job_seeking", "job_seeking", "study_csn"))}
        found.append(
            record(
                f"r{at}",
                person_id=f"p-{draw.randint(1, 70)}",
                residence=draw.choice(("0482", "0484", "0484", "0484", "0486")),
                sex=draw.choice("KKM"),
                birth_year=str(draw.randint(1960, 2003)),
                **stay,
                **(left if stay["exit"] else {}),
            )
        )
    return found


def worked_out(root: Path, people: Sequence[Cells], **env: str) -> bytes:
    """Protect a folder's records in a process of its own, and return what it prints."""
    root.mkdir()
    write_folder(root / "rar")
    write_register(root / "register")
    write_records(root / "rar", *people).chmod(0o600)
    (root / "rar").chmod(0o700)
    done = subprocess.run(
        [sys.executable, "-c", WORKER, str(root)],
        env={**os.environ, **env},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    root = tmp_path_factory.mktemp("folder") / "first"
    return worked_out(root, people_of_a_folder(), PYTHONHASHSEED="0")


CHANGES: Mapping[str, Mapping[str, str]] = {
    "hash": {"PYTHONHASHSEED": "1"},
    "threads": {"PYTHONHASHSEED": "7", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    "rows": {"PYTHONHASHSEED": "2"},
}


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_depends_on_the_order_of_rows_threads_or_hashes(
    change: str, first: bytes, tmp_path: Path
) -> None:
    people = people_of_a_folder()
    if change == "rows":
        random.Random(1).shuffle(people)  # noqa: S311 - another order
    assert len(json.loads(first)["hidden"]) > 10

    assert worked_out(tmp_path / "again", people, **CHANGES[change]) == first
