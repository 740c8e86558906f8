"""The questions that readers ask, each answered or refused in words."""

import re
from dataclasses import replace
from typing import Any

import pytest

from evidence_rows import (
    ASSOCIATION,
    COUNTY,
    HOSTILE,
    MEMBERS,
    concealed,
    evidence,
    flow,
    page_of,
    programme,
    record,
    refused,
    renamed,
    source,
    total,
    unknown,
    value,
)
from utfall import answers
from utfall.evidence import Evidence, Finding
from utfall.text import marked_keys
from utfall.values import Value, not_shown

HOW_MANY = "Hur många från Alfa deltog?"
HOW_IT_WENT = "Hur gick det för deltagarna?"
OUTSIDE = "Hur många står fortfarande utanför arbetsmarknaden?"
COST = "Vad kostade det?"
PER_RESULT = "Vad kostade varje resultat?"
TREND = "Hur är utvecklingen?"
SURE = "Är uppgifterna säkra?"
QUESTIONS = [HOW_MANY, HOW_IT_WENT, OUTSIDE, COST, PER_RESULT, TREND, SURE]


def asked(e: Evidence) -> dict[str, str]:
    """Return the answers by their question, as a reader reads them, without their sources."""
    page = page_of(answers.block(e))
    for tag in page.select(".source"):
        tag.decompose()
    told = [tag.get_text().replace("\u00a0", " ") for tag in page.select("dd")]
    return dict(
        zip(
            (q.get_text() for q in page.select("dt")),
            (" ".join(t.split()) for t in told),
            strict=True,
        )
    )


def answer(which: str, *values: Value, **cells: Any) -> str:
    """Return one answer of a municipality's report."""
    return asked(evidence(*values, **cells))[which]


# Every question has an answer


def test_a_municipality_is_told_the_questions_of_its_residents_in_one_order() -> None:
    assert [q for q in asked(evidence()) if q in QUESTIONS] == QUESTIONS


def test_without_any_fact_every_answer_says_in_words_why_and_holds_no_digit() -> None:
    told = asked(evidence(total(None), basis="none", as_of=""))

    assert all(text.endswith(".") for text in told.values())
    assert [re.findall(r"\d", text) for text in told.values()] == [[]] * len(told)
    for question in QUESTIONS[:4]:
        assert told[question].startswith("Kan inte besvaras, eftersom"), question
    assert told[SURE] == "Det finns inga uppgifter att bedöma."


# How many


def test_own_counts_are_added_to_participations_and_have_no_upper_bound() -> None:
    told = answer(
        HOW_MANY,
        value("n_participants", 51),
        value("n_participants", 15, programme_id="q", year="2022"),
        total(66),  # 51 + 15
    )

    assert told.startswith("Minst 66 deltaganden: Insatsen 51 (2018) och Q 15 (2022).")
    assert "ingen övre gräns, eftersom andra år kan ha haft deltagare" in told


def test_years_of_one_programme_are_not_added_and_the_answer_says_so() -> None:
    told = answer(
        HOW_MANY,
        value("n_participants", 16, year="2021"),
        value("n_participants", 18, year="2022"),
        total(18),  # the largest: everybody of 2021 may be among those of 2022
    )

    assert told.startswith("Minst 18 deltaganden: Insatsen 16 (2021) och Insatsen 18 (2022).")
    assert "Av flera år i samma insats räknas bara det med flest" in told


def test_a_single_participant_is_one_participation() -> None:
    told = answer(HOW_MANY, value("n_participants", 1), total(1))

    assert told.startswith("Minst 1 deltagande: Insatsen 1 (2018).")


def test_zero_participants_is_zero_and_not_unknown() -> None:
    told = answer(HOW_MANY, value("n_participants", 0), total(None))

    assert "Insatsen 0 (2018)" in told
    assert "ingen källa anger" not in told


def test_what_depends_on_a_reading_is_a_second_number_and_not_the_first() -> None:
    told = answer(
        HOW_MANY,
        value("n_participants", 51),
        value("n_participants", 23, programme_id="q", year="", reading="A"),
        total(51),
        total(74, reading="A"),  # 51 + 23
    )

    assert told.startswith("Minst 51 deltaganden: Insatsen 51 (2018). Minst 74 om även")
    assert "de 23 i Q gäller Alfa" in told


