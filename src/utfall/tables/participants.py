"""How many took part, by programme and period; and what became of the count."""

from utfall.evidence import Evidence
from utfall.labels import COMPONENT, COUNT, EXIT
from utfall.tables.markdown import data_table, explained, pipe_table
from utfall.text import day, escape, listing, period, show
from utfall.values import Value, parse_group

__all__ = ["ledger", "participants", "what_counted", "whose"]


_WORDS = ("", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")


def whose(e: Evidence, value: Value) -> str:
    """Say whose a value is: the member's own, shared, or not stated."""
    if not value.member_id:
        return "kommun inte angiven"
    place = e.place_of(value)
    if place == "own" and e.subject.about == "member":
        return escape(e.subject.name)
    if place == "own":
        return "alla insatsens kommuner"
    if place == "county":
        return "hela länet"
    names = [escape(e.member_name(m)) for m in value.member_id.split("+")]
    if len(names) > (3 if e.subject.about == "member" else 2):
        # The programme's own section names them.
        return f"{_WORDS[len(names)] if len(names) < len(_WORDS) else 'flera'} kommuner tillsammans"
    return f"{listing(names)} tillsammans" if len(names) > 1 else names[0]


def what_counted(e: Evidence, value: Value) -> str:
    """Say what a count is of: the period and, where they apply, part, moment and reading."""
    own = parse_group(value.group)
    words = [period(value.year)]
    if own.get("kind") == "to_date":
        words.append(f"hittills, {day(e.date_of(value))}" if e.date_of(value) else "hittills")
    if own.get("kind") == "stock":
        words.append("vid ett tillfälle")
    if own.get("component"):
        words.append(COMPONENT.get(own["component"]) or escape(own["component"].replace("-", " ")))
    if own.get("reading"):
        words.append(f"läsning {own['reading']}")
    return ", ".join(words)


def _noun(v: Value) -> str:
    return "ärende" if v.measure == "n_cases" and v.value == 1 else COUNT[v.measure]


@explained("suppressed")
def participants(e: Evidence) -> str:
    """The counts behind the chart of participants."""
    found = e.find(["n_participants", "n_cases"], source=None, allocation=None)
    rows = [
        [
            escape(e.programme(v.programme_id).name),
            what_counted(e, v),
            whose(e, v),
            f"{show(v)} {_noun(v)}" if v.status == "shown" else show(v),
        ]
        for v in e.in_order([v for v in found if v.member_id])
    ]
    return data_table(
        "Siffrorna i diagrammet",
        pipe_table(
            "participants",
            "Deltagare efter insats, period och kommun",
            ["Insats", "Period", "Vilka", "Antal"],
            rows,
            align="lllr",
            widths=[24, 34, 28, 22],
        ),
    )


_LEDGER = (
    "n_completed",
    "n_broken_off",
    "n_exited",
    "n_left_somehow",
    "n_ongoing",
    "n_unaccounted",
    "n_not_reported",
)


def _if(v: Value) -> str:
    told = v.measure == "n_unaccounted" and v.bound == "conditional"
    return f" ({escape(v.reason)})" if told else ""


@explained("suppressed")
def ledger(e: Evidence) -> str:
    """Every count of participants against what is said to have become of them."""
    rows = []
    for whole in e.in_order(e.find("n_participants", source=None, allocation=None)):
        if whole.status not in ("shown", "suppressed"):
            continue
        if not e.chosen(whole) or "stock" in whole.group or e.is_part(whole):
            continue
        parts = [
            v
            for v in e.find(_LEDGER, whole.programme_id, whole.member_id, of_=None)
            if v.year == whole.year
            and _same_cut(v, whole)
            and (v.measure == "n_unaccounted" or v.status == "suppressed" or _is_somebody(v))
        ]
        told = [
            f"{EXIT[v.measure]}: {show(v)}"
            if v.status == "suppressed"
            else f"{show(v)} {EXIT[v.measure]}{_if(v)}"
            for v in sorted(parts, key=lambda v: _LEDGER.index(v.measure))
        ]
        rows.append(
            [
                ", ".join(
                    escape(n) for n in (e.programme(whole.programme_id).name, e.part_of(whole)) if n
                ),
                what_counted(e, whole),
                show(whole),
                "; ".join(told) or "inte redovisat",
            ]
        )
    return pipe_table(
        "ledger",
        "Avstämning: vad källorna säger att det blev av alla deltagare",
        ["Insats", "Period", "Deltagare", "Därav"],
        rows,
        align="llrl",
        widths=[22, 28, 12, 46],
    )


def _is_somebody(v: Value) -> bool:
    """Say whether a count is given and not zero; a range has no value."""
    return v.status == "shown" and v.value != 0


def _same_cut(part: Value, whole: Value) -> bool:
    names = ("reading", "component")
    a, b = parse_group(part.group), parse_group(whole.group)
    return all(a.get(n) == b.get(n) for n in names)
