"""The first screen: the questions that readers ask, each answered or refused in words.

Every answer is one or a few sentences written from the values. What cannot be said is an answer
too, with its reason.
"""

from collections import Counter
from collections.abc import Iterable

from utfall.evidence import Evidence, Source
from utfall.labels import AFTER, BASIS, OUTCOME, OUTCOME_NOUN, OUTCOME_VERB, STATED_BY_WHOM, SUPPORT
from utfall.text import (
    capitalised,
    day,
    escape,
    listing,
    mark,
    marked_keys,
    millions,
    period,
    plain,
    rounded_kronor,
    show,
)
from utfall.values import Value, parse_group

__all__ = ["block", "programme_outcomes"]

# A reading is told apart in words; a stock, a part of a programme or another source's figure is
# left to the tables.
_PLAIN = {"source": None, "kind_": None}


def block(e: Evidence) -> str:
    """Return the questions and answers as a definition list."""
    if e.member.kind == "municipality":
        questions = [
            (f"Hur många från {escape(e.member.name)} deltog?", _participants(e)),
            ("Hur gick det för deltagarna?", _outcomes(e)),
            ("Hur många står fortfarande utanför arbetsmarknaden?", _still_outside(e)),
            ("Vad kostade det?", _money(e)),
            ("Vad kostade varje resultat?", _cost_per_outcome(e)),
            ("Hur är utvecklingen?", _trend(e)),
            ("Är uppgifterna säkra?", _certainty(e)),
        ]
    else:
        questions = [
            (f"Vad är {escape(e.member.name)}s del i förbundet?", _authority(e)),
            ("Vad har förbundets insatser gett i hela länet?", _outcomes(e)),
            ("Vad kostade det?", _money(e)),
            ("När är pengarna tillbaka?", _payback(e)),
            ("Är uppgifterna säkra?", _certainty(e)),
        ]
    items = []
    for question, answers in questions:
        body = "\n\n    ".join([*answers, *_sources(e, answers)])
        items.append(f"{question}\n\n:   {body}")
    return "::: {.answers}\n" + "\n\n".join(items) + "\n:::"


def _sources(e: Evidence, answers: list[str]) -> list[str]:
    """Say who states the numbers of an answer, and when; at most three, the rest in the table."""
    shown = [e[key] for key in marked_keys(" ".join(answers)) if e[key].status == "shown"]
    # The first source gives the number; others complete it, with its period for instance.
    used = [v.source_id.split(";")[0] for v in shown if v.source_id]
    told = _unique(_cited(e.source(s)) for s, _ in Counter(used).most_common())
    if not told:
        return []
    more = " med flera" if len(told) > 3 else ""
    return [f"[Källa: {listing(told[:3])}{more}.]{{.source}}"]


def _cited(source: Source) -> str:
    who = STATED_BY_WHOM[source.stated_by].format(escape(source.publisher))
    when = f" {day(source.date)}" if source.date else ""
    return f"{who}{when} ([{escape(source.source_id)}](#tbl-sources){{.ref}})"


# How many


def _participants(e: Evidence) -> list[str]:
    own = [v for v in _counts(e) if e.place_of(v) == "own"]
    sure = [v for v in own if not _reading(v)]
    answers = []
    total = _total(e, None)
    if total is not None and total.status == "shown" and total.low:
        parts = listing([_with_period(e, v) for v in sure])
        noun = "deltagande" if total.low == 1 else "deltaganden"
        sentence = f"{capitalised(show(total))} {noun}: {parts}."
        read = _total(e, "A")
        if read is not None and read.status == "shown":
            names = listing([f"de {show(v)} i {_programme(e, v)}" for v in own if _reading(v)])
            sentence += f" {capitalised(show(read))} om även {names} gäller {_name(e)}."
        answers.append(f"{sentence} Det finns ingen övre gräns, eftersom {escape(total.reason)}.")
    elif sure:
        # Zero, or a count that is too old or undated to be added up, is still an answer.
        answers.append(f"{listing([_with_period(e, v) for v in sure])}.")
    else:
        answers.append(
            f"Kan inte besvaras, eftersom ingen källa anger hur många av deltagarna som kom från "
            f"{_name(e)}."
        )
    stocks = [
        f"{show(v)} i {_programme(e, v)}{f' {day(e.date_of(v))}' if e.date_of(v) else ', utan datum'}"
        for v in e.find("n_participants", kind_="stock", component=None, source=None)
        if e.member.member_id == v.member_id and v.status == "shown"
    ]
    if stocks:
        answers.append(f"Vid ett enskilt tillfälle fanns {listing(stocks)}; det läggs inte till.")
    answers += _shared(e)
    return answers


