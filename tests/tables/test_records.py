"""What the association's own records say, in tables."""

from typing import Any

import pytest

from evidence_rows import WHY_HIDDEN, cells_of, evidence, page_of, read, record, value
from utfall import recorded, tables
from utfall.evidence import Evidence
from utfall.tables.records import age_label
from utfall.values import Value, not_shown

RECORDS = [getattr(tables, name) for name in tables.__all__ if name.startswith("records_")]
ROWS = {"count": "participations"}


def refused(v: Value) -> Value:
    return not_shown(v, "refused", "de är för få för en andel i procent")


def outcome(code: str, number: float | None = None, **cells: Any) -> Value:
    return record("n_outcome", number, outcome=code, **cells)


def exits(number: float | None = None, **cells: Any) -> Value:
    return record("n_exits", number, **{**ROWS, **cells})


def new(number: float | None = None, **cells: Any) -> Value:
    return record("n_new", number, **{**ROWS, **cells})


# Where there are no records


def test_without_records_no_table_of_records_has_a_row_whatever_sources_say() -> None:
    e = evidence(value("n_participants", 51), value("n_outcome", 10, outcome="employment"))

    assert [table(e) for table in RECORDS] == [""] * len(RECORDS)
    assert not recorded.has_records(e)


def test_records_never_reach_a_table_of_what_sources_publish() -> None:
    own = record("n_participants", 7, programme_id="p")

    assert tables.participants(evidence(own)) == ""
    assert cells_of(tables.participants(evidence(own, value("n_participants", 51))))[0][-1] == (
        "51 deltagare"
    )


# Which values


def test_a_region_reports_on_everybody_and_a_municipality_on_its_residents() -> None:
    e = evidence(new(5), new(70, member_id="all"))
    region = evidence(
        new(70, member_id="all"), member=next(m for m in e.members if m.kind == "region")
    )

    assert (recorded.who(e), recorded.who(region)) == ("alfa", "all")
    assert [recorded.whose(e, m) for m in ("alfa", "all")] == ["bosatta i Alfa", "hela förbundet"]


def test_a_cell_is_found_with_exactly_its_groups_complete_or_to_date() -> None:
    e = evidence(new(9, kind="to_date"), new(4, sex="K"))

    found = recorded.cell(e, "n_new", "2022", "alfa", **ROWS)

    assert found is not None
    assert found.value == 9
    assert recorded.cell(e, "n_new", "2021", "alfa", **ROWS) is None
    assert recorded.when("2022", [found]) == "2022 hittills"


def test_of_a_fine_and_a_coarse_form_of_the_same_people_one_is_told() -> None:
    codes = {"work": 5, "study": 6, "work_or_study": 11, "none": 20}  # 5 + 6 = 11
    e = evidence(*(outcome(code, n) for code, n in codes.items()))

    fine = recorded.split(e, "n_outcome", "outcome", codes, "2022", "alfa")
    coarse = recorded.split(e, "n_outcome", "outcome", codes, "2022", "alfa", coarse=True)

    assert list(fine) == ["work", "study", "none"]
    assert list(coarse) == ["work_or_study", "none"]
    assert sum(v.value or 0 for v in fine.values()) == sum(v.value or 0 for v in coarse.values())


def test_years_are_told_where_there_are_years_and_else_pooled_periods() -> None:
    pools = [new(50, year="2018/2020"), new(20, year="2021/2022")]
    years = [new(10, year="2021"), new(10, year="2022")]

    assert recorded.spans(evidence(*pools, *years), "n_new", "alfa", **ROWS) == ["2021", "2022"]
    assert recorded.spans(evidence(*pools), "n_new", "alfa", **ROWS) == ["2018/2020", "2021/2022"]


def test_a_bound_is_explained_once_for_all_of_its_reasons() -> None:
    late = {"bound": "at_least", "reason": "året inte är slut"}

    told = recorded.least([new(1, **late), new(2, **late), new(3)])

    assert told == "Minst betyder att talet kan vara högre, eftersom året inte är slut."
    assert recorded.least([new(3)]) == ""
    most = {**late, "bound": "at_most"}
    assert recorded.least([new(1, **late), new(2, **most)]).startswith(
        "Minst betyder att talet kan vara högre och högst betyder att talet kan vara lägre, eftersom "
    )
    assert "Högst betyder att talet kan vara lägre" in recorded.least(
        [new(3, bound="at_most", reason="någon kan ha slutat")]
    )


