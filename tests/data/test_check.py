from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folder_files import Rows, problems_of, register, write_folder
from utfall.data.check import check_folder, check_path
from utfall.data.read import read_folder


def _count(measure: str, value: str = "", **cells: str) -> dict[str, str]:
    count_id = cells.get("outcome", measure).replace("_", "-")
    return {"count_id": count_id, "measure": measure, "value": value, **cells}


def _outcome(outcome: str, value: str, **cells: str) -> dict[str, str]:
    return _count("outcome", value, outcome=outcome, **cells)


def _only(path: Path, **tables: Rows) -> str:
    """Return the one problem of a folder, without the folder's own name."""
    (problem,) = problems_of(path, **tables)
    return str(problem).removeprefix(f"{path / 'rar'}/")


def test_a_good_folder_has_no_problem(tmp_path: Path) -> None:
    assert problems_of(tmp_path) == []


# Findings in the evidence


def test_a_flow_that_does_not_add_up_is_a_finding_and_no_problem(tmp_path: Path) -> None:
    # IMA: 53 + 20 = 73 of 77, 4 unaccounted.
    counts = [_count("participants", "77"), _count("completed", "53"), _count("broken_off", "20")]

    assert problems_of(tmp_path, counts=counts) == []


def test_outcomes_that_overlap_are_no_problem(tmp_path: Path) -> None:
    # IMA: 23 + 18 + 7 + 5 + 23 = 76 outcomes on 53 people, the first four exactly 53.
    exit_ = {"of": "completed", "exclusive_group": "exit", "inferred": "true"}
    counts = [
        _count("completed", "53"),
        _outcome("employment", "23", **exit_),
        _outcome("studies", "18", **exit_),
        _outcome("internship", "7", **exit_),
        _outcome("assessment", "5", **exit_),
        _outcome("care_contacts", "23", of="completed"),
    ]

    assert problems_of(tmp_path, counts=counts) == []


def test_sources_that_disagree_about_a_total_are_no_problem(tmp_path: Path) -> None:
    funding = [
        {"funding_id": "f1", "amount_sek": "9405600"},
        {"funding_id": "f2", "amount_sek": "4150500", "funder": "esf"},
        {"funding_id": "f3", "amount_sek": "26239674", "primary": "false", "source_id": "s1"},
        {"funding_id": "f4", "amount_eur": "4828514.23", "primary": "false"},
    ]

    assert problems_of(tmp_path, funding=funding) == []


def test_another_source_may_count_more_of_a_part_than_the_whole(tmp_path: Path) -> None:
    counts = [
        _count("participants", "23"),
        _count("completed", "30", primary="false", source_id="s1"),
    ]

    assert problems_of(tmp_path, counts=counts) == []


def test_fewer_are_enrolled_now_than_completed_over_the_years(tmp_path: Path) -> None:
    counts = [_count("participants", "20", period_kind="stock"), _count("completed", "53")]

    assert problems_of(tmp_path, counts=counts) == []


# Ids


def test_an_id_that_is_a_path_is_refused(tmp_path: Path) -> None:
    programmes = [{"programme_id": "../../x", "name": "X"}]

    assert _only(tmp_path, programmes=programmes) == (
        "programmes.csv, row 2, column programme_id: no id: found '../../x'; "
        "use a-z, 0-9 and single hyphens between them"
    )


@pytest.mark.parametrize("id_", ["Ima", "a_b", "-ima", "ima-", "a--b", "imå", "a/b", ".", "a b"])
def test_an_id_that_is_no_slug_is_refused(tmp_path: Path, id_: str) -> None:
    assert "column programme_id: no id" in _only(
        tmp_path, programmes=[{"programme_id": id_, "name": "X"}]
    )


def test_a_programme_that_does_not_exist_is_named_with_the_one_meant(tmp_path: Path) -> None:
    counts = [_count("participants", "1", programme_id="imma")]

    assert _only(tmp_path, counts=counts) == (
        "counts.csv, row 2, column programme_id: imma is not in programmes.csv: found 'imma'; "
        "did you mean 'ima'? otherwise add it to programmes.csv"
    )


def test_one_unknown_member_of_several_is_named(tmp_path: Path) -> None:
    counts = [_count("participants", "1", member_ids="flen+trosa")]

    assert "column member_ids: trosa is not in members.csv: found 'flen+trosa'" in _only(
        tmp_path, counts=counts
    )


def test_one_unknown_source_of_several_is_named(tmp_path: Path) -> None:
    assert "column source_id: s9 is not in sources.csv: found 's0;s9'" in _only(
        tmp_path, counts=[_count("participants", "1", source_id="s0;s9")]
    )