def _shared(e: Evidence) -> list[str]:
    """Say what is known only for several members together."""
    told = []
    for v in _near(e):
        place = e.place_of(v)
        if place != "own":
            with_whom = "i hela länet" if place == "county" else f"tillsammans med {_others(e, v)}"
            told.append(f"{show(v)} i {_programme(e, v)}{_bracket(e, v)} {with_whom}{_doubt(v)}")
    if not told:
        return []
    tail = (
        ""
        if e.member.kind != "municipality"
        else f"; hur många som kom från {_name(e)} framgår inte"
    )
    return [
        f"Därutöver {listing(told)}{tail}." if _has_own(e) else f"Gemensamt: {listing(told)}{tail}."
    ]


def _near(e: Evidence) -> list[Value]:
    """Return the counts that concern the member; the county's only where there are no others."""
    counts = _counts(e)
    return [v for v in counts if e.place_of(v) != "county"] or counts


def _doubt(v: Value) -> str:
    """Mark what holds in the second reading only: the source may mean one member alone."""
    return " (osäkert, bara i läsning B)" if _reading(v) == "B" else ""


def _has_own(e: Evidence) -> bool:
    return any(e.place_of(v) == "own" for v in _counts(e))


def _counts(e: Evidence) -> list[Value]:
    """Return the counts of participants that a reader may add up or compare: newest per key."""
    found = [
        v
        for v in e.find("n_participants", source=None, allocation=None, population=None)
        if v.status == "shown"
        and parse_group(v.group).get("kind") != "stock"
        and e.chosen(v)
        and v.member_id
    ]
    return e.in_order(found)


def _total(e: Evidence, reading: str | None) -> Value | None:
    found = e.find("n_participations", "all", e.member.member_id, reading=reading)
    return found[0] if found else None


# What became of them


def programme_outcomes(e: Evidence, programme_id: str) -> str:
    """Return a sentence per count of participants about what became of them.

    Outcomes that lead to work or study come first. Participants without a reported outcome are
    told as such. A programme without counts has no sentence.
    """
    wholes = [v for v in _counts(e) if v.programme_id == programme_id]
    return " ".join(_outcomes_of(e, whole) for whole in wholes)


def _same_people(a: Value, b: Value) -> bool:
    """Say whether two values are about the same people: period, reading and cut."""
    mine, theirs = parse_group(a.group), parse_group(b.group)
    same = all(mine.get(name) == theirs.get(name) for name in ("reading", "component", "kind"))
    return same and a.year == b.year


def _outcomes_of(e: Evidence, whole: Value) -> str:
    so_far = parse_group(whole.group).get("kind") == "to_date"
    lead = f"{_programme(e, whole)}{' hittills' if so_far else _bracket(e, whole)}"
    place = e.place_of(whole)
    if place != "own":
        lead += ", hela länet" if place == "county" else f", med {_others(e, whole)}{_doubt(whole)}"
    found = [
        v
        for v in e.find("n_outcome", whole.programme_id, whole.member_id, source=None)
        if _same_people(v, whole)
    ]
    shown = [v for v in found if v.status == "shown" and not parse_group(v.group).get("after")]
    first = [v for v in shown if parse_group(v.group)["outcome"] in _FIRST]
    rest = [v for v in shown if v not in first]
    if not shown:
        unknown = next((v for v in found if v.status != "shown"), None)
        word = mark(unknown, "inga resultat redovisade") if unknown else "inga resultat redovisade"
        return f"{lead}: {word}."
    left = e.find("n_exited", whole.programme_id, whole.member_id, source=None)
    exited = next((v for v in left if v.status == "shown" and _same_people(v, whole)), None)
    if exited is not None:
        told = [
            f"{show(v)} {OUTCOME_NOUN[parse_group(v.group)['outcome']]}" for v in first or rest[:2]
        ]
        return f"{lead}: {show(exited)} av {show(whole)} har slutat, {listing(told)}."
    of = show(whole)
    least = "minst " if any(_share_is_at_least(e, v) for v in first) else ""
    told = [
        f"{least}{show(v, bound=not least)}"
        + (f" av {of}" if i == 0 else "")
        + f" {OUTCOME_VERB[parse_group(v.group)['outcome']]}"
        for i, v in enumerate(first or rest[:2])
    ]
    sentence = f"{lead}: {listing(told)}"
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
        when = AFTER[own["after"]]
        if v.status == "shown":
            sentence += f", {when} {show(v)} {OUTCOME_VERB[own['outcome']]}"
        elif v is later[0]:
            sentence += f", hur många {when} är {show(v)}"
    return sentence + "."


