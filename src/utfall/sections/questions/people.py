"""How many took part, how it went, and year by year."""

from utfall.answers import records
from utfall.answers.people import outcomes, participants, still_outside, trend
from utfall.answers.words import (
    counts,
    has_own,
    hidden_counts,
    is_municipality,
    near_counts,
    programme_name,
)
from utfall.evidence import Evidence
from utfall.recorded import has_records, when, which, who
from utfall.sections.questions.answer import Answer, both, by_values, partly, refused, told
from utfall.sections.questions.reasons import STRUCTURE, is_structure
from utfall.sections.questions.stated import notes
from utfall.text import (
    capitalised,
    day,
    escape,
    listing,
    mark,
    marked_keys,
    number,
    show,
)
from utfall.values import parse_group

__all__ = ["how_it_went", "how_many", "yearly"]

_LEAST_YEARS = 5


_ELSEWHERE = "Ur publicerade uppgifter: "


def how_many(e: Evidence) -> Answer:
    """Say how many took part in each programme: of records, and what sources publish beside."""
    if is_structure(e):
        cases = _cases(e)
        return partly(f"{capitalised(STRUCTURE)}.", cases) if cases else refused(
            f"{capitalised(STRUCTURE)}."
        )  # fmt: skip
    own = records.participants(e)
    published = _published_participants(e)
    if not own:
        return published
    recorded = by_values(e, *own, *records.by_programme(e))
    if recorded.status == "answered" or not near_counts(e):
        return recorded
    # What is hidden in records may have been told by a source.
    return both(recorded, _published_participants(e, beside=True))


def _published_participants(e: Evidence, *, beside: bool = False) -> Answer:
    lines = participants(e)
    if beside and is_municipality(e) and not has_own(e):
        # That the own are not known has been said of the records.
        lines = lines[1:]
    text = f"{_ELSEWHERE if beside else ''}{' '.join(lines)}"
    beside_it = [_cases(e)]
    if not is_municipality(e):
        # A municipality's answer tells of them already.
        beside_it.append(_stocks(e))
    near = near_counts(e)
    silent = _without_counts(e) if near else ""
    if not near:
        why = notes(e, "inga deltagare")
        if any(beside_it):
            return partly("" if not is_municipality(e) else text, *beside_it)
        return refused(*(why or [text]))
    whole = has_own(e) and not any(e.place_of(v) == "joint" for v in near)
    complete = (whole or not is_municipality(e)) and not silent and not hidden_counts(e)
    return (told if complete else partly)(text, *beside_it, silent)


def _without_counts(e: Evidence) -> str:
    """Name the programmes for people of which no source counts any; of the association alone."""
    if e.subject.about != "association" or has_records(e):
        return ""
    counted = {v.programme_id for v in e.find("n_participants")}
    names = [
        escape(p.name)
        for p in e.programmes
        if p.programme_id not in counted
        and p.orientation in ("participant", "both")
        # What has only been applied for has had nobody yet.
        and p.status != "applied"
    ]
    return f"Inga antal är redovisade för {listing(names)}." if names else ""


def _cases(e: Evidence) -> str:
    found = [
        f"{programme_name(e, v)} {show(v)} ärenden om året"
        for v in e.find("n_cases")
        if v.status == "shown"
    ]
    return f"{listing(found)}; ärenden är inte deltagare." if found else ""


def _stocks(e: Evidence) -> str:
    found = [
        f"{show(v)} i {programme_name(e, v)}{f' {day(e.date_of(v))}' if e.date_of(v) else ', utan datum'}"
        for v in e.find("n_participants", kind_="stock", component=None, source=None)
        if v.status == "shown"
    ]
    return (
        f"Vid ett enskilt tillfälle fanns {listing(found)}; det läggs inte till." if found else ""
    )


def how_it_went(e: Evidence) -> Answer:
    """Say how many went to work, and how many are outside."""
    if is_structure(e):
        return refused(f"{capitalised(STRUCTURE)}.")
    return both(_outcomes(e), _outside(e))


def _outcomes(e: Evidence) -> Answer:
    own = records.outcomes(e)
    published = _published_outcomes(e)
    if not own:
        return published
    recorded = by_values(e, *own)
    if recorded.status != "refused" or published.status == "refused":
        return recorded
    return both(recorded, Answer(f"{_ELSEWHERE}{published.text}", published.status))


def _published_outcomes(e: Evidence) -> Answer:
    text = " ".join(outcomes(e))
    # Whether they had been without work for long is a question of its own.
    asked = notes(e, "långtidsarbetslös|inget resultat")
    found = [
        v
        for v in e.find("n_outcome", source=None, allocation=None, after=None)
        if v.status == "shown" and v.member_id and e.chosen(v)
    ]
    if not any(v.key in text for v in found):
        return refused(text, *asked)
    own = not is_municipality(e) or any(e.place_of(v) == "own" for v in found)
    silent = {v.programme_id for v in near_counts(e)} - {v.programme_id for v in found}
    complete = own and not asked and not silent
    return (told if complete else partly)(text, *asked)


def _outside(e: Evidence) -> Answer:
    own = records.still_outside(e)
    if own:
        return by_values(e, *own)
    # Without any follow-up what is known at exit never answers who is outside today.
    text = " ".join(still_outside(e))
    parts = {key: status for flow in e.flows for status, key in flow.parts}
    known = any(
        parts.get(key, "unknown") != "unknown" and e[key].status == "shown"
        for key in marked_keys(text)
        if key in e
    )
    return (partly if known else refused)(text)


def yearly(e: Evidence) -> Answer:
    """Tell the persons year by year, and of records how many went to work or studies."""
    if is_structure(e):
        return refused(f"{capitalised(STRUCTURE)}.")
    own = records.trend(e)
    if own:
        went = _reached_by_year(e)
        text = " ".join([*own, went])
        years = {
            v.year
            for key in marked_keys(" ".join(own))
            if (v := e.get(key)) is not None and v.status == "shown"
        }
        single = {year for year in years if "/" not in year}
        if not years:
            return refused(text)
        every = by_values(e, text).status == "answered"
        return told(text) if every and went and len(single) >= _LEAST_YEARS else partly(text)
    text = " ".join(trend(e))
    years = {
        v.year
        for v in counts(e)
        if len(v.year) == 4
        and "kind" not in parse_group(v.group)
        and (e.place_of(v) == "own" or not is_municipality(e))
    }
    if len(years) < 2:
        return refused(text)
    return (told if len(years) >= _LEAST_YEARS else partly)(text)


def _reached_by_year(e: Evidence) -> str:
    found = [
        v
        for v in e.find(
            "share_reached", which(e), who(e), from_="records", definition="association", after=None
        )
        if set(parse_group(v.group)) <= {"from", "definition", "kind"}
    ]
    counted = [
        f"{'minst ' if v.bound != 'exact' else ''}{mark(v, number(v.numerator or 0), 'numerator')} av "
        f"{mark(v, number(v.denominator or 0), 'denominator')} avslutade ({when(v.year, [v])})"
        if v.status == "shown"
        else f"{show(v)} ({when(v.year, [v])})"
        for v in sorted(found, key=lambda v: v.year)
    ]
    return f"Till arbete eller studier gick: {listing(counted)}." if counted else ""
