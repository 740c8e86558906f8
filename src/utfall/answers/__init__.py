"""The first screen: the questions that readers ask, each answered or refused in words.

Every answer is one or a few sentences written from the values. What cannot be said is an answer
too, with its reason.
"""

from collections import Counter

from utfall.answers import records
from utfall.answers.money import cost_per_outcome, money, payback
from utfall.answers.people import outcomes, participants, programme_outcomes, still_outside, trend
from utfall.answers.short import short
from utfall.answers.words import (
    cited,
    member_name,
    named_apart,
    same_people,
    unique,
)
from utfall.evidence import Evidence
from utfall.labels import EXIT
from utfall.recorded import has_records
from utfall.text import escape, listing, mark, marked_keys, millions, plain, show
from utfall.values import parse_group

__all__ = ["block", "programme_outcomes", "short"]


def block(e: Evidence) -> str:
    """Return the questions and answers as a definition list."""
    if e.subject.kind == "municipality":
        questions = [
            (
                f"Hur många från {escape(e.subject.name)} deltog?",
                _both(records.participants(e), participants(e)),
            ),
            ("Hur gick det för deltagarna?", _both(records.outcomes(e), outcomes(e))),
            (
                "Hur många står fortfarande utanför arbetsmarknaden?",
                _both(records.still_outside(e), still_outside(e)),
            ),
            ("Vad kostade det?", money(e)),
            ("Vad kostade varje resultat?", cost_per_outcome(e)),
            ("Hur är utvecklingen?", _both(records.trend(e), trend(e))),
            ("Är uppgifterna säkra?", _certainty(e)),
        ]
    else:
        questions = [
            (f"Vad är {escape(e.subject.name)}s del i förbundet?", _authority(e)),
            (
                "Hur gick det i hela länet?",
                _both(records.outcomes(e), outcomes(e)),
            ),
            ("Vad kostade det?", money(e)),
            ("När är pengarna tillbaka?", payback(e)),
            ("Är uppgifterna säkra?", _certainty(e)),
        ]
    items = []
    for question, answers in questions:
        body = "\n\n    ".join([*answers, *_sources(e, answers)])
        items.append(f"{question}\n\n:   {body}")
    return "::: {.answers}\n" + "\n\n".join(items) + "\n:::"


# How an answer begins that gives none.
_NONE = ("Kan inte besvaras", "Det går inte att säga")
# Where nothing but this is missing, the rest is still told.
_BUT_KNOWN = "Detta är känt: "


def _both(own: list[str], published: list[str]) -> list[str]:
    """Return what records answer, and after it, marked as such, what sources have published."""
    if not own:
        return published
    told = [text.rpartition(_BUT_KNOWN)[2] for text in published if not text.startswith(_NONE)]
    if told:
        told[0] = f"Ur publicerade uppgifter: {told[0]}"
    return [f"Ur individuppgifter: {own[0]}", *own[1:], *told]


def _sources(e: Evidence, answers: list[str]) -> list[str]:
    """Say who states the numbers of an answer, and when; at most three, the rest in the table."""
    shown = [e[key] for key in marked_keys(" ".join(answers)) if e[key].status == "shown"]
    # The first source gives the number; others complete it, with its period for instance.
    used = [v.source_id.split(";")[0] for v in shown if v.source_id]
    told = unique(cited(e.source(s)) for s, _ in Counter(used).most_common())
    if any(parse_group(v.group).get("from") == "records" for v in shown):
        told.insert(0, "förbundets individuppgifter")
    if not told:
        return []
    more = " med flera" if len(told) > 3 else ""
    return [f"[Källa: {listing(told[:3])}{more}.]{{.source}}"]


def _authority(e: Evidence) -> list[str]:
    name = member_name(e)
    part = [p.name for p in e.programmes if e.subject.subject_id in (*p.party_members, *p.place)]
    answers = [
        f"{name} är medlem utan egna deltagare, eftersom deltagare räknas efter kommun. Rapporten visar "
        "därför bidrag, medverkan i insatser och resultat för hela länet."
    ]
    if part:
        answers.append(f"{name} nämns i {listing([escape(n) for n in part])}.")
    else:
        answers.append(f"Ingen källa säger vilka insatser {name} medverkar i.")
    return answers


def _certainty(e: Evidence) -> list[str]:
    told = records.certainty(e)
    lost = [
        v
        for v in e.find(("n_unaccounted", "n_left_somehow"))
        if v.value and parse_group(v.group).get("reading") in (None, "A")
    ]
    for v in lost:
        wholes = e.find("n_participants", v.programme_id, v.member_id, source=None, allocation=None)
        whole = next((w for w in wholes if same_people(w, v)), None)
        of = f" av {show(whole)}" if whole and whole.status == "shown" else ""
        if v.measure == "n_left_somehow":
            told.append(f"{named_apart(e, v, lost)}: {show(v)} {EXIT[v.measure]}.")
            continue
        told.append(f"{named_apart(e, v, lost)}: {show(v)}{of} deltagare saknas i redovisningen.")
    silent = [v for v in e.find("n_not_reported", of_=None) if e.chosen(v)]
    silent = [v for v in e.in_order(silent) if e.place_of(v) == "own"]
    for v in silent:
        if v.value:
            told.append(
                f"{named_apart(e, v, silent)}: för {show(v)} av {mark(v, plain(v.denominator or 0, v.unit), 'denominator')} "
                "är läget inte redovisat."
            )
    listed = e.find("funding_listed", "all", "all", funder="not_stated")
    told += [f"Finansiär är inte angiven för {show(v, write=millions)}." for v in listed]
    conflicts = [f for f in e.findings if f.kind == "conflict"]
    if conflicts:
        told.append("Källorna är oense på några punkter, som listas i slutet av rapporten.")
    people = [v for v in e if v.measure.startswith(("n_", "share_", "cost_"))]
    if any(v.status == "suppressed" for v in people) and not has_records(e):
        told.append("En del tal visas inte, för att ingen ska kännas igen.")
    if has_records(e):
        return [" ".join(told)]
    told.append(
        "Allt bygger på publicerade uppgifter, inte på individuppgifter"
        + (", som förbundet har men ännu inte kan visa." if e.records else ".")
        if e.basis != "none"
        else "Det finns inga uppgifter att bedöma."
    )
    return [" ".join(told)]
