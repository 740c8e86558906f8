"""The short answers of programmes, and the table of all questions that have been asked."""

from typing import Any

import pytest

from evidence_rows import (
    ALFA,
    COUNTY,
    application,
    evidence,
    page_of,
    programme,
    read,
    record,
    refused,
    value,
)
from utfall import sections
from utfall.answers.short import short
from utfall.evidence import Evidence, Revised, Subject
from utfall.sections.questions import questions
from utfall.tables import planned
from utfall.values import Value

OF_P = Subject("p", "Insatsen", "programme")
EVERYBODY = Subject("forbundet", "Förbundet", "association")
SHARE: dict[str, Any] = {"unit": "share", "ci_low": 0.09, "ci_high": 0.17}


def screen(*values: Value, **cells: Any) -> dict[str, str]:
    """Return the first screen of a programme's report by question."""
    e = evidence(*values, **{"subject": OF_P, **cells})
    page = page_of(short(e))
    told = [tag.get_text().replace("\u00a0", " ").strip() for tag in page.select("dd")]
    return dict(zip((q.get_text() for q in page.select("dt")), told, strict=True))


def told(e: Evidence, question_id: str) -> str:
    return next(read(one.text) for one in questions(e) if question_id in one.question_id.split())


# The first screen of a programme


def test_a_programme_tells_of_the_same_people_in_every_answer() -> None:
    two = (programme(place=("alfa", "beta")),)
    found = screen(
        value("n_participants", 8, member_id="alfa"),
        value("n_outcome", 0, member_id="alfa", outcome="employment"),
        value("n_not_reported", 7, member_id="alfa"),
        value("n_participants", 24, member_id="beta"),
        value("n_outcome", 2, member_id="beta", outcome="employment"),
        value("n_not_reported", 18, member_id="beta"),
        programmes=two,
    )

    assert found["Hur många har deltagit, mot planen?"].startswith("24 deltagare från Beta (2018)")
    assert found["Hur gick det?"] == (
        "2 av 24 från Beta gick till arbete (2018); för 18 är läget inte redovisat."
    )
    assert found["Vad är inte känt?"].startswith("För 18 från Beta är läget inte redovisat (2018)")


def test_the_newest_of_what_is_not_known_is_told() -> None:
    found = screen(value("n_unaccounted", 24, year="2024"), value("n_unaccounted", 4, year="2025"))

    assert found["Vad är inte känt?"].startswith("4 deltagare saknas i redovisningen (2025)")


def test_a_cost_says_of_which_money_and_years_it_is() -> None:
    cost = {"unit": "sek", "basis": "budget", "year": "2016/2019"}
    found = screen(
        value("cost_per_participant", 164_230, **cost),
        value("cost_per_outcome", 549_812, bound="at_most", outcome="employment", **cost),
    )

    assert found["Vad kostade det per person och resultat?"] == (
        "I genomsnitt 160 000 kr per deltagare och högst 550 000 kr per person till arbete "
        "(budget, 2016–2019)."
    )


def test_costs_of_different_money_are_told_apart() -> None:
    found = screen(
        value("cost_per_participant", 100_000, unit="sek", basis="budget"),
        value("cost_per_outcome", 500_000, unit="sek", basis="spent", outcome="employment"),
    )

    assert found["Vad kostade det per person och resultat?"] == (
        "I genomsnitt 100 000 kr per deltagare (budget, 2018), 500 000 kr per person till arbete "
        "(använt, 2018)."
    )


def test_nothing_is_asked_of_people_where_there_are_none() -> None:
    found = screen(programmes=(programme(orientation="structure"),))

    assert found["Hur många har deltagit, mot planen?"] == (
        "Insatsen riktar sig till organisationer och har inga deltagare."
    )
    assert found["Vad kostade det per person och resultat?"] == (
        "Gäller inte: insatsen är inriktad på samarbete."
    )
    assert "följts upp" not in found["Vad är inte känt?"]


@pytest.mark.parametrize(
    ("decision", "words"),
    [("beviljad", "söktes; beslut: beviljad."), ("", "söktes; beslutet är inte redovisat.")],
)
def test_what_was_applied_for_is_told_with_its_decision(decision: str, words: str) -> None:
    asked = value("application_amount", 240_000, unit="sek", basis="applied")
    found = screen(
        asked,
        applications=(application(asked.key, decision=decision),),
        programmes=(programme(start=""),),
    )

    assert found["Vad beslutades och betalades?"] == f"240 000 kronor {words}"