# Flows


def flows() -> Evidence:
    return evidence(
        record("n_during", 12, year="2021", unit="persons", count="persons"),
        record("n_during", None, unit="persons", count="persons"),
        new(0, year="2021"),
        new(14, kind="to_date", bound="at_least", reason="året inte är slut"),
        exits(year="2021"),
        refused(exits(0)),
        record("n_closing", 9, year="2021", kind="stock", **ROWS),
    )


def test_zero_hidden_refused_and_missing_are_four_different_cells_of_a_year() -> None:
    assert cells_of(tables.records_flows(flows())) == [
        ["Bosatta i Alfa, 2021", "12", "0", "visas inte", "9"],
        ["Bosatta i Alfa, 2022 hittills", "visas inte", "minst 14", "kan inte beräknas", "ingen uppgift"],
    ]  # fmt: skip


def test_why_something_is_not_shown_stands_once_below_a_table_with_its_own_words() -> None:
    text = read(tables.records_flows(flows()))

    assert text.count("Visas inte, eftersom ") == 1
    assert f"Visas inte, eftersom {WHY_HIDDEN}." in text
    assert "Kan inte beräknas, eftersom de är för få för en andel i procent." in text


def test_a_note_is_folded_with_its_table_and_a_table_without_hidden_values_has_none() -> None:
    folded = page_of(tables.records_flows(flows())).select(".data-table")

    assert WHY_HIDDEN in folded[0].get_text()
    assert "Visas inte" not in tables.records_flows(evidence(new(5)))


def test_the_associations_flows_have_a_table_of_their_own_as_they_have_a_chart() -> None:
    e = evidence(new(5), new(70, member_id="all", year="2021"), new(80, member_id="all"))

    own = [(row[0], row[2]) for row in cells_of(tables.records_flows(e))]
    every = [(row[0], row[2]) for row in cells_of(tables.records_association(e))]

    assert own == [("Bosatta i Alfa, 2022", "5")]
    assert every == [("Hela förbundet, 2021", "70"), ("Hela förbundet, 2022", "80")]


def test_new_participations_by_programme_add_up_to_those_of_all() -> None:
    pooled = "2021/2022"
    e = evidence(
        new(23, programme_id="p", year=pooled),
        new(13, programme_id="q", year=pooled),
        new(36, year=pooled),  # 23 + 13
        outcome("work", 3, year=pooled),
    )

    assert cells_of(tables.records_programmes(e)) == [
        ["Insatsen", "23"], ["Q", "13"], ["Alla insatser", "36"],
    ]  # fmt: skip


# Outcomes


def test_a_row_per_time_adds_up_to_the_exits_and_exit_has_nobody_who_is_not_due() -> None:
    e = evidence(
        exits(30),
        *(outcome(c, n) for c, n in {"work": 8, "study": 4, "none": 15, "unknown": 3}.items()),
        *(outcome(c, n, after_="12m")
          for c, n in {"work": 6, "study": 0, "none": 10, "unknown": 5, "not_due": 9}.items()),
    )  # fmt: skip

    rows = cells_of(tables.records_outcomes(e))

    assert [row[1:] for row in rows] == [
        ["vid avslut", "30", "8", "4", "15", "3", "gäller inte"],
        ["tolv månader efter avslut", "30", "6", "0", "10", "5", "9"],
    ]


def test_a_hidden_part_of_the_outcomes_is_said_and_never_zero() -> None:
    e = evidence(exits(30), outcome("work"), outcome("study"), outcome("none", 20))

    (row,) = cells_of(tables.records_outcomes(e))

    assert row[2:] == ["30", "visas inte", "visas inte", "20"]


