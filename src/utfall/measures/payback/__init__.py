"""When money put into people is back, whose money, and what that rests on."""

from utfall.measures.payback.benefits import PAYERS, annual_benefits
from utfall.measures.payback.change import FACTORS, change
from utfall.measures.payback.model import STUDIES, Case, Component, payback
from utfall.measures.payback.parameters import Parameters, read_all, read_parameters
from utfall.measures.payback.sensitivity import swings

__all__ = [
    "FACTORS",
    "PAYERS",
    "STUDIES",
    "Case",
    "Component",
    "Parameters",
    "annual_benefits",
    "change",
    "payback",
    "read_all",
    "read_parameters",
    "swings",
]
