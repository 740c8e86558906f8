"""Cost per participant and per outcome, and why most of them cannot be given."""

from utfall.evidence import Evidence
from utfall.labels import BASIS, OUTCOME
from utfall.tables.markdown import pipe_table
from utfall.tables.participants import whose
from utfall.text import capitalised, escape, kronor, mark, period, show
from utfall.values import Value, parse_group

__all__ = ["costs", "in_order", "per_what"]


def per_what(value: Value) -> str:
    """Say what a cost is divided by."""
    own = parse_group(value.group)
    nouns = {
        "cost_per_participant": "deltagare",
        "cost_per_completer": "person som fullföljde",
        "towards_employment": "person mot arbete",
        "upper_secondary": "person med gymnasieexamen",
        "": "resultat",
    }
    outcome = own.get("outcome", "")
    noun = nouns.get(value.measure) or nouns.get(outcome) or f"person till {OUTCOME[outcome]}"
    prices = f", {own['prices']} års priser" if own.get("prices") else ""
    return f"{noun}{prices}"


_ORDER = ("cost_per_participant", "cost_per_completer", "cost_per_outcome")


def in_order(e: Evidence, found: list[Value]) -> list[Value]:
    """Sort costs by programme, then from participants to outcomes, current prices first."""
    outcomes = list(OUTCOME)

    def rank(v: Value) -> tuple[int, int, str, str]:
        own = parse_group(v.group)
        outcome = outcomes.index(own["outcome"]) if "outcome" in own else -1
        return _ORDER.index(v.measure), outcome, own.get("prices", ""), own.get("reading", "")

    stated = [v for v in found if v.member_id]
    return e.in_order(sorted(stated, key=rank))


def costs(e: Evidence) -> str:
    """All costs per person, shown or refused with the reason."""
    rows = []
    found = e.find(["cost_per_participant", "cost_per_completer", "cost_per_outcome"])
    for v in in_order(e, found):
        own = parse_group(v.group)
        basis = f" ({BASIS[own['basis']]})" if own.get("basis") else ""
        reading = f", läsning {own['reading']}" if own.get("reading") else ""
        rows.append(
            [
                f"{escape(e.programme(v.programme_id).name)}{', ' + period(v.year) if v.year else ''}",
                f"{whose(e, v)}{reading}",
                f"{capitalised(per_what(v))}{basis}",
                show(v),
                _why(v),
            ]
        )
    return pipe_table(
        "costs",
        "Kostnad per deltagare och per resultat, eller skälet till att den inte kan anges",
        ["Insats", "Vilka", "Kostnad per", "Kronor", "Hur säkert, eller varför inte"],
        rows,
        align="lllrl",
        widths=[18, 20, 22, 16, 40],
    )


_SURE = {"at_most": "högst", "at_least": "minst"}


def _why(v: Value) -> str:
    if v.status != "shown":
        return f"Eftersom {v.reason}"
    words = []
    if v.ci_low is not None and v.ci_high is not None:
        words.append(
            f"slumpvariation {mark(v, kronor(v.ci_low), 'ci_low')}–{mark(v, kronor(v.ci_high), 'ci_high')}"
        )
    elif v.ci_low is not None:
        words.append(f"slumpvariation från {mark(v, kronor(v.ci_low), 'ci_low')} utan övre gräns")
    if v.low is not None and v.low != v.value:
        words.append(f"minst {mark(v, kronor(v.low), 'low')}")
    if v.reason:
        words.append(f"{_SURE.get(v.bound, 'gäller med förbehåll')}, eftersom {v.reason}")
    return capitalised("; ".join(words))
