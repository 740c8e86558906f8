"""Which numbers the flow from entry to situation after consists of, and those numbers in rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from utfall.evidence import Evidence, Flow
from utfall.labels import EXIT, SITUATION
from utfall.recorded import ALL, cell, pooled, split, told_together, when, which
from utfall.tables.markdown import data_table, explained, pipe_table
from utfall.tables.outcomes import flows, part_label
from utfall.text import capitalised, escape, period, show
from utfall.values import Value

__all__ = ["RecordedFlow", "StatedFlow", "flow", "told_flow"]

_PARTS = {"count": "participations"}


@dataclass(frozen=True)
class RecordedFlow:
    """Who left in a period by records, who was still there, and where those who left were.

    `later` is a year after; `waiting` instead, where that year has not passed yet.
    """

    year: str
    exits: Value
    still: Value | None
    now: Mapping[str, Value]
    later: Mapping[str, Value]
    waiting: Value | None


@dataclass(frozen=True)
class StatedFlow:
    """A programme's people by its sources: who completed it and what became of those, and others."""

    told: Flow
    whole: Value
    completed: Value
    others: Sequence[tuple[str, Value]]
    after: Sequence[tuple[str, Value]]


def told_flow(e: Evidence) -> RecordedFlow | StatedFlow | None:
    """Return what the chart of the flow draws: records first, else a programme's sources."""
    return _recorded(e) or (_stated(e) if e.subject.about == "programme" else None)


def _recorded(e: Evidence) -> RecordedFlow | None:
    programme = which(e)
    coarse = told_together(e, ALL, SITUATION, programme)
    for year in reversed(pooled(e, "n_outcome", ALL)):
        exits = cell(e, "n_exits", year, ALL, programme, **_PARTS)
        if exits is None or exits.status != "shown" or not exits.value:
            continue
        now = split(e, "n_outcome", "outcome", SITUATION, year, ALL, programme, coarse=coarse)
        if sum(v.status == "shown" for v in now.values()) < 2:
            continue
        found = e.find("n_closing", programme, ALL, from_="records", **_PARTS)
        still = next((v for v in found if v.year == year[-4:] and v.status == "shown"), None)
        later = split(
            e, "n_outcome", "outcome", SITUATION, year, ALL, programme, coarse=coarse, after="12m"
        )
        waiting = _waiting(later)
        if waiting is not None or sum(v.status == "shown" for v in later.values()) < 2:
            later = {}
        return RecordedFlow(year, exits, still, now, later, waiting)
    return None


def _waiting(later: Mapping[str, Value]) -> Value | None:
    """Return those whose year has not passed, where nothing else is told but zeros."""
    waiting = later.get("not_due")
    others = [v for code, v in later.items() if code != "not_due"]
    seen = any(v.status != "shown" or v.value for v in others)
    return None if waiting is None or waiting.value == 0 or seen else waiting


def _stated(e: Evidence) -> StatedFlow | None:
    """Return the largest of a programme's flows of which the stage between is known."""
    found = [told for f in flows(e) if (told := _in_stages(e, f)) is not None]
    return max(found, key=lambda told: told.whole.value or 0, default=None)


def _in_stages(e: Evidence, told: Flow) -> StatedFlow | None:
    """Return a flow with who completed, where its outcomes are all of those; None where not."""
    whole = e[told.total]
    parts = [(s, e[key]) for s, key in told.parts]
    after = [(s, v) for s, v in parts if v.measure == "n_outcome"]
    others = [(s, v) for s, v in parts if v.measure != "n_outcome"]
    if not after or not others or any(v.status != "shown" for v in (whole, *(v for _, v in parts))):
        return None
    completed = e.get(whole.key.replace("n_participants:", "n_completed:", 1))
    if completed is None or completed.status != "shown" or completed.value is None:
        return None
    rest = sum(v.value or 0 for _, v in others)
    exact = sum(v.value or 0 for _, v in after) == completed.value
    if not exact or completed.value + rest != whole.value:
        return None
    return StatedFlow(told, whole, completed, others, after)


@explained("suppressed")
def flow(e: Evidence) -> str:
    """Return the numbers of the flow's chart, stage by stage."""
    told = told_flow(e)
    if told is None:
        return ""
    if isinstance(told, RecordedFlow):
        about = f"ur individuppgifter, {when(told.year, [told.exits])}"
        rows = [["Sist i perioden", "Slutade", show(told.exits)]]
        rows += [["Sist i perioden", "Var kvar", show(told.still)]] if told.still else []
        for stage, parts in (("Vid avslutet", told.now), ("Ett år senare", told.later)):
            rows += [[stage, capitalised(SITUATION[code]), show(v)] for code, v in parts.items()]
        if told.waiting:
            rows.append(["Ett år senare", capitalised(SITUATION["not_due"]), show(told.waiting)])
    else:
        v = told.whole
        about = escape(e.name_of(v.programme_id)) + (f", {period(v.year)}" if v.year else "")
        rows = [["Deltog", "Deltagare", show(v)]]
        rows.append(["Fullföljde", capitalised(EXIT["n_completed"]), show(told.completed)])
        for stage, states in (("Fullföljde", told.others), ("Vid avslutet", told.after)):
            rows += [[stage, capitalised(part_label(part)), show(part)] for _, part in states]
    return data_table(
        "Siffrorna i diagrammet",
        pipe_table(
            "flow",
            f"Vart deltagarna tog vägen, {about}",
            ["När", "Vad", "Antal"],
            rows,
            align="llr",
            widths=[24, 44, 16],
        ),
    )