def test_a_joint_count_names_with_whom_and_says_that_the_members_part_is_not_known() -> None:
    told = answer(HOW_MANY, value("n_participants", 77, member_id="alfa+beta"), total(None))

    assert told == (
        "Kan inte besvaras, eftersom ingen källa anger hur många av deltagarna som kom från Alfa. "
        "Gemensamt: 77 i Insatsen (2018) tillsammans med Beta; hur många som kom från Alfa framgår inte."
    )


def test_a_county_wide_count_is_the_whole_countys() -> None:
    told = answer(HOW_MANY, value("n_participants", 300, member_id=COUNTY), total(None))

    assert told.startswith("Kan inte besvaras, eftersom")
    assert "Gemensamt: 300 i Insatsen (2018) i hela länet; hur många som kom från Alfa" in told


def test_the_county_is_left_out_where_something_nearer_is_known() -> None:
    told = answer(
        HOW_MANY,
        value("n_participants", 300, member_id=COUNTY, programme_id="q"),
        value("n_participants", 51),
        total(51),
    )

    assert "300" not in told


def test_a_suppressed_unknown_or_undivided_count_is_not_told_as_a_number() -> None:
    hidden = not_shown(value("n_participants", 3), "suppressed", "det är färre än fem")
    unstated = unknown("n_participants")

    assert "Insatsen visas inte (2018)" in answer(HOW_MANY, hidden, total(None))
    assert answer(HOW_MANY, unstated, total(None)).startswith("Kan inte besvaras")


def test_cases_and_a_disputed_figure_are_left_to_the_tables() -> None:
    disputed = value("n_participants", 41, source_="s2")
    cases = value("n_cases", 42, unit="cases")

    told = answer(HOW_MANY, disputed, cases, total(None))

    assert not re.search("4[12]", told)


def test_a_stock_is_told_with_its_day_and_never_added() -> None:
    stock = value("n_participants", 40, kind="stock")

    told = answer(
        HOW_MANY, stock, value("n_participants", 51), total(51), dates={stock.key: "2018-05-02"}
    )

    assert told.startswith("Minst 51 deltaganden: Insatsen 51 (2018).")
    assert "Vid ett enskilt tillfälle fanns 40 i Insatsen 2 maj 2018; det läggs inte till." in told


def test_a_count_to_date_says_until_which_day() -> None:
    count = value("n_participants", 15, year="2022", kind="to_date")

    told = answer(HOW_MANY, count, total(15), dates={count.key: "2022-12-12"})

    assert "Insatsen 15 (till och med 12 december 2022)" in told


# How it went


def test_work_and_study_are_told_of_all_who_took_part() -> None:
    told = answer(
        HOW_IT_WENT,
        value("n_participants", 51),
        value("n_outcome", 10, outcome="employment"),
        value("n_outcome", 4, outcome="studies"),
    )

    assert told == "Insatsen (2018): 10 av 51 gick till arbete och 4 gick till studier."


def test_outcomes_are_those_of_the_same_year_as_the_participants() -> None:
    told = answer(
        HOW_IT_WENT,
        value("n_participants", 51),
        value("n_outcome", 10, outcome="employment"),
        value("n_participants", 20, year="2019"),
        value("n_outcome", 5, outcome="employment", year="2019"),
    )

    assert "Insatsen (2018): 10 av 51 gick till arbete." in told
    assert "Insatsen (2019): 5 av 20 gick till arbete." in told


def test_zero_in_work_is_a_zero() -> None:
    told = answer(
        HOW_IT_WENT, value("n_participants", 51), value("n_outcome", 0, outcome="employment")
    )

    assert told == "Insatsen (2018): 0 av 51 gick till arbete."


def test_a_range_in_work_is_a_range_and_not_zero() -> None:
    told = answer(
        HOW_IT_WENT,
        value("n_participants", 51),
        value("n_outcome", low=10, high=15, outcome="employment"),
    )

    assert told == "Insatsen (2018): 10–15 av 51 gick till arbete."


