"""What one person's success is worth a year, by who gains it.

Method: docs/methods.md, "Payback".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from utfall.measures.payback.parameters import Parameters

__all__ = ["PAYERS", "PUBLIC", "Benefit", "Payer", "annual_benefits"]

Payer = Literal[
    "public", "municipality", "municipality_equalised", "region", "state", "individual", "society"
]
PAYERS: tuple[Payer, ...] = (
    "public", "municipality", "municipality_equalised", "region", "state", "individual", "society",
)  # fmt: skip
PUBLIC: tuple[Payer, ...] = ("municipality", "region", "state")


@dataclass(frozen=True)
class Benefit:
    """Kronor per person-year.

    Attributes
    ----------
    tax : float
        More tax and contributions.
    transfer : float
        Support that is no longer paid out.
    service : float
        Measures and care that are no longer needed.
    new_cost : float
        What the success itself costs, such as a wage subsidy: below zero.
    other : float
        What the individual has left, or what society produces more.
    """

    tax: float = 0.0
    transfer: float = 0.0
    service: float = 0.0
    new_cost: float = 0.0
    other: float = 0.0

    @property
    def total(self) -> float:
        """Return all parts together."""
        return self.tax + self.transfer + self.service + self.new_cost + self.other

    def __add__(self, more: "Benefit") -> "Benefit":
        """Add two, part by part."""
        return Benefit(
            self.tax + more.tax,
            self.transfer + more.transfer,
            self.service + more.service,
            self.new_cost + more.new_cost,
            self.other + more.other,
        )


def annual_benefits(p: Parameters, outcome: str) -> Mapping[Payer, Benefit]:
    """What changes in a year when one person goes from support to an outcome.

    Parameters
    ----------
    p : Parameters
        Prices, taxes and what was paid before.
    outcome : str
        One of ``p.outcomes``.

    Returns
    -------
    mapping of str to Benefit
        ``public`` is municipality, region and state together. ``municipality_equalised`` is what a
        municipality keeps of its own tax after income equalisation. ``individual`` is disposable
        income after consumption taxes. In ``society`` transfers and taxes net to zero: it is what
        is produced more, valued at what it costs the employer less the subsidy, and what is no
        longer used up; municipality, region, state and individual add up to it.

    Raises
    ------
    KeyError
        If there are no prices for the outcome.
    """
    after, before, taxes = p.outcomes[outcome], p.before, p.taxes
    wage, benefit = after.wage.value * 12, before.state_benefit.value * 12
    assistance = before.social_assistance.value * 12
    subsidy, grant = after.wage_subsidy.value * 12, after.study_grant.value * 12
    service, care = before.municipal_service.value * 12, before.care.value * 12
    # Wages and the state's benefits are taxed, social assistance and study grants are not.
    taxed = taxes.taxed_share.value * (wage - benefit)
    local = (taxes.municipal.value + taxes.regional.value) * taxed
    left = wage - benefit - local - assistance + grant
    consumed = taxes.consumption.value * left
    contributions = taxes.employer_contributions.value * wage
    own_tax = taxes.municipal.value * taxed
    kept = 1 - p.model.income_equalisation.value
    municipality = Benefit(tax=own_tax, transfer=assistance, service=service)
    region = Benefit(tax=taxes.regional.value * taxed, service=care)
    state = Benefit(tax=contributions + consumed, transfer=benefit, new_cost=-subsidy - grant)
    return {
        "public": municipality + region + state,
        "municipality": municipality,
        "municipality_equalised": Benefit(tax=own_tax * kept, transfer=assistance, service=service),
        "region": region,
        "state": state,
        "individual": Benefit(other=left - consumed),
        "society": Benefit(service=service + care, other=wage + contributions - subsidy),
    }
