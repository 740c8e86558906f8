"""Cost per participant and per outcome, and why most of them cannot be given."""

from typing import Any

import pytest

from evidence_rows import cells_of, concealed, evidence, refused, value
from utfall.tables.costs import costs, in_order, per_what
from utfall.tables.costs import refused as refusals
from utfall.values import Value


def cost(sek: float, measure: str = "cost_per_outcome", **cells: Any) -> Value:
    cells = {"basis": "budget", "outcome": "employment", **cells}
    if measure != "cost_per_outcome":
        del cells["outcome"]
    return value(measure, sek, unit="sek", **cells)


@pytest.mark.parametrize(
    ("cells", "noun"),
    [
        ({"measure": "cost_per_participant"}, "deltagare"),
        ({"measure": "cost_per_completer"}, "person som fullföljde"),
        ({"outcome": "employment"}, "person till arbete"),
        ({"outcome": "towards_employment"}, "person som slutade mot arbete"),
        ({"outcome": ""}, "resultat"),
    ],
)
def test_a_cost_says_what_it_is_divided_by(cells: dict[str, str], noun: str) -> None:
    assert per_what(cost(1, **cells)) == noun


def test_a_cost_stands_in_current_and_in_fixed_prices_with_its_bound_and_chance() -> None:
    current = cost(
        549_812, bound="at_most", low=269_057, high=549_812, ci_low=402_036, ci_high=789_417,
        reason="resultat är redovisade för en del av deltagarna",
    )  # fmt: skip

    (row,) = cells_of(costs(evidence(current, cost(682_610, prices="2023"))))

    assert row[:4] == [
        "Insatsen, 2018, Alfa", "Person till arbete (budget)", "högst 549 812 kr", "682 610 kr",
    ]  # fmt: skip
    sure = row[4].lower()
    assert "269 057" in sure
    assert "slumpvariation 402 036–789 417 kr" in sure
    assert "eftersom resultat är redovisade för en del av deltagarna" in sure


def test_a_cost_without_price_index_has_an_empty_cell_and_not_a_zero() -> None:
    assert cells_of(costs(evidence(cost(100))))[0][3] == ""


def test_an_interval_without_upper_limit_says_so() -> None:
    (row,) = cells_of(costs(evidence(cost(100, ci_low=50))))

    assert row[4] == "Slumpvariation från 50 kr utan övre gräns"


def test_a_refusal_is_no_row_of_the_costs() -> None:
    e = evidence(refused("cost_per_outcome", basis="budget", outcome="employment"))

    assert costs(e) == ""


def test_refusals_for_one_reason_are_one_row_with_the_reason_in_words() -> None:
    e = evidence(
        refused("cost_per_participant", "perioderna är olika", basis="budget"),
        refused("cost_per_outcome", "perioderna är olika", basis="budget", outcome="employment"),
        refused("cost_per_outcome", "inga resultat", basis="budget", outcome="studies"),
    )

    assert [row[2:] for row in cells_of(refusals(e))] == [
        ["Kan inte beräknas: per deltagare och per person till arbete", "Eftersom perioderna är olika"],
        ["Kan inte beräknas: per person till studier", "Eftersom inga resultat"],
    ]  # fmt: skip


def test_costs_come_from_participants_to_outcomes_and_in_current_prices_first() -> None:
    fixed, current, people = cost(1, prices="2023"), cost(2), cost(3, "cost_per_participant")
    e = evidence(fixed, current, people)

    assert in_order(e, [fixed, current, people]) == [people, current, fixed]


def test_a_hidden_cost_in_fixed_prices_is_said_and_no_empty_cell() -> None:
    e = evidence(cost(100), concealed(cost(120, prices="2023")))

    assert cells_of(costs(e))[0][3] == "visas inte"