# All questions


@pytest.mark.parametrize("subject", [EVERYBODY, Subject.of(ALFA)])
def test_work_without_subsidy_is_counted_from_records(subject: Subject) -> None:
    share = record("share_work", 38 / 298, numerator=38, denominator=298, support="without",
                   member_id="all", **SHARE)  # fmt: skip
    e = evidence(share, subject=subject, programmes=(programme(),))

    assert told(e, "Q25").startswith(
        "Hela förbundet, 2022, till arbete utan subvention: 38 av 298 är vad som hände."
    )


def test_a_programme_is_not_answered_with_the_work_of_everybody() -> None:
    share = record("share_work", 38 / 298, numerator=38, denominator=298, support="without",
                   member_id="all", **SHARE)  # fmt: skip
    e = evidence(share, subject=OF_P, programmes=(programme(),))

    answer = next(one for one in questions(e) if one.question_id == "Q25")
    assert answer.status == "refused"
    assert "38" not in answer.text


def test_hidden_work_without_subsidy_is_refused_with_the_reason() -> None:
    e = evidence(record("share_work", support="without", member_id="all"), subject=EVERYBODY)

    answer = next(one for one in questions(e) if one.question_id == "Q25")
    assert answer.status == "refused"
    assert "visas inte" in answer.text


def test_each_programme_is_told_by_its_newest_count_and_the_hidden_are_named() -> None:
    def count(programme_id: str, year: str, n: float | None) -> Value:
        return record("n_during", n, unit="persons", count="persons", programme_id=programme_id,
                      member_id="all", year=year)  # fmt: skip

    e = evidence(
        count("all", "2022", 30), count("a", "2021", 12), count("a", "2022", 1), count("b", "2022", None),
        subject=EVERYBODY,
        programmes=(programme("a", "Ettan"), programme("b", "Tvåan")),
    )  # fmt: skip

    assert told(e, "Q1").endswith(
        "Insats för insats, den senaste tid som visas: Ettan 1 person (2022). För Tvåan visas inga antal."
    )


def test_names_keep_their_capitals() -> None:
    e = evidence(
        subject=EVERYBODY,
        programmes=(programme("a", "Språksteget"), programme("b", "IMA", orientation="structure")),
    )

    assert told(e, "Q22") == (
        "Till deltagare: Språksteget (1 av 2); till samverkan: IMA (1 av 2). Hur pengarna fördelar sig "
        "går inte att säga, eftersom inte alla insatser har angivna belopp."
    )


def test_four_times_the_money_names_work_alone_as_work() -> None:
    e = evidence(
        value("return_association", 2, unit="ratio", programme_id="all", year="2018/2022"),
        value("outcomes_at_four_times", 24, unit="outcomes", outcome="employment"),
        value("outcomes_at_four_times", 12, unit="outcomes", outcome="employment_subsidised"),
    )

    text = read(sections.returned(e))
    assert "24 till arbete" in text
    assert "12" not in text


# Earlier editions


def test_a_first_edition_says_so() -> None:
    e = evidence(value("n_participants", 51))

    assert told(e, "Q39") == "Detta är den första utgåvan."
    assert "Detta är den första utgåvan." in read(sections.provenance(e))


def test_an_edition_that_moves_nothing_says_so() -> None:
    e = evidence(value("n_participants", 51), editions=1)

    assert told(e, "Q39") == "Inget tal som också fanns i en tidigare utgåva har ändrats."


def test_a_moved_number_is_told_with_what_it_was() -> None:
    now = value("n_participants", 51)
    e = evidence(now, editions=1, revised=(Revised(now.key, 50.0),))

    words = f"Ändrat sedan en tidigare utgåva: {now.key} 50 förut, 51 nu."
    assert told(e, "Q39") == words
    assert words in read(sections.provenance(e))


def test_many_moved_numbers_stand_at_the_end_alone() -> None:
    now = [value("n_participants", n, year=str(2010 + n)) for n in range(5)]
    e = evidence(*now, editions=2, revised=tuple(Revised(v.key, 50.0) for v in now))

    assert told(e, "Q39") == "5 tal, som står sist i rapporten."
    assert all(v.key in read(sections.provenance(e)) for v in now)


