"""Paragraphs and lists that are written from a report's values."""

import re
from dataclasses import replace
from typing import Any

import pytest

from evidence_rows import (
    ALFA,
    ASSOCIATION,
    COUNTY,
    HOSTILE,
    answers,
    application,
    concealed,
    evidence,
    flow,
    page_of,
    programme,
    read,
    record,
    refused,
    renamed,
    source,
    unknown,
    value,
)
from utfall import sections
from utfall.evidence import Evidence, Finding, Statement
from utfall.text import marked_keys
from utfall.values import Value

PARTS = [name for name in sections.__all__ if name != "front"]


def statement(text: str = "Återbetalning", key: str = "", **cells: str) -> Statement:
    plain = {"about": "payback_months", "programme_id": "", "includes": "", "excludes": ""}
    return Statement("s1", text=text, key=key, source_id="s", **{**plain, **cells})


def finding(text: str, kind: str = "conflict", **refs: str) -> Finding:
    return Finding("f", kind, "p", text, refs, "s")


# The title block


def test_the_title_block_names_member_year_and_the_date_of_what_is_known() -> None:
    front = sections.front(evidence())

    assert front["title"].startswith("Alfa:")
    assert (
        front["subtitle"].replace("\u00a0", " ")
        == "Rapport 2022, kända uppgifter per 12 december 2022"
    )
    assert (front["member"], front["year"], front["lang"]) == ("Alfa", "2022", "sv-SE")
    assert "synthetic" not in front


def test_made_up_data_say_so_in_the_title_block() -> None:
    made_up = {**ASSOCIATION, "synthetic": True}

    assert "Påhittade" in sections.front(evidence(association=made_up))["synthetic"]


@pytest.mark.parametrize("basis", ["register", "published", "shared", "none"])
def test_each_basis_has_its_own_sentence(basis: str) -> None:
    others = {"register", "published", "shared", "none"} - {basis}

    told = sections.front(evidence(basis=basis))["basis"]

    assert told not in {sections.front(evidence(basis=b))["basis"] for b in others}
    assert told in sections.provenance(evidence(basis=basis))


# Contribution and applications


def test_a_contribution_is_told_as_stated_and_never_as_a_cost() -> None:
    paid = value("contribution", 500_000, unit="sek", programme_id="", year="")

    told = read(sections.contribution(evidence(paid)))

    assert "500 000 kr om året, utan angivet år" in told
    assert "räknas aldrig om till kostnad per deltagare" in told


def test_a_contribution_that_nobody_states_is_said_in_words() -> None:
    told = read(sections.contribution(evidence()))

    assert told.startswith("Ingen källa anger vad Alfa betalar i medlemsbidrag.")
    assert not re.search(r"\d", told)


def test_a_municipal_unit_is_no_member_and_cannot_apply_to_an_association() -> None:
    unit = evidence(association={**ASSOCIATION, "kind": "municipal_unit"})

    assert "medlemsbidrag" not in sections.contribution(unit).lower()
    assert "inte ett samordningsförbund" in sections.contribution(unit)
    assert sections.applications(unit) == ""


@pytest.mark.parametrize(
    ("n", "words"), [(0, "0 ansökningar"), (1, "1 ansökan"), (2, "2 ansökningar")]
)
def test_zero_applications_is_the_answer_zero_and_one_is_singular(n: int, words: str) -> None:
    made = value("n_applications", n, programme_id="", unit="applications", year="2018/2022")

    assert f"Alfa gjorde {words} till förbundet 2018–2022." in read(
        sections.applications(evidence(made))
    )


def test_no_statement_about_applications_is_not_zero_applications() -> None:
    told = read(sections.applications(evidence()))

    assert told.startswith("Ingen källa")
    assert "0 " not in told


def test_an_application_tells_proposal_decision_and_whether_conditions_were_met() -> None:
    amount = value("application_amount", 1_500_000, unit="sek", year="2020")
    told = read(
        sections.applications(
            evidence(
                amount,
                applications=(
                    application(amount.key, proposal="bifall", conditions="EU-medel", conditions_met="false"),
                ),
            )
        )
    )  # fmt: skip

    assert "Insatsen: 1 500 000 kr sökt, behandlat 1 september 2020" in told
    assert "förslag: bifall; beslut inte redovisat; villkor: EU-medel (inte uppfyllt)" in told
    assert "ingår inte i någon summa" in told


