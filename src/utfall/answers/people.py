"""How many took part, what became of them, and over time."""

from utfall.answers.words import (
    counts,
    doubt,
    from_whom,
    has_own,
    hidden_counts,
    in_brackets,
    is_municipality,
    member_name,
    named_apart,
    near_counts,
    other_names,
    programme_name,
    reading_of,
    same_people,
    unique,
    when,
    with_period,
)
from utfall.evidence import Evidence
from utfall.labels import AFTER, OUTCOME_NOUN, OUTCOME_VERB, SUPPORT
from utfall.text import capitalised, day, escape, listing, mark, show
from utfall.values import Value, parse_group

__all__ = ["outcomes", "participants", "programme_outcomes", "still_outside", "trend"]


def participants(e: Evidence) -> list[str]:
    """Say how many took part: the own for sure, then under a reading, then together with others.

    A report of more than one municipality lists every programme's.
    """
    if not is_municipality(e):
        return [_every_count(e)]
    own = [v for v in counts(e) if e.place_of(v) == "own"]
    sure = [v for v in own if not reading_of(v)]
    hidden_own = [v for v in hidden_counts(e) if e.place_of(v) == "own"]
    answers = []
    total = _total(e, None)
    if total is not None and total.status == "shown" and total.low:
        parts = listing([with_period(e, v) for v in sure])
        noun = "deltagande" if total.low == 1 else "deltaganden"
        sentence = f"{capitalised(show(total))} {noun}: {parts}."
        read = _total(e, "A")
        if read is not None and read.status == "shown":
            names = listing(
                [f"de {show(v)} i {programme_name(e, v)}" for v in own if reading_of(v)]
            )
            sentence += f" {capitalised(show(read))} om även {names} gäller {member_name(e)}."
        if any(v.programme_id == w.programme_id and v.year < w.year for v in sure for w in sure):
            sentence += (
                " Av flera år i samma insats räknas bara det med flest, eftersom samma person kan "
                "finnas i alla."
            )
        if hidden_own:
            names = listing(
                unique(f"{programme_name(e, v)}{in_brackets(e, v)}" for v in hidden_own)
            )
            sentence += f" Antalet i {names} {mark(hidden_own[0], 'visas inte')}."
        answers.append(f"{sentence} Det finns ingen övre gräns, eftersom {escape(total.reason)}.")
    elif sure and not hidden_own:
        # Zero, or a count that is too old or undated to be added up, is still an answer.
        answers.append(f"{listing([with_period(e, v) for v in sure])}.")
    elif hidden_own:
        told = [f"{with_period(e, v)}" for v in e.in_order([*sure, *hidden_own])]
        answers.append(f"{listing(told)}. Visas inte, eftersom {escape(hidden_own[0].reason)}.")
    else:
        answers.append(
            f"Kan inte besvaras, eftersom ingen källa anger hur många av deltagarna som kom från "
            f"{member_name(e)}."
        )
    stocks = [
        f"{show(v)} i {programme_name(e, v)}{f' {day(e.date_of(v))}' if e.date_of(v) else ', utan datum'}"
        for v in e.find("n_participants", kind_="stock", component=None, source=None)
        if e.subject.subject_id == v.member_id and v.status == "shown"
    ]
    if stocks:
        answers.append(f"Vid ett enskilt tillfälle fanns {listing(stocks)}; det läggs inte till.")
    answers += _shared(e)
    return answers


def _every_count(e: Evidence) -> str:
    told = [f"{with_period(e, v)}{from_whom(e, v)}" for v in near_counts(e)]
    hidden = unique(f"{programme_name(e, v)}{in_brackets(e, v)}" for v in hidden_counts(e))
    unseen = (
        f" Antalet i {listing(hidden)} {mark(hidden_counts(e)[0], 'visas inte')}." if hidden else ""
    )
    if not told:
        return (
            unseen.strip() or "Kan inte besvaras, eftersom ingen källa anger hur många som deltog."
        )
    several = " Samma person kan finnas i flera, så talen läggs inte ihop." if told[1:] else ""
    return f"Redovisade deltagare: {listing(told)}.{several}{unseen}"


def _shared(e: Evidence) -> list[str]:
    """Say what is known only for several members together."""
    told = []
    for v in near_counts(e):
        place = e.place_of(v)
        if place != "own":
            with_whom = (
                "i hela länet" if place == "county" else f"tillsammans med {other_names(e, v)}"
            )
            told.append(
                f"{show(v)} i {programme_name(e, v)}{in_brackets(e, v)} {with_whom}{doubt(v)}"
            )
    if not told:
        return []
    tail = f"; hur många som kom från {member_name(e)} framgår inte"
    return [
        f"Därutöver {listing(told)}{tail}." if has_own(e) else f"Gemensamt: {listing(told)}{tail}."
    ]


def _total(e: Evidence, reading: str | None) -> Value | None:
    found = e.find("n_participations", "all", e.subject.subject_id, reading=reading)
    return found[0] if found else None


_FIRST = ("employment", "towards_employment", "studies", "upper_secondary")


