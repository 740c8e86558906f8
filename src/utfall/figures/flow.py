"""From entry to status after: where everybody who took part in a period went."""

from collections.abc import Mapping, Sequence

from utfall.evidence import Evidence, Flow
from utfall.figures.forms import Link, Node, participant_flow
from utfall.figures.theme import Chart
from utfall.labels import EXIT, SITUATION
from utfall.recorded import ALL, cell, pooled, split, told_together, when, which
from utfall.tables.outcomes import flows, part_label
from utfall.text import capitalised, escape, mark, number, period, show
from utfall.values import Value

__all__ = ["flow"]

_PARTS = {"count": "participations"}
# As short as a column of four is wide; the table below says it in full.
_SHORT = {"none": "Varken eller", "unknown": "Inte känt", "not_due": "Inte dags än"}
_GOOD = ("work", "study", "work_or_study")
_Stages = list[tuple[str, list[Node]]]


def flow(e: Evidence) -> Chart | None:
    """Draw where people went: of records in the newest period, else of a programme's sources.

    From records: who was still there, who left, their situation at exit and a year later. Who
    went from which situation to which is no published table, so that no band leads to the last
    stage. From sources: of a programme of which it is told who completed it and what became of
    those.
    """
    programme = which(e)
    for year in reversed(pooled(e, "n_outcome", ALL)):
        exits = cell(e, "n_exits", year, ALL, programme, **_PARTS)
        if exits is None or exits.status != "shown" or not exits.value:
            continue
        coarse = told_together(e, ALL, SITUATION, programme)
        now = split(e, "n_outcome", "outcome", SITUATION, year, ALL, programme, coarse=coarse)
        if sum(v.status == "shown" for v in now.values()) >= 2:
            return _recorded(e, programme, year, exits, now, coarse=coarse)
    return _stated(e) if e.subject.about == "programme" else None


def _recorded(
    e: Evidence, programme: str, year: str, exits: Value, now: Mapping[str, Value], *, coarse: bool
) -> Chart | None:
    left = Node("left", "Slutade", exits.value, _written(exits))
    stages: _Stages = [("Slutade", [left])]
    links: list[Link] = []
    found = e.find("n_closing", programme, ALL, from_="records", **_PARTS)
    still = next((v for v in found if v.year == year[-4:]), None)
    drawn = [exits]
    if still is not None and still.status == "shown" and exits.value is not None:
        there = Node("still", "Var kvar", still.value, _written(still))
        # Who was there is who left and who stayed: drawn, and told by its parts.
        whole = exits.value + (still.value or 0)
        stages = [
            ("Deltog", [Node("all", "Deltaganden", whole)]),
            ("Sist i perioden", [left, there]),
        ]
        links = [Link("all", "left", exits.value), Link("all", "still", still.value)]
        drawn.append(still)
    stages.append(("Vid avslutet", [_node("now", c, v) for c, v in now.items()]))
    links += [Link("left", f"now:{c}", v.value) for c, v in now.items()]
    later = split(
        e, "n_outcome", "outcome", SITUATION, year, ALL, programme, coarse=coarse, after="12m"
    )
    if sum(v.status == "shown" for v in later.values()) >= 2:
        stages.append(("Ett år senare", [_node("later", c, v) for c, v in later.items()]))
    else:
        later = {}
    figure = participant_flow(stages, links)
    if figure is None:
        return None
    parts = [*now.values(), *later.values()]
    drawn += [v for v in parts if v.status == "shown"]
    good = next((now[c] for c in ("work_or_study", "work") if c in now), None)
    finding = (
        f"{capitalised(show(good))} av {show(exits)} hade "
        f"{SITUATION[next(c for c in ('work_or_study', 'work') if c in now)]} när de slutade"
        if good is not None and good.status == "shown" and good.value is not None
        else f"{capitalised(show(exits))} deltaganden avslutades"
    )
    apart = (
        " Läget ett år senare gäller samma människor; vem som gick från vilket läge till vilket är inte redovisat."
        if later
        else ""
    )
    caption = (
        f"**{finding}.** Ur individuppgifter: deltaganden {when(year, [exits])}, och läget för dem som "
        f"slutade.{apart}"
    )
    alt = f"Ett flöde från {number(exits.value or 0)} avslutade till läget vid avslutet: {_listed(now)}."
    alt += f" Ett år senare: {_listed(later)}." if later else ""
    return Chart(figure, caption, alt, tuple(drawn))


