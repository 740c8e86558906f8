"""The documents and pages behind a report."""

from utfall.evidence import Evidence
from utfall.labels import STATED_BY
from utfall.sourcing import report_of
from utfall.tables.markdown import pipe_table
from utfall.text import capitalised, day, escape

__all__ = ["sources"]


def sources(e: Evidence) -> str:
    """Every source that the report's values rest on, who states it and when."""
    used = {s for v in e for s in v.source_id.split(";")}
    rows = [
        [
            f"[{escape(s.source_id)}]{{.ref}}",
            f"[{escape(s.title)}]{{.ref}}",
            escape(s.publisher),
            capitalised(report_of(s) or STATED_BY[s.stated_by]),
            day(s.date),
        ]
        for s in e.sources
        if s.source_id in used
    ]
    return pipe_table(
        "sources",
        "Källor",
        ["Kod", "Dokument eller sida", "Utgivare", "Vem som säger det", "Datum"],
        rows,
        align="lllll",
        widths=[16, 40, 22, 18, 18],
    )
