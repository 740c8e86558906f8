"""How sure the shares are, who is unknown, and whether it lasted."""

from utfall.answers.words import (
    in_brackets,
    named_apart,
    programme_name,
    unique,
)
from utfall.compared import beside, main_shares, of
from utfall.evidence import Evidence
from utfall.labels import OUTCOME_VERB
from utfall.meaning import sentences
from utfall.recorded import pooled, split, when, which, who
from utfall.sections.questions.answer import Answer, partly, refused, told
from utfall.sections.questions.reasons import STRUCTURE, has_nobody, is_structure, no_results
from utfall.sections.questions.words import by_place, of_all
from utfall.text import (
    capitalised,
    escape,
    listing,
    mark,
    number,
    show,
)
from utfall.values import parse_group

__all__ = ["how_sure", "later", "new_group", "unknown"]

# Of several shares so many are told in the table; the section about them has them all.
_MOST_SHARES = 4


def how_sure(e: Evidence) -> Answer:
    """Tell what chance could have made of the main shares."""
    found = [v for v in main_shares(e) if v.status == "shown"][:_MOST_SHARES]
    if not found:
        return refused(f"Det går inte att säga, eftersom {no_results(e)}.")
    return told(
        *(f"{beside(e, v)}: {sentences.chance(v, again=i > 0)}" for i, v in enumerate(found))
    )


def new_group(e: Evidence) -> Answer:
    """Tell what a new group of the same kind could show."""
    estimates = [
        (share, estimate)
        for share in main_shares(e)
        if (estimate := of(e, share, "predicted")) is not None and estimate.status == "shown"
    ][:_MOST_SHARES]
    if not estimates:
        return refused(f"Det går inte att säga, eftersom {no_results(e)}.")
    return told(
        *(
            f"{beside(e, share)}: {sentences.predicted(estimate, again=i > 0)}"
            for i, (share, estimate) in enumerate(estimates)
        )
    )


def unknown(e: Evidence) -> Answer:
    """Say of how many the result is unknown, and whether it could change what is concluded."""
    if is_structure(e):
        return refused(f"{capitalised(STRUCTURE)}.")
    lines = [*_tipping(e), *_not_recorded(e), *_all_unknown(e), *_not_reported(e), *_lost(e)]
    if not lines:
        none = _nobody_unknown(e)
        if none:
            return told(*none)
        return refused(f"Det går inte att säga, eftersom {no_results(e)}.")
    return told(*lines)


def _tipping(e: Evidence) -> list[str]:
    recorded = e.find("tipping_reached", which(e), who(e), from_="records", after=None)
    newest = sorted(recorded, key=lambda v: v.year)[-1:]
    found = [v for v in e.find("tipping_outcome") if e.chosen(v)]
    return [
        *(f"{beside(e, v)}: {sentences.tipping(v)}" for v in newest),
        *(
            f"{programme_name(e, v)}{in_brackets(e, v)}: {sentences.tipping(v)}"
            for v in e.in_order(found)
        ),
    ]


def _not_recorded(e: Evidence) -> list[str]:
    lines = []
    year = next(iter(reversed(pooled(e, "n_outcome", who(e)))), "")
    for after, words in (("", "vid avslutet"), ("12m", "tolv månader efteråt")):
        lost = split(
            e, "n_outcome", "outcome", ("unknown",), year, who(e), which(e), after=after
        ).get("unknown")
        if lost is not None and lost.status == "shown" and lost.value:
            lines.append(
                f"För {show(lost)} avslutade{of_all(e)} {when(year, [lost])} är läget {words} inte registrerat."
            )
    return lines


