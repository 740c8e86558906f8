"""What may be published: every measure there is, and the words for one that is not declared."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from evidence_rows import evidence, value
from folder_files import write_folder
from pages import ROOT
from record_rows import record, write_records
from utfall.data.read import read_folder
from utfall.data.register import read_register
from utfall.data.schema import TABLES
from utfall.disclosure.counting import counted
from utfall.disclosure.shown import shown
from utfall.errors import ExecuteError, ParamsError
from utfall.measures.catalogue import Catalogue, catalogue
from utfall.measures.declarations import PUBLISHED_MEASURES
from utfall.measures.declared import RECORDS, Measure, check_declared, declaration_of
from utfall.measures.from_records.declarations import RECORD_MEASURES
from utfall.params import Disclosure
from utfall.report import Report
from utfall.values import Value

ASSOCIATIONS = ("rar", "tibro", "uppsala", "example")
DECLARED = {**PUBLISHED_MEASURES, **RECORD_MEASURES}


@cache
def sources(name: str) -> Catalogue:
    register = read_register(ROOT / "data" / "register")
    return catalogue(read_folder(ROOT / "data" / name), register, 2023, 0.95)


def every(name: str) -> list[Value]:
    found = sources(name)
    members = [str(one) for one in found.folder["members"]["member_id"]]
    return [*found.values, *found.totals(2022, members)]


@pytest.mark.parametrize("name", ASSOCIATIONS)
def test_every_value_that_sources_give_is_declared_with_its_unit_and_groups(name: str) -> None:
    values = every(name)

    check_declared(values, PUBLISHED_MEASURES)

    assert {v.measure for v in values} - {"n_participations"}
    assert any(v.measure == "n_participations" for v in values)


@pytest.mark.parametrize("name", ASSOCIATIONS)
def test_whatever_is_worked_out_from_people_is_declared_as_that(name: str) -> None:
    kinds = {"share_outcome": "share", "cost_per": "cost", "n_participa": "count", "n_out": "count"}
    for v in every(name):
        one = declaration_of(v, PUBLISHED_MEASURES)
        assert one is not None
        for start, kind in kinds.items():
            if v.measure.startswith(start):
                assert one.kind == kind, v.key


def test_every_count_of_people_that_data_can_hold_is_declared_as_a_count() -> None:
    (column,) = (one for one in TABLES["counts"].columns if one.name == "measure")
    about_nobody = {"applications", "courses", "education_days"}

    for measure in set(column.allowed or ()) - about_nobody:
        one = declaration_of(Value(f"n_{measure}", value=1.0), PUBLISHED_MEASURES)
        assert one is not None
        assert one.kind == "count", measure


@pytest.mark.parametrize("name", ASSOCIATIONS)
def test_the_parts_of_a_share_or_a_cost_are_the_counts_that_its_columns_hold(name: str) -> None:
    found = sources(name).by_key
    checked = 0
    for v in found.values():
        one = declaration_of(v, PUBLISHED_MEASURES)
        if one is None or one.parts is None or v.status != "shown":
            continue
        parts = one.parts(v)
        checked += 1
        if one.kind == "share":
            assert found[parts.numerator].value == v.numerator
            assert found[parts.denominator].value == v.denominator
        elif (whole := found.get(parts.denominator)) is not None:
            assert whole.value == v.denominator
        else:
            # A cost does not name the kind of its count.
            assert found[f"{parts.denominator}kind=to_date"].value == v.denominator
        if parts.among:
            assert found[parts.among].value is not None
    assert checked >= {"rar": 20, "tibro": 4, "uppsala": 0, "example": 40}[name]


def test_every_value_of_records_is_declared(tmp_path: Path) -> None:
    rows = [
        record(
            f"r{at}",
            person_id=f"p{at}",
            residence="0482" if at % 3 else "0484",
            sex="K" if at % 2 else "M",
            entry=f"{2018 + at % 3}-02-03",
            exit=f"{2019 + at % 3}-02-03",
            activity_entry="job_seeking",
            activity_exit="work" if at % 4 else "job_seeking",
            referred_by="",
        )
        for at in range(120)
    ]
    folder = write_folder(tmp_path / "rar")
    write_records(folder, *rows).chmod(0o600)
    counts = counted(read_folder(folder), Disclosure(), {})
    assert counts is not None

    values = shown(counts, frozenset())

    check_declared(values, DECLARED)
    assert {"n_new", "n_exits", "share_outcome", "months_in_programme"} <= {
        v.measure for v in values if v.status == "shown"
    }
    for v in values:
        one = declaration_of(v, DECLARED)
        assert one is not None
        assert one is RECORD_MEASURES[RECORDS + v.measure]


def test_an_undeclared_measure_is_refused_once_and_told_how_to_declare_it() -> None:
    made_up = [Value("share_happy", "p", m, "2018", "", 0.5, "share") for m in ("alfa", "beta")]

    with pytest.raises(ParamsError) as caught:
        check_declared([*made_up, Value("odd", value=1.0)], DECLARED)

    first, second = str(caught.value).split("\n")
    assert first.startswith("share_happy: is not declared")
    assert second.startswith("odd: is not declared")
    for word in ("MEASURES", "notebooks/NAME.py", "Count, Share or Model", "docs/notebooks.md"):
        assert word in first
    assert (ROOT / "docs" / "notebooks.md").is_file()


def test_another_unit_and_more_in_the_group_than_declared_are_refused() -> None:
    one = Value("share_outcome", "p", "alfa", "2018", "of=exited;outcome=studies", 0.5, "share")
    check_declared([one], DECLARED)

    with pytest.raises(ParamsError) as caught:
        check_declared([replace(one, unit="percent", group=f"{one.group};shoe=42")], DECLARED)

    assert str(caught.value).split("\n") == [
        "share_outcome: found the unit percent; declared is share",
        "share_outcome: found shoe in its group; declared are component, kind, reading, of, "
        "outcome",
    ]


def test_a_measure_of_sources_may_not_be_published_as_one_of_records() -> None:
    one = Value("n_completed", "p", "alfa", "2018", "", 5.0)
    check_declared([one], DECLARED)

    with pytest.raises(ParamsError, match="n_completed: is not declared"):
        check_declared([replace(one, group="from=records")], DECLARED)


def test_the_longest_beginning_that_fits_declares_a_value() -> None:
    wide, near = Measure("n_*", "", "stated"), Measure("n_out_*", "", "count")
    declared = {m.name: m for m in (wide, near)}

    assert declaration_of(Value("n_out_1", value=1.0), declared) is near
    assert declaration_of(Value("n_in", value=1.0), declared) is wide
    assert declaration_of(Value("share", value=1.0), declared) is None


def test_what_is_not_declared_cannot_be_asked_for_in_a_notebook(tmp_path: Path) -> None:
    report = Report(evidence(value("n_participants", 51)), tmp_path)

    with pytest.raises(ExecuteError, match=r"share_happy.*MEASURES of notebooks/NAME\.py"):
        report.value("share_happy", "p", "alfa", "2018")
    with pytest.raises(ExecuteError, match=r"with that measure: .*n_participants:p:alfa:2018:"):
        report.value("n_participants", "p", "alfa", "2019")