def test_where_some_are_not_reported_those_in_work_are_at_least() -> None:
    told = answer(
        HOW_IT_WENT,
        value("n_participants", 77),
        value("n_outcome", 23, outcome="employment"),
        value("share_outcome", 23 / 77, bound="at_least", of_="participants", outcome="employment"),
    )

    assert told == "Insatsen (2018): minst 23 av 77 gick till arbete."


@pytest.mark.parametrize("outcome", ["employment", "internship"])
def test_where_only_some_have_left_their_number_stands_before_what_they_left_to(
    outcome: str,
) -> None:
    told = answer(
        HOW_IT_WENT,
        value("n_participants", 15, kind="to_date"),
        value("n_exited", 4, kind="to_date"),
        value("n_outcome", 3, outcome=outcome, kind="to_date"),
        value("n_exited", 9, kind="to_date", year="2019"),
    )

    assert re.fullmatch(r"Insatsen hittills: 4 av 15 har slutat, 3 \w.*\.", told)


def test_a_programme_without_outcomes_says_so() -> None:
    told = answer(
        HOW_IT_WENT,
        value("n_participants", 51),
        unknown("n_outcome", "källan inte redovisar några resultat", outcome="employment"),
    )

    assert told == "Insatsen (2018): inga resultat redovisade."


def test_an_outcome_at_a_later_time_is_not_the_one_at_exit() -> None:
    told = answer(
        HOW_IT_WENT,
        value("n_participants", 23),
        value("n_outcome", 12, outcome="employment"),
        unknown("n_outcome", outcome="employment", after_="later"),
    )

    assert re.fullmatch(r"Insatsen \(2018\): 12 av 23 .*, hur många senare är inte känt\.", told)


def test_a_known_outcome_at_a_later_time_is_told_as_its_number() -> None:
    told = answer(
        HOW_IT_WENT,
        value("n_participants", 23),
        value("n_outcome", 12, outcome="employment"),
        value("n_outcome", 9, outcome="employment", after_="12m"),
    )

    assert "inte känt" not in told
    assert "9" in told


def test_a_programme_is_told_of_as_one_sentence_and_as_nothing_without_participants() -> None:
    e = evidence(value("n_outcome", 3, outcome="employment", programme_id="q"))

    assert answers.programme_outcomes(e, "q") == ""


# Who is still outside


def test_who_is_still_outside_is_not_known_and_those_not_reported_are_named() -> None:
    whole, ill = value("n_participants", 51), value("n_outcome", 21, outcome="rehabilitation_af")
    rest = value("n_not_reported", 30)  # 51 − 21

    told = answer(
        OUTSIDE, whole, ill, rest, flows=(flow(whole, ("preparation", ill), ("unknown", rest)),)
    )

    assert told.startswith("Hur många som är utanför i dag kan inte besvaras, eftersom")
    assert "21 gick vidare till rehabilitering via Arbetsförmedlingen" in told
    assert re.search("för 30 är .* inte redovisat", told)


def test_a_joint_flow_says_nothing_of_the_members_own() -> None:
    whole = value("n_participants", 77, member_id="alfa+beta")

    told = answer(OUTSIDE, whole, flows=(flow(whole, ("unknown", whole)),))

    assert told.startswith("Kan inte besvaras, eftersom")


# Money


def budget(sek: float, **cells: Any) -> Value:
    cells = {"funder": "total", "basis": "budget", **cells}
    return value("funding", sek, unit="sek", **cells)


def test_a_programmes_money_is_told_with_its_basis_and_that_spending_is_not_reported() -> None:
    told = answer(COST, budget(14_532_600))

    assert told.startswith("Insatsen 14,5 miljoner kronor (budget, 2018).")
    assert "Utfall, alltså vad som faktiskt användes, är inte redovisat." in told


def test_spending_that_is_reported_is_not_called_missing() -> None:
    told = answer(COST, budget(500_000, basis="spent"))

    assert "500 000 kronor (använt, 2018)" in told
    assert "inte redovisat" not in told


