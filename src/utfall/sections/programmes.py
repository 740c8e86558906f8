"""The programmes one by one."""

from utfall import answers
from utfall.evidence import Evidence, Programme
from utfall.labels import BASIS, FUNDER, ORIENTATION, STATUS
from utfall.tables.participants import what_counted, whose
from utfall.text import capitalised, day, escape, listing, period, show
from utfall.values import parse_group

__all__ = ["programmes"]

_A_YEAR = " om året"


def programmes(e: Evidence) -> str:
    """Tell of each programme: when, for whom, with what people and money."""
    return "\n\n".join(_programme(e, p) for p in e.programmes) or (
        "Ingen källa nämner någon insats för den här medlemmen."
    )


def _programme(e: Evidence, p: Programme) -> str:
    when = (
        period(f"{p.start[:4]}/{p.end[:4]}" if p.start[:4] != p.end[:4] else p.start[:4])
        if p.start
        else "start inte angiven"
    )
    head = f"### {escape(p.name)}"
    told_when = f" enligt uppgift {day(p.status_as_of)}" if p.status_as_of else ""
    if p.status == "ongoing" and p.end and int(p.end[:4]) <= e.year:
        told_when += f", skulle sluta {day(p.end)}"
    facts = [STATUS[p.status] + told_when, when, ORIENTATION[p.orientation]]
    lines = [head, f"{capitalised(', '.join(facts))}. {escape(p.description)}"]
    if not p.finsam:
        lines.append("Detta är inte ett samordningsförbunds insats.")
    places = [m.name for m in e.members if m.kind == "municipality" and m.member_id in p.place]
    if 1 < len(places) < len([m for m in e.members if m.kind == "municipality"]):
        lines.append(f"Kommuner: {listing([escape(name) for name in places])}.")
    lines += _people_and_money(e, p)
    told = answers.programme_outcomes(e, p.programme_id)
    if told:
        lines.append(told)
    goals = [
        f"{escape(text)}: {show(e[key])}" if key else escape(text)
        for text, key in p.goals
        if not key or key in e
    ]
    if goals:
        lines.append("Mål och planer: " + "; ".join(goals) + ".")
    cases = e.find("n_cases", p.programme_id)
    if cases:
        lines.append(
            f"Ärenden: {show(cases[0])}{_A_YEAR if cases[0].status == 'shown' else ''}. Ärenden är inte deltagare och räknas inte ihop med dem."
        )
    if p.activities:
        lines.append("Innehåll: " + "; ".join(escape(a) for a in p.activities) + ".")
    if p.parties:
        lines.append("Parter: " + "; ".join(escape(a) for a in p.parties) + ".")
    for reading, meaning in p.readings.items():
        lines.append(f"Läsning {reading}: {escape(meaning)}")
    return "\n\n".join(lines)


def _people_and_money(e: Evidence, p: Programme) -> list[str]:
    """Say how many took part and what money is stated; or that no source says so."""
    people = [
        v
        for v in e.find("n_participants", p.programme_id, source=None, allocation=None)
        if v.member_id and "population" not in v.group and not e.is_part(v)
    ]
    money = [
        v
        for v in e.find("funding", p.programme_id, prices=None, allocation=None)
        if v.member_id and parse_group(v.group)["funder"] in ("total", "association")
    ]
    lines = []
    if people:
        told = [f"{show(v)} ({what_counted(e, v)}, {whose(e, v)})" for v in e.in_order(people)]
        lines.append(f"Deltagare: {'; '.join(told)}.")
    elif p.orientation in ("participant", "both"):
        lines.append("Deltagare: ingen källa anger hur många.")
    if money:
        told = [
            f"{show(v)} ({BASIS[parse_group(v.group)['basis']]}, "
            f"{FUNDER[parse_group(v.group)['funder']]}, {whose(e, v)})"
            for v in e.in_order(money)
        ]
        lines.append(f"Pengar: {'; '.join(told)}.")
    return lines
