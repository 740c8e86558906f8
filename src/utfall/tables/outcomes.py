"""Where participants went, and the shares with their denominators."""

from utfall.evidence import Evidence, Flow
from utfall.labels import AFTER, EXIT, OUTCOME, SUPPORT
from utfall.tables.markdown import data_table, explained, pipe_table
from utfall.tables.participants import what_counted, whose
from utfall.text import capitalised, decimal, escape, mark, number, percent, show
from utfall.values import Value, parse_group

__all__ = ["OF", "STATUS_LABEL", "flows", "outcomes", "part_label", "shares"]

# The statuses of a flow, in the order a chart draws them.
STATUS_LABEL = {
    "employment": "arbete",
    "towards": "mot arbete",
    "studies": "studier eller examen",
    "preparation": "rehabilitering, praktik eller utredning",
    "daily": "daglig verksamhet",
    "ongoing": "deltog fortfarande",
    "broken_off": "fullföljde inte",
    "completed": "fullföljde, utan redovisat resultat",
    "unknown": "inte redovisat",
}

_FEW = 3
_FIRST = ("employment", "towards_employment", "studies", "employment+studies")

OF = {
    "participants": "av alla deltagare",
    "completed": "av dem som fullföljde",
    "exited": "av dem som har slutat",
}


def part_label(value: Value) -> str:
    """Name one part of a flow by its outcome or its place in the ledger."""
    outcome = parse_group(value.group).get("outcome")
    return OUTCOME[outcome] if outcome else EXIT[value.measure]


def flows(e: Evidence) -> list[Flow]:
    """Return the flows that a chart shows, in the order in which a reader meets them."""
    told = [e[f.total] for f in e.flows if e.chosen(e[f.total])]
    wholes = e.in_order([v for v in told if not e.is_part(v)])
    by_key = {f.total: f for f in e.flows}
    return [by_key[v.key] for v in wholes]


@explained("suppressed")
def outcomes(e: Evidence) -> str:
    """The numbers of the chart of where participants went, a row per programme."""
    rows = []
    for flow in flows(e):
        whole = e[flow.total]
        parts = [_part(e[key]) for _, key in flow.parts]
        rows.append(
            [
                escape(e.programme(flow.programme_id).name),
                f"{what_counted(e, whole)}, {whose(e, whole)}",
                show(whole),
                "; ".join(parts),
            ]
        )
    return data_table(
        "Siffrorna i diagrammet",
        pipe_table(
            "outcomes",
            "Vart deltagarna tog vägen, efter insats",
            ["Insats", "Period och vilka", "Deltagare", "Läge"],
            rows,
            align="llrl",
            widths=[20, 32, 12, 44],
        ),
    )


def _part(value: Value) -> str:
    label = part_label(value)
    # "Visas inte arbete" is no Swedish.
    return f"{label}: {show(value)}" if value.status == "suppressed" else f"{show(value)} {label}"


def _span(v: Value, low: str, at: float, high: str, to: float) -> str:
    """Write two limits of a share with one sign: ``28,8–54,8 %``."""
    return f"{mark(v, decimal(at * 100, 1), low)}–{mark(v, percent(to), high)}"


def _named(e: Evidence, v: Value) -> str:
    """Name a programme with the time and, of a part of it, the place that a value is of."""
    where = f", {escape(e.part_of(v))}" if e.part_of(v) else ""
    return f"{escape(e.programme(v.programme_id).name)}, {what_counted(e, v)}{where}"


def _people(v: Value) -> tuple[str, ...]:
    """Return what counts and shares of the same people have in common."""
    own = parse_group(v.group)
    cut = (own.get(name, "") for name in ("reading", "component", "kind"))
    return (v.programme_id, v.member_id, v.year, *cut)


def _of_whom(v: Value) -> tuple[str, ...]:
    """Return what a count and a share of one outcome of the same people have in common."""
    return (*_people(v), parse_group(v.group).get("outcome", ""))


