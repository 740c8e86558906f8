"""Words and choices that several answers share."""

from collections.abc import Iterable

from utfall.evidence import Evidence, Source
from utfall.labels import BASIS
from utfall.sourcing import by_whom
from utfall.text import day, escape, listing, period, show
from utfall.values import Status, Value, parse_group

__all__ = [
    "basis_word",
    "cited",
    "counts",
    "doubt",
    "from_whom",
    "has_own",
    "hidden_counts",
    "in_brackets",
    "is_municipality",
    "member_name",
    "named_apart",
    "near_counts",
    "of_money",
    "of_whom",
    "other_names",
    "programme_name",
    "programmes_priced",
    "reading_of",
    "same_people",
    "shared_with",
    "unique",
    "when",
    "with_period",
]

_MOST_PRICED = 3


def counts(e: Evidence) -> list[Value]:
    """Return the counts of participants that a reader may add up or compare: newest per key."""
    return _counts(e, "shown")


def hidden_counts(e: Evidence) -> list[Value]:
    """Return the counts of participants that would be told if they were not hidden."""
    return _counts(e, "suppressed")


def _counts(e: Evidence, status: Status) -> list[Value]:
    found = [
        v
        for v in e.find("n_participants", source=None, allocation=None, population=None)
        if v.status == status
        and parse_group(v.group).get("kind") != "stock"
        and e.chosen(v)
        and v.member_id
    ]
    return e.in_order(found)


def is_municipality(e: Evidence) -> bool:
    """Say whether the report is about people of one place, and not about all that took part."""
    return e.subject.about == "member" and e.subject.kind == "municipality"


def near_counts(e: Evidence) -> list[Value]:
    """Return the counts that concern the member; the county's only where there are no others.

    In reports of more than one municipality every count does, unless it is told within another.
    """
    every = counts(e)
    if not is_municipality(e):
        return [v for v in every if not e.is_part(v)]
    return [v for v in every if e.place_of(v) != "county"] or every


def has_own(e: Evidence) -> bool:
    """Say whether any count is the member's alone."""
    return any(e.place_of(v) == "own" for v in counts(e))


def same_people(a: Value, b: Value) -> bool:
    """Say whether two values are about the same people: period, reading and cut."""
    mine, theirs = parse_group(a.group), parse_group(b.group)
    same = all(mine.get(name) == theirs.get(name) for name in ("reading", "component", "kind"))
    return same and a.year == b.year


def member_name(e: Evidence) -> str:
    """Return the report's member."""
    return escape(e.subject.name)


def programme_name(e: Evidence, v: Value) -> str:
    """Return the name of a value's programme."""
    return escape(e.programme(v.programme_id).name)


def named_apart(e: Evidence, v: Value, among: Iterable[Value]) -> str:
    """Return the name of a value's programme, with its period where others have the same name."""
    alike = [w for w in among if w.programme_id == v.programme_id and w.year != v.year]
    return programme_name(e, v) + (in_brackets(e, v) if alike else "")


def other_names(e: Evidence, v: Value) -> str:
    """Return the members that share a value, without the own."""
    return listing([escape(name) for name in e.others(v)])


def shared_with(e: Evidence, v: Value) -> str:
    """Say with whom a joint value is shared; nothing for others."""
    with_ = "med " if is_municipality(e) else ""
    return f" ({with_}{other_names(e, v)})" if e.place_of(v) == "joint" else ""


def of_whom(e: Evidence, v: Value) -> str:
    """Say in a municipality's report of whom a value is; nothing where it is its own."""
    county = is_municipality(e) and e.place_of(v) == "county"
    return " (hela länet)" if county else shared_with(e, v)


def from_whom(e: Evidence, v: Value) -> str:
    """Say where the people of a count came from, unless they are all that the report is about."""
    place = e.place_of(v)
    if place == "county":
        return " i hela länet"
    return "" if place == "own" else f" från {other_names(e, v)}{doubt(v)}"


def reading_of(v: Value) -> str:
    """Return the reading of a value, empty where it has none."""
    return parse_group(v.group).get("reading", "")


def doubt(v: Value) -> str:
    """Mark what holds in the second reading only: the source may mean one member alone."""
    return " (osäkert, bara i läsning B)" if reading_of(v) == "B" else ""


def basis_word(v: Value) -> str:
    """Return the word for what kind of amount a value is."""
    return BASIS[parse_group(v.group)["basis"]]


def of_money(e: Evidence, v: Value) -> str:
    """Say what kind of money an amount is of, and of which period: "budget, 2016–2019"."""
    return ", ".join(filter(None, (basis_word(v), when(e, v) if v.year else "")))


def when(e: Evidence, v: Value) -> str:
    """Say of which period a value is, or until when it counts."""
    if parse_group(v.group).get("kind") == "to_date":
        dated = e.date_of(v)
        return f"till och med {day(dated)}" if dated else "hittills"
    return period(v.year)


def in_brackets(e: Evidence, v: Value) -> str:
    """Return the period in brackets; nothing where the source states none."""
    return f" ({when(e, v)})" if v.year else ""


def with_period(e: Evidence, v: Value) -> str:
    """Return programme, number and period."""
    return f"{programme_name(e, v)} {show(v)}{in_brackets(e, v)}"


def cited(source: Source) -> str:
    """Say who states something and when, with a link to the table of sources."""
    when = f" {day(source.date)}" if source.date else ""
    return f"{by_whom(source)}{when} ([{escape(source.source_id)}](#tbl-sources){{.ref}})"


def unique(items: Iterable[str]) -> list[str]:
    """Return the items, each once, in their order."""
    return list(dict.fromkeys(items))


def programmes_priced(e: Evidence, now: Value) -> str:
    """Name the programmes that a time of several is of; how many they are where they are many."""
    of = [v for v in e.find("payback_cost", now.programme_id, now.member_id) if v.year == now.year]
    names = [n for v in of if (n := parse_group(v.group).get("programme"))]
    if not names:
        return "insatserna"
    if len(names) > _MOST_PRICED:
        return "de insatser som har både kostnad och resultat"
    return listing([escape(e.name_of(name)) for name in names])
