"""Outcomes that overlap, comparison, women and men, ages and target groups."""

from utfall.evidence import Evidence
from utfall.sections.records import records_people
from utfall.sections.words import programme_name
from utfall.text import escape, mark, number, period, show
from utfall.values import Value

__all__ = ["comparison", "overlap", "people"]


def overlap(e: Evidence) -> str:
    """Say where outcomes are more than people, and how many people had work or studies."""
    items = []
    any_of = [v for v in e.find("n_any_outcome") if e.chosen(v)]
    for v in e.in_order([v for v in e.find("n_outcomes_reported") if e.chosen(v)]):
        if v.status != "shown":
            items.append(f"- {programme_name(e, v.programme_id)}: antalet resultat {_not(v)}.")
            continue
        of = mark(v, number(v.denominator or 0), "denominator")
        items.append(
            f"- {programme_name(e, v.programme_id)}: {show(v)} resultat är redovisade för {of} personer. Samma "
            "person finns alltså i flera av dem, och resultaten får inte läggas ihop."
        )
    for v in e.in_order(any_of):
        name = _named(e, v, any_of)
        if v.status != "shown":
            items.append(f"- {name}: hur många som gick till arbete eller studier {_not(v)}.")
            continue
        of = f" av de {mark(v, number(v.denominator), 'denominator')}" if v.denominator else ""
        who = {"completed": " som fullföljde", "exited": " som har slutat"}.get(_of(e, v), "")
        if v.low is None or v.high is None:
            items.append(f"- {name}: {show(v)}{of}{who} gick till arbete eller studier.")
            continue
        low, high = mark(v, number(v.low), "low"), mark(v, number(v.high), "high")
        sentence = f"- {name}: mellan {low} och {high}{of}{who} gick till arbete eller studier"
        if v.value is not None:
            sentence += f"; {show(v)} om ingen räknas i båda, vilket källan inte säger"
        items.append(sentence + ".")
    return "\n".join(items)


def _named(e: Evidence, v: Value, among: list[Value]) -> str:
    """Return the name of a programme, with the period where others of it stand beside it."""
    part = e.part_of(v)
    name = programme_name(e, v.programme_id) + (f", {escape(part)}" if part else "")
    years = {other.year for other in among if other.programme_id == v.programme_id}
    return f"{name} ({period(v.year)})" if len(years) > 1 else name


def _not(v: Value) -> str:
    """Say within a sentence that a number is not given: ``visas inte``, ``är inte känt``."""
    return show(v) if v.status in ("suppressed", "refused") else f"är {show(v)}"


def _of(e: Evidence, v: Value) -> str:
    """Return what the persons with work or studies are among: the base of the same size."""
    for base in ("completed", "exited"):
        whole = e.one(f"n_{base}", v.programme_id, v.member_id)
        if whole is not None and whole.status == "shown" and whole.value == v.denominator:
            return base
    return "participants"


def comparison(e: Evidence) -> str:
    """Say that there is nobody to compare with, where that is so."""
    if len([m for m in e.members if m.kind == "municipality"]) > 1:
        return ""
    return "Det finns ingen annan kommun i de här uppgifterna att jämföra med."


def people(e: Evidence) -> str:
    """Say what is known of women and men, ages and target groups."""
    lines = ["Inget av källornas tal är uppdelat på kvinnor och män."]
    if not records_people(e):
        lines.append(
            "Det går därför inte att säga om insatserna nådde dem lika eller gav dem lika resultat."
        )
    items = []
    for p in e.programmes:
        told = [escape(p.target_group)] if p.target_group else []
        if p.ages:
            told.append(f"[{escape(p.ages)}]{{.d}}")
        if told:
            items.append(f"- {escape(p.name)}: {', '.join(told)}")
    if items:
        lines.append(
            "Målgrupper så som källorna anger dem; åldrarna är olika avgränsade och har inte räknats om:"
        )
    return " ".join(lines) + ("\n\n" + "\n".join(items) if items else "")
