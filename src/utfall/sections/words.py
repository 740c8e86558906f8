"""Words that several sections share."""

from utfall.evidence import Evidence
from utfall.sourcing import by_whom
from utfall.text import escape, listing

__all__ = ["programme_name", "stated_by"]


def programme_name(e: Evidence, programme_id: str) -> str:
    """Return the name of a programme."""
    return escape(e.programme(programme_id).name)


def stated_by(e: Evidence, source_ids: str) -> str:
    """Say who states something: the publisher, never a person."""
    sources = [e.source(s) for s in source_ids.split(";") if s]
    told = [by_whom(s) for s in sources]
    return listing(list(dict.fromkeys(told))) or "en källa"
