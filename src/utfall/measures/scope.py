"""The rule for when money may be divided by people: eight things must match.

Method: docs/methods.md, "Cost rule". The rule looks at what the facts are about, never at the
numbers, so that a refusal cannot depend on how the result would look.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from utfall.data.dates import first_day, last_day
from utfall.measures import reasons

__all__ = ["MoneyScope", "PeopleScope", "Result", "Verdict", "verdict"]

Result = Literal["exact", "at_most", "at_least", "conditional", "refused", "not_applicable"]


@dataclass(frozen=True)
class MoneyScope:
    """What an amount is about.

    `start` and `end` are partial dates, empty where not stated. `kind` is ``whole`` or
    ``so_far``. `place` holds member ids. `completeness` is ``total``, ``part`` (one funder's
    part of an unknown total) or ``disputed`` (sources disagree and none is preferred).
    """

    start: str = ""
    end: str = ""
    kind: str = "whole"
    place: frozenset[str] = frozenset()
    component: str = ""
    population: str = "participants"
    basis: str = "budget"
    completeness: Literal["total", "part", "disputed"] = "total"
    reading: str = ""


@dataclass(frozen=True)
class PeopleScope:
    """What a count of people is about.

    `kind` is ``flow`` (during the period), ``to_date`` or ``stock``. `outcomes` says for whom
    the outcome to be divided by is reported: ``all``, ``some`` or ``none`` of them; ``all`` also
    where the people themselves are divided by. `assumption` is a reason in words where the count
    holds only under an assumption.
    """

    start: str = ""
    end: str = ""
    kind: str = "flow"
    place: frozenset[str] = frozenset()
    component: str = ""
    population: str = "participants"
    outcomes: Literal["all", "some", "none"] = "all"
    assumption: str = ""
    reading: str = ""


@dataclass(frozen=True)
class Verdict:
    """The answer of the rule, and every reason that led to it, in Swedish."""

    result: Result
    reasons: tuple[str, ...] = ()


_Finding = tuple[Result, str]


def _same_period(money: MoneyScope, people: PeopleScope) -> bool:
    return first_day(money.start) == first_day(people.start) and last_day(money.end) == last_day(
        people.end
    )


_UNSTATED = {
    (True, False): reasons.MONEY_PERIOD_NOT_STATED,
    (False, True): reasons.PEOPLE_PERIOD_NOT_STATED,
    (True, True): reasons.PERIODS_NOT_STATED,
}


def _period(money: MoneyScope, people: PeopleScope) -> list[_Finding]:
    if people.kind == "stock":
        return [("refused", reasons.STOCK_OVER_PERIOD)]
    whole_over_so_far = (
        people.kind == "to_date"
        and money.kind == "whole"
        and money.end
        and (not people.end or last_day(money.end) > last_day(people.end))
    )
    if whole_over_so_far:
        return [("refused", reasons.WHOLE_PERIOD_OVER_SO_FAR)]
    unstated = (not (money.start and money.end), not (people.start and people.end))
    if any(unstated):
        return [("refused", _UNSTATED[unstated])]
    if not _same_period(money, people):
        return [("refused", reasons.OTHER_PERIOD)]
    if money.kind == "so_far" and money.basis != "spent":
        return [("at_most", reasons.STILL_RUNNING)]
    return []


def _place(money: MoneyScope, people: PeopleScope) -> list[_Finding]:
    if not (money.place and people.place):
        return [("refused", reasons.PLACE_NOT_STATED)]
    if people.place < money.place:
        return [("at_most", reasons.PEOPLE_ARE_PART)]
    if money.place < people.place:
        return [("at_least", reasons.MONEY_IS_FOR_PART)]
    return [] if money.place == people.place else [("refused", reasons.OTHER_PLACE)]


def _component(money: MoneyScope, people: PeopleScope) -> list[_Finding]:
    # Not a bound: what else the money bought (courses that still run) has no people to count.
    return [] if money.component == people.component else [("refused", reasons.OTHER_COMPONENT)]


def _population(money: MoneyScope, people: PeopleScope) -> list[_Finding]:
    same = money.population == people.population
    return [] if same else [("refused", reasons.OTHER_POPULATION)]


def _basis(money: MoneyScope, _: PeopleScope) -> list[_Finding]:
    found = {"applied": reasons.APPLIED, "turnover": reasons.TURNOVER}.get(money.basis)
    return [("refused", found)] if found else []


def _completeness(money: MoneyScope, people: PeopleScope) -> list[_Finding]:
    findings: list[_Finding] = []
    if money.completeness == "part":
        findings.append(("refused", reasons.ONE_FUNDERS_PART))
    if money.completeness == "disputed":
        findings.append(("refused", reasons.SOURCES_DISAGREE))
    if people.outcomes == "none":
        findings.append(("refused", reasons.NO_OUTCOMES))
    if people.outcomes == "some":
        findings.append(("at_most", reasons.OUTCOMES_FOR_SOME))
    return findings


def _reading(money: MoneyScope, people: PeopleScope) -> list[_Finding]:
    if money.reading == people.reading:
        return []
    if money.reading and people.reading:
        return [("refused", reasons.OTHER_READING)]
    return [("conditional", reasons.ONE_READING)]


_CHECKS: tuple[Callable[[MoneyScope, PeopleScope], list[_Finding]], ...] = (
    _period,
    _place,
    _component,
    _population,
    _basis,
    _completeness,
    _reading,
)


def verdict(money: MoneyScope | None, people: PeopleScope | None, *, orientation: str) -> Verdict:
    """Say whether an amount may be divided by a count of people, and how sure the result is.

    Parameters
    ----------
    money : MoneyScope or None
        What the amount is about; None where the source gives none.
    people : PeopleScope or None
        What the count is about; None where the source gives none.
    orientation : str
        ``participant``, ``structure``, ``both`` or ``unknown``, as the programme states.

    Returns
    -------
    Verdict
        ``not_applicable`` for structure-oriented work; ``refused`` with every reason that
        refuses; else ``conditional``, ``at_most`` or ``at_least`` with the reasons for it; else
        ``exact``. Bounds in opposite directions cancel each other and refuse.

    Notes
    -----
    The verdict says nothing about whether the programme caused the outcome.
    """
    if orientation == "structure":
        return Verdict("not_applicable", (reasons.STRUCTURE,))
    findings: list[_Finding] = []
    if money is None:
        findings.append(("refused", reasons.NO_MONEY))
    if people is None:
        findings.append(("refused", reasons.NO_PEOPLE))
    if money and people:
        findings += [finding for check in _CHECKS for finding in check(money, people)]
        if people.assumption:
            findings.append(("conditional", people.assumption))
    elif money:
        findings += _basis(money, PeopleScope())
    elif people and people.outcomes == "none":
        findings.append(("refused", reasons.NO_OUTCOMES))
    if orientation == "both":
        findings.append(("at_most", reasons.ALSO_STRUCTURE))
    return _decide(findings)


def _decide(findings: list[_Finding]) -> Verdict:
    results = {result for result, _ in findings}
    if "refused" not in results and {"at_most", "at_least"} <= results:
        findings = [("refused", reasons.OPPOSITE_BOUNDS)]
        results = {"refused"}
    for result in ("refused", "conditional", "at_most", "at_least"):
        if result in results:
            # A condition does not undo a bound: both are said.
            said = {"refused"} if result == "refused" else results
            return Verdict(result, tuple(text for kind, text in findings if kind in said))
    return Verdict("exact")