def test_money_for_the_whole_county_is_not_the_members() -> None:
    told = answer(COST, budget(9_000_000, member_id=COUNTY))

    assert told.startswith("Inga pengar är redovisade för just Alfa. I hela länet: Insatsen 9,0")


def test_a_contribution_that_nobody_states_is_not_known() -> None:
    assert "Medlemsbidraget är inte känt." in answer(COST)


@pytest.mark.parametrize(
    ("stated_by", "who"), [("asker", "frågeställaren"), ("minutes", "protokoll")]
)
def test_a_contribution_is_told_with_who_states_it(stated_by: str, who: str) -> None:
    paid = value("contribution", 500_000, unit="sek", programme_id="", source_id="paid")

    told = answer(COST, paid, sources=(source("paid", stated_by=stated_by),))

    assert re.search(f"Medlemsbidraget är enligt {who}.* 500 000 kronor om året\\.", told)


def test_a_municipal_unit_has_no_contribution() -> None:
    unit = {**ASSOCIATION, "kind": "municipal_unit"}

    assert "edlemsbidrag" not in answer(COST, association=unit)


def test_the_municipalitys_own_project_is_not_the_associations_money() -> None:
    told = answer(COST, budget(100), programmes=(programme(finsam=False),))

    assert "100" not in told


# What a result cost


def test_the_cost_of_a_result_is_rounded_and_keeps_its_bound() -> None:
    cost = value(
        "cost_per_outcome",
        549_812,
        unit="sek",
        bound="at_most",
        basis="budget",
        outcome="employment",
    )

    told = answer(PER_RESULT, cost)

    assert told == "Insatsen: högst 550 000 kr i budget per person till arbete."


def test_a_cost_that_cannot_be_computed_is_refused_in_words_and_points_to_its_table() -> None:
    told = answer(PER_RESULT, refused("cost_per_outcome", basis="budget", outcome="employment"))

    assert told.startswith("Insatsen: kan inte beräknas, eftersom")
    assert "@tbl-refused" in told


def test_without_money_and_results_there_is_nothing_to_divide() -> None:
    told = answer(PER_RESULT, value("n_participants", 5))

    assert told.startswith("Kan inte besvaras, eftersom det för Alfa inte finns både pengar")


# Over the years


def test_two_years_are_told_one_by_one() -> None:
    told = answer(TREND, value("n_participants", 51), value("n_participants", 15, year="2019"))

    assert told.startswith("2018: 51 i Insatsen; 2019: 15 i Insatsen.")


def test_years_of_one_programme_are_told_without_a_word_of_other_programmes() -> None:
    told = answer(
        TREND,
        value("n_participants", 16, year="2021"),
        value("n_participants", 18, year="2022"),
    )

    assert told == "2021: 16 i Insatsen; 2022: 18 i Insatsen."


def test_participants_of_several_years_without_outcome_are_told_apart_by_year() -> None:
    lost = [value("n_unaccounted", 4, year=year) for year in ("2021", "2022")]

    told = answer(SURE, *lost)

    assert "Insatsen (2021): 4 deltagare saknas" in told
    assert "Insatsen (2022): 4 deltagare saknas" in told


def test_one_year_is_no_trend() -> None:
    told = answer(TREND, value("n_participants", 51), value("n_participants", 9, year="2016/2019"))

    assert "eftersom bara Insatsen 2018 är redovisat för ett enskilt år." in told


def test_a_period_of_several_years_is_no_year() -> None:
    told = answer(TREND, value("n_participants", 9, year="2016/2019"))

    assert told == "Kan inte besvaras, eftersom inget enskilt år är redovisat."


# How sure


def test_those_whom_nobody_accounts_for_are_told_of_the_same_years_participants() -> None:
    told = answer(
        SURE,
        value("n_participants", 77),
        value("n_unaccounted", 4, numerator=4, denominator=77),  # 77 − 53 − 20
        value("n_participants", 20, year="2019"),
    )

    assert "Insatsen: 4 av 77 deltagare saknas i redovisningen." in told


def test_a_ledger_that_adds_up_is_no_doubt() -> None:
    told = answer(SURE, value("n_participants", 77), value("n_unaccounted", 0, denominator=77))

    assert "saknas i redovisningen" not in told