_FIRST = ("employment", "towards_employment", "studies", "upper_secondary")


def _has_share(e: Evidence, outcome: Value) -> bool:
    name = parse_group(outcome.group)["outcome"]
    found = e.find("share_outcome", outcome.programme_id, outcome.member_id, outcome=name)
    return any(_same_people(s, outcome) for s in found)


def _share_is_at_least(e: Evidence, outcome: Value) -> bool:
    name = parse_group(outcome.group)["outcome"]
    shares = e.find(
        "share_outcome", outcome.programme_id, outcome.member_id, of_="participants", outcome=name
    )
    return any(s.bound == "at_least" and _same_people(s, outcome) for s in shares)


def _outcomes(e: Evidence) -> list[str]:
    ordered = _unique(v.programme_id for v in _near(e))
    sentences = [programme_outcomes(e, p) for p in ordered]
    if not sentences:
        return [
            f"Kan inte besvaras, eftersom ingen källa redovisar resultat för deltagare från {_name(e)}."
        ]
    return [" ".join(sentences)]


def _still_outside(e: Evidence) -> list[str]:
    sentences = []
    by_total = {flow.total: flow for flow in e.flows}
    for total in e.in_order([e[key] for key in by_total]):
        flow = by_total[total.key]
        if e.place_of(total) != "own" or _reading(total):
            continue
        told = []
        for status, key in flow.parts:
            if status in ("preparation", "daily"):
                outcome = parse_group(key.rsplit(":", 1)[1])["outcome"]
                told.append(f"{show(e[key])} {OUTCOME_VERB[outcome]}")
            elif status == "ongoing":
                when = e.date_of(total)
                told.append(
                    f"{show(e[key])} deltog fortfarande{f' den {day(when)}' if when else ''}"
                )
            elif status == "unknown":
                told.append(f"för {show(e[key])} är läget inte redovisat")
        if told:
            sentences.append(f"{_programme(e, total)}: {listing(told)}.")
    if not sentences:
        return [
            "Kan inte besvaras, eftersom ingen källa följer upp hur det gick för deltagare från "
            f"{_name(e)} efter avslut."
        ]
    return [
        "Hur många som är utanför i dag kan inte besvaras, eftersom ingen uppföljning efter avslut "
        "finns. Detta är känt: " + " ".join(sentences)
    ]


# Money