@pytest.mark.parametrize("cell", ["flen+eskilstuna", "eskilstuna+eskilstuna+flen"])
def test_members_stand_once_each_in_alphabetical_order(tmp_path: Path, cell: str) -> None:
    assert "; write eskilstuna+flen" in _only(
        tmp_path, counts=[_count("participants", "1", member_ids=cell)]
    )


def test_a_fact_without_a_source_is_refused(tmp_path: Path) -> None:
    assert _only(tmp_path, counts=[_count("participants", "1", source_id="")]) == (
        "counts.csv, row 2, column source_id: empty; name the source, several joined by ;"
    )


def test_a_reading_without_a_meaning_is_refused(tmp_path: Path) -> None:
    counts = [_count("participants", "1", reading="B")]

    assert "column reading: no reading of ima in readings.csv: found 'B'" in _only(
        tmp_path, counts=counts, readings=[{"reading": "A"}]
    )


def test_an_id_given_twice_is_refused_with_both_rows(tmp_path: Path) -> None:
    members = [
        {"member_id": "flen", "name": "Flen", "municipality_code": "0482"},
        {"member_id": "flen", "name": "Flen", "municipality_code": "0482"},
    ]

    assert _only(tmp_path, members=members) == (
        "members.csv, row 3, column member_id: same member_id twice: found 'flen'; "
        "remove one of rows 2 and 3, or give it another id"
    )


def test_a_programme_may_stand_in_several_members_but_once_in_each(tmp_path: Path) -> None:
    rows = [{"member_id": "flen"}, {"member_id": "eskilstuna"}, {"member_id": "flen"}]

    assert "row 4, column programme_id: same programme_id and member_id and reading twice" in _only(
        tmp_path, programme_members=rows
    )


def test_an_id_may_not_stand_for_a_count_and_an_amount(tmp_path: Path) -> None:
    counts = [_count("participants", "1", count_id="x")]
    funding = [{"funding_id": "x", "amount_sek": "1"}]

    problems = problems_of(tmp_path, counts=counts, funding=funding)

    assert [p.problem for p in problems] == [
        "the id stands in funding.csv too",
        "the id stands in counts.csv too",
    ]


@pytest.mark.parametrize("name", ["ima", "I.M.A.", " IMA ", "ÏMA"])
def test_one_programme_spelled_two_ways_is_refused(tmp_path: Path, name: str) -> None:
    programmes = [{"programme_id": "ima", "name": "IMA"}, {"programme_id": "b", "name": name}]

    problems = problems_of(tmp_path, programmes=programmes)

    assert [p.problem for p in problems] == ["spelled as that of b", "spelled as that of ima"]


def test_programme_ids_that_differ_in_hyphens_only_are_refused(tmp_path: Path) -> None:
    programmes = [{"programme_id": "ima", "name": "X"}, {"programme_id": "i-ma", "name": "Y"}]

    problems = problems_of(tmp_path, programmes=programmes)

    assert [(p.column, p.value) for p in problems] == [
        ("programme_id", "ima"),
        ("programme_id", "i-ma"),
    ]


def test_a_second_phase_is_another_programme(tmp_path: Path) -> None:
    programmes = [
        {"programme_id": "ima", "name": "Rätt Insats"},
        {"programme_id": "ratt-insats-2", "name": "Rätt Insats 2.0"},
    ]

    assert problems_of(tmp_path, programmes=programmes) == []


def test_a_finding_refers_to_rows_that_exist(tmp_path: Path) -> None:
    counts = [_count("participants", "77", count_id="c-ima")]
    findings = [
        {"finding_id": "n1", "text": "Av {c-ima} fullföljde {c-imma}.", "fact_refs": "c-ima;c-x"}
    ]

    problems = problems_of(tmp_path, counts=counts, findings=findings)

    assert [(p.column, p.problem) for p in problems] == [
        (
            "fact_refs",
            "c-x is no id in counts, funding, goals, statements, programmes, applications,"
            " activities, parties",
        ),
        ("text", "c-imma is no id in counts, funding, goals, statements"),
    ]
    assert "did you mean 'c-ima'?" in problems[1].cure


def test_two_primary_counts_of_the_same_are_refused(tmp_path: Path) -> None:
    counts = [_count("participants", "23"), _count("participants", "300", count_id="other")]

    assert "row 3, column primary: two primary rows of the same" in _only(tmp_path, counts=counts)