# Sources without records


def test_a_report_on_many_tells_everybody_of_each_programme_and_where_they_came_from() -> None:
    e = evidence(
        value("n_participants", 51, programme_id="a"),
        value("n_participants", 77, programme_id="b", member_id="alfa+beta", year="2016/2019"),
        value("n_participants", 376, programme_id="c", member_id=COUNTY, year="2014"),
        value("n_participants", 12, programme_id="c", year="2014"),
        subject=EVERYBODY,
        programmes=(programme("a", "Ettan"), programme("b", "Tvåan"), programme("c", "Trean")),
    )

    # The 12 of the third are among the 376.
    assert told(e, "Q1") == (
        "Redovisade deltagare: Tvåan 77 (2016–2019) från Alfa och Beta, Ettan 51 (2018) från Alfa och "
        "Trean 376 (2014) i hela länet. Samma person kan finnas i flera, så talen läggs inte ihop."
    )
    assert "från Förbundet" not in " ".join(read(one.text) for one in questions(e))


def test_a_programme_is_no_place_that_people_come_from() -> None:
    e = evidence(value("n_participants", 15), value("n_outcome", 3, outcome="employment"),
                 subject=OF_P, programmes=(programme(place=("alfa", "beta")),))  # fmt: skip

    assert told(e, "Q1") == "Redovisade deltagare: Insatsen 15 (2018) från Alfa."
    assert told(e, "Q2") == (
        "Insatsen (2018), från Alfa: 3 av 15 gick till arbete. "
        "Kan inte besvaras, eftersom ingen källa följer upp hur det gick efter avslut."
    )


def test_money_of_a_part_is_left_out_where_that_of_more_is_known() -> None:
    money = {"unit": "sek", "basis": "budget", "funder": "total"}
    e = evidence(
        value("funding", 3_100_000, **money),
        value("funding", 23_400_000, member_id=COUNTY, **money),
        value("funding", 2_000_000, programme_id="q", **money),
        subject=EVERYBODY,
    )

    assert told(e, "Q4b") == (
        "Q (Alfa) 2,0 miljoner kronor (budget, 2018) och Insatsen 23,4 miljoner kronor (budget, 2018). "
        "Använda pengar är inte redovisade."
    )


def test_a_programme_that_has_ended_is_told_by_its_last_year_with_people() -> None:
    def year(year: str, n: float) -> Value:
        return record("n_during", n, unit="persons", count="persons", programme_id="p",
                      member_id="all", year=year)  # fmt: skip

    e = evidence(year("2021", 19), year("2022", 0), subject=OF_P,
                 programmes=(programme(end="2021-12-31"),))  # fmt: skip

    assert told(e, "Q1") == "Under 2021 deltog 19 personer. En person kan ha flera deltaganden."


def test_a_budget_says_that_what_was_spent_is_not_known() -> None:
    money = {"unit": "sek", "basis": "budget", "funder": "total"}
    found = screen(value("funding", 12_645_673, **money), programmes=(programme(start=""),))

    assert found["Vad beslutades och betalades?"] == (
        "12,6 miljoner kronor (budget, 2018). Använda pengar är inte redovisade."
    )


def test_what_came_back_is_read_against_what_goes_even() -> None:
    whole: dict[str, Any] = {"unit": "ratio", "programme_id": "all", "year": "2018/2022"}
    e = evidence(
        value("return_association", low=0, high=6.2, **whole),
        value("neutral_level", 4, member_id="all", **whole),
    )

    assert told(e, "Q5") == (
        "Mellan 0 och 6,2 kronor i insatser per krona i bidrag (2018–2022), efter hur det gemensamma "
        "fördelas; en kommunal krona blir omkring 4,0 i förbundet."
    )


def test_numbers_beside_what_was_asked_answer_it_partly() -> None:
    shared = value("n_participants", 77, member_id="alfa+beta")
    e = evidence(shared, subject=Subject.of(ALFA), programmes=(programme(place=("alfa", "beta")),))

    answer = next(one for one in questions(e) if "Q1" in one.question_id.split())
    assert answer.status == "partly"
    assert "Kan inte besvaras" in answer.text
    assert "77" in answer.text