def test_an_application_for_a_programme_that_the_report_does_not_tell_of_is_still_told() -> None:
    amount = value("application_amount", 10, unit="sek", programme_id="elsewhere")
    e = evidence(
        amount, programmes=(), applications=(application(amount.key, programme_id="elsewhere"),)
    )

    assert "10 kr sökt" in read(sections.applications(e))


# Money


def money(measure: str, sek: float, **cells: Any) -> Value:
    return value(measure, sek, **{"unit": "sek", **cells})


def test_listed_budgets_are_a_sum_of_budgets_and_not_what_the_member_paid() -> None:
    listed: dict[str, Any] = {"programme_id": "all", "list_": "s0", "year": ""}
    e = evidence(
        money("funding_listed", 100, member_id="all", **listed),
        money("funding_listed", 60, member_id="all", funder="esf", **listed),
        money("funding_listed", 40, member_id="all", funder="not_stated", **listed),
        money("funding_listed", 70, scope="own", **listed),
        money("funding_listed", 30, scope="joint", **listed),
    )

    told = read(sections.listed(e))

    # 60 + 40 = 100 = 70 + 30
    for number in ("100 kr", "60 kr", "40 kr", "70 kr", "30 kr"):
        assert number in told
    assert "inte vad Alfa har betalat" in told


def test_a_budget_of_several_years_is_a_range_in_fixed_prices() -> None:
    fixed = money(
        "funding", 15_700_015, low=15_272_716, high=16_133_294, funder="total", basis="budget",
        prices="2023", year="2016/2019",
    )  # fmt: skip

    told = read(sections.fixed_prices(evidence(fixed)))

    assert "15,3–16,1 miljoner kronor" in told
    assert "15,7 miljoner kronor om de användes jämnt" in told


def test_a_range_below_a_million_has_both_ends_in_the_same_unit() -> None:
    fixed = money(
        "funding", 550_000, low=530_000, high=570_000, funder="total", basis="budget",
        prices="2023", year="2016/2019",
    )  # fmt: skip

    told = read(sections.fixed_prices(evidence(fixed)))

    assert "0,5" not in told
    assert "530 000" in told


def test_a_members_part_of_what_is_joint_is_a_range_before_a_key() -> None:
    ranged = value("n_participants", low=0, high=77, allocation="range", year="2016/2019")
    by_key = value("n_participants", 19, allocation="population_16_64", year="2016/2019")
    cost = money("funding", 3_100_000, allocation="population_16_64", year="2016/2019")

    told = read(sections.allocation(evidence(ranged, by_key, cost)))

    assert "0–77 deltagare; fördelat schablonmässigt efter befolkning omkring 19" in told
    assert "3,1 miljoner kronor" in told


def test_each_period_of_a_joint_programme_has_its_own_part() -> None:
    periods: dict[str, Any] = {"allocation": "population_16_64"}
    e = evidence(
        *(value("n_participants", low=0, high=n, allocation="range", year=y) for n, y in ((40, "2018"), (80, "2019"))),
        *(value("n_participants", n, year=y, **periods) for n, y in ((10, "2018"), (20, "2019"))),
    )  # fmt: skip

    items = [read(line) for line in sections.allocation(e).split("\n- ")[1:]]

    assert ["omkring 10" in items[0], "omkring 20" in items[1]] == [True, True]


# Payback and statements


def test_payback_is_passed_on_as_a_statement_and_never_computed() -> None:
    months = value("statement_payback_months", 29, unit="months", programme_id="")
    told = read(
        sections.payback(
            evidence(months, statements=(statement(key=months.key, excludes="studier"),))
        )
    )

    assert "Återbetalning: 29 månader" in told
    assert told.endswith("är påståenden i källan och är inte beräknade här.")
    assert "Inte räknat med: studier." in told
    assert "ändrats" not in told  # one statement has not changed