def test_another_statement_of_the_same_need_not_be_primary(tmp_path: Path) -> None:
    counts = [
        _count("participants", "23"),
        _count("participants", "300", count_id="other", primary="false"),
    ]

    assert problems_of(tmp_path, counts=counts) == []


# Codes


def _member(path: Path, name: str, code: str, kind: str = "municipality") -> str:
    member = {"member_id": "m", "name": name, "municipality_code": code, "kind": kind}
    return _only(path, members=[member])


def test_a_code_without_its_zero_is_refused_with_the_right_one(tmp_path: Path) -> None:
    assert _member(tmp_path, "Strängnäs", "486") == (
        "members.csv, row 2, column municipality_code: a municipality code has four characters: "
        "found '486'; write '0486' (Strängnäs)"
    )


@pytest.mark.parametrize("code", ["9999", "04861", "x", ""])
@pytest.mark.parametrize("name", ["Strängnäs", "Strängnäs kommun"])
def test_a_code_that_no_municipality_has_is_refused_with_the_right_one(
    tmp_path: Path, name: str, code: str
) -> None:
    assert f"write '0486', the code of {name}" in _member(tmp_path, name, code)


def test_the_code_of_another_municipality_is_refused(tmp_path: Path) -> None:
    line = _member(tmp_path, "Enköpings kommun", "0486")

    assert "the code of Strängnäs: found '0486'; write '0381'" in line


def test_a_region_has_no_municipality_code(tmp_path: Path) -> None:
    assert "a code for what is no municipality" in _member(tmp_path, "Region", "0486", "region")


def test_the_county_and_its_code_agree(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "rar")
    file = folder / "association.toml"
    file.write_text(file.read_text("utf-8").replace('"04"', '"03"'), encoding="utf-8")

    (problem,) = check_folder(read_folder(folder), register(tmp_path))

    assert "column county_code: no code of Södermanlands län: found '03'; write '04'" in str(
        problem
    )


@pytest.mark.parametrize(
    ("old", "new", "column"), [('"rar"', '"../x"', "id"), ('"association"', '"club"', "kind")]
)
def test_an_association_has_a_plain_id_and_a_known_kind(
    tmp_path: Path, old: str, new: str, column: str
) -> None:
    folder = write_folder(tmp_path / "rar")
    file = folder / "association.toml"
    file.write_text(file.read_text("utf-8").replace(old, new), encoding="utf-8")

    (problem,) = check_folder(read_folder(folder), register(tmp_path))

    assert problem.column == column


# Dates


@pytest.mark.parametrize(
    "day", ["2022-13-01", "2022-02-30", "22", "2022-1", "2022/12", "0000", "i fjol"]
)
def test_what_is_no_date_is_refused(tmp_path: Path, day: str) -> None:
    line = _only(tmp_path, counts=[_count("participants", "1", period_end=day)])

    assert f"column period_end: no date: found {day!r}; write 2016, 2023-04 or 2022-12-12" in line


@pytest.mark.parametrize(("start", "end"), [("2016", "2016"), ("2016-05", "2016"), ("", "2016")])
def test_partial_dates_are_compared_as_far_as_they_are_stated(
    tmp_path: Path, start: str, end: str
) -> None:
    counts = [_count("participants", "1", period_start=start, period_end=end)]

    assert problems_of(tmp_path, counts=counts) == []


@pytest.mark.parametrize(("start", "end"), [("2017", "2016-12-31"), ("2016-06", "2016-05")])
def test_a_period_that_ends_before_it_starts_is_refused(
    tmp_path: Path, start: str, end: str
) -> None:
    counts = [_count("participants", "1", period_start=start, period_end=end)]

    assert "column period_end: the period ends before its period_start" in _only(
        tmp_path, counts=counts
    )


def test_a_programme_that_ends_before_it_starts_is_refused(tmp_path: Path) -> None:
    programmes = [{"programme_id": "ima", "name": "IMA", "start": "2019", "end": "2016"}]

    assert "column end: the period ends before its start" in _only(tmp_path, programmes=programmes)


@pytest.mark.parametrize("dates", [{"valid_from": "2019"}, {"valid_to": "2015"}])
def test_a_fact_of_a_time_when_the_member_was_none_is_refused(
    tmp_path: Path, dates: dict[str, str]
) -> None:
    members = [{"member_id": "flen", "name": "Flen", "municipality_code": "0482", **dates}]
    count = _count("participants", "1", period_start="2016", period_end="2017-06")

    assert "flen was no member then" in _only(tmp_path, members=members, counts=[count])


# Numbers


