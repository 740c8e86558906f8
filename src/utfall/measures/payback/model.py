"""Programmes, their costs and successes, and when they are paid back.

Method: docs/methods.md, "Payback".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from utfall.measures.payback.benefits import PUBLIC, Payer, annual_benefits
from utfall.measures.payback.parameters import Parameters
from utfall.measures.payback.times import break_even_share, net_present_value, payback_months

__all__ = ["STUDIES", "Case", "Component", "Payback", "Studies", "payback"]

Studies = Literal["cost_only", "out", "both"]
STUDIES: tuple[Studies, ...] = ("cost_only", "out", "both")
_STUDIES = "studies"


@dataclass(frozen=True)
class Component:
    """One programme in one period: kronor, people, and how many reached each outcome.

    An outcome that is not in `outcomes` is not known; nobody is 0. `others` are the kronor of the
    cost that others than the association paid, by who did (``municipality``, ``region``,
    ``state``, or a fund of the European Union); None where the source does not tell who paid.
    `silent` are people of whom it is not told what became.
    """

    programme_id: str
    cost: float
    people: float
    outcomes: Mapping[str, float]
    others: Mapping[str, float] | None = field(default_factory=dict)
    silent: float = 0.0

    def __post_init__(self) -> None:
        """Refuse people that cannot be."""
        if self.people <= 0 or self.cost < 0 or any(n < 0 for n in self.outcomes.values()):
            raise ValueError(f"{self.programme_id}: people above 0, cost and outcomes not below 0")
        if sum((self.others or {}).values()) > self.cost * (1 + 1e-9):
            raise ValueError(f"{self.programme_id}: others paid more than the whole cost")


@dataclass(frozen=True)
class Case:
    """A calculation: programmes, parameters, and how those who went to studies are counted.

    ``cost_only``: their cost counts and their gain does not. ``out``: neither does, in proportion
    to the people. ``both``: both do.
    """

    programmes: tuple[Component, ...]
    parameters: Parameters
    studies: Studies = "cost_only"

    def __post_init__(self) -> None:
        """Refuse a name that stands for two components: a change would lose one of them."""
        names = [one.programme_id for one in self.programmes]
        if len(set(names)) < len(names):
            raise ValueError(f"each component once, got {sorted(names)}")


@dataclass(frozen=True)
class Payback:
    """What comes out for one payer; kronor, months and shares.

    `months` is the simple payback time with retention and deadweight, `discounted` the same with
    the discount rate; None where it is never paid back within the horizon. `net_present_value` is
    over the horizon. `break_even` is the share of all people that must get work, None where work
    is worth nothing to the payer.
    """

    cost: float
    annual_benefit: float
    months: float | None
    discounted: float | None
    net_present_value: float
    break_even: float | None


def payback(case: Case, payer: Payer = "public") -> Payback:
    """Work out when a payer has its part of the cost back.

    Parameters
    ----------
    case : Case
        Programmes with at least one person.
    payer : str
        ``public`` bears the whole cost, as society does; municipality, region and state bear their
        parts of what the association paid and what they paid themselves, the individual none.

    Returns
    -------
    Payback
        The annual benefit is that of the first year, less deadweight. An outcome without prices
        is worth nothing.

    Raises
    ------
    ValueError
        If a payer's part is asked for where it is not known who paid.
    """
    p = case.parameters
    model = p.model
    kept = 1 - model.deadweight.value
    cost = sum(_part(one, p, payer) * _cost(one, case.studies) for one in case.programmes)
    gained = kept * sum(
        count * annual_benefits(p, outcome)[payer].total
        for one in case.programmes
        for outcome, count in one.outcomes.items()
        if outcome in p.outcomes and (outcome != _STUDIES or case.studies == "both")
    )
    years, retention = model.horizon_years.value, model.retention.value
    rate = model.discount_rate.value
    people = sum(one.people for one in case.programmes)
    of_one = kept * annual_benefits(p, "employment")[payer].total
    return Payback(
        cost,
        gained,
        payback_months(cost, gained, retention=retention, horizon_years=years),
        payback_months(cost, gained, rate=rate, retention=retention, horizon_years=years),
        net_present_value(cost, gained, years, rate=rate, retention=retention),
        break_even_share(cost, people, of_one, years, retention=retention),
    )


def _cost(one: Component, studies: Studies) -> float:
    if studies != "out":
        return one.cost
    return one.cost * (1 - min(1.0, one.outcomes.get(_STUDIES, 0.0) / one.people))


def _part(one: Component, p: Parameters, payer: Payer) -> float:
    """Return which part of a programme's cost a payer bears."""
    if payer == "individual":
        return 0.0
    if payer in ("public", "society"):
        return 1.0
    if one.others is None:
        raise ValueError(f"{one.programme_id}: who paid is not known")
    name = "municipality" if payer == "municipality_equalised" else payer
    # The law divides what the association pays, and nothing else.
    of_association = one.cost - sum(one.others.values())
    paid = float(getattr(p.payers, name).value) * of_association + one.others.get(name, 0.0)
    return paid / one.cost if one.cost else 0.0


def with_parameters(case: Case, parameters: Parameters) -> Case:
    """Return the same people and money under other parameters."""
    return replace(case, parameters=parameters)


def total_of(parts: Mapping[Payer, Payback]) -> float | None:
    """The benefit-weighted mean of simple payback times where all gains last: that of all payers."""
    benefit = sum(parts[payer].annual_benefit for payer in PUBLIC)
    return sum(parts[payer].cost for payer in PUBLIC) / benefit * 12 if benefit > 0 else None