def test_what_is_told_together_of_the_member_is_told_so_of_everybody() -> None:
    everybody = {"work": 40, "study": 20, "work_or_study": 60, "none": 90}  # 40 + 20 = 60
    e = evidence(
        outcome("work_or_study", 12),
        outcome("none", 20),
        *(outcome(code, n, member_id="all") for code, n in everybody.items()),
    )

    rows = cells_of(tables.records_outcomes(e))

    assert [row[3:] for row in rows] == [["12", "20"], ["60", "90"]]


def test_both_definitions_have_their_own_row_with_a_share_of_stated_people() -> None:
    def reached(definition: str, yes: float, no: float, lost: float) -> tuple[Value, ...]:
        of = {"definition": definition}
        n = yes + no + lost
        share = record(
            "share_reached", yes / n, unit="share", numerator=yes, denominator=n, low=yes / n,
            high=(yes + lost) / n, bound="at_least", **of,
        )  # fmt: skip
        return (
            record("n_reached", yes, **of),
            record("n_not_reached", no, **of),
            record("n_reached_unknown", lost, **of),
            share,
        )

    e = evidence(*reached("association", 16, 29, 3), *reached("kolada", 12, 32, 4))

    # 16/48 = 33.3 %, 19/48 = 39.6 %, 12/48 = 25 %, 16/48 = 33.3 %
    assert [row[1:] for row in cells_of(tables.records_reached(e))] == [
        ["Förbundets definition, vid avslut", "16", "29", "3", "minst 33,3 % av 48, högst 39,6 %"],
        ["Koladas definition, vid avslut", "12", "32", "4", "minst 25,0 % av 48, högst 33,3 %"],
    ]


@pytest.mark.parametrize(("make", "words"), [(refused, "kan inte beräknas"), (None, "visas inte")])
def test_a_share_that_is_not_given_says_which_way(make: Any, words: str) -> None:
    of = {"definition": "association"}
    share = record("share_reached", 0.5 if make else None, unit="share", **of)

    e = evidence(record("n_reached", 4, **of), make(share) if make else share)

    assert cells_of(tables.records_reached(e))[0][-1] == words


def test_before_and_after_is_a_table_of_both() -> None:
    pairs = {("none", "work"): 7, ("none", "none"): 18, ("work", "work"): 0, ("work", "none"): None}
    e = evidence(
        *(record("n_activity_change", n, before=a, now=b) for (a, b), n in pairs.items()),
        record("n_activity_change", 25, before="none"),  # 7 + 18, a margin
    )

    assert cells_of(tables.records_changes(e)) == [
        ["Arbete", "0", "visas inte"],
        ["Varken arbete eller studier", "7", "18"],
    ]


def test_income_is_of_everybody_where_it_is_not_published_of_the_member() -> None:
    e = evidence(record("n_income_change", 12, member_id="all", before="benefit", now="wage"))

    text = tables.records_income(e)

    assert cells_of(text) == [["Ersättning eller försörjningsstöd", "12"]]
    assert "hela förbundet" in read(text)


# Time and plan


def test_time_in_the_programme_is_told_in_quartiles_of_whole_months() -> None:
    months = {"lower_quartile": 1, "median": 8, "upper_quartile": 11}
    e = evidence(
        *(record("months_in_programme", n, unit="months", statistic=s) for s, n in months.items())
    )

    row = [cell.replace("\u00a0", " ") for cell in cells_of(tables.records_time(e))[0]]

    assert row == ["Bosatta i Alfa, 2022", "1 månad", "8 månader", "11 månader"]


def test_only_what_has_a_number_to_draw_can_be_drawn() -> None:
    hidden = evidence(*(outcome(code) for code in ("work", "none")))
    shown = evidence(outcome("work", 12), outcome("none"))

    assert [recorded.drawable(e.values) for e in (hidden, shown)] == [False, True]