def programme_outcomes(e: Evidence, programme_id: str) -> str:
    """Return a sentence per count of participants about what became of them.

    Outcomes that lead to work or study come first. Participants without a reported outcome are
    told as such. A programme without counts has no sentence.
    """
    wholes = [v for v in counts(e) if v.programme_id == programme_id and not e.is_part(v)]
    silent: dict[str, list[Value]] = {}
    for whole in wholes:
        if not _found_outcomes(e, whole) and len(whole.year) == 4:
            silent.setdefault(e.place_of(whole), []).append(whole)
    sentences = []
    for whole in wholes:
        alike = silent.get(e.place_of(whole), [])
        if whole not in alike or len(alike) == 1:
            sentences.append(_outcomes_of(e, whole))
        elif whole is alike[0]:
            # Years of which nothing is reported are one sentence.
            years = listing([when(e, v) for v in alike])
            county = ", hela länet" if e.place_of(whole) == "county" else ""
            sentences.append(
                f"{programme_name(e, whole)} ({years}){county}: inga resultat redovisade."
            )
    return " ".join(sentences)


def _found_outcomes(e: Evidence, whole: Value) -> list[Value]:
    """Return the outcomes of the people of a count, of any time."""
    found = e.find("n_outcome", whole.programme_id, whole.member_id, source=None)
    return [v for v in found if same_people(v, whole)]


def outcomes(e: Evidence) -> list[str]:
    """Say what became of the participants of each programme, or that no source does."""
    ordered = unique(v.programme_id for v in near_counts(e))
    sentences = [programme_outcomes(e, p) for p in ordered]
    unseen = _hidden_wholes(e, ordered)
    if not sentences and not unseen:
        whose = f" för deltagare från {member_name(e)}" if is_municipality(e) else ""
        return [f"Kan inte besvaras, eftersom ingen källa redovisar resultat{whose}."]
    return [" ".join([*sentences, *unseen])]


def _hidden_wholes(e: Evidence, told: list[str]) -> list[str]:
    """Name the programmes whose participants are not shown, so that nobody is silently left out."""
    every = [v for v in hidden_counts(e) if v.programme_id not in told]
    near = [v for v in every if e.place_of(v) != "county"] or every
    first = {v.programme_id: v for v in reversed(near)}
    return [f"{programme_name(e, v)}: antalet {mark(v, 'visas inte')}." for v in first.values()]


def _outcomes_of(e: Evidence, whole: Value) -> str:
    so_far = parse_group(whole.group).get("kind") == "to_date"
    lead = f"{programme_name(e, whole)}{' hittills' if so_far else in_brackets(e, whole)}"
    place = e.place_of(whole)
    if place == "county":
        lead += ", hela länet"
    elif place != "own":
        preposition = "med" if is_municipality(e) else "från"
        lead += f", {preposition} {other_names(e, whole)}{doubt(whole)}"
    found = _found_outcomes(e, whole)
    shown = [v for v in found if v.status == "shown" and not parse_group(v.group).get("after")]
    first = [v for v in shown if parse_group(v.group)["outcome"] in _FIRST]
    rest = [v for v in shown if v not in first]
    if not shown:
        hidden = next((v for v in found if v.status == "suppressed"), None)
        if hidden is not None:
            return f"{lead}: resultaten {mark(hidden, 'visas inte')}, eftersom {escape(hidden.reason)}."
        unknown = next((v for v in found if v.status != "shown"), None)
        word = mark(unknown, "inga resultat redovisade") if unknown else "inga resultat redovisade"
        return f"{lead}: {word}."
    left = e.find("n_exited", whole.programme_id, whole.member_id, source=None)
    exited = next((v for v in left if v.status == "shown" and same_people(v, whole)), None)
    if exited is not None:
        told = [
            f"{show(v)} {OUTCOME_NOUN[parse_group(v.group)['outcome']]}" for v in first or rest[:2]
        ]
        told += _unseen(found)
        least = "minst " if any(_share_is_at_least(e, v, "exited") for v in first) else ""
        return f"{lead}: {show(exited)} av {show(whole)} har slutat, {least}{listing(told)}."
    of = show(whole)
    least = "minst " if any(_share_is_at_least(e, v) for v in first) else ""
    told = [
        f"{least}{show(v, bound=not least)}"
        + (f" av {of}" if i == 0 else "")
        + f" {OUTCOME_VERB[parse_group(v.group)['outcome']]}"
        for i, v in enumerate(first or rest[:2])
    ]
    sentence = f"{lead}: {listing([*told, *_unseen(found)])}"
    later = [v for v in found if parse_group(v.group).get("after")]
    if later:
        sentence += " direkt efteråt"
    # Counted by the source beside the participants, perhaps among them.
    beside = [
        v for v in rest if not _has_share(e, v) and parse_group(v.group)["outcome"] not in SUPPORT
    ]
    for v in beside if first else []:
        sentence += (
            f". Därtill redovisas {show(v)} {OUTCOME_NOUN[parse_group(v.group)['outcome']]}, utan att det "
            f"framgår om de ingår i de {show(whole)}"
        )
    for v in later:
        own = parse_group(v.group)
        at = AFTER[own["after"]]
        if v.status == "shown":
            sentence += f", {at} {show(v)} {OUTCOME_VERB[own['outcome']]}"
        elif v.status == "suppressed":
            sentence += f", hur många {at} {show(v)}"
        elif v is later[0]:
            sentence += f", hur många {at} är {show(v)}"
    return sentence + "."


