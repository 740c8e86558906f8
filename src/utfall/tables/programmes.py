"""Programmes in rows: what was decided, planned and done."""

from utfall.evidence import Evidence, Programme
from utfall.labels import AFTER_EXIT, BASIS, CONDITION, POPULATION, SITUATION, STATUS
from utfall.recorded import ALL, cell, split, told_together, when
from utfall.tables.markdown import explained, pipe_table
from utfall.tables.participants import what_counted
from utfall.text import capitalised, day, escape, mark, millions, number, period, show
from utfall.values import Value, parse_group

__all__ = ["conditions", "overview", "planned", "programme_flows", "programme_outcomes"]


@explained("suppressed")
def overview(e: Evidence) -> str:
    """Every programme with its time, people and money: a row each."""
    money = {v.programme_id: v for v in e.stated_money()}
    rows = []
    for p in e.programmes:
        paid = money.get(p.programme_id)
        rows.append(
            [
                escape(p.name),
                f"{_span(p)}, {STATUS[p.status]}",
                _people(e, p, paid.year if paid else ""),
                f"{show(paid, write=millions)} ({BASIS[parse_group(paid.group)['basis']]}"
                f"{f', {period(paid.year)}' if paid.year else ''})"
                if paid
                else _without_total(e, p),
            ]
        )
    return pipe_table(
        "overview",
        "Insatserna: tid, deltagare och pengar så som de är kända",
        ["Insats", "Tid och läge", "Deltagare", "Pengar"],
        rows,
        align="llll",
        widths=[24, 22, 34, 34],
    )


def _without_total(e: Evidence, p: Programme) -> str:
    found = e.find("funding", p.programme_id, prices=None, allocation=None)
    some = any(v.status == "shown" for v in found)
    return "hela beloppet inte angivet" if some else "inga angivna"


def _span(p: Programme) -> str:
    if not p.start:
        return "start inte angiven"
    return f"{p.start[:4]}–{p.end[:4]}" if p.end else f"från {p.start[:4]}"


def _people(e: Evidence, p: Programme, paid: str) -> str:
    """Tell how many took part: in the time of the money that stands beside where that is told."""
    if p.orientation == "structure":
        return "inga: riktad till samverkan"
    counts = [
        v
        for v in e.find("n_participants", p.programme_id, source=None, allocation=None)
        if v.member_id and e.chosen(v) and v.status == "shown"
    ]
    same = [v for v in counts if paid and v.year == paid and "kind=stock" not in v.group]
    if same:
        return _largest(e, same)
    recorded = e.find("n_during", p.programme_id, ALL, from_="records", count="persons")
    shown = [
        v
        for v in recorded
        if v.status == "shown"
        and (not p.end or v.year[-4:] <= p.end[:4])
        and v.year[-4:] >= p.start[:4]
    ]
    if shown:
        newest = max(shown, key=lambda v: v.year)
        return f"{show(newest)} personer {when(newest.year, [newest])}"
    # Those of one day only where nothing is told of a time.
    counts = [v for v in counts if "kind=stock" not in v.group] or counts
    if counts:
        return _largest(e, counts)
    return show(recorded[-1]) if recorded else "inget känt antal"


def _largest(e: Evidence, counts: list[Value]) -> str:
    largest = max(counts, key=lambda v: v.value or 0)
    where = f" från {escape(e.part_of(largest))}" if e.part_of(largest) else ""
    return f"{show(largest)}{where} ({what_counted(e, largest)})"


@explained("suppressed", "refused")
def planned(e: Evidence) -> str:
    """What was planned against what was done, where both are known for the same time."""
    rows = []
    actual = {
        (v.programme_id, v.member_id, v.year): v
        for v in e.find("n_participants", source=None, allocation=None)
        if "kind" not in parse_group(v.group) and "component" not in parse_group(v.group)
    }
    shares = e.find("share_of_plan", None, ALL, from_="records")
    for plan in sorted(e.find("n_planned"), key=lambda v: v.key):
        if not plan.programme_id:
            continue
        people = "population" not in parse_group(plan.group)
        done = actual.get((plan.programme_id, plan.member_id, plan.year)) if people else None
        began = next(
            (
                v
                for v in shares
                if people and v.programme_id == plan.programme_id and v.year[-4:] == plan.year[-4:]
            ),
            None,
        )
        rows.append(
            [
                f"{escape(e.name_of(plan.programme_id))}{_of_whom(plan)}",
                period(plan.year),
                show(plan),
                _done(done),
                _began(began),
            ]
        )
    # Only where there are records can it be said how many of a plan began.
    told = any(row[-1] for row in rows)
    return pipe_table(
        "planned",
        "Planerat antal, av deltagare om inget annat sägs, och vad källor redovisar för samma tid (alla som deltog)"
        + (", och hur många av planen som började enligt individuppgifter" if told else ""),
        ["Insats", "Period", "Planerat", "Redovisat", *(["Började av planen"] if told else [])],
        [row if told else row[:-1] for row in rows],
        align="llrrr" if told else "llrr",
        widths=[28, 16, 14, 18, *([18] if told else [])],
    )


