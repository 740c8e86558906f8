"""Paragraphs and lists of a report that are written from its values."""

from utfall.sections.about import definitions, front, price_example, provenance
from utfall.sections.estimates import chance, differences, left_to, side_by_side
from utfall.sections.findings import findings, missing, statements
from utfall.sections.indicators import indicators
from utfall.sections.money import allocation, applications, contribution, fixed_prices, listed
from utfall.sections.payback import contributions, payback, payback_change, returned
from utfall.sections.people import comparison, overlap, people
from utfall.sections.programmes import programmes
from utfall.sections.records import (
    protection,
    published_outcomes,
    published_participants,
    published_people,
    records_outcomes,
    records_participants,
    records_people,
    records_plan,
    records_time,
)

__all__ = [
    "allocation",
    "applications",
    "chance",
    "comparison",
    "contribution",
    "contributions",
    "definitions",
    "differences",
    "findings",
    "fixed_prices",
    "front",
    "indicators",
    "left_to",
    "listed",
    "missing",
    "overlap",
    "payback",
    "payback_change",
    "people",
    "price_example",
    "programmes",
    "protection",
    "provenance",
    "published_outcomes",
    "published_participants",
    "published_people",
    "records_outcomes",
    "records_participants",
    "records_people",
    "records_plan",
    "records_time",
    "returned",
    "side_by_side",
    "statements",
]
