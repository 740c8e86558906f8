"""From entry to status after: where everybody who took part in a period went."""

from collections.abc import Mapping, Sequence

from utfall.evidence import Evidence
from utfall.figures.forms import Link, Node, participant_flow
from utfall.figures.theme import Chart
from utfall.labels import EXIT, SITUATION
from utfall.recorded import when
from utfall.tables.flow import RecordedFlow, StatedFlow, told_flow
from utfall.tables.outcomes import part_label
from utfall.text import capitalised, escape, mark, number, period, show, unmarked
from utfall.values import Value

__all__ = ["flow"]

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
    told = told_flow(e)
    if isinstance(told, RecordedFlow):
        return _recorded(told)
    return None if told is None else _stated(e, told)


def _recorded(told: RecordedFlow) -> Chart | None:
    exits, still, now, later = told.exits, told.still, told.now, told.later
    left = Node("left", "Slutade", exits.value, _written(exits))
    stages: _Stages = [("Slutade", [left])]
    links: list[Link] = []
    drawn = [exits]
    if still is not None and exits.value is not None:
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
    if later:
        stages.append(("Ett år senare", [_node("later", c, v) for c, v in later.items()]))
    figure = participant_flow(stages, links)
    if figure is None:
        return None
    parts = [*now.values(), *later.values()]
    drawn += [v for v in parts if v.status == "shown"]
    code = next((c for c in ("work_or_study", "work") if c in now), "")
    good = now.get(code)
    # "At least none" says nothing.
    known = good is not None and good.status == "shown" and (good.value or good.bound == "exact")
    finding = (
        f"{capitalised(show(now[code]))} av {show(exits)} hade {SITUATION[code]} som huvudsaklig sysselsättning när de slutade"
        if known
        else f"{capitalised(show(exits))} deltaganden avslutades"
    )
    apart = (
        " Läget ett år senare gäller samma människor; vem som gick från vilket läge till vilket är inte redovisat."
        if later
        else _not_due(told.waiting)
    )
    caption = (
        f"**{finding}.** Ur individuppgifter: deltaganden {when(told.year, [exits])}, och läget för dem som "
        f"slutade.{apart}"
    )
    alt = f"Ett flöde från {_written(exits)} avslutade till läget vid avslutet: {_listed(now)}."
    alt += f" Ett år senare: {_listed(later)}." if later else unmarked(_not_due(told.waiting))
    return Chart(figure, caption, alt, tuple(drawn))


def _not_due(waiting: Value | None) -> str:
    """Say why there is no situation a year later, where that year has not passed."""
    if waiting is None:
        return ""
    whom = f"{show(waiting)} av dem" if waiting.status == "shown" else "alla"
    return f" Läget ett år senare är inte med, eftersom ett år ännu inte har gått för {whom}."


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


def _stated(e: Evidence, told: StatedFlow) -> Chart | None:
    """Draw a programme's flow in three stages."""
    whole, completed, others, after = told.whole, told.completed, told.others, told.after
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
        if told.told.inferred
        else ""
    )
    name = escape(e.name_of(whole.programme_id))
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
