"""Cost per participant and per outcome, and why most of them cannot be given."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from utfall.evidence import Evidence
from utfall.labels import BASIS, OUTCOME
from utfall.tables.markdown import explained, pipe_table
from utfall.tables.participants import whose
from utfall.text import (
    STATUS_WORDS,
    capitalised,
    escape,
    kronor,
    listing,
    mark,
    number,
    period,
    show,
)
from utfall.values import Value, group, parse_group

__all__ = ["costs", "in_order", "per_what", "refused"]


def per_what(value: Value) -> str:
    """Say what a cost is divided by."""
    own = parse_group(value.group)
    nouns = {
        "cost_per_participant": "deltagare",
        "cost_per_completer": "person som fullföljde",
        "towards_employment": "person som slutade mot arbete",
        "upper_secondary": "person med gymnasieexamen",
        "": "resultat",
    }
    outcome = own.get("outcome", "")
    return nouns.get(value.measure) or nouns.get(outcome) or f"person till {OUTCOME[outcome]}"


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


@explained("suppressed")
def costs(e: Evidence) -> str:
    """Costs per person that can be given, in current and in fixed prices."""
    shown = [v for v in e.find(_ORDER) if v.status == "shown"]
    fixed = {_without_prices(v): v for v in e.find(_ORDER) if "prices=" in v.group}
    fixed = {key: v for key, v in fixed.items() if v.status in ("shown", "suppressed")}
    rows = []
    for v in in_order(e, [v for v in shown if "prices=" not in v.group]):
        priced = fixed.get(v.key)
        rows.append(
            [
                f"{escape(e.programme(v.programme_id).name)}, {period(v.year)}, {whose(e, v)}",
                f"{capitalised(per_what(v))} ({BASIS[parse_group(v.group)['basis']]})",
                show(v),
                _fixed(priced),
                _how_sure(v),
            ]
        )
    return pipe_table(
        "costs",
        "Kostnad per deltagare och per resultat",
        ["Insats", "Kostnad per", "Löpande priser", f"{e.price_year} års priser", "Hur säkert"],
        rows,
        align="llrrl",
        widths=[24, 22, 16, 16, 38],
    )


def refused(e: Evidence) -> str:
    """Costs per person that cannot be given, with the reason in words; a row per reason."""
    grouped: dict[tuple[str, str, str, str, str], list[Value]] = {}
    for v in in_order(e, [v for v in e.find(_ORDER) if v.status != "shown"]):
        reading = parse_group(v.group).get("reading", "")
        grouped.setdefault((v.programme_id, v.member_id, reading, v.reason, v.status), []).append(v)
    rows = []
    for (programme, _, reading, reason, status), found in grouped.items():
        told = listing(_named(found))
        rows.append(
            [
                escape(e.programme(programme).name),
                whose(e, found[0]) + (f", läsning {reading}" if reading else ""),
                f"{capitalised(STATUS_WORDS[status])}{_prices(found)}: {told}",
                f"Eftersom {escape(reason)}",
            ]
        )
    return pipe_table(
        "refused",
        "Kostnader som inte kan anges, och varför",
        ["Insats", "Vilka", "Vad", "Skäl"],
        rows,
        align="llll",
        widths=[20, 24, 32, 40],
    )


def _prices(found: Sequence[Value]) -> str:
    """Say once that all of it is in fixed prices."""
    every = {parse_group(v.group).get("prices", "") for v in found}
    return f" i {every.pop()} års priser" if len(every) == 1 and "" not in every else ""


def _named(found: Sequence[Value]) -> list[str]:
    """Say what each cost is per, with its period and prices where others are per the same."""
    alike = Counter(per_what(v) for v in found)
    periods = {v.year for v in found}
    once = bool(_prices(found))
    words = []
    for v in found:
        prices = parse_group(v.group).get("prices", "")
        more = [period(v.year)] if len(periods) > 1 else []
        more += [f"{prices} års priser"] if prices and not once else []
        brackets = f" ({', '.join(more)})" if alike[per_what(v)] > 1 and more else ""
        words.append(mark(v, f"per {per_what(v)}") + brackets)
    return words


def _fixed(priced: Value | None) -> str:
    """Write a cost in fixed prices: a range, since it depends on when the money was used."""
    if priced is None:
        return ""
    if priced.status != "shown":
        return show(priced)
    if priced.low is None or priced.value is None or priced.low == priced.value:
        return show(priced)
    high = priced.value if priced.high is None else max(priced.high, priced.value)
    column = "value" if high == priced.value else "high"
    return f"{mark(priced, number(priced.low), 'low')}–{mark(priced, kronor(high), column)}"


_SURE = {"at_most": "högst", "at_least": "minst"}


_COMPLETE = {
    "cost_per_participant": "Alla som pengarna gällde är räknade",
    "cost_per_completer": "Hela beloppet, också för dem som inte fullföljde",
}


def _without_prices(v: Value) -> str:
    parts = {k: x for k, x in parse_group(v.group).items() if k != "prices"}
    return replace(v, group=group(**parts)).key


def _how_sure(v: Value) -> str:
    """Say what bounds a cost: what is missing, chance, and the reason for a bound."""
    words = []
    if v.low is not None and v.high is not None and v.low != v.high:
        low, high = mark(v, number(v.low), "low"), mark(v, kronor(v.high), "high")
        words.append(f"gränser för det okända {low}–{high}")
    if v.ci_low is not None and v.ci_high is not None:
        low, high = mark(v, number(v.ci_low), "ci_low"), mark(v, kronor(v.ci_high), "ci_high")
        words.append(f"slumpvariation {low}–{high}")
    elif v.ci_low is not None:
        words.append(f"slumpvariation från {mark(v, kronor(v.ci_low), 'ci_low')} utan övre gräns")
    if v.reason:
        words.append(f"{_SURE.get(v.bound, 'gäller med förbehåll')}, eftersom {escape(v.reason)}")
    return capitalised("; ".join(words)) or _COMPLETE.get(v.measure, "")