def test_results_of_those_who_left_are_told_of_those_who_left() -> None:
    so_far = {"kind": "to_date"}
    found = screen(
        value("n_participants", 15, **so_far),
        value("n_exited", 4, **so_far),
        value("n_outcome", 3, outcome="towards_employment", **so_far),
        refused("share_outcome", of="exited", outcome="towards_employment", unit="share", **so_far),
        programmes=(programme(place=("alfa", "beta")),),
    )

    assert found["Hur gick det?"].startswith("3 av 4 från Alfa som har slutat gick mot arbete")


def test_money_of_one_funder_is_told_where_no_total_is_known() -> None:
    part = value("funding", 19_800_000, unit="sek", basis="granted", funder="esf")
    found = screen(part, programmes=(programme(start=""),))

    assert found["Vad beslutades och betalades?"] == (
        "19,8 miljoner kronor (beviljat, 2018, ESF). Hela kostnaden är inte känd."
    )


def test_what_was_spent_year_by_year_is_told_of_each_year() -> None:
    money = {"unit": "sek", "basis": "spent", "funder": "total"}
    found = screen(
        value("funding", 2_464_000, year="2024", **money),
        value("funding", 2_580_000, year="2025", **money),
        programmes=(programme(start=""),),
    )

    assert found["Vad beslutades och betalades?"] == (
        "Använt: 2,5 miljoner kronor 2024 och 2,6 miljoner kronor 2025."
    )


def test_a_plan_for_staff_is_no_plan_for_participants() -> None:
    e = evidence(
        value("n_planned", 170),
        value("n_planned", 600, population="staff"),
        programmes=(programme(),),
    )

    assert "170" in told(e, "Q27")
    assert "600" not in told(e, "Q27")
    rows = [[td.get_text() for td in tr.select("td")] for tr in page_of(planned(e)).select("tr")]
    assert [row[0] for row in rows if row] == ["Insatsen", "Insatsen (personal)"]


def test_a_payer_that_never_has_its_cost_back_is_named() -> None:
    at = {"programme_id": "all", "member_id": "all", "year": "2024", "unit": "months"}
    e = evidence(
        value("payback_months", 20, payer="state", **at),
        refused("payback_months", payer="region", **at),
        subject=EVERYBODY,
    )

    assert told(e, "Q37") == (
        "Sin del av kostnaden har staten efter 20 månader tillbaka, men regionen får aldrig sin del "
        "tillbaka inom den tid som räknas (2024), under antagandena."
    )


def test_whether_those_in_work_stay_there_is_not_known_from_all_who_left() -> None:
    share = record("share_reached", 55 / 228, numerator=55, denominator=228, after="12m",
                   definition="association", bound="conditional", reason="något är okänt",
                   **SHARE)  # fmt: skip
    answer = next(one for one in questions(evidence(share)) if one.question_id == "Q35")

    assert answer.status == "partly"
    assert read(answer.text).startswith("Det går inte att säga om just de som fick arbete är kvar")
    assert "Minst 55 av minst 228 är vad som hände." in read(answer.text)


def test_a_follow_up_that_is_hidden_is_not_known_to_the_reader() -> None:
    cells: dict[str, Any] = {"programme_id": "p", "member_id": "all", "after": "12m"}
    hidden = [record("n_outcome", outcome=code, **cells) for code in ("work_or_study", "none")]
    unknown = record("n_outcome", 9, outcome="unknown", **cells)

    told = screen(*hidden, unknown, programmes=(programme(),))["Vad är inte känt?"]

    assert told == ("Läget ett år efter avslutet visas inte och ingen jämförelsegrupp finns.")


def test_the_first_screen_tells_of_how_many_nothing_is_reported() -> None:
    found = screen(
        value("n_participants", 51),
        value("n_outcome", 10, outcome="employment"),
        value("n_not_reported", 16, denominator=51),
    )

    assert (
        found["Hur gick det?"]
        == "10 av 51 gick till arbete (2018); för 16 är läget inte redovisat."
    )


def test_a_range_of_what_is_known_is_not_said_to_be_at_least() -> None:
    found = value("return_association", low=0, high=6.2, bound="at_least", reason="något saknas",
                  unit="ratio", programme_id="all", year="2018/2022")  # fmt: skip

    assert told(evidence(found), "Q5") == (
        "Mellan 0 och 6,2 kronor i insatser per krona i bidrag (2018–2022), av det som är känt och "
        "efter hur det gemensamma fördelas."
    )
