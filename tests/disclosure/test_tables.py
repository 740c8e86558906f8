"""The published tables of records: every cell is the measure's own figure, and everything adds up."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from participation_rows import asked, row
from utfall.data.check import check_path
from utfall.data.folder import Folder
from utfall.data.register import read_register
from utfall.disclosure.counting import Counts, counted
from utfall.disclosure.plan import POOLED, pooled_periods
from utfall.disclosure.shown import shown
from utfall.measures import reasons
from utfall.measures.from_records.collected import laid_out
from utfall.measures.from_records.counted import At, Counted, Tabulation, count
from utfall.measures.from_records.dimensions import DIMENSIONS
from utfall.measures.from_records.keys import key_of
from utfall.params import Disclosure
from utfall.values import Value, parse_group

ROOT = Path(__file__).parents[2]
YEARLY = Disclosure(coarsen=(), hidden_at_most=1.0)


@pytest.fixture(scope="module")
def folder() -> Folder:
    found, _ = check_path(ROOT / "data" / "example", read_register(ROOT / "data" / "register"))
    return found


@pytest.fixture(scope="module")
def yearly(folder: Folder) -> Counts:
    """Every table by single years, in its finest form."""
    found = counted(folder, YEARLY, {})
    assert found is not None
    return found


def test_a_cell_by_year_is_the_figure_that_the_measures_give(
    folder: Folder, yearly: Counts
) -> None:
    with laid_out(folder) as laid:
        assert laid is not None
        measured = {v.key: v for v in laid.values(("sex", "age", "referred_by"))}
    compared: dict[str, int] = defaultdict(int)
    for value in yearly.values:
        other = measured.get(value.key)
        # Codes of before and now are put together: other tests compare those.
        if value.measure.endswith("_change"):
            continue
        if other is not None and other.status == "shown":
            assert value.value == other.value, value.key
            compared[value.measure] += 1
    assert {name: number > 50 for name, number in compared.items()} == dict.fromkeys(
        (
            "n_during",
            "n_new",
            "n_exits",
            "n_outcome",
            "n_reached",
            "n_exits_against_plan",
            "n_step",
        ),
        True,
    ) | {"n_closing": True}


def test_an_anonymous_participation_that_goes_on_is_one_person_of_several_years() -> None:
    rows = [
        row("2019-02-01", "2021-03-01", ""),  # three years
        row("2020-05-01", "2020-06-01", ""),
        row("2019-02-01", "2019-06-01", "a"),
        row("2021-02-01", "2021-06-01", "a"),
    ]
    table = Tabulation("during", ("member",), pooled=True)
    periods = {"2019/2021": (2019, 2020, 2021), "2020": (2020,)}

    (found,) = asked(lambda con, _: [count(con, table, periods)], rows)

    # Two anonymous participations and one named person; four participations.
    whole = At("during", "all", "all", "2019/2021")
    assert found[whole] == Counted(4, 3)
    assert found[whole._replace(member="berg")] == Counted(4, 3)
    assert found[whole._replace(time="2020")] == Counted(2, 2)


def test_persons_are_at_most_where_some_are_anonymous(yearly: Counts) -> None:
    persons = [v for v in yearly.values if v.measure == "n_during" and v.status == "shown"]
    told = {v.bound for v in persons if v.value and "kind=to_date" not in v.group}

    assert told == {"at_most"}
    assert {v.bound for v in persons if not v.value} <= {"exact", "at_least"}
    assert all(reasons.ANONYMOUS in v.reason for v in persons if v.value)


def test_pairs_of_before_and_now_are_the_measures_pairs_put_together(
    folder: Folder, yearly: Counts
) -> None:
    groups = {
        "work": ("work", "work_subsidised", "work_municipal"),
        "study": ("study_csn", "study_other"),
        "none": ("job_seeking", "other", "deceased"),
        "unknown": ("unknown",),
    }
    with laid_out(folder) as laid:
        assert laid is not None
        fine = [v for v in laid.values(()) if v.measure == "n_activity_change"]
    for value in yearly.values:
        parts = parse_group(value.group)
        if value.measure != "n_activity_change" or not {"before", "now"} <= set(parts):
            continue
        total = sum(
            v.value or 0
            for v in fine
            if (v.programme_id, v.member_id, v.year)
            == (value.programme_id, value.member_id, value.year)
            and "after" not in parse_group(v.group)
            and parse_group(v.group)["before"] in groups[parts["before"]]
            and parse_group(v.group)["now"] in groups[parts["now"]]
        )
        assert value.value == total, value.key


def test_work_with_and_without_support_is_the_measures_main_activities(
    folder: Folder, yearly: Counts
) -> None:
    activities = {"without": ("work",), "with": ("work_subsidised", "work_municipal")}
    with laid_out(folder) as laid:
        assert laid is not None
        fine = {v.key: v.value or 0 for v in laid.values(())}
    compared: dict[str, int] = defaultdict(int)
    for value in yearly.values:
        code = parse_group(value.group).get("support", "")
        if code in activities:
            at = f"n_outcome:{value.programme_id}:{value.member_id}:{value.year}:"
            kind = ";kind=to_date" if "kind=to_date" in value.group else ""
            parts = [f"activity={one};from=records{kind}" for one in activities[code]]
            assert value.value == sum(fine.get(at + part, 0) for part in parts), value.key
            compared[code] += bool(value.value)
    assert min(compared["without"], compared["with"]) > 5


def test_the_true_counts_satisfy_every_relation(folder: Folder) -> None:
    for params in (YEARLY, Disclosure()):
        found = counted(folder, params, {})
        assert found is not None
        cells = found.publication.cells
        for relation in found.publication.relations:
            total = sum(number * cells[key].count for key, number in relation.terms)
            assert relation.low <= total <= relation.high, relation


def test_a_pooled_period_is_the_sum_of_its_years(folder: Folder) -> None:
    table = Tabulation("exits", ("member",), (DIMENSIONS["outcome"],), pooled=True)
    with laid_out(folder) as laid:
        assert laid is not None
        pooled = count(laid.con, table, {"2019/2021": (2019, 2020, 2021)})
        single = count(laid.con, table, {str(y): (y,) for y in (2019, 2020, 2021)})
    assert len(pooled) > 30
    for at, number in pooled.items():
        years = [single.get(at._replace(time=str(y))) for y in (2019, 2020, 2021)]
        assert number.rows == sum(one.rows for one in years if one), at
        # Somebody who left in two of the years is one person.
        assert number.persons <= sum(one.persons for one in years if one), at


def test_a_coarser_code_is_the_sum_of_the_finer(folder: Folder) -> None:
    for table in POOLED:
        for dimension in table.split:
            assert set(dimension.coarser) <= set(dimension.codes), dimension.name
    periods: Mapping[str, Sequence[int]] = {"2018/2025": tuple(range(2018, 2026))}
    for name in ("age", "referred_by", "outcome_6m", "activity_before", "income_now"):
        fine = DIMENSIONS[name]
        population = "new" if name in ("age", "referred_by") else "exits"
        with laid_out(folder) as laid:
            assert laid is not None
            found = count(laid.con, Tabulation(population, (), (fine,)), periods)
            merged = count(laid.con, Tabulation(population, (), (fine.merged(),)), periods)
        for at, number in merged.items():
            if not at.codes:
                continue
            [(_, code)] = at.codes
            parts = [c for c in fine.codes if fine.coarser.get(c, c) == code]
            rows = [found.get(at._replace(codes=((name, c),))) for c in parts]
            assert number.rows == sum(one.rows for one in rows if one), at


def test_periods_begin_with_the_first_year_and_cover_every_year_once() -> None:
    assert pooled_periods(2018, 2025, 4) == {
        "2018/2021": (2018, 2019, 2020, 2021),
        "2022/2025": (2022, 2023, 2024, 2025),
    }
    # Another year is added to the end: no period of an earlier edition moves.
    assert list(pooled_periods(2018, 2026, 4))[:2] == list(pooled_periods(2018, 2025, 4))
    assert pooled_periods(2018, 2018, 3) == {"2018": (2018,)}


def test_a_plan_is_met_by_those_who_began_in_its_years(folder: Folder, yearly: Counts) -> None:
    assert folder.records is not None
    with laid_out(folder) as laid:
        assert laid is not None
        rows = laid.con.execute("SELECT programme_id, year(entry) FROM participations").fetchall()
    began = {value.key: value.value for value in yearly.values}
    planned = {v.key: v for v in shown(yearly, frozenset()) if v.measure == "share_of_plan"}

    assert {(v.programme_id, v.year, v.denominator) for v in planned.values()} == {
        ("kompass-kraft", "2019/2022", 50),
        ("ung-framat", "2018/2023", 70),
        ("stegvis", "2024", 40),
        ("stegvis", "2025", 40),
    }  # the rows of goals.csv
    for (key, share), v in zip(yearly.plans, planned.values(), strict=True):
        first, last = int(v.year[:4]), int(v.year[-4:])
        number = sum(p == v.programme_id and first <= y <= last for p, y in rows)
        assert (v.numerator, began[key], v.value) == (number, number, number / share.denominator)
        # Hidden with the count that it is of.
        (hidden,) = [s for s in shown(yearly, frozenset({key})) if s.key == v.key]
        assert (hidden.status, hidden.numerator, hidden.denominator) == ("suppressed", None, None)


def test_nobody_of_a_member_in_a_programme_is_zero_in_every_period_it_covers(
    yearly: Counts,
) -> None:
    periods: dict[tuple[str, str], dict[str, float | None]] = defaultdict(dict)
    for v in yearly.values:
        if v.measure == "n_new" and "all" not in (v.member_id, v.programme_id):
            periods[v.member_id, v.programme_id][v.year] = v.value

    assert len(periods) > 20
    for (_, programme), found in periods.items():
        same = {frozenset(other) for (_, p), other in periods.items() if p == programme}
        assert same == {frozenset(found)}
        assert any(found.values())
    assert any(0 in found.values() for found in periods.values())


def test_keys_are_those_of_the_measures() -> None:
    at = At("exits", "all", "all", "2020", (("outcome_6m", "work"),))
    assert key_of(at) == "n_outcome:all:all:2020:after=6m;from=records;outcome=work"
    assert key_of(at, to_date=True).endswith("from=records;kind=to_date;outcome=work")
    not_due = At("exits", "all", "all", "2020", (("association_6m", "not_due"),))
    assert key_of(not_due) == "n_outcome:all:all:2020:after=6m;from=records;outcome=not_due"


def test_what_is_hidden_has_no_number_and_nothing_that_follows_from_it_has(yearly: Counts) -> None:
    hidden = frozenset(
        key for key, cell in yearly.publication.cells.items() if cell.rule and not cell.latent
    )
    assert len(hidden) > 100
    values = {value.key: value for value in shown(yearly, hidden)}
    for key in hidden & set(values):
        assert values[key].status == "suppressed"
    for value in values.values():
        if value.measure == "share_reached" and value.status == "shown":
            count_of = values[value.key.replace("share_reached", "n_reached", 1)]
            assert count_of.status == "shown"
            assert value.numerator == count_of.value
            _whole_is_shown(value, values)
    assert {v.status for v in values.values()} >= {"shown", "suppressed", "refused"}


def _whole_is_shown(value: Value, values: Mapping[str, Value]) -> None:
    kind = ";kind=to_date" if "kind=to_date" in value.group else ""
    exits = (
        f"n_exits:{value.programme_id}:{value.member_id}:{value.year}:"
        f"count=participations;from=records{kind}"
    )
    assert values[exits].status == "shown", value.key


def test_zero_small_and_large_counts_by_hand() -> None:
    """The rules of `domain`: small, part of what is small, everybody of a group."""
    from utfall.disclosure.records import Lattice, Tabulated
    from utfall.measures.from_records.counted import Counted

    outcome = DIMENSIONS["outcome"]
    table = Tabulation("exits", ("member",), (outcome,))

    def cells(rows: Mapping[str, Mapping[str, int]]) -> dict[At, Counted]:
        found: dict[At, Counted] = defaultdict(lambda: Counted(0, 0))
        for member, codes in rows.items():
            for code, n in codes.items():
                for m in (member, "all"):
                    for told in ((), (("outcome", code),)):
                        at = At("exits", m, "all", "2020", told)
                        found[at] = Counted(found[at].rows + n, found[at].persons + n)
        return dict(found)

    counts = cells(
        {
            "a": {"work": 6, "study": 4, "none": 9},  # study is small
            "b": {"work": 2, "none": 1},  # all of b is small
            "c": {"none": 8},  # nobody of c went on to anything
            "d": {"unknown": 7},  # nothing is known of d
            "e": {"work": 5, "none": 5},  # a zero for study says little
        }
    )
    lattice = Lattice([Tabulated(table, counts)], {"2020": (2020,)}, Disclosure(), frozenset())
    found = lattice.publication({}, []).cells

    def rule(member: str, code: str = "") -> str:
        codes = (("outcome", code),) if code else ()
        return found[lattice.key(At("exits", member, "all", "2020", codes))].rule

    assert [rule("a"), rule("a", "work"), rule("a", "study")] == ["", "", "small"]
    assert [rule("b"), rule("b", "work"), rule("b", "study")] == ["small", "small", "part"]
    assert rule("c") == ""
    assert {rule("c", code) for code in outcome.codes} == {"all_of_group"}
    assert [rule("d"), rule("d", "unknown"), rule("d", "work")] == ["", "", ""]
    assert [rule("e", "study"), rule("e", "work")] == ["", ""]
    assert rule("all", "study") == "small"
