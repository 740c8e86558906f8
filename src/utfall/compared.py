"""Which shares stand beside each other in a report: nothing is computed here."""

from collections.abc import Iterable
from dataclasses import replace

from utfall.evidence import Evidence
from utfall.labels import OUTCOME
from utfall.recorded import ALL, which, who
from utfall.text import escape, in_swedish_order, period
from utfall.values import Value, group, parse_group

__all__ = [
    "beside",
    "main_shares",
    "members_shares",
    "of",
    "over_time",
    "programmes_shares",
    "what",
]

_FEWEST = 10


def of(e: Evidence, share: Value, stem: str, **more: str) -> Value | None:
    """Return the estimate of a share by the beginning of its name; None where there is none."""
    name = f"{stem}_{share.measure.removeprefix('share_')}"
    told = group(**{**parse_group(share.group), **more})
    return e.get(replace(share, measure=name, group=told).key)


def over_time(e: Evidence, estimate: Value) -> list[Value]:
    """Return the shares that an estimate over several periods is made of, the oldest first."""
    name = f"share_{estimate.measure.split('_', 1)[1]}"
    parts = {k: v for k, v in parse_group(estimate.group).items() if k not in ("from", "kind")}
    found = e.find(name, estimate.programme_id, estimate.member_id, from_="records", **parts)
    plain = {"from", "kind", *parts}
    return sorted((v for v in found if set(parse_group(v.group)) <= plain), key=lambda v: v.year)


def what(share: Value) -> str:
    """Return the code of what a share went to: ``work``, ``reached`` and so on."""
    return parse_group(share.group).get("outcome", "reached")


def main_shares(e: Evidence) -> list[Value]:
    """Return the shares that a report's subject is judged by: of records, else of sources.

    Of records the newest period; of sources those with work of everybody that the source speaks
    of, nearest first.
    """
    programme = which(e)
    found = [
        v
        for v in e.find(
            "share_reached", programme, who(e), from_="records", definition="association"
        )
        if v.status != "refused"
    ]
    newest = max((v.year for v in found), default="")
    recorded = [v for v in found if v.year == newest]
    published = [
        v
        for v in e.find("share_outcome", outcome="employment")
        if v.status == "shown"
        and e.chosen(v)
        and v.member_id
        and of(e, v, "predicted") is not None
        and e.place_of(v) != ("" if e.subject.about == "association" else "county")
    ]
    if not published:
        published = [
            v
            for v in e.find("share_outcome", outcome="employment")
            if v.status == "shown" and e.chosen(v) and v.member_id and of(e, v, "predicted")
        ]
    return [*sorted(recorded, key=lambda v: parse_group(v.group).get("after", "")), *published]


def _newest(values: Iterable[Value]) -> list[Value]:
    """Return those of the newest period in which at least two are shown, else of the newest."""
    found = list(values)
    years = sorted({v.year for v in found}, reverse=True)
    shown = [y for y in years if sum(v.year == y and v.status == "shown" for v in found) > 1]
    year = next(iter(shown or years), "")
    return [v for v in found if v.year == year]


def members_shares(e: Evidence) -> tuple[Value | None, list[tuple[str, Value]]]:
    """Return the association's share, and those of its municipalities by name, in that order."""
    found = e.beside("share_reached", ALL, from_="records", definition="association", after=None)
    names = {m.member_id: m.name for m in e.members if m.kind == "municipality"}
    same = _newest(v for v in found if v.member_id in names)
    year = same[0].year if same else ""
    whole = next((v for v in found if v.member_id == ALL and v.year == year), None)
    told = sorted(((names[v.member_id], v) for v in same), key=lambda one: in_swedish_order(one[0]))
    return whole, told


def programmes_shares(e: Evidence) -> list[tuple[str, Value]]:
    """Return the same share of each programme by name: of records, else of what sources say."""
    found = e.beside(
        "share_reached", None, ALL, from_="records", definition="association", after=None
    )
    same = _newest(v for v in found if v.programme_id != ALL)
    if not same:
        every = e.beside("share_outcome", outcome="employment")
        same = [v for v in every if v.member_id and parse_group(v.group).get("reading", "A") == "A"]
        widest = {}
        for v in sorted(same, key=lambda v: (v.denominator or 0, v.year)):
            widest[v.programme_id] = v
        same = list(widest.values())
    return sorted(
        ((e.name_of(v.programme_id), v) for v in same), key=lambda one: in_swedish_order(one[0])
    )


def beside(e: Evidence, share: Value) -> str:
    """Name a share in a row of its own: programme or place, period and what it is of."""
    parts = parse_group(share.group)
    when = period(share.year)
    later = {"12m": ", tolv månader efter avslut", "6m": ", sex månader efter avslut"}
    if share.programme_id == ALL:
        name = (
            "Hela förbundet" if share.member_id == ALL else escape(e.member_name(share.member_id))
        )
    else:
        name = ", ".join(escape(n) for n in (e.name_of(share.programme_id), e.part_of(share)) if n)
    whom = {"completed": "av dem som fullföljde", "exited": "av dem som slutat"}.get(
        parts.get("of", ""), ""
    )
    went = OUTCOME.get(parts.get("outcome", ""), "arbete eller studier")
    return ", ".join(
        filter(None, [name, when, f"till {went}{later.get(parts.get('after', ''), '')}", whom])
    )