def test_a_change_between_statements_is_refused_with_its_reason() -> None:
    why = "den som har räknat inte har redovisat delarna"
    change = refused(
        "payback_change", why, programme_id="all", member_id="all", year="", of_="statements"
    )

    told = read(sections.payback_change(evidence(change)))

    assert told.endswith(f"Det går inte att säga, eftersom {why}.")
    assert told.startswith("Förändringen mellan de tider som andra har uppgett kan inte delas upp.")


def test_a_refused_payback_time_is_told_with_its_reason() -> None:
    why = "förbundet inte har angett löner"
    own = {"programme_id": "all", "member_id": "all", "unit": "months", "payer": "public"}

    told = read(sections.payback(evidence(refused("payback_months", why, **own))))

    assert told == f"Återbetalningstid: Det går inte att säga, eftersom {why}."


def test_other_statements_are_not_mixed_with_payback() -> None:
    both = (statement("Återbetalning"), statement("Arbetslösheten är hög", about="claim"))
    e = evidence(statements=both)

    assert "Återbetalning" not in sections.statements(e)
    assert "Arbetslösheten är hög" in sections.statements(e)
    assert "Arbetslösheten" not in sections.payback(e)
    assert sections.statements(evidence()) == ""


# People and programmes


def test_target_groups_and_ages_are_told_as_stated_and_never_invented() -> None:
    e = evidence(
        programmes=(
            programme("a", "Ena", target_group="Unga utan arbete", ages="16–24 år"),
            programme("b", "Andra"),
        )
    )

    told = read(sections.people(e))

    assert "Ena: Unga utan arbete, 16–24 år" in told
    assert "Andra" not in told
    assert "kvinnor och män" in told


def test_a_programme_is_told_with_status_period_people_goals_and_parties() -> None:
    goal = value("n_planned", 40)
    people = value("n_participants", 51)
    p = programme(
        status="ongoing", status_as_of="2020", start="2018", end="", parties=("Vården",),
        goals=(("Platser", goal.key), ("Samverkan", "")), readings={"A": "Bara Alfa."},
    )  # fmt: skip

    told = read(sections.programmes(evidence(people, goal, programmes=(p,))))

    assert "enligt uppgift 2020, från 2018, riktad till deltagare" in told
    assert "51" in told
    assert "Mål och planer: Platser: 40; Samverkan." in told
    assert "Parter: Vården." in told
    assert "Läsning A: Bara Alfa." in told


def test_cases_are_told_as_cases_and_a_programme_that_is_not_the_associations_says_so() -> None:
    cases = value("n_cases", 42, unit="cases")

    told = read(sections.programmes(evidence(cases, programmes=(programme(finsam=False),))))

    assert "Ärenden: 42 om året. Ärenden är inte deltagare" in told
    assert "inte ett samordningsförbunds insats" in told


def test_without_programmes_the_report_says_so() -> None:
    assert sections.programmes(evidence()).startswith("Ingen källa nämner någon insats")


def test_nobody_to_compare_with_is_said_and_otherwise_nothing() -> None:
    assert "ingen annan kommun" in sections.comparison(evidence(members=(ALFA,)))
    assert sections.comparison(evidence()) == ""


def test_outcomes_of_the_same_people_are_said_not_to_add_up() -> None:
    any_of = value("n_any_outcome", 41, low=23, high=41, denominator=53, bound="conditional")
    reported = value("n_outcomes_reported", 76, denominator=53)

    told = read(sections.overlap(evidence(any_of, reported)))

    assert "76 resultat är redovisade för 53 personer" in told
    assert "mellan 23 och 41" in told
    assert "41 om ingen räknas i båda" in told


# Findings


def test_a_number_in_a_finding_is_the_marked_value_of_its_reference() -> None:
    a, b = value("n_participants", 77), value("n_participants", 53, member_id="beta")
    e = evidence(
        a, cited=(b,), findings=(finding("Ena säger {c1}, andra {c2}.", c1=a.key, c2=b.key),)
    )

    told = sections.findings(e)

    assert read(told).endswith("Ena säger 77, andra 53.")
    assert list(marked_keys(told)) == [a.key, b.key]


def test_a_reference_that_the_report_has_no_value_for_holds_no_number() -> None:
    told = read(sections.findings(evidence(findings=(finding("Där var {c9} deltagare."),))))

    assert "Där var (visas i en annan rapport) deltagare." in told


