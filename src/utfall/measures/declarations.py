"""The declarations of every measure of what sources have published."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from utfall.measures.declared import Measure, Parts
from utfall.values import Value, group, parse_group

__all__ = ["PUBLISHED_MEASURES"]

_CUT = ("component", "kind", "reading")
_PEOPLE = (*_CUT, "population", "source", "allocation")
_COST = ("basis", "prices", "outcome", *_CUT)


def _key(value: Value, measure: str, parts: Mapping[str, str]) -> str:
    return replace(value, measure=measure, group=group(**parts)).key


def _of_share(value: Value) -> Parts:
    own = parse_group(value.group)
    of = own.pop("of")
    cut = {name: own[name] for name in _CUT if name in own}
    return Parts(_key(value, "n_outcome", own), _key(value, f"n_{of}", cut))


def _of_cost(counted: str) -> Callable[[Value], Parts]:
    def parts(value: Value) -> Parts:
        own = parse_group(value.group)
        cut = {name: own[name] for name in _CUT if name in own}
        outcome = {"outcome": own["outcome"]} if "outcome" in own else {}
        measure = "n_any_outcome" if "+" in own.get("outcome", "") else counted
        among = _key(value, "n_participants", cut) if outcome else ""
        return Parts("", _key(value, measure, {**cut, **outcome}), among=among)

    return parts


def _cost(name: str, counted: str) -> Measure:
    return Measure(name, "sek", "cost", _COST, _of_cost(counted))


def _count(name: str, *groups: str, unit: str = "persons") -> Measure:
    return Measure(name, unit, "count", groups or _PEOPLE)


_FOUND = (
    *(_count(f"n_{name}") for name in ("participants", "completed", "broken_off", "exited")),
    *(_count(f"n_{name}") for name in ("ongoing", "outside", "unaccounted")),
    _count("n_cases", *_PEOPLE, unit="cases"),
    _count("n_left_somehow", *_PEOPLE),
    _count("n_not_reported", *_PEOPLE, "of"),
    _count("n_any_outcome", *_CUT, "outcome"),
    _count("n_outcome", *_PEOPLE, "outcome", "after"),
    _count("n_outcomes_reported", *_CUT, "of", unit="outcomes"),
    _count("n_participations", "reading", unit="participations"),
    _count("n_heads", "from", "volume"),
    Measure("share_outcome", "share", "share", (*_CUT, "of", "outcome"), _of_share),
    _cost("cost_per_participant", "n_participants"),
    _cost("cost_per_completer", "n_completed"),
    _cost("cost_per_outcome", "n_outcome"),
    Measure(
        "participations_at_four_times", "participations", "cost", _COST, _of_cost("n_participants")
    ),
    Measure("outcomes_at_four_times", "outcomes", "cost", _COST, _of_cost("n_outcome")),
    # A sum over programmes: it is worked out anew, and hidden, where a count in it is hidden.
    Measure(
        "people_per_krona",
        "participations_per_msek",
        "model",
        ("reading",),
        safe="from_shown",
    ),
    Measure("return_association", "ratio", "money", ("basis", "reading")),
    Measure("return_with_esf", "ratio", "money", ("basis", "reading")),
    Measure("neutral_level", "ratio", "money"),
    # Sources count other things too, such as days of education: about nobody taking part.
    Measure("n_*", "", "stated", (*_PEOPLE, "goal")),
    Measure("planned_*", "", "stated", ("population", "goal")),
    Measure("statement_*", "", "stated", ("statement",)),
    # Answers and measurements have a rule of their own: `measures.indicators`.
    Measure("indicator_*", "", "stated", ("indicator",)),
    Measure("context_*", "", "stated"),
    Measure("price_*", "", "money", ("prices",)),
    Measure("contribution", "sek", "money"),
    Measure("contribution_total", "sek", "money"),
    Measure("application_amount", "sek", "money", ("basis", "application")),
    Measure("applied_sum", "sek", "money", ("basis",)),
    Measure(
        "funding",
        "",
        "money",
        (
            "allocation",
            "basis",
            "component",
            "funder",
            "funding",
            "kind",
            "prices",
            "reading",
            "source",
        ),
    ),
    Measure("funding_listed", "sek", "money", ("funder", "list", "reading", "scope")),
    Measure("funding_not_stated", "", "money", ("basis", "kind", "reading", "source", "component")),
)
PUBLISHED_MEASURES: Mapping[str, Measure] = {measure.name: measure for measure in _FOUND}
"""Declarations by name."""