def _of_whom(plan: Value) -> str:
    population = parse_group(plan.group).get("population")
    return f" ({POPULATION.get(population, escape(population))})" if population else ""


def _began(began: Value | None) -> str:
    if began is None:
        return ""
    if began.status != "shown":
        return show(began)
    counts = [mark(began, number(x or 0), name) for x, name in (
        (began.numerator, "numerator"), (began.denominator, "denominator"))]  # fmt: skip
    return f"{' av '.join(counts)} ({show(began)})"


def _done(done: Value | None) -> str:
    return show(done) if done is not None else "inte redovisat för samma tid"


@explained("suppressed", "refused")
def programme_flows(e: Evidence) -> str:
    """Persons year by year, and participations over pooled periods, from records."""
    pid = e.subject.subject_id
    rows = []
    for measure, words in (
        ("n_during", "personer som deltog"),
        ("n_new", "deltaganden som började"),
        ("n_exits", "deltaganden som avslutades"),
    ):
        for v in sorted(e.find(measure, pid, ALL, from_="records"), key=lambda v: v.year):
            if set(parse_group(v.group)) <= {"from", "kind", "count"}:
                rows.append([f"{when(v.year, [v])}: {words}", show(v)])
    return pipe_table(
        "programme-flows",
        "Deltagare och deltaganden, ur individuppgifter",
        ["Period", "Antal"],
        rows,
        align="lr",
        widths=[60, 20],
    )


@explained("suppressed", "refused")
def programme_outcomes(e: Evidence) -> str:
    """Where those who left were at exit, six and twelve months later, from records."""
    pid = e.subject.subject_id
    years = sorted({v.year for v in e.find("n_outcome", pid, ALL, from_="records")})
    coarse = told_together(e, ALL, SITUATION, pid)
    rows = []
    for year in reversed(years):
        for after, words in AFTER_EXIT.items():
            states = split(
                e, "n_outcome", "outcome", SITUATION, year, ALL, pid, coarse=coarse, after=after
            )
            share = cell(e, "share_reached", year, ALL, pid, definition="association", after=after)
            if states:
                told = [f"{SITUATION[code]} {show(v)}" for code, v in states.items()]
                rows.append(
                    [
                        f"{when(year, states.values())}, {words}",
                        "; ".join(told),
                        show(share) if share is not None else "",
                    ]
                )
    return pipe_table(
        "programme-outcomes",
        "Läget för dem som slutade, ur individuppgifter, och andel i arbete eller studier enligt förbundets "
        "definition",
        ["Period och tidpunkt", "Läge", "Andel"],
        rows,
        align="llr",
        widths=[34, 60, 16],
    )


def conditions(e: Evidence) -> str:
    """Each decision on money with its conditions and whether they were met."""
    rows = []
    for a in e.applications:
        name = next((escape(p.name) for p in e.programmes if p.programme_id == a.programme_id), "")
        rows.append(
            [
                name or "insats utan namn",
                f"{escape(a.body)}, {day(a.date)}" if a.body else day(a.date),
                f"{show(e[a.key])} sökt",
                escape(a.decision)
                or (f"förslag: {escape(a.proposal)}" if a.proposal else "inte redovisat"),
                escape(a.conditions) or "inga redovisade",
                CONDITION[a.conditions_met] if a.conditions else "",
            ]
        )
    return pipe_table(
        "conditions",
        "Beslut och villkor",
        ["Insats", "Behandlat", "Belopp", "Beslut", "Villkor", "Uppfyllt"],
        [[capitalised(cell) if i == 3 else cell for i, cell in enumerate(row)] for row in rows],
        align="llrlll",
        widths=[20, 22, 16, 18, 30, 14],
    )