def test_what_is_unknown_in_a_finding_is_words() -> None:
    a = unknown("n_participants")

    told = sections.findings(evidence(a, findings=(finding("Antal: {c1}.", c1=a.key),)))

    assert read(told).endswith("Antal: inte känt.")


def test_kinds_of_findings_are_kept_apart_and_what_is_missing_stands_alone() -> None:
    kinds = ("conflict", "arithmetic", "reading", "definition", "missing")
    e = evidence(findings=tuple(finding(f"Om {k}.", k) for k in kinds))

    found = page_of(sections.findings(e))

    assert len(found.select("strong")) == 4
    assert "Om missing" not in found.get_text()
    assert "Om missing" in read(sections.missing(e))


def test_no_finding_is_said_in_words() -> None:
    assert sections.findings(evidence()) == "Inga motsägelser har hittats mellan källorna."
    assert sections.missing(evidence()) == ""


# Method


def test_an_outcome_is_defined_as_no_effect() -> None:
    assert "inte en effekt" in read(sections.definitions(evidence()))


def test_the_price_example_names_its_year_and_the_price_year() -> None:
    # 1 000 000 · 403.70 / 334.26
    million = value(
        "price_of_million", 1_207_742, programme_id="", member_id="", unit="sek", year="2019"
    )

    told = read(sections.price_example(evidence(million)))

    assert "en miljon kronor år 2019 motsvarar 1 207 742 kr i 2023 års priser" in told
    assert sections.price_example(evidence()) == ""


# Hostile names, everywhere


@pytest.fixture(scope="module")
def hostile() -> Evidence:
    people = value("n_participants", 51)
    amount = value("application_amount", 10, unit="sek")
    ranged = value("n_participants", low=0, high=51, allocation="range")
    goal = value("n_planned", 9)
    p = programme(
        description=HOSTILE, target_group=HOSTILE, ages=HOSTILE, activities=(HOSTILE,),
        parties=(HOSTILE,), goals=((HOSTILE, goal.key),), readings={"A": HOSTILE},
    )  # fmt: skip
    e = evidence(
        people, amount, ranged, goal,
        value("n_any_outcome", low=1, high=2, denominator=51),
        money("funding", 9, funder="total", basis="budget", prices="2023"),
        money("contribution", 9, programme_id=""),
        money("funding_listed", 9, programme_id="all", member_id="all", list_="s0"),
        value("share_outcome", 0.5, unit="share", numerator=9, denominator=18, ci_low=0.3,
              ci_high=0.7, of_="participants", outcome="employment"),
        value("predicted_outcome", 9, numerator=9, denominator=18, ci_low=3, ci_high=15,
              of_="participants", outcome="employment"),
        refused("return_association", HOSTILE, programme_id="all"),
        programmes=(p,),
        flows=(flow(people, ("unknown", people)),),
        applications=(application(amount.key, proposal=HOSTILE, decision=HOSTILE, conditions=HOSTILE),),
        statements=(statement(HOSTILE, includes=HOSTILE), statement(HOSTILE, about="claim")),
        findings=tuple(finding(HOSTILE, kind) for kind in ("conflict", "missing")),
        sources=(source(title=HOSTILE, publisher=HOSTILE),),
        protection={"threshold": 5, "coarsened": [HOSTILE]},
    )  # fmt: skip
    said, answered = answers("i", text=HOSTILE)
    values = (*e.values, *RECORDS, *ESTIMATED, *answered)
    e = replace(e, values=values, indicators=(said,))
    return renamed(e, HOSTILE)