def _written(v: Value) -> str:
    least = {"at_least": "minst ", "at_most": "högst "}.get(v.bound, "")
    return least + number(v.value or 0) if v.status == "shown" else "visas inte"


def _node(stage: str, code: str, v: Value) -> Node:
    return Node(
        f"{stage}:{code}",
        _SHORT.get(code, capitalised(SITUATION[code])),
        v.value if v.status == "shown" else None,
        _written(v),
        unknown=code in ("unknown", "not_due"),
        accent=code in _GOOD,
    )


def _listed(parts: Mapping[str, Value]) -> str:
    return "; ".join(f"{SITUATION[code]} {_written(v)}" for code, v in parts.items())


def _stated(e: Evidence) -> Chart | None:
    """Draw the largest of a programme's flows of which the stage between is known."""
    found = [(f, between) for f in flows(e) if (between := _between(e, f)) is not None]
    if not found:
        return None
    told, completed = max(found, key=lambda one: e[one[0].total].value or 0)
    whole = e[told.total]
    after = [(s, e[key]) for s, key in told.parts if e[key].measure == "n_outcome"]
    others = [(s, e[key]) for s, key in told.parts if e[key].measure != "n_outcome"]
    middle = [
        Node("completed", capitalised(EXIT["n_completed"]), completed.value, _written(completed)),
        *(_part(f"m{n}", s, v) for n, (s, v) in enumerate(others)),
    ]
    ends = [_part(f"e{n}", s, v) for n, (s, v) in enumerate(after)]
    stages: Sequence[tuple[str, Sequence[Node]]] = [
        ("Deltog", [Node("all", "Deltagare", whole.value, _written(whole))]),
        ("Fullföljde", middle),
        ("Vid avslutet", ends),
    ]
    links = [
        *(Link("all", node.key, node.count) for node in middle),
        *(Link("completed", node.key, node.count) for node in ends),
    ]
    figure = participant_flow(stages, links)
    if figure is None:
        return None
    finding = f"{mark(completed, number(completed.value or 0))} av {mark(whole, number(whole.value or 0))} fullföljde"
    inferred = (
        " Källan säger inte att ingen räknas två gånger, men delarna går ihop."
        if told.inferred
        else ""
    )
    name = escape(e.name_of(told.programme_id))
    when_ = f", {period(whole.year)}" if whole.year else ""
    caption = f"**{finding}.** {name}{when_}: vart deltagarna tog vägen, enligt källan.{inferred}"
    parts = "; ".join(f"{part_label(v)} {_written(v)}" for _, v in (*others, *after))
    alt = f"Ett flöde från {number(whole.value or 0)} deltagare. {capitalised(parts)}."
    return Chart(
        figure,
        caption,
        alt,
        tuple(v for v in (whole, completed, *(v for _, v in (*others, *after)))),
    )


def _part(key: str, status: str, v: Value) -> Node:
    good = status in ("employment", "studies", "towards")
    return Node(
        key,
        capitalised(part_label(v)),
        v.value,
        _written(v),
        unknown=status == "unknown",
        accent=good,
    )


def _between(e: Evidence, told: Flow) -> Value | None:
    """Return who completed, where the outcomes of a flow are all of those; None where not."""
    whole = e[told.total]
    values = [e[key] for _, key in told.parts]
    after = [v for v in values if v.measure == "n_outcome"]
    if not after or len(after) == len(values) or any(v.status != "shown" for v in (whole, *values)):
        return None
    completed = e.get(whole.key.replace("n_participants:", "n_completed:", 1))
    if completed is None or completed.status != "shown" or completed.value is None:
        return None
    rest = sum(v.value or 0 for v in values if v.measure != "n_outcome")
    exact = sum(v.value or 0 for v in after) == completed.value
    return completed if exact and completed.value + rest == whole.value else None
