"""The declarations of every measure that is published from records."""

from collections.abc import Mapping
from dataclasses import replace

from utfall.measures.declared import RECORDS, Measure, Parts
from utfall.measures.from_records.case_mix import SMALLEST as EXPECTED_FROM
from utfall.measures.from_records.stays import SMALLEST
from utfall.measures.from_records.to_work import SMALLEST as TIMED_FROM
from utfall.values import Value, group, parse_group

__all__ = ["RECORD_MEASURES"]

_FROM = ("from", "kind")
_SPLIT = ("sex", "age", "referred_by")


def _key(value: Value, measure: str, parts: Mapping[str, str]) -> str:
    return replace(value, measure=measure, group=group(**parts)).key


def _exits(value: Value) -> str:
    own = parse_group(value.group)
    kept = {k: v for k, v in own.items() if k in ("from", "kind", *_SPLIT)}
    return _key(value, "n_exits", {**kept, "count": "participations"})


def _not_due(value: Value) -> str:
    own = parse_group(value.group)
    kept = {k: v for k, v in own.items() if k in ("from", "kind", "after", *_SPLIT)}
    return _key(value, "n_outcome", {**kept, "outcome": "not_due"}) if "after" in own else ""


def _of_reached(value: Value) -> Parts:
    part = _key(value, "n_reached", parse_group(value.group))
    return Parts(part, _exits(value), _not_due(value))


def _of_outcome(value: Value) -> Parts:
    own = {k: v for k, v in parse_group(value.group).items() if k != "of"}
    return Parts(_key(value, "n_outcome", own), _exits(value), _not_due(value))


def _of_step(value: Value) -> Parts:
    return Parts(_key(value, "n_step", parse_group(value.group)), _exits(value))


def _of_work(value: Value) -> Parts:
    return Parts(_key(value, "n_work", parse_group(value.group)), _exits(value))


def _of_stay(value: Value) -> Parts:
    return Parts("", _exits(value))


def _of_new(value: Value) -> Parts:
    kind = parse_group(value.group).get("kind", "")
    told = {"from": "records", "count": "participations", **({"kind": kind} if kind else {})}
    return Parts("", _key(value, "n_new", told))


def _of_plan(value: Value) -> Parts:
    own = {k: v for k, v in parse_group(value.group).items() if k != "goal"}
    return Parts(_key(value, "n_new", own))


def _count(name: str, *groups: str) -> Measure:
    unit = "persons" if name == "n_during" else "participations"
    return Measure(name, unit, "count", (*_FROM, *groups))


_FOUND = (
    _count("n_during", "count"),
    _count("n_closing", "count"),
    _count("n_exits", "count", *_SPLIT),
    _count("n_new", "count", *_SPLIT, "stay", "left_to"),
    _count("n_step", "step"),
    _count("n_work", "support"),
    _count("n_outcome", "outcome", "after", *_SPLIT),
    _count("n_reached", "definition", "after"),
    _count("n_not_reached", "definition", "after"),
    _count("n_reached_unknown", "definition", "after"),
    _count("n_activity_change", "before", "now"),
    _count("n_income_change", "before", "now"),
    _count("n_exits_against_plan", "plan"),
    Measure("share_reached", "share", "share", (*_FROM, "definition", "after"), _of_reached),
    Measure("share_step", "share", "share", (*_FROM, "step"), _of_step),
    Measure("share_work", "share", "share", (*_FROM, "support"), _of_work),
    Measure("share_of_plan", "share", "share", (*_FROM, "count", "goal"), _of_plan),
    Measure(
        "share_outcome", "share", "share", (*_FROM, "of", "outcome", "after", *_SPLIT), _of_outcome
    ),
    Measure("share_remaining", "share", "model", (*_FROM, "quarters"), safe="from_shown"),
    Measure(
        "share_left_to", "share", "model", (*_FROM, "half_years", "left_to"), safe="from_shown"
    ),
    Measure(
        "expected_reached",
        "participations",
        "model",
        (*_FROM, "definition"),
        _of_stay,
        safe="exempt",
        smallest=EXPECTED_FROM,
        reason="a whole number, the sum of fitted chances of at least thirty, by a model that is not published",
    ),
    Measure(
        "months_to_work",
        "months",
        "model",
        (*_FROM, "share"),
        _of_new,
        safe="exempt",
        smallest=TIMED_FROM,
        reason="whole months, rounded upwards, of at least thirty who came",
    ),
    Measure(
        "chance_to_work",
        "p",
        "model",
        (*_FROM, "sex", "against"),
        _of_new,
        safe="exempt",
        smallest=TIMED_FROM,
        reason="one probability of a test of at least thirty women and thirty men",
    ),
    Measure(
        "months_in_programme",
        "months",
        "model",
        (*_FROM, "statistic"),
        _of_stay,
        safe="exempt",
        smallest=SMALLEST,
        reason="whole months, so that the middle one is not one person's own stay",
    ),
)
RECORD_MEASURES: Mapping[str, Measure] = {RECORDS + measure.name: measure for measure in _FOUND}
"""Declarations by name, after the mark of records."""
