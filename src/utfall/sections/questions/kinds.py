"""Women and men, work with and without subsidy, and who sent the participants."""

from utfall.answers.words import (
    named_apart,
)
from utfall.compared import main_shares
from utfall.evidence import Evidence
from utfall.labels import REFERRER, SEXES, SUPPORT
from utfall.meaning import sentences
from utfall.recorded import ALL, has_records, pooled, split, when, which, who
from utfall.sections.questions.answer import Answer, partly, refused, told
from utfall.sections.questions.reasons import STRUCTURE, has_nobody, is_structure, no_results
from utfall.sections.questions.stated import notes, stated
from utfall.sections.questions.words import by_place, of_all
from utfall.text import (
    capitalised,
    escape,
    listing,
    mark,
    period,
    show,
)
from utfall.values import parse_group

__all__ = ["referred", "sexes", "unsubsidised"]


def sexes(e: Evidence) -> Answer:
    """Say whether women and men had other results, and what else is known of each."""
    if is_structure(e):
        return refused(f"{capitalised(STRUCTURE)}.")
    found = [
        v
        for v in e.find("difference_outcome", which(e), who(e), from_="records", against="M")
        if not parse_group(v.group).get("after")
    ]
    beside_it = [*_time_by_sex(e), *_began_by_sex(e), *_about_sexes(e)]
    newest = max(found, key=lambda v: v.year, default=None)
    if newest is not None and newest.status == "shown":
        return told(sentences.difference(newest, "work", "women", "men"), *beside_it)
    if newest is not None:
        why = sentences.not_given(newest)
    elif any(
        v.status == "shown" and "sex" in parse_group(v.group)
        for v in e.find("n_outcome", which(e), who(e), from_="records")
    ):
        why = "Det går inte att säga, eftersom ingen skillnad kan räknas ut för så få: talen står i rapporten."
    else:
        any_result = any(v.status == "shown" for v in main_shares(e)) or any(
            v.status == "shown" and e.chosen(v) and parse_group(v.group)["outcome"] not in SUPPORT
            for v in e.find("n_outcome", source=None)
        )
        reason = "resultaten inte är redovisade efter kön" if any_result else no_results(e)
        why = f"Det går inte att säga, eftersom {reason}."
        said = notes(e, "^Kvinnor och män är inte")
        why = said[0] if said else why
        beside_it = [text for text in beside_it if text not in said]
    return (partly if any(beside_it) else refused)(why, *beside_it)


def _time_by_sex(e: Evidence) -> list[str]:
    tested = e.find("chance_to_work", which(e), who(e), from_="records")
    shown = [v for v in tested if v.status == "shown"]
    return [
        f"Om dem som började{of_all(e)} {period(v.year)}: {sentences.sexes_to_work(v)}"
        for v in sorted(shown, key=lambda v: v.year)[-1:]
    ]


def _began_by_sex(e: Evidence) -> list[str]:
    if which(e) != ALL:
        return []
    for year in reversed(pooled(e, "n_new", who(e))):
        found = split(e, "n_new", "sex", SEXES, year, who(e), count="participations")
        counted = [
            f"{SEXES[c]} {show(v)}" for c, v in found.items() if v.status == "shown" and v.value
        ]
        if counted:
            rest = any(v.status != "shown" for v in found.values())
            hidden = "; övriga visas inte" if rest else ""
            return [
                f"Nya deltaganden{of_all(e)} {when(year, found.values())}: {listing(counted)}{hidden}."
            ]
    return []


def _about_sexes(e: Evidence) -> list[str]:
    """Name the programmes that are about the difference itself."""
    return [
        f"{escape(p.name)}: {escape(p.description)}"
        for p in e.programmes
        if "kvinnor och män" in p.description
    ]


def unsubsidised(e: Evidence) -> Answer:
    """Say how large a share went to work without a subsidy."""
    if is_structure(e):
        return refused(f"{capitalised(STRUCTURE)}.")
    said = stated(e, naming="osubventionera")
    found = e.find("share_work", ALL, ALL, from_="records", support="without")
    if found and e.subject.about != "programme":
        v = max(found, key=lambda v: v.year)
        if v.status != "shown":
            return refused(sentences.not_given(v), *said)
        return told(
            f"Hela förbundet, {when(v.year, [v])}, till arbete utan subvention: {sentences.chance(v)}",
            *said,
        )
    subsidised = [
        v
        for v in e.find("n_outcome", outcome="employment_subsidised", source=None)
        if v.status == "shown" and not e.is_part(v)
    ]
    if subsidised:
        names = listing(
            [
                f"{named_apart(e, v, subsidised)}{by_place(e, v, subsidised)} {show(v)}"
                for v in e.in_order(subsidised)
            ]
        )
        return partly(
            f"Med lönebidrag redovisas {names}, för sig. Om några av de andra i arbete också hade stöd framgår inte.",
            *said,
        )
    if found and any(v.status == "shown" for v in main_shares(e)):
        why = "det är räknat bara för hela förbundet"
    elif any(v.status == "shown" for v in main_shares(e)):
        why = "källorna inte skiljer arbete med och utan subvention"
    else:
        why = no_results(e)
    return (partly if said else refused)(f"Det går inte att säga, eftersom {why}.", *said)


def _senders(e: Evidence) -> list[str]:
    """Name who sends participants to each programme, as sources state it."""
    told_of = [
        f"{escape(p.name)}: {listing([escape(name) for name in p.referrers])}"
        for p in e.programmes
        if p.referrers
    ]
    return [f"Deltagare anvisas av: {'; '.join(told_of)}."] if told_of else []


def referred(e: Evidence) -> Answer:
    """Say how many each party sent."""
    if is_structure(e):
        return refused(f"{capitalised(STRUCTURE)}.")
    member = who(e)
    years = sorted(
        v.year
        for v in e.find("n_new", ALL, member, from_="records")
        if "referred_by" in parse_group(v.group)
    )
    if has_nobody(e):
        return refused(f"Det går inte att säga, eftersom {no_results(e)}.")
    senders = _senders(e)
    if e.subject.about == "programme" and has_records(e):
        return (partly if senders else refused)(
            *senders,
            "Hur många går inte att säga, eftersom vem som anvisade är räknat för hela förbundet och för varje "
            "kommun, men inte för varje insats.",
        )
    if not years:
        return (partly if senders else refused)(
            *senders,
            "Hur många går inte att säga, eftersom ingen källa anger hur många som anvisades av vem.",
        )
    found = split(e, "n_new", "referred_by", REFERRER, years[-1], member, count="participations")
    shown = [
        f"{REFERRER[c]} {show(v)}" for c, v in found.items() if v.status == "shown" and v.value
    ]
    hidden = [v for v in found.values() if v.status != "shown"]
    if not shown:
        if hidden:
            return refused(sentences.not_given(hidden[0]))
        return refused(f"Ingen började {when(years[-1], found.values())}.")
    text = f"Nya deltaganden{of_all(e)} {when(years[-1], found.values())}: {listing(shown)}."
    if hidden:
        return partly(text, f"Övriga {mark(hidden[0], 'visas inte')}.")
    return told(text)