@pytest.mark.parametrize("value", ["-1", "12.5"])
def test_people_are_counted_in_whole_numbers_from_zero(tmp_path: Path, value: str) -> None:
    line = _only(tmp_path, counts=[_count("participants", value)])

    assert f"row 2, column value: {'out of range' if value == '-1' else 'not a whole'}" in line


def test_planned_persons_are_whole_but_coaches_may_be_part_time(tmp_path: Path) -> None:
    goals = [
        {"goal_id": "g1", "value": "6.5", "unit": "coaches"},
        {"goal_id": "g2", "value": "6.5", "unit": "persons"},
    ]

    assert "goals.csv, row 3, column value: not a whole number" in _only(tmp_path, goals=goals)


@pytest.mark.parametrize("share", ["-0.1", "1.1", "50"])
def test_a_share_is_from_zero_to_one(tmp_path: Path, share: str) -> None:
    assert "column share: out of range" in _only(tmp_path, programme_members=[{"share": share}])


def test_a_range_has_its_ends_in_order(tmp_path: Path) -> None:
    assert "column low: above high: found '50'" in _only(
        tmp_path, counts=[_count("participants", low="50", high="40")]
    )


@pytest.mark.parametrize("value", ["39", "51"])
def test_a_value_lies_within_its_range(tmp_path: Path, value: str) -> None:
    assert "column value: outside low to high" in _only(
        tmp_path, counts=[_count("participants", value, low="40", high="50")]
    )


def test_the_youngest_is_not_older_than_the_oldest(tmp_path: Path) -> None:
    programmes = [{"programme_id": "ima", "name": "IMA", "age_min": "24", "age_max": "16"}]

    assert "column age_max: less than age_min" in _only(tmp_path, programmes=programmes)


def test_a_count_without_a_number_says_why(tmp_path: Path) -> None:
    assert "column value: neither a number nor a reason" in _only(
        tmp_path, counts=[_count("participants")]
    )
    assert problems_of(tmp_path, counts=[_count("participants", reason="det inte är känt")]) == []


def test_a_reason_does_not_stand_beside_a_number(tmp_path: Path) -> None:
    assert "column reason: a reason beside a number" in _only(
        tmp_path, counts=[_count("participants", "1", reason="okänt")]
    )


def test_an_amount_is_given_in_kronor_or_euro(tmp_path: Path) -> None:
    assert "column amount_sek: no amount" in _only(tmp_path, funding=[{"funding_id": "f1"}])


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"measure": "outcome"}, "an outcome without a name"),
        ({"outcome": "studies"}, "names an outcome where none is counted"),
        ({"of": "completed"}, "a denominator of what is no outcome"),
        ({"programme_id": ""}, "a count of no programme"),
        ({"measure": "heads"}, "not allowed"),
        ({"unit": ""}, "empty"),
    ],
)
def test_a_count_says_what_it_counts(tmp_path: Path, cells: dict[str, str], problem: str) -> None:
    (found,) = problems_of(tmp_path, counts=[{"count_id": "c", "value": "1", **cells}])

    assert found.problem == problem


def test_an_address_is_one_of_the_web(tmp_path: Path) -> None:
    assert "column url: no address" in _only(
        tmp_path, sources=[{"source_id": "s0", "url": "javascript:alert(1)"}]
    )


def test_a_name_full_of_markup_is_a_name(tmp_path: Path) -> None:
    name = '<script>alert(1)</script> & ""x"" *y* | z'

    assert problems_of(tmp_path, programmes=[{"programme_id": "ima", "name": name}]) == []


# Sums


@pytest.mark.parametrize(
    ("part", "value"), [("completed", "54"), ("exited", "78"), ("ongoing", "78")]
)
def test_parts_above_their_whole_are_refused(tmp_path: Path, part: str, value: str) -> None:
    # 54 + 24 = 78 > 77
    counts = [_count("participants", "77"), _count(part, value)]
    counts += [_count("broken_off", "24")] if part == "completed" else []

    line = _only(tmp_path, counts=counts)

    assert "counts.csv, row 2, column value: less than its parts" in line


def test_a_part_is_compared_with_the_high_end_of_its_whole(tmp_path: Path) -> None:
    counts = [_count("participants", low="40", high="50"), _count("completed", low="50", high="60")]
    assert problems_of(tmp_path, counts=counts) == []

    counts[1]["low"] = "51"
    assert "less than its parts, 51 completed" in _only(tmp_path, counts=counts)


