"""From entry to status after: where everybody who took part in a period went."""

from utfall.evidence import Evidence
from utfall.figures.forms import Link, Node, participant_flow
from utfall.figures.theme import Chart
from utfall.labels import SITUATION
from utfall.recorded import ALL, cell, pooled, split, when
from utfall.text import capitalised, mark, number
from utfall.values import Value

__all__ = ["flow"]

_PARTS = {"count": "participations"}


def flow(e: Evidence) -> Chart | None:
    """Draw those who left in the newest period: their situation before, at exit, a year later."""
    programme = e.subject.subject_id if e.subject.about == "programme" else ALL
    for year in reversed(pooled(e, "n_outcome", ALL)):
        exits = cell(e, "n_exits", year, ALL, programme, **_PARTS)
        if exits is None or exits.status != "shown" or not exits.value:
            continue
        now = split(e, "n_outcome", "outcome", SITUATION, year, ALL, programme, coarse=True)
        later = split(
            e, "n_outcome", "outcome", SITUATION, year, ALL, programme, coarse=True, after="12m"
        )
        if sum(v.status == "shown" for v in now.values()) >= 2:
            return _drawn(year, exits, now, later)
    return None


def _node(stage: str, code: str, v: Value) -> Node:
    shown = v.status == "shown"
    return Node(
        f"{stage}:{code}",
        capitalised(SITUATION[code]),
        v.value if shown else None,
        number(v.value or 0) if shown else "visas inte",
        unknown=code in ("unknown", "not_due"),
        accent=code in ("work", "study", "work_or_study"),
    )


def _drawn(year: str, exits: Value, now: dict[str, Value], later: dict[str, Value]) -> Chart | None:
    whole = Node("left", "Avslutade deltaganden", exits.value, number(exits.value or 0))
    stages = [("Slutade", [whole]), ("Vid avslutet", [_node("now", c, v) for c, v in now.items()])]
    links = [Link("left", f"now:{c}", v.value) for c, v in now.items()]
    figure = participant_flow(stages, links)
    if figure is None:
        return None
    drawn = [exits, *(v for v in now.values() if v.status == "shown")]
    good = next((now[c] for c in ("work_or_study", "work") if c in now), None)
    finding = (
        f"{mark(good, number(good.value))} av {mark(exits, number(exits.value or 0))} hade "
        f"{SITUATION[next(c for c in ('work_or_study', 'work') if c in now)]} när de slutade"
        if good is not None and good.status == "shown" and good.value is not None
        else f"{mark(exits, number(exits.value or 0))} deltaganden avslutades"
    )
    caption = (
        f"**{finding}.** Ur individuppgifter: avslutade deltaganden {when(year, [exits])} efter läget vid avslutet. "
        f"{'Läget senare står i tabellen.' if later else ''}"
    )
    told = "; ".join(
        f"{SITUATION[c]} {number(v.value or 0) if v.status == 'shown' else 'visas inte'}"
        for c, v in now.items()
    )
    alt = f"Ett flöde från {number(exits.value or 0)} avslutade till läget vid avslutet. {told}."
    return Chart(figure, caption.rstrip(), alt, tuple(drawn))
