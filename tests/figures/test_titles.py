"""What a chart's title says follows from the numbers that it shows."""

from dataclasses import replace
from typing import Any

import pytest

from evidence_rows import (
    COUNTY,
    answers,
    concealed,
    evidence,
    page_of,
    record,
    refused,
    value,
)
from utfall import figures
from utfall.evidence import Evidence
from utfall.subject import Subject
from utfall.values import Bound, Value

EVERYBODY = Subject("forbundet", "Förbundet", "association")


def title(name: str, e: Evidence) -> str:
    """Return the title of a chart as it is read."""
    chart = getattr(figures, name)(e)
    assert chart is not None
    return page_of(chart.caption).select("strong")[0].get_text().replace("\u00a0", " ")


# Costs


def cost(sek: float | None, pid: str = "p", outcome: str = "", **cells: Any) -> Value:
    measure = "cost_per_outcome" if outcome else "cost_per_participant"
    parts = {"outcome": outcome} if outcome else {}
    if sek is None:
        return refused(measure, programme_id=pid, basis="budget", **parts)
    return value(measure, sek, programme_id=pid, unit="sek", basis="budget", **parts, **cells)


@pytest.mark.parametrize(("given", "words"), [(1, "en"), (12, "tolv")])
def test_a_title_of_costs_counts_the_programmes_that_have_one(given: int, words: str) -> None:
    found = [cost(1000 * (n + 1), f"p{n}") for n in range(given)]
    every = {1: "två", 12: "tretton"}[given]

    told = title("costs", evidence(*found, cost(None, "q")))

    assert told == f"En kostnad per person kan anges för {words} av {every} insatser."


def test_costs_of_different_things_make_no_range() -> None:
    told = title("costs", evidence(cost(9000, outcome="studies"), cost(5000, outcome="internship")))

    assert told == "Kostnaden per person kan anges för alla insatser här."


def test_a_range_of_costs_says_on_which_side_its_limits_are() -> None:
    pair = (cost(9000, outcome="employment"), cost(5000, "q", outcome="employment"))

    def told(first: Bound, second: Bound) -> str:
        both = [replace(v, bound=b) for v, b in zip(pair, (first, second), strict=True)]
        return title("costs", evidence(*both))

    between = "mellan 5 000 kr och 9 000 kr."
    assert told("exact", "exact") == f"Kostnaden per person till arbete var {between}"
    assert told("at_most", "exact") == f"Kostnaden per person till arbete var som mest {between}"
    assert told("exact", "at_least") == f"Kostnaden per person till arbete var som minst {between}"
    assert "mellan" not in told("at_most", "at_least")


def test_what_at_most_means_is_said_where_a_cost_is_at_most() -> None:
    for bound in ("exact", "at_most"):
        chart = figures.costs(evidence(cost(9000, bound=bound)))
        assert chart is not None
        assert ("Högst betyder" in chart.caption) == (bound == "at_most")


# Municipalities beside each other


def share(member: str, of: int | None) -> Value:
    one = record(
        "share_reached", 0.5, member_id=member, definition="association", unit="share",
        numerator=(of or 2) / 2, denominator=of or 2, ci_low=0.2, ci_high=0.8,
    )  # fmt: skip
    return one if of else concealed(one)


def test_that_no_municipality_stands_out_is_said_of_those_that_are_shown() -> None:
    whole, alfa, beta = share("all", 90), share("alfa", 40), share("beta", 50)
    differs = "skiljer sig från de övriga mer än slumpen brukar ge."

    hidden = title("side_by_side", evidence(whole, alfa, beta, share("gamma", None)))
    every = title("side_by_side", evidence(whole, alfa, beta))

    assert hidden == f"Ingen av de två kommuner som visas {differs}"
    assert every == f"Ingen kommun {differs}"


def test_small_multiples_count_the_municipalities_whose_every_period_is_shown() -> None:
    def during(member: str, year: str, persons: float | None) -> Value:
        return record(
            "n_during", persons, unit="persons", count="persons", member_id=member, year=year
        )

    def told(*of_beta: float | None) -> str:
        found = [during("alfa", y, 20) for y in ("2021", "2022")]
        found += [during("all", y, 90) for y in ("2021", "2022")]
        found += [during("beta", y, p) for y, p in zip(("2021", "2022"), of_beta, strict=True)]
        return title("multiples", evidence(*found))

    # Four municipalities, two of which have no number at all.
    assert told(30, None) == "För en av fyra kommuner kan alla perioder visas."
    assert told(30, 40) == "För två av fyra kommuner kan alla perioder visas."