def test_about_so_many_is_compared_with_nothing(tmp_path: Path) -> None:
    counts = [_count("participants", "70", approximate="true"), _count("completed", "71")]

    assert problems_of(tmp_path, counts=counts) == []


def test_an_outcome_above_its_denominator_is_refused(tmp_path: Path) -> None:
    counts = [_count("completed", "53"), _outcome("studies", "54", of="completed")]

    assert "row 3, column value: more than the 53 completed that it is of: found '54'" in _only(
        tmp_path, counts=counts
    )


def test_an_exclusive_group_above_its_whole_is_refused(tmp_path: Path) -> None:
    # 30 + 24 = 54 > 53
    group = {"of": "completed", "exclusive_group": "exit"}
    counts = [
        _count("completed", "53"),
        _outcome("employment", "30", **group),
        _outcome("studies", "24", **group),
    ]

    assert "column exclusive_group: 54 in all, more than the 53 completed" in _only(
        tmp_path, counts=counts
    )


def test_funding_parts_above_their_total_are_refused(tmp_path: Path) -> None:
    # 0.10 + 0.20 is 0.30 although binary fractions say more; 0.11 + 0.20 is not.
    def funding(esf: str) -> Rows:
        return [
            {"funding_id": "f1", "amount_sek": "0.30"},
            {"funding_id": "f2", "amount_sek": esf, "funder": "esf"},
            {"funding_id": "f3", "amount_sek": "0.20", "funder": "association"},
        ]

    assert problems_of(tmp_path, funding=funding("0.10")) == []
    assert "row 2, column amount_sek: less than its parts, 0.31 in all" in _only(
        tmp_path, funding=funding("0.11")
    )


# All at once


def test_a_cell_that_could_not_be_read_is_reported_once_beside_the_other_problems(
    tmp_path: Path,
) -> None:
    counts = [_count("participants", "många"), _count("completed", "1", programme_id="imma")]
    folder = write_folder(tmp_path / "rar", counts=counts)

    _, problems = check_path(folder, register(tmp_path))

    assert [(p.row, p.column) for p in problems] == [(2, "value"), (3, "programme_id")]


def test_a_table_that_could_not_be_read_makes_no_ids_unknown(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "rar", counts=[_count("participants", "1")])
    (folder / "programmes.csv").write_text("a;b")

    _, problems = check_path(folder, register(tmp_path))

    assert [Path(p.file).name for p in problems] == ["programmes.csv"]


def test_a_missing_folder_is_one_problem(tmp_path: Path) -> None:
    _, problems = check_path(tmp_path / "none", register(tmp_path))

    assert [p.problem for p in problems] == ["folder missing"]


FAULTY: Rows = [
    _count("participants", "77"),
    _count("participants", "78"),
    _count("completed", "60"),
    _count("broken_off", "50"),
    _outcome("studies", "99", of="completed"),
    _outcome("employment", "40", of="participants", exclusive_group="x"),
    _outcome("internship", "50", of="participants", exclusive_group="x"),
    _count("ongoing", "-3", period_end="2019"),
    _count("cases", member_ids="flen+eskilstuna"),
    _count("courses", "1", source_id="", programme_id="../x"),
]


@settings(max_examples=15, deadline=None)
@given(st.permutations(FAULTY))
def test_the_order_of_rows_does_not_change_the_problems(
    tmp_path_factory: pytest.TempPathFactory, rows: Rows
) -> None:
    def found(rows: Rows) -> Counter[tuple[str, str, str]]:
        problems = problems_of(tmp_path_factory.mktemp("order"), counts=rows)
        return Counter((Path(p.file).name, p.column, p.problem) for p in problems)

    assert found(rows) == found(FAULTY)


# Answers and measurements


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"asked": "19"}, "column answered: more than the 19 asked"),
        ({"favourable": "21"}, "column favourable: 21 with the unfavourable, more than the 20"),
        ({"unfavourable": "9"}, "column favourable: 21 with the unfavourable, more than the 20"),
        ({"instrument": "enkät"}, "column instrument: not allowed"),
    ],
)
def test_more_answers_than_people_are_told(
    tmp_path: Path, cells: dict[str, str], told: str
) -> None:
    assert told in _only(tmp_path, indicators=[{"indicator_id": "i", **cells}])


def test_answers_of_nobody_and_of_all_are_no_problem(tmp_path: Path) -> None:
    rows = [
        {"indicator_id": "i", "answered": "0", "favourable": "0", "asked": "5"},
        {"indicator_id": "j", "asked": "20", "favourable": "20", "unfavourable": "0"},
    ]
    assert problems_of(tmp_path, indicators=rows) == []