def test_sources_that_disagree_are_told_of() -> None:
    conflict = Finding("f", "conflict", "p", "Två tal.", {}, "s")

    assert "Källorna är oense" in answer(SURE, findings=(conflict,))
    assert "Källorna är oense" not in answer(SURE, findings=(replace(conflict, kind="missing"),))


# An authority


def authority(*values: Value, name: str = "Region Norr", **cells: Any) -> dict[str, str]:
    me = replace(MEMBERS[-1], name=name)
    return asked(evidence(*values, member=me, members=(*MEMBERS[:-1], me), **cells))


def test_an_authority_has_no_residents_and_is_not_asked_how_many_came_from_it() -> None:
    told = authority(value("n_participants", 300, member_id=COUNTY))

    assert next(iter(told)) == "Vad är Region Norrs del i förbundet?"
    assert "Hur gick det i hela länet?" in told
    assert not any("deltog" in question for question in told)
    assert "medlem utan egna deltagare" in next(iter(told.values()))


@pytest.mark.parametrize("name", ["Region Norr", "Region Jämtland-Härjedalen", HOSTILE])
def test_an_authority_is_told_which_programmes_it_is_part_of(name: str) -> None:
    told = authority(name=name, programmes=(programme(place=("alfa", "region")),))

    assert next(iter(told.values())).endswith(f"{name} nämns i Insatsen.")


def test_an_authority_that_no_source_names_as_a_party_is_told_so() -> None:
    told = authority(programmes=(programme(parties=("Kommunen",)),))

    assert "Ingen källa säger vilka insatser Region Norr medverkar i." in next(iter(told.values()))


# Where it comes from, and hostile names


def test_an_answer_with_numbers_names_its_source_and_one_without_does_not() -> None:
    page = page_of(answers.block(evidence(value("n_participants", 51), total(51))))

    named = {
        q.get_text(): dd.select_one(".source")
        for q, dd in zip(page.select("dt"), page.select("dd"), strict=True)
    }

    first = named[HOW_MANY]
    assert first is not None
    assert "12\u00a0december 2022" in first.get_text()
    assert named[COST] is None  # no money, no number, no source


def test_a_hostile_name_is_read_letter_by_letter_in_every_answer_and_makes_no_element() -> None:
    whole = value("n_participants", 51)
    values = (
        whole,
        total(51),
        value("n_outcome", 10, outcome="employment"),
        value("n_unaccounted", 41, denominator=51),
        budget(100_000),
        refused("cost_per_outcome", basis="budget", outcome="employment"),
    )

    page = page_of(answers.block(renamed(evidence(*values), HOSTILE)))

    assert page.select("script, em, strong, table") == []
    assert page.select("dt")[0].get_text() == f"Hur många från {HOSTILE} deltog?"
    for dd in page.select("dd")[:6]:
        assert HOSTILE in " ".join(dd.get_text().split()) or dd.get_text().startswith("Hur många")


def test_every_number_in_the_answers_carries_a_key_of_the_report() -> None:
    e = evidence(value("n_participants", 51), total(51), budget(2_000_000))
    block = answers.block(e)

    page = page_of(block)
    for tag in page.select("[data-row], .source"):
        tag.decompose()

    assert set(marked_keys(block)) == {v.key for v in e}
    # What is left is the year of the count.
    assert set(re.findall(r"\d+", page.get_text())) <= {"2018"}


# Records first, and what is hidden

ROWS = {"count": "participations"}
PERSONS = {"unit": "persons", "count": "persons"}
HIDDEN = "eftersom det gäller så få personer"


def test_records_answer_first_and_published_numbers_stand_after_marked_as_such() -> None:
    told = answer(
        HOW_MANY,
        value("n_participants", 51),
        total(51),
        record("n_during", 34, **PERSONS),
        record("n_new", 12, **ROWS),
        record("n_exits", 1, **ROWS),
    )

    assert told.startswith(
        "Ur individuppgifter: Under 2022 deltog 34 personer från Alfa. 12 deltaganden började och "
        "1 deltagande avslutades."
    )
    assert "Ur publicerade uppgifter: Minst 51 deltaganden: Insatsen 51 (2018)." in told