@pytest.mark.parametrize(
    ("last", "told"),
    [
        (
            {"value": 2.0},
            "För en av två kommuner går vad som kom tillbaka bara att säga som ett spann.",
        ),
        ({"low": 0, "high": 3}, "Vad som kom tillbaka går bara att säga som ett spann."),
    ],
)
def test_a_title_of_returns_counts_the_ranges(last: dict[str, Any], told: str) -> None:
    cells: dict[str, Any] = {"unit": "ratio", "programme_id": "all", "year": "2018/2022"}
    first = value("return_association", low=0, high=4, member_id="alfa", **cells)
    number = last.pop("value", None)
    second = value("return_association", number, member_id="beta", **last, **cells)

    assert title("returns", evidence(first, second)) == told


# The flow


def of_all(code: str, number: float | None, **more: Any) -> Value:
    return record("n_outcome", number, outcome=code, member_id="all", year="2021/2022", **more)


def flow_of(*later: Value, work: Value | None = None) -> Evidence:
    rows = [
        record("n_exits", 100, count="participations", member_id="all", year="2021/2022"),
        work or of_all("work_or_study", 30),
        of_all("none", 70),
        *later,
    ]
    return replace(evidence(*rows), subject=EVERYBODY)


def test_a_year_that_has_not_passed_is_said_and_not_drawn_as_at_least_none() -> None:
    least = {"bound": "at_least", "after": "12m"}
    waiting = of_all("not_due", 95, **least)
    none = [of_all(code, 0, **least) for code in ("work_or_study", "none", "unknown")]

    chart = figures.flow(flow_of(*none, waiting))

    assert chart is not None
    drawn = [t.get_text() for axes in chart.figure.axes for t in axes.texts]
    assert not any("Ett år senare" in text or "minst 0" in text for text in drawn)
    told = "eftersom ett år ännu inte har gått för minst 95 av dem."
    assert told in page_of(chart.caption).get_text()
    assert told in chart.alt
    assert "Ett år senare" not in chart.alt


def test_a_year_that_has_passed_for_some_is_drawn() -> None:
    later = [of_all("work_or_study", 3, after="12m"), of_all("not_due", 97, after="12m")]

    chart = figures.flow(flow_of(*later))

    assert chart is not None
    assert "Ett år senare" in chart.alt
    assert "ännu inte" not in chart.caption


def test_a_title_of_the_flow_never_says_at_least_none() -> None:
    assert (
        title("flow", flow_of())
        == "30 av 100 hade arbete eller studier som huvudsaklig sysselsättning när de slutade."
    )
    unsure = of_all("work_or_study", 0, bound="at_least")
    assert title("flow", flow_of(work=unsure)) == "100 deltaganden avslutades."


# The others


def told_answers(*rows: tuple[str, float, str]) -> str:
    made = [answers(name, agreed=agreed, instrument=kind, text=name) for name, agreed, kind in rows]
    values = [v for _, found in made for v in found]
    return title("indicators", evidence(*values, indicators=tuple(one for one, _ in made)))


def test_a_title_of_answers_says_of_how_many_questions_and_keeps_progress_apart() -> None:
    answered = (("a", 12.0, "nns"), ("b", 6.0, "nns"))

    assert told_answers(*answered) == (
        "I de två frågor som visas instämde mellan 30,0 % och 60,0 %."
    )
    assert told_answers(*answered, ("c", 10.0, "bip")) == (
        "I de två frågor som visas instämde mellan 30,0 % och 60,0 %; i den mätning som visas stod 50,0 % högre."
    )


def money(funder: str, sek: float, pid: str = "p") -> Value:
    return value("funding", sek, programme_id=pid, unit="sek", basis="budget", funder=funder)


def missing(sek: float, pid: str = "p") -> Value:
    return value("funding_not_stated", sek, programme_id=pid, unit="sek", basis="budget")