def _all_unknown(e: Evidence) -> list[str]:
    """Name the counts of which no result at all is told, in programmes that have none."""
    reported = {v.programme_id for v in e.find("n_outcome", source=None) if v.status == "shown"}
    whole = [
        e[flow.total]
        for flow in e.flows
        if {status for status, _ in flow.parts} == {"unknown"}
        and flow.programme_id not in reported
        and e[flow.total].status == "shown"
        and e.chosen(e[flow.total])
        and not e.is_part(e[flow.total])
    ]
    return [
        f"{programme_name(e, v)}{in_brackets(e, v)}: läget är inte redovisat för någon av de {show(v)}. "
        "Det avgör allt: ingen eller alla av dem kan ha fått arbete."
        for v in e.in_order(whole)
    ]


def _not_reported(e: Evidence) -> list[str]:
    silent = [
        v
        for v in e.find("n_not_reported", of_=None)
        if v.status == "shown" and v.value and e.chosen(v)
    ]
    if not silent:
        return []
    names = [
        f"{named_apart(e, v, silent)}{by_place(e, v, silent)} {show(v)} av "
        f"{mark(v, number(v.denominator or 0), 'denominator')}"
        for v in e.in_order(silent)
    ]
    return [
        f"Läget är inte redovisat för alla: {listing(names)}. Andelen till arbete där kan vara högre "
        "än den som står."
    ]


def _lost(e: Evidence) -> list[str]:
    """Tell of those who left what is not reported, in programmes where no more is known."""
    measures = ("tipping_outcome", "n_not_reported")
    told_of = {v.programme_id for v in e.find(measures, of_=None)}
    told_of |= {v.programme_id for v in e.find("tipping_outcome")}
    return [
        f"{programme_name(e, v)}{in_brackets(e, v)}: läget är inte redovisat för {show(v)} av dem som har slutat."
        for v in e.in_order(e.find("n_not_reported", of_="exited"))
        if v.status == "shown"
        and (v.value or v.low)
        and e.chosen(v)
        and v.programme_id not in told_of
    ]


def _nobody_unknown(e: Evidence) -> list[str]:
    """Say that everybody who left is accounted for, where a source says so."""
    found = [
        v
        for v in e.find("n_not_reported", of_="exited")
        if v.status == "shown" and v.value == 0 and e.chosen(v)
    ]
    ongoing = {v.programme_id: v for v in e.find("n_ongoing") if v.status == "shown"}
    return [
        f"{programme_name(e, v)}: {show(v)} av dem som har slutat är okända"
        + (
            f"; {show(ongoing[v.programme_id])} deltog fortfarande, och deras resultat kommer senare."
            if v.programme_id in ongoing
            else "."
        )
        for v in e.in_order(found)
    ]


def later(e: Evidence) -> Answer:
    """Say whether those who left for work were in it after a year."""
    if is_structure(e):
        return refused(f"{capitalised(STRUCTURE)}.")
    found = e.find(
        "share_reached", which(e), who(e), from_="records", definition="association",
        after="12m",
    )  # fmt: skip
    if found:
        v = max(found, key=lambda v: v.year)
        if v.status != "shown":
            return refused(sentences.not_given(v))
        return partly(
            "Det går inte att säga om just de som fick arbete är kvar, eftersom de inte räknas för sig. "
            f"Av alla avslutade{of_all(e)} {when(v.year, [v])}, arbete eller studier tolv månader "
            f"efteråt: {sentences.chance(v)}"
        )
    stated_later = [
        v for v in e.find("n_outcome", source=None) if parse_group(v.group).get("after")
    ]
    shown = [v for v in stated_later if v.status == "shown" and e.chosen(v)]
    if shown:
        return partly(
            *(
                f"{programme_name(e, v)}: {show(v)} {OUTCOME_VERB[parse_group(v.group)['outcome']]} senare."
                for v in e.in_order(shown)
            )
        )
    reasons = unique(escape(v.reason) for v in stated_later if v.status != "shown" and v.reason)
    if reasons and e.subject.about == "programme":
        return refused(f"Det går inte att säga, eftersom {reasons[0]}.")
    if has_nobody(e):
        return refused(f"Det går inte att säga, eftersom {no_results(e)}.")
    return refused("Det går inte att säga, eftersom ingen uppföljning efter avslutet är redovisad.")
