"""Paragraphs and lists of a report that are written from its values."""

from utfall.sections.about import definitions, front, price_example, provenance
from utfall.sections.findings import findings, missing, payback, statements
from utfall.sections.money import allocation, applications, contribution, fixed_prices, listed
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
    "statements",
]