@pytest.mark.parametrize(("n", "words"), [(0, "0 personer"), (1, "1 person"), (2, "2 personer")])
def test_nobody_is_zero_and_one_person_is_singular(n: int, words: str) -> None:
    assert f"deltog {words} från Alfa." in answer(HOW_MANY, record("n_during", n, **PERSONS))


def test_what_no_source_answers_is_not_said_where_records_answer() -> None:
    told = answer(HOW_MANY, record("n_during", 34, **PERSONS))

    assert "Kan inte besvaras" not in told


def test_a_hidden_number_of_persons_is_said_with_its_reason_and_no_digit_but_the_year() -> None:
    told = answer(HOW_MANY, record("n_during", None, **PERSONS), record("n_new", None, **ROWS))

    assert f"Hur många personer från Alfa som deltog under 2022 visas inte, {HIDDEN}" in told
    assert "Hur många som började visas inte." in told
    assert set(re.findall(r"\d+", told)) == {"2022"}


def record_outcomes(after: str = "", **numbers: float | None) -> list[Value]:
    return [record("n_outcome", n, outcome=code, after_=after) for code, n in numbers.items()]


def test_outcomes_of_records_are_told_at_exit_and_a_year_later_with_both_definitions() -> None:
    shares = [
        record("share_reached", k / 30, unit="share", numerator=k, denominator=30, definition=name)
        for name, k in (("association", 15), ("kolada", 9))
    ]
    told = answer(
        HOW_IT_WENT,
        record("n_exits", 30, **ROWS),
        *record_outcomes(work=8, study=4, none=15, unknown=3),
        *record_outcomes("12m", work=6, study=0, none=10, unknown=5, not_due=9),
        *shares,
    )

    assert (
        "Avslut 2022 från Alfa (30 deltaganden): vid avslut 8 i arbete, 4 i studier och 3 utan "
        in told
    )
    assert (
        "tolv månader efter avslut 6 i arbete, 0 i studier, 5 utan registrerat läge och 9 vars"
        in told
    )
    # 15/30 and 9/30
    assert "enligt förbundets definition, som också räknar det som görs vid sidan" in told
    assert "nådde 50,0 % (15 av 30); enligt Koladas" in told
    assert told.split("Källa")[0].rstrip().endswith("nådde 30,0 % (9 av 30).")


def test_hidden_outcomes_are_named_and_no_other_number_is_told_as_their_rest() -> None:
    told = answer(HOW_IT_WENT, *record_outcomes(work=None, study=None, none=20, unknown=2))

    assert (
        "vid avslut 2 utan registrerat läge och hur många som var i arbete eller i studier visas inte."
        in told
    )
    assert "20" not in told.replace("2022", "")


def test_who_has_neither_work_nor_studies_is_told_at_the_latest_follow_up() -> None:
    told = answer(
        OUTSIDE,
        *record_outcomes(work=8, none=15),
        *record_outcomes("12m", work=6, none=10, unknown=5, not_due=9),
        record("n_closing", 14, kind="stock", **ROWS),
    )

    assert "var tolv månader efter avslutet 10 varken i arbete eller i studier, 5 utan" in told
    assert "Vid slutet av 2022 pågick 14 deltaganden fortfarande." in told


def test_where_everything_is_hidden_one_sentence_says_so() -> None:
    hidden: dict[str, Any] = {"work_or_study": None, "none": None, "unknown": None}
    later: dict[str, Any] = {**hidden, "not_due": None}

    told = answer(HOW_IT_WENT, *record_outcomes(**hidden), *record_outcomes("12m", **later))
    assert (
        "Hur många som hade arbete eller studier vid avslutet eller tolv månader senare visas inte "
        "(avslut 2022 från Alfa)."
    ) in told
    assert "registrerat" not in told.split("Källa")[0]

    left = answer(OUTSIDE, *record_outcomes("12m", **{**later, "none": 0}))
    assert (
        "Hur många som tolv månader efter avslutet hade varken arbete eller studier visas inte (avslut"
        in left
    )
    assert "0" not in left.replace("2022", "").split("Källa")[0]