def _money(e: Evidence) -> list[str]:
    answers = []
    own = e.find("funding_listed", "all", e.member.member_id, scope="own")
    joint = e.find("funding_listed", "all", e.member.member_id, scope="joint")
    if own:
        sentence = (
            f"Angivna budgetar för egna delprojekt och insatser: {show(own[0], write=millions)}"
        )
        if joint:
            sentence += f"; för det som delas med andra: {show(joint[0], write=millions)}"
        reading = " Det gäller i läsning A." if _reading(own[0]) else ""
        answers.append(f"{sentence}.{reading} Summan är inte vad {_name(e)} har betalat.")
    else:
        money = _programme_money(e)
        near = [v for v in money if e.place_of(v) != "county"]
        told = "; ".join(
            f"{_programme(e, v)}{_shared_with(e, v)} {show(v, write=millions)} ({_basis(v)})"
            for v in near or money
        )
        if near:
            answers.append(f"{told}. Pengar till insatser i hela länet står i @tbl-funding.")
        elif money:
            answers.append(f"Inga pengar är redovisade för just {_name(e)}. I hela länet: {told}.")
        else:
            answers.append(
                f"Kan inte besvaras, eftersom ingen källa anger några pengar för {_name(e)}."
            )
    if e.association["kind"] == "association":
        zero = [v for v in e.find("n_applications", member_id=e.member.member_id) if v.value == 0]
        asked = [
            f" {_name(e)} gjorde {show(v)} ansökningar {period(v.year)}, vilket inte betyder att "
            "förbundet inte betalade något."
            for v in zero
        ]
        answers.append(_contribution(e) + "".join(asked))
    if e.find("funding") and not e.find("funding", basis="spent"):
        answers[-1] += " Utfall, alltså vad som faktiskt användes, är inte redovisat."
    return answers


def _shared_with(e: Evidence, v: Value) -> str:
    return f" (med {_others(e, v)})" if e.place_of(v) == "joint" else ""


def _programme_money(e: Evidence) -> list[Value]:
    # A municipality's own project is not paid for by the association.
    association = e.association["kind"] == "association"
    return [v for v in e.stated_money() if not association or e.programme(v.programme_id).finsam]


def _basis(v: Value) -> str:
    return BASIS[parse_group(v.group)["basis"]]


def _contribution(e: Evidence) -> str:
    found = e.find("contribution", member_id=e.member.member_id)
    shown = [v for v in found if v.status == "shown"]
    if not shown:
        return "Medlemsbidraget är inte känt."
    v = shown[-1]
    source = e.source(v.source_id.split(";")[0])
    who = "frågeställaren" if source.stated_by == "asker" else _cited(source)
    return f"Medlemsbidraget är enligt {who} {show(v, write=millions)} om året."


def _cost_per_outcome(e: Evidence) -> list[str]:
    costs = [
        v
        for v in e.find("cost_per_outcome", prices=None)
        if parse_group(v.group).get("reading") in (None, "A")
    ]
    told = []
    for v in costs:
        outcome = parse_group(v.group).get("outcome", "")
        if v.status == "shown" and outcome == "employment":
            told.append(
                f"{_programme(e, v)}{_shared_with(e, v)}: {show(v, write=rounded_kronor)} i {_basis(v)} "
                f"per person till {OUTCOME[outcome]}{_chance(v)}"
            )
    told = told and [f"{'. '.join(told)}."]
    shown = {v.programme_id for v in costs if v.status == "shown"}
    refused: dict[str, Value] = {}
    asked = [
        v for v in e.find(["cost_per_outcome", "cost_per_participant"]) if v.status == "refused"
    ]
    near = [v for v in asked if v.member_id and e.place_of(v) != "county"]
    for v in e.in_order(near or [v for v in asked if v.member_id]):
        if v.programme_id not in shown:
            refused.setdefault(v.programme_id, v)
    if refused:
        names = listing([_programme(e, v) for v in refused.values()])
        words = mark(next(iter(refused.values())), "kan inte beräknas")
        reasons = {v.reason for v in refused.values()}
        why = (
            escape(reasons.pop())
            if len(reasons) == 1
            else "uppgifter saknas eller pengarna och deltagarna inte gäller samma sak"
        )
        told.append(f"{names}: {words}, eftersom {why} (mer i @tbl-refused).")
    if not told:
        return [
            f"Kan inte besvaras, eftersom det för {_name(e)} inte finns både pengar och resultat som "
            "gäller samma insats."
        ]
    return told


def _chance(v: Value) -> str:
    if v.ci_low is None or v.ci_high is None:
        return ""
    low = mark(v, rounded_kronor(v.ci_low).removesuffix("\u00a0kr"), "ci_low")
    return f" (slumpvariation {low}–{mark(v, rounded_kronor(v.ci_high), 'ci_high')})"


# Over time, and how sure


