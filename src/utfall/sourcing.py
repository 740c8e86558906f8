"""Who states what a report says, in words."""

from utfall.evidence import Source
from utfall.labels import STATED_BY_WHOM
from utfall.text import escape

__all__ = ["by_whom", "report_of"]

# What a page or file of a public body is, told by its title.
_REPORTS = ("årsredovisning", "slutrapport")


def report_of(source: Source) -> str:
    """Return what kind of report a page of a public body is, by its title; empty where none."""
    words = source.title.casefold().split()
    found = words[0] if words and source.stated_by == "web_page" else ""
    return found if found in _REPORTS else ""


def by_whom(source: Source) -> str:
    """Say who states something: ``årsredovisning från Förbundet``; never a person."""
    name = escape(source.publisher)
    report = report_of(source)
    return f"{report} från {name}" if report else STATED_BY_WHOM[source.stated_by].format(name)