def test_persons_over_the_years_are_one_series_with_what_is_hidden_in_its_place() -> None:
    told = answer(
        TREND,
        *(record("n_during", n, year=y, **PERSONS) for y, n in (("2020", 20), ("2021", None), ("2022", 31))),
    )  # fmt: skip

    assert "deltog: 20 (2020), visas inte (2021) och 31 (2022)." in told
    assert answer(TREND, record("n_during", 20, **PERSONS)).startswith("Kan inte besvaras")


def test_what_is_not_recorded_and_hidden_is_told_among_the_doubts() -> None:
    told = answer(SURE, *record_outcomes(work=None, none=20, unknown=1))

    assert "För 1 deltagande som avslutades 2022 är läget inte registrerat." in told
    assert "En del tal visas inte, för att ingen ska kännas igen" in told
    assert "inte på individuppgifter" not in told


def test_an_answer_from_records_names_them_as_its_source() -> None:
    page = page_of(answers.block(evidence(record("n_during", 34, **PERSONS))))

    assert page.select(".source")[0].get_text() == "Källa: förbundets individuppgifter."


def test_hidden_participants_are_not_called_unknown() -> None:
    told = answer(HOW_MANY, concealed(value("n_participants", 4)), total(None))

    assert told.startswith(
        "Insatsen visas inte (2018). Visas inte, eftersom det gäller så få personer"
    )
    assert "ingen källa" not in told


def test_hidden_outcomes_of_sources_are_said_and_not_called_unreported() -> None:
    whole = value("n_participants", 51)
    told = answer(
        HOW_IT_WENT,
        whole,
        value("n_outcome", 10, outcome="employment"),
        concealed(value("n_outcome", 4, outcome="daily_activities")),
    )

    assert (
        "10 av 51 gick till arbete och hur många som gick till daglig verksamhet visas inte" in told
    )
    hidden = answer(HOW_IT_WENT, whole, concealed(value("n_outcome", 4, outcome="employment")))
    assert f"resultaten visas inte, {HIDDEN}" in hidden
    assert "inga resultat redovisade" not in hidden


def test_hidden_outcomes_of_those_who_left_are_named_too() -> None:
    told = answer(
        HOW_IT_WENT,
        value("n_participants", 51),
        value("n_exited", 30),
        value("n_outcome", 10, outcome="employment"),
        concealed(value("n_outcome", 4, outcome="daily_activities")),
    )

    assert (
        "30 av 51 har slutat, 10 till arbete och hur många som gick till daglig verksamhet visas inte."
        in told
    )


def test_a_programme_whose_participants_are_hidden_is_named() -> None:
    told = answer(HOW_IT_WENT, concealed(value("n_participants", 4)))

    assert told == "Insatsen: antalet visas inte."


def test_a_hidden_cost_is_told_as_hidden_and_not_as_impossible() -> None:
    told = answer(
        PER_RESULT,
        concealed(value("cost_per_outcome", 9, unit="sek", basis="spent", outcome="employment")),
    )

    assert told.startswith(f"Insatsen: visas inte, {HIDDEN}")
    assert "kan inte beräknas" not in told


def test_a_hidden_year_has_its_place_in_the_series() -> None:
    told = answer(
        TREND,
        value("n_participants", 16, year="2021"),
        concealed(value("n_participants", 4, year="2022")),
    )

    assert told == "2021: 16 i Insatsen; 2022: visas inte i Insatsen."


def test_years_without_outcomes_are_one_sentence() -> None:
    told = answer(
        HOW_IT_WENT,
        *(value("n_participants", n, year=y) for y, n in (("2020", 9), ("2021", 8), ("2022", 7))),
    )

    assert told == "Insatsen (2020, 2021 och 2022): inga resultat redovisade."


def test_years_of_which_nothing_is_known_are_one_sentence() -> None:
    wholes = [value("n_participants", n, year=y) for y, n in (("2020", 9), ("2021", 8))]

    told = answer(OUTSIDE, *wholes, flows=tuple(flow(w, ("unknown", w)) for w in wholes))

    assert told.endswith("Insatsen: läget är inte redovisat för 9 (2020) och 8 (2021).")