def test_a_title_of_money_tells_whether_funders_are_stated_for_some_all_or_none() -> None:
    whole = money("total", 100)

    assert title("funding", evidence(whole)) == "Finansiären är inte angiven för något av beloppen."
    some = evidence(whole, money("esf", 60), missing(40))
    assert title("funding", some) == "För en del av pengarna är finansiären inte angiven."
    every = evidence(whole, money("esf", 100))
    assert title("funding", every) == "Finansiärerna är angivna för alla belopp som visas."


def test_a_title_of_participants_counts_the_years_with_a_number_of_the_whole_year() -> None:
    of = "Deltagare från Alfa är redovisade för"
    known = [value("n_participants", 9, year=str(year)) for year in range(2018, 2023)]

    assert title("participants", evidence(*known[:1])) == f"{of} ett av fem hela år, 2018–2022."
    assert title("participants", evidence(*known[:4])) == f"{of} fyra av fem hela år, 2018–2022."
    assert (
        title("participants", evidence(*known)) == "Deltagare från Alfa är redovisade för varje år."
    )


def test_a_title_of_the_countys_participants_counts_those_of_a_single_year() -> None:
    region = Subject("region", "Region Norr", "region")
    one = value("n_participants", 9, member_id=COUNTY)
    many = value("n_participants", 8, member_id=COUNTY, programme_id="q", year="2018/2020")

    def told(*found: Value) -> str:
        return title("participants", replace(evidence(*found), subject=region))

    lead = "Deltagare i hela länet är redovisade per insats"
    assert told(one, many) == f"{lead}; ett av två antal gäller ett enskilt år."
    assert told(one) == f"{lead}; alla antal gäller ett enskilt år."
    assert told(many) == f"{lead}, inte per år."


def test_where_people_were_a_year_later_is_not_said_to_be_at_the_exit() -> None:
    later = [record("n_outcome", 7, outcome=code, after="12m") for code in ("work", "none")]

    assert title("records_outcomes", evidence(*later)) == (
        "Av dem som slutade 2022 var 7 i arbete tolv månader efter avslut."
    )


# Payback


OF_ALL: dict[str, Any] = {"programme_id": "all", "member_id": "all", "year": "2022"}


def test_a_cost_that_is_not_met_is_told_with_the_years_that_are_drawn() -> None:
    gains = [
        value("cumulated_benefit", 10.0 * n, unit="sek", payer=payer, years=str(n), **OF_ALL)
        for payer in ("public", "state")
        for n in (1, 2, 3)
    ]
    price = value("payback_cost", 100, unit="sek", payer="public", **OF_ALL)
    never = refused("payback_months", unit="months", payer="public", **OF_ALL)

    assert title("payback", evidence(*gains, price, never)) == (
        "Vinsterna når inte upp till kostnaden på tre år."
    )


def test_two_assumptions_with_which_it_is_never_paid_back_are_both_named() -> None:
    months = value("payback_months", 20, unit="months", payer="public", **OF_ALL)

    def swing(parameter: str, high: float | None) -> Value:
        return value("payback_swing", low=10, high=high, numerator=0.5, denominator=1.0,
                     unit="months", parameter=parameter, **OF_ALL)  # fmt: skip

    names = ("model.retention", "model.deadweight")
    one = title("payback_swing", evidence(months, swing(names[0], 40), swing(names[1], 30)))
    two = title("payback_swing", evidence(months, *(swing(name, None) for name in names)))

    assert one.startswith("Tiden ändras mest med ett antagande: ")
    assert two.startswith("Tiden ändras mest med dessa antaganden: ")
    assert " och " in two


def test_two_times_that_read_the_same_are_equally_long() -> None:
    def told(after: float) -> str:
        return title(
            "payback_change",
            evidence(
                value("payback_months", 26.41, unit="months", payer="public", **{**OF_ALL, "year": "2021"}),
                value("payback_months", after, unit="months", payer="public", **OF_ALL),
                value("payback_change", after - 26.41, unit="months", against="2021", **OF_ALL),
                value("payback_change", after - 26.41, unit="months", against="2021", factor="costs", **OF_ALL),
            ),
        )  # fmt: skip

    assert told(26.43) == "Den beräknade återbetalningstiden blev lika lång."
    assert told(27.0) == "Den beräknade återbetalningstiden blev längre."