ROWS = {"count": "participations"}
RECORDS = (
    record("n_during", 9, unit="persons", count="persons"),
    record("n_new", 9, sex="K", **ROWS),
    record("n_outcome", 9, outcome="work"),
    record("months_in_programme", 9, unit="months", statistic="median"),
    record("n_exits_against_plan", 9, plan="within"),
)
ESTIMATED = (
    *(
        record("share_reached", 0.5, unit="share", numerator=9, denominator=18, ci_low=0.3,
               ci_high=0.7, definition="association", member_id=member)
        for member in ("alfa", "beta", "all")
    ),
    record("difference_reached", 0.1, unit="share", ci_low=-0.1, ci_high=0.3, against="others",
           definition="association"),
    record("difference_reached", 0.1, unit="share", ci_low=-0.1, ci_high=0.3, against="2018/2020",
           definition="association"),
    record("share_left_to", 0.5, unit="share", numerator=9, denominator=18, half_years="1",
           left_to="work", member_id="all"),
)  # fmt: skip
# Only in reports of programmes and the association, or of nobody in particular.
CONSTANT = {
    "contributions",
    "differences",
    "left_to",
    "payback_change",
    "side_by_side",
    "comparison",
    "definitions",
    "price_example",
    "provenance",
    "published_outcomes",
    "published_participants",
    "published_people",
    "records_plan",
    "records_time",
}


@pytest.mark.parametrize("name", PARTS)
def test_hostile_text_is_read_letter_by_letter_in_every_section(
    hostile: Evidence, name: str
) -> None:
    page = page_of(getattr(sections, name)(hostile))

    assert page.select("script, em, table") == []
    if name not in CONSTANT:
        assert HOSTILE in " ".join(page.get_text().split())


def test_every_number_of_every_section_is_marked_or_a_date_year_or_age(hostile: Evidence) -> None:
    e = renamed(hostile, "Namn")
    e = replace(
        e,
        programmes=(programme(name="Namn", goals=e.programmes[0].goals),),
        applications=tuple(replace(a, proposal="", decision="", conditions="") for a in e.applications),
        statements=(), findings=(), sources=(source(),), protection={"threshold": 5},
    )  # fmt: skip
    for name in PARTS:
        page = page_of(getattr(sections, name)(e))
        for tag in page.select("[data-row], .d"):
            tag.decompose()

        left = set(re.findall(r"\d+", page.get_text()))
        # Years, and the days 1 September 2020, 12 December 2022 and 31 December 2019.
        assert left <= {"2018", "2019", "2020", "2022", "2023", "1", "12", "31"}, name


def test_a_county_wide_count_is_told_as_the_whole_countys() -> None:
    e = evidence(value("n_participants", 300, member_id=COUNTY))

    assert "hela länet" in read(sections.programmes(e))


# Records, and what is hidden

RECORD_PARTS = [name for name in PARTS if name.startswith(("records_", "published_"))]


def test_without_records_nothing_of_the_report_is_about_them() -> None:
    e = evidence(value("n_participants", 51), records=True)

    assert [getattr(sections, name)(e) for name in RECORD_PARTS] == [""] * len(RECORD_PARTS)
    assert "Inget tal i rapporten kommer från dem" in sections.provenance(e)


def test_records_and_what_sources_publish_stand_under_their_own_headings() -> None:
    e = evidence(value("n_participants", 51), *RECORDS, records=True, basis="register")

    for name in ("participants", "outcomes", "people"):
        own = page_of(getattr(sections, f"records_{name}")(e))
        published = page_of(getattr(sections, f"published_{name}")(e))
        assert [h.get_text() for h in own.select("h3")] == ["Ur individuppgifter"], name
        assert [h.get_text() for h in published.select("h3")] == ["Ur publicerade uppgifter"], name
        assert "bosatta i Alfa när de skrevs in" in read(str(own)), name
    assert "Inget tal i rapporten kommer från dem" not in sections.provenance(e)


def test_a_region_is_told_of_everybodys_records() -> None:
    region = next(m for m in evidence().members if m.kind == "region")
    everybody = tuple(replace(v, member_id="all") for v in RECORDS)

    told = sections.records_participants(evidence(*everybody, member=region))

    assert "alla deltagare i förbundets insatser" in told


def test_a_period_that_was_not_over_is_explained_once() -> None:
    so_far = {**ROWS, "kind": "to_date", "bound": "at_least", "reason": "året inte är slut"}
    e = evidence(record("n_new", 9, **so_far), record("n_exits", 4, **so_far))

    told = sections.records_participants(e)

    assert told.count("Hittills betyder") == 1
    assert told.count("eftersom året inte är slut") == 1
    assert "Hittills" not in sections.records_participants(evidence(*RECORDS))


