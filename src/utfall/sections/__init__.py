"""Paragraphs and lists of a report that are written from its values."""

from utfall.sections.about import definitions, front, price_example, provenance
from utfall.sections.findings import findings, missing, payback, statements
from utfall.sections.money import allocation, applications, contribution, fixed_prices, listed
from utfall.sections.people import comparison, overlap, people
from utfall.sections.programmes import programmes

__all__ = [
    "allocation",
    "applications",
    "comparison",
    "contribution",
    "definitions",
    "findings",
    "fixed_prices",
    "front",
    "listed",
    "missing",
    "overlap",
    "payback",
    "people",
    "price_example",
    "programmes",
    "provenance",
    "statements",
]