def _unseen(found: list[Value]) -> list[str]:
    """Name the outcomes at exit whose number is hidden; no other number is told as their rest."""
    return [
        f"hur många som {OUTCOME_VERB[parse_group(v.group)['outcome']]} {show(v)}"
        for v in found
        if v.status == "suppressed" and not parse_group(v.group).get("after")
    ]


def _has_share(e: Evidence, outcome: Value) -> bool:
    name = parse_group(outcome.group)["outcome"]
    found = e.find("share_outcome", outcome.programme_id, outcome.member_id, outcome=name)
    return any(same_people(s, outcome) for s in found)


def _share_is_at_least(e: Evidence, outcome: Value, of: str = "participants") -> bool:
    name = parse_group(outcome.group)["outcome"]
    shares = e.find("share_outcome", outcome.programme_id, outcome.member_id, of_=of, outcome=name)
    return any(s.bound == "at_least" and same_people(s, outcome) for s in shares)


def still_outside(e: Evidence) -> list[str]:
    """Say that nobody followed them up, and what is known at the exit."""
    sentences = []
    by_total = {flow.total: flow for flow in e.flows}
    own = [
        total
        for total in e.in_order([e[key] for key in by_total])
        if not reading_of(total) and (e.place_of(total) == "own" or not is_municipality(e))
    ]
    nothing: dict[str, list[str]] = {}
    for total in own:
        parts = by_total[total.key].parts
        if [status for status, _ in parts] == ["unknown"] and e[parts[0][1]].status == "shown":
            lost = f"{show(e[parts[0][1]])}{in_brackets(e, total)}"
            nothing.setdefault(total.programme_id, []).append(lost)
    for total in own:
        flow = by_total[total.key]
        series = nothing.get(total.programme_id, [])
        if len(series) > 1 and [status for status, _ in flow.parts] == ["unknown"]:
            # Years of which nothing is known are one sentence.
            one = f"{programme_name(e, total)}: läget är inte redovisat för {listing(series)}."
            sentences += [one] if one not in sentences else []
            continue
        told = []
        for status, key in flow.parts:
            if status in ("preparation", "daily"):
                outcome = parse_group(key.rsplit(":", 1)[1])["outcome"]
                told.append(_whole_or_hidden(e[key], OUTCOME_VERB[outcome]))
            elif status == "ongoing":
                dated = e.date_of(total)
                told.append(
                    _whole_or_hidden(
                        e[key], f"deltog fortfarande{f' den {day(dated)}' if dated else ''}"
                    )
                )
            elif status == "unknown":
                told.append(
                    f"hur många vars läge inte är redovisat {show(e[key])}"
                    if e[key].status == "suppressed"
                    else f"för {show(e[key])} är läget inte redovisat"
                )
        if told:
            sentences.append(f"{named_apart(e, total, own)}: {listing(told)}.")
    if not sentences:
        whose = f" för deltagare från {member_name(e)}" if is_municipality(e) else ""
        return [
            f"Kan inte besvaras, eftersom ingen källa följer upp hur det gick{whose} efter avslut."
        ]
    return [
        "Hur många som är utanför i dag kan inte besvaras, eftersom ingen uppföljning efter avslut "
        "finns. Detta är känt: " + " ".join(sentences)
    ]


def _whole_or_hidden(v: Value, verb: str) -> str:
    return f"hur många som {verb} {show(v)}" if v.status == "suppressed" else f"{show(v)} {verb}"


def trend(e: Evidence) -> list[str]:
    """Compare single years, or say why that cannot be done."""
    yearly = [
        v
        for v in e.in_order([*counts(e), *hidden_counts(e)])
        if (e.place_of(v) == "own" if is_municipality(e) else not e.is_part(v))
        and len(v.year) == 4
        and "kind" not in parse_group(v.group)
    ]
    years = unique(v.year for v in yearly)
    if len(years) >= 2:
        told = [
            f"{v.year}: {show(v)} i {programme_name(e, v)}"
            f"{'' if is_municipality(e) else from_whom(e, v)}"
            for v in yearly
        ]
        differ = len({v.programme_id for v in yearly}) > 1
        tail = " Åren gäller olika insatser om inget annat sägs." if differ else ""
        return [f"{'; '.join(told)}.{tail}"]
    if len(years) == 1:
        names = listing([programme_name(e, v) for v in yearly])
        return [
            f"Det går inte att säga år för år, eftersom bara {names} {years[0]} är redovisat för ett enskilt år."
        ]
    return ["Kan inte besvaras, eftersom inget enskilt år är redovisat."]