def test_pooled_years_say_why_they_are_pooled_and_single_years_do_not() -> None:
    pooled = record("n_outcome", 9, outcome="work", year="2018/2021")

    assert "Flera år är räknade ihop" in sections.records_outcomes(evidence(pooled))
    assert "Flera år" not in sections.records_outcomes(evidence(*RECORDS))


@pytest.mark.parametrize(
    ("facts", "words", "unsaid"),
    [
        ({"threshold": 5, "threshold_health": 10}, "går gränsen vid färre än tio", "redan har publicerat."),
        ({"threshold": 4, "threshold_health": 4}, "Tal om färre än fyra personer", "går gränsen"),
        ({"threshold": 5, "public": True}, "också tal som källor redan har publicerat", "visas så som"),
        ({"threshold": 20}, "färre än 20 personer", "går gränsen"),
    ],
)  # fmt: skip
def test_protection_is_told_as_it_is_set(facts: dict[str, Any], words: str, unsaid: str) -> None:
    told = read(sections.protection(evidence(protection=facts)))

    assert words in told
    assert unsaid not in told


def test_zero_hidden_missing_and_refused_are_told_apart_and_what_is_pooled_is_listed() -> None:
    facts = {"threshold": 5, "coarsened": ["Fyra år är sammanslagna.", "Åldrar är sammanslagna"]}

    page = page_of(sections.protection(evidence(protection=facts)))

    words = page.get_text()
    for word in ("Noll betyder", "Visas inte betyder", "Inte känt", "Kan inte beräknas betyder"):
        assert word in words
    assert [li.get_text() for li in page.select("li")] == [
        "Fyra år är sammanslagna.", "Åldrar är sammanslagna.",
    ]  # fmt: skip


def test_where_nothing_is_protected_there_is_no_section_about_it() -> None:
    assert sections.protection(evidence()) == ""


def test_a_hidden_number_in_a_finding_is_words_in_brackets() -> None:
    a = concealed(value("n_participants", 4))

    told = sections.findings(evidence(a, findings=(finding("Där gick {c1} vidare.", c1=a.key),)))

    assert read(told).endswith("Där gick (talet visas inte) vidare.")


def test_hidden_outcomes_of_the_same_people_are_no_zero_and_hold_no_digit() -> None:
    any_of = concealed(value("n_any_outcome", 4, low=2, high=4, denominator=7))
    reported = concealed(value("n_outcomes_reported", 6, denominator=7))

    told = read(sections.overlap(evidence(any_of, reported)))

    assert told.count("visas inte") == 2
    assert not re.search(r"\d", told)


def test_a_hidden_part_of_what_is_joint_is_said_and_its_key_gives_no_zero() -> None:
    ranged = concealed(value("n_participants", low=0, high=4, allocation="range"))
    by_key = concealed(value("n_participants", 1, allocation="population_16_64"))

    told = read(sections.allocation(evidence(ranged, by_key)))

    assert "Insatsen: antalet visas inte; fördelningen efter befolkning: visas inte." in told


def test_contributions_of_several_years_are_one_sentence() -> None:
    paid = [
        money("contribution", sek, programme_id="", year=year)
        for year, sek in (("2021", 72_000), ("2022", 74_000))
    ]

    told = read(sections.contribution(evidence(*paid)))

    assert told.count("Medlemsbidraget uppges") == 1
    assert "till 72 000 kr (2021) och 74 000 kr (2022)." in told


def test_an_annual_report_is_called_one_and_not_a_web_page() -> None:
    paid = money("contribution", 500_000, programme_id="", year="")
    page = source(title="Årsredovisning 2024", stated_by="web_page", publisher="Förbundet")

    assert "årsredovisning från Förbundet" in sections.contribution(evidence(paid, sources=(page,)))


def test_what_a_bound_means_is_told_of_the_associations_numbers_too() -> None:
    stock = record(
        "n_closing",
        62,
        member_id="all",
        kind="stock",
        bound="at_most",
        reason="någon kan ha slutat",
        **ROWS,
    )

    told = sections.records_participants(evidence(stock, *RECORDS))

    assert "Högst betyder att talet kan vara lägre, eftersom någon kan ha slutat." in told