def _count(e: Evidence, share: Value) -> str:
    """Return the count behind a share that is not given: ``, 3 av 4``."""
    own = parse_group(share.group)
    counts = e.find(
        "n_outcome", share.programme_id, share.member_id, outcome=own["outcome"], after_=None
    )
    counts = [v for v in counts if _of_whom(v) == _of_whom(share)]
    base = e.one(
        f"n_{own['of']}", share.programme_id, share.member_id, source=None, allocation=None
    )
    if not counts or base is None:
        return ""
    if "suppressed" in (counts[0].status, base.status):
        return f": {show(counts[0])}"
    return f", {show(counts[0])} av {show(base)}"


def _about(v: Value) -> str:
    """Say why an outcome has no share: it is unknown, a support, or the source names no base."""
    if v.status != "shown":
        return f"eftersom {escape(v.reason)}"
    if parse_group(v.group)["outcome"] in SUPPORT:
        return "stöd eller aktivitet, inte ett resultat"
    return "källan anger inte av vilka"


def _silent(e: Evidence, share: Value) -> str:
    """Say of how many the source tells no outcome, who may have had this one too."""
    found = [
        v
        for v in e.find("n_not_reported", share.programme_id, share.member_id, of_=None)
        if v.value and _people(v) == _people(share)
    ]
    return f"för {show(found[0])} är läget inte redovisat" if found else ""


@explained("suppressed")
def shares(e: Evidence) -> str:
    """Outcomes as counts and shares, each with the denominator it is a share of."""
    rows = []
    refused: set[tuple[str, str]] = set()
    order = list(OUTCOME)
    found = [
        v
        for v in e.find("share_outcome", source=None)
        if e.chosen(v) and parse_group(v.group)["outcome"] not in SUPPORT
    ]
    shared = {_of_whom(v) for v in found}
    if e.subject.about == "association" and len(e.programmes) > _FEW:
        # Of many programmes, what everybody asks for first: each programme's own report has all.
        found = [v for v in found if parse_group(v.group)["outcome"] in _FIRST]
    found.sort(key=lambda v: order.index(parse_group(v.group)["outcome"]))
    for v in e.in_order(found):
        own = parse_group(v.group)
        programme = _named(e, v)
        if v.status != "shown":
            if (v.key[: v.key.rindex(":")], own["outcome"]) in refused:
                continue  # refused by one denominator already: the second adds no answer
            refused.add((v.key[: v.key.rindex(":")], own["outcome"]))
            rows.append(
                [
                    programme,
                    f"{capitalised(OUTCOME[own['outcome']])}{_count(e, v)}",
                    OF[own["of"]],
                    show(v),
                    f"eftersom {escape(v.reason)}",
                ]
            )
            continue
        counted = f"{mark(v, number(v.numerator or 0), 'numerator')} av {mark(v, number(v.denominator or 0), 'denominator')}"
        bounds = ""
        if v.low is not None and v.high is not None and v.low != v.high:
            bounds = _span(v, "low", v.low, "high", v.high)
        chance = ""
        if v.ci_low is not None and v.ci_high is not None:
            chance = _span(v, "ci_low", v.ci_low, "ci_high", v.ci_high)
        rows.append(
            [
                programme,
                f"{capitalised(OUTCOME[own['outcome']])}, {counted}",
                OF[own["of"]],
                show(v),
                "; ".join(
                    part
                    for part in (
                        f"gränser för det okända {bounds}" if bounds else "",
                        f"slumpvariation {chance}" if chance else "",
                        _silent(e, v) if own["of"] == "participants" else "",
                    )
                    if part
                ),
            ]
        )
    alone = [v for v in e.find("n_outcome", source=None) if e.chosen(v) and v.member_id]
    for v in e.in_order(alone):
        own = parse_group(v.group)
        if _of_whom(v) in shared and not own.get("after"):
            continue
        later = f", {AFTER[own['after']]}" if own.get("after") else ""
        rows.append(
            [
                _named(e, v),
                f"{capitalised(OUTCOME[own['outcome']])}{later}, {show(v)}",
                "" if v.status != "shown" or own["outcome"] in SUPPORT else "framgår inte",
                "",
                _about(v),
            ]
        )
    return pipe_table(
        "shares",
        "Resultat som andel, med vad andelen är räknad på",
        ["Insats", "Resultat", "Räknat på", "Andel", "Osäkerhet"],
        rows,
        align="lllrl",
        widths=[24, 24, 18, 14, 34],
    )