def test_who_was_still_there_is_told_quarter_by_quarter_of_the_newest_period() -> None:
    def still(year: str, quarter: int, number: float) -> Value:
        return record(
            "share_remaining", number / 40, unit="share", numerator=number, denominator=40,
            member_id="all", year=year, quarters=str(quarter),
        )  # fmt: skip

    e = evidence(still("2016/2017", 1, 5), still("2018/2021", 2, 10), still("2018/2021", 1, 30))

    assert cells_of(tables.records_remaining(e)) == [
        ["Efter ett kvartal", "30 av 40", "75,0 %"],
        ["Efter två kvartal", "10 av 40", "25,0 %"],
    ]


def test_exits_against_plan_stand_beside_all_exits() -> None:
    plan = {"earlier": 15, "within": 27, "later": None, "none": None}
    e = evidence(exits(48), *(record("n_exits_against_plan", n, plan=p) for p, n in plan.items()))

    (row,) = cells_of(tables.records_plan(e))

    assert row[1:] == ["48", "15", "27", "visas inte", "visas inte"]


def test_planned_against_actual_is_participations_of_those_planned() -> None:
    share = record(
        "share_of_plan", 0.74, unit="share", numerator=37, denominator=50, programme_id="p",
        member_id="all", goal="g", count="participations",
    )  # fmt: skip

    assert [row[2:] for row in cells_of(tables.records_goals(evidence(share)))] == [
        ["37 av 50", "74,0 %"]
    ]


# Women and men, ages, referrers


def test_women_men_and_the_unrecorded_add_up_to_all_of_the_period() -> None:
    sexes = {"K": 25, "M": 36, "unknown": 0}
    e = evidence(new(61), *(new(n, sex=c) for c, n in sexes.items()))  # 25 + 36 + 0

    assert cells_of(tables.records_sexes(e)) == [
        ["Kvinnor", "25"], ["Män", "36"], ["Kön inte registrerat", "0"], ["Alla", "61"],
    ]  # fmt: skip


def test_ages_are_told_in_one_set_of_bands_for_the_member_and_for_everybody() -> None:
    own = {"0-24": 13, "25+": 48}
    every = {"0-15": 1, "16-24": 52, "0-24": 53, "25+": 200}  # 1 + 52 = 53
    e = evidence(
        *(new(n, age=a) for a, n in own.items()),
        *(new(n, age=a, member_id="all") for a, n in every.items()),
    )

    assert cells_of(tables.records_ages(e)) == [
        ["Till 24 år", "13", "53"],
        ["25 år eller äldre", "48", "200"],
        ["Alla", "ingen uppgift", "ingen uppgift"],
    ]


def test_an_age_is_a_definition_and_no_number_of_the_report() -> None:
    page = page_of(tables.records_ages(evidence(new(13, age="16-24"))))

    assert [tag.get_text() for tag in page.select(".d")] == ["16–24 år"]
    assert age_label("unknown") == "ålder inte registrerad"


def test_referrers_are_named_and_coarser_ones_too() -> None:
    codes = {"municipality": 10, "self_or_other": 6, "unknown": None}
    e = evidence(*(new(n, referred_by=c) for c, n in codes.items()), new(20))

    assert cells_of(tables.records_referred(e))[:3] == [
        ["Kommunen", "10"], ["Eget initiativ eller annan", "6"], ["Inte registrerat", "visas inte"],
    ]  # fmt: skip


def test_women_and_men_after_exit_are_those_of_the_whole_association() -> None:
    e = evidence(
        outcome("work", 35, sex="K", member_id="all"),
        outcome("none", 120, sex="K", member_id="all"),
        outcome("work", 24, sex="M", member_id="all"),
        outcome("none", None, sex="M", member_id="all"),
    )

    assert cells_of(tables.records_sex_outcomes(e)) == [
        ["Kvinnor", "vid avslut", "35", "120"], ["Män", "vid avslut", "24", "visas inte"],
    ]  # fmt: skip


# Costs that are per the same


def test_costs_per_the_same_of_two_years_are_told_apart() -> None:
    e = evidence(
        *(not_shown(value("cost_per_participant", 1, unit="sek", basis="spent", year=y), "refused", "skäl")
          for y in ("2022", "2023"))
    )  # fmt: skip

    assert cells_of(tables.refused(e))[0][2] == (
        "Kan inte beräknas: per deltagare (2022) och per deltagare (2023)"
    )
