"""The declarations of payback: all is made of shown values."""

from collections.abc import Mapping

from utfall.measures.declared import Measure

__all__ = ["PAYBACK_MEASURES"]

_GROUPS = (
    "payer", "programme", "discounted", "studies", "part", "years", "parameter", "factor", "against", "of",
)  # fmt: skip
_UNITS = {
    "payback_months": "months",
    "payback_swing": "months",
    "payback_change": "months",
    "payback_cost": "sek",
    "payback_parameter": "",
    "annual_benefit": "sek",
    "benefit_per_person_year": "sek",
    "cumulated_benefit": "sek",
    "net_present_value": "sek",
    "break_even_share": "share",
    "break_even_person_years": "years",
}
PAYBACK_MEASURES: Mapping[str, Measure] = {
    name: Measure(name, unit, "model", _GROUPS, safe="from_shown") for name, unit in _UNITS.items()
}
"""Declarations by name."""