def _trend(e: Evidence) -> list[str]:
    yearly = [
        v
        for v in _counts(e)
        if e.place_of(v) == "own" and len(v.year) == 4 and "kind" not in parse_group(v.group)
    ]
    years = _unique(v.year for v in yearly)
    if len(years) >= 2:
        told = [f"{v.year}: {show(v)} i {_programme(e, v)}" for v in yearly]
        return [f"{'; '.join(told)}. Åren gäller olika insatser om inget annat sägs."]
    if len(years) == 1:
        names = listing([_programme(e, v) for v in yearly])
        return [
            f"Det går inte att säga år för år, eftersom bara {names} {years[0]} är redovisat för ett enskilt år."
        ]
    return ["Kan inte besvaras, eftersom inget enskilt år är redovisat."]


def _certainty(e: Evidence) -> list[str]:
    told = []
    for v in e.find("n_unaccounted"):
        if v.value and parse_group(v.group).get("reading") in (None, "A"):
            wholes = e.find(
                "n_participants", v.programme_id, v.member_id, source=None, allocation=None
            )
            whole = next((w for w in wholes if _same_people(w, v)), None)
            of = f" av {show(whole)}" if whole else ""
            told.append(f"{_programme(e, v)}: {show(v)}{of} deltagare saknas i redovisningen.")
    for v in e.in_order([v for v in e.find("n_not_reported", of_=None) if e.chosen(v)]):
        if v.value and e.place_of(v) == "own":
            told.append(
                f"{_programme(e, v)}: för {show(v)} av {mark(v, plain(v.denominator or 0, v.unit), 'denominator')} "
                "är läget inte redovisat."
            )
    listed = e.find("funding_listed", "all", "all", funder="not_stated")
    told += [f"Finansiär är inte angiven för {show(v, write=millions)}." for v in listed]
    conflicts = [f for f in e.findings if f.kind == "conflict"]
    if conflicts:
        told.append("Källorna är oense på några punkter, som listas i slutet av rapporten.")
    told.append(
        "Allt bygger på publicerade uppgifter, inte på individuppgifter."
        if e.basis != "none"
        else "Det finns inga uppgifter att bedöma."
    )
    return [" ".join(told)]


def _payback(e: Evidence) -> list[str]:
    """Pass on what others state; nothing is computed here."""
    told = [
        f"{escape(s.text.rstrip('.'))}: {show(e[s.key])}"
        for s in e.statements
        if s.key and s.about == "payback_months"
    ]
    if not told:
        return ["Kan inte besvaras, eftersom ingen källa visar vad varje resultat var värt."]
    return [f"{'; '.join(told)}. Det är påståenden i källan och är inte beräknat här."]


def _authority(e: Evidence) -> list[str]:
    name = _name(e)
    part = [p.name for p in e.programmes if e.member.member_id in (*p.party_members, *p.place)]
    answers = [
        f"{name} är medlem utan egna deltagare, eftersom deltagare räknas efter kommun. Rapporten visar "
        "därför bidrag, medverkan i insatser och resultat för hela länet."
    ]
    if part:
        answers.append(f"{name} nämns i {listing([escape(n) for n in part])}.")
    else:
        answers.append(f"Ingen källa säger vilka insatser {name} medverkar i.")
    return answers


# Words that several answers use


def _name(e: Evidence) -> str:
    return escape(e.member.name)


def _programme(e: Evidence, v: Value) -> str:
    return escape(e.programme(v.programme_id).name)


def _others(e: Evidence, v: Value) -> str:
    return listing([escape(name) for name in e.others(v)])


def _reading(v: Value) -> str:
    return parse_group(v.group).get("reading", "")


def _when(e: Evidence, v: Value) -> str:
    if parse_group(v.group).get("kind") == "to_date":
        dated = e.date_of(v)
        return f"till och med {day(dated)}" if dated else "hittills"
    return period(v.year)


def _bracket(e: Evidence, v: Value) -> str:
    return f" ({_when(e, v)})" if v.year else ""


def _with_period(e: Evidence, v: Value) -> str:
    return f"{_programme(e, v)} {show(v)}{_bracket(e, v)}"


def _unique(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(items))
