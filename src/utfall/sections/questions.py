"""Every question that readers have asked, each answered or refused, for one report.

The main ones stand on the first screen; all of them stand in a table, and in `answers.csv`.
"""

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from utfall.answers import records
from utfall.answers.money import cost_per_outcome, money
from utfall.answers.people import outcomes, participants, still_outside, trend
from utfall.answers.short import answer as brief
from utfall.answers.words import named_apart, of_money, programme_name, shared_with, unique
from utfall.compared import beside, main_shares, of
from utfall.evidence import Evidence, widest
from utfall.labels import CONDITION, FUNDER, REFERRER
from utfall.meaning import sentences
from utfall.recorded import ALL, has_records, pooled, split, when, which, who
from utfall.sections.about import revisions
from utfall.sections.payback import newest_payback, payback_change
from utfall.text import (
    capitalised,
    escape,
    listing,
    mark,
    marked_keys,
    millions,
    number,
    period,
    show,
)
from utfall.values import parse_group

__all__ = ["Answered", "answered", "answers_csv", "questions"]

# More of them than this make a cell of a table too long.
_MOST_REVISED = 3
_MOST_NAMED = 8
_NOT_STUDIED = "Det har inte undersökts."
_NO_GROUP = (
    "Det går inte att säga vad insatserna har lett till, eftersom ingen jämförelsegrupp finns."
)


Status = Literal["answered", "partly", "refused"]


@dataclass(frozen=True)
class Answered:
    """One question with its answer as marked Markdown.

    `question_id` has the numbers of all questions that readers have asked so, with a space between.
    `status` is ``partly`` where the question itself is refused, but numbers beside it are given.
    """

    question_id: str
    question: str
    text: str
    status: Status

    @property
    def evidence(self) -> list[str]:
        """Return the keys of the values that it rests on."""
        return unique(marked_keys(self.text))


@dataclass(frozen=True)
class _Question:
    question_id: str
    text: str
    answer: Callable[[Evidence], str]
    about: Sequence[str] = ("member", "association", "programme")


# What an answer that gives none begins with.
_REFUSALS = (
    "Det går inte", "Kan inte", "Det har inte", "Ingen källa", "Inga ", "Det är inte", "Källan anger",
    "Antalet visas inte", "Det visas inte", "Det gäller inte", "Hur många", "Skillnaden kan inte",
)  # fmt: skip


def questions(e: Evidence) -> list[Answered]:
    """Return every question that readers of such a report ask, answered or refused."""
    found = []
    for one in _QUESTIONS:
        if e.subject.about not in one.about:
            continue
        # Not the spaces that keep a number together.
        text = re.sub(r"[ \n]+", " ", one.answer(e)).strip()
        keys = [key for key in unique(marked_keys(text)) if key in e]
        given = any(e[key].status == "shown" for key in keys)
        found.append(Answered(one.question_id, one.text, text, _status(_plain(text), keys, given)))
    return found


def _status(words: str, keys: Sequence[str], given: bool) -> Status:
    if words.startswith(_REFUSALS):
        return "partly" if given else "refused"
    return "answered" if given or not keys else "refused"


def answered(e: Evidence) -> str:
    """Return all questions as a table with what can be said, and what cannot and why."""
    rows = "\n".join(f"| {one.question} | {one.text} |" for one in questions(e))
    return (
        f"| Fråga | Svar |\n|---------------------------|{'-' * 60}|\n{rows}\n\n"
        ": Frågor som har ställts om förbundets insatser, och vad som kan svaras {#tbl-questions}"
    )


_MARKED = re.compile(r"\[((?:[^\[\]]|\[[^\]]*\])*)\](?:\{[^}]*\}|\([^)]*\)(?:\{[^}]*\})?)")
_REFERENCE = re.compile(r"\s*\((?:mer i )?@[\w-]+\)")


def answers_csv(found: Sequence[Answered]) -> str:
    """Write the answers as CSV: question, answer in plain text, status and what it rests on."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("question_id", "question", "answer", "status", "evidence"))
    for one in found:
        writer.writerow(
            (one.question_id, one.question, _plain(one.text), one.status, " ".join(one.evidence))
        )
    return out.getvalue()


def _plain(text: str) -> str:
    """Return the words of marked Markdown."""
    while (bare := _MARKED.sub(r"\1", text)) != text:
        text = bare
    text = _REFERENCE.sub("", text).replace("**", "")
    text = re.sub(r"@[\w-]+", "rapporten", text)
    return re.sub(r"\\([^\w\s])", r"\1", text)


# people


def _participants(e: Evidence) -> str:
    told = records.participants(e)
    return " ".join([*told, *records.by_programme(e)] if told else participants(e))


def _outcome(e: Evidence) -> str:
    return " ".join(records.outcomes(e) or outcomes(e))


def _outside(e: Evidence) -> str:
    return " ".join(records.still_outside(e) or still_outside(e))


def _yearly(e: Evidence) -> str:
    return " ".join(records.trend(e) or trend(e))


def _effect(e: Evidence) -> str:
    return f"{_NO_GROUP} Vad som hände och vad det kostade står i rapporten."


def _sexes(e: Evidence) -> str:
    found = e.find("difference_outcome", which(e), who(e), from_="records", against="M")
    found = [v for v in found if not parse_group(v.group).get("after")]
    if not found:
        counted = e.find("n_outcome", from_="records")
        if any("sex" in parse_group(v.group) for v in counted):
            return "Det går inte att säga, eftersom ingen skillnad kan räknas ut för så få: talen står i rapporten."
        return "Det går inte att säga, eftersom resultaten inte är redovisade efter kön."
    return sentences.difference(max(found, key=lambda v: v.year), "work", "women", "men")


def _later(e: Evidence) -> str:
    found = e.find(
        "share_reached", which(e), who(e), from_="records", definition="association",
        after="12m",
    )  # fmt: skip
    if not found:
        return "Det går inte att säga, eftersom ingen uppföljning efter avslutet är redovisad."
    v = max(found, key=lambda v: v.year)
    if v.status != "shown":
        return sentences.not_given(v)
    return (
        "Det går inte att säga om just de som fick arbete är kvar, eftersom de inte räknas för sig. Av alla "
        f"avslutade {when(v.year, [v])}, arbete eller studier tolv månader efteråt: {sentences.chance(v)}"
    )


def _unknown(e: Evidence) -> str:
    found = [v for v in e.find("tipping_outcome") if e.chosen(v)]
    told = [
        f"{programme_name(e, v)}{f' ({period(v.year)})' if v.year else ''}: {sentences.tipping(v)}"
        for v in e.in_order(found)[:2]
    ]
    year = next(iter(reversed(pooled(e, "n_outcome", who(e)))), "")
    for after, words in (("", "vid avslutet"), ("12m", "tolv månader efteråt")):
        lost = split(
            e, "n_outcome", "outcome", ("unknown",), year, who(e), which(e), after=after
        ).get("unknown")
        if lost is not None and lost.status == "shown" and lost.value:
            told.append(
                f"För {show(lost)} avslutade {when(year, [lost])} är läget {words} inte registrerat."
            )
    silent = [
        v
        for v in e.find("n_not_reported", of_=None)
        if v.status == "shown" and v.value and e.chosen(v)
    ]
    if silent:
        names = [
            f"{named_apart(e, v, silent)} {show(v)} av {mark(v, number(v.denominator or 0), 'denominator')}"
            for v in e.in_order(silent)
        ]
        told.append(
            f"Läget är inte redovisat för alla: {listing(names)}. Andelen till arbete där kan vara högre "
            "än den som står."
        )
    return " ".join(told) or (
        "Det går inte att säga, eftersom källorna inte skiljer okända från övriga."
    )


def _sure(e: Evidence) -> str:
    found = [v for v in main_shares(e) if v.status == "shown"]
    if not found:
        return "Det går inte att säga, eftersom ingen andel kan anges."
    return f"{beside(e, found[0])}: {sentences.chance(found[0])}"


def _new_group(e: Evidence) -> str:
    for share in main_shares(e):
        estimate = of(e, share, "predicted")
        if estimate is not None and estimate.status == "shown":
            return f"{beside(e, share)}: {sentences.predicted(estimate)}"
    return "Det går inte att säga, eftersom ingen andel kan anges."


def _planned(e: Evidence) -> str:
    found = [v for v in e.find("share_of_plan", None, ALL, from_="records") if v.status == "shown"]
    told = [
        f"{programme_name(e, v)} ({period(v.year)}) {show(v)} av planen"
        for v in sorted(found, key=lambda v: v.key)
    ]
    if told:
        return f"{listing(told[-4:])}, räknat i deltaganden som började."
    plans = [v for v in e.find("n_planned", population=None) if v.status == "shown" and v.member_id]
    if plans:
        told = [f"{programme_name(e, v)} {show(v)}" for v in e.in_order(plans)]
        return (
            f"Planerade deltagare: {listing(told)}. Varför det blev fler eller färre framgår inte."
        )
    return "Ingen källa anger hur många som planerades."


def _referred(e: Evidence) -> str:
    member = who(e)
    years = sorted(
        v.year
        for v in e.find("n_new", ALL, member, from_="records")
        if "referred_by" in parse_group(v.group)
    )
    if not years or e.subject.about == "programme":
        return "Det går inte att säga, eftersom källorna inte anger vem som anvisade."
    found = split(e, "n_new", "referred_by", REFERRER, years[-1], member, count="participations")
    told = [f"{REFERRER[c]} {show(v)}" for c, v in found.items() if v.status == "shown" and v.value]
    if not told:
        return "Det går inte att säga, eftersom talen är små och inte visas."
    return f"Nya deltaganden {when(years[-1], found.values())}: {listing(told)}."


def _groups(e: Evidence) -> str:
    told = [f"{escape(p.name)}: {escape(p.target_group)}" for p in e.programmes if p.target_group]
    return "; ".join(told) + "." if told else "Ingen källa anger målgrupper."


def _unsubsidised(e: Evidence) -> str:
    # Of each municipality and programme they are too few to be told of.
    found = e.find("share_work", ALL, ALL, from_="records", support="without")
    if found and e.subject.about == "programme":
        return (
            "Det går inte att säga om insatsen för sig, eftersom den har så få att det bara visas för "
            "hela förbundet."
        )
    if found:
        v = max(found, key=lambda v: v.year)
        if v.status != "shown":
            return sentences.not_given(v)
        return f"Hela förbundet, {when(v.year, [v])}, till arbete utan subvention: {sentences.chance(v)}"
    subsidised = [
        v for v in e.find("n_outcome", outcome="employment_subsidised") if v.status == "shown"
    ]
    if subsidised:
        told = listing([f"{programme_name(e, v)} {show(v)}" for v in e.in_order(subsidised)[:4]])
        return f"Med lönebidrag redovisas {told}, för sig. Om några av de andra i arbete också hade stöd framgår inte."
    return "Det går inte att säga, eftersom källorna inte skiljer arbete med och utan subvention."


# money


def _money(e: Evidence) -> str:
    return " ".join(money(e)) if e.subject.about == "member" else _spent(e)


def _spent(e: Evidence) -> str:
    told = [
        f"{programme_name(e, v)}{shared_with(e, v)} {show(v, write=millions)} ({of_money(e, v)})"
        for v in widest(e.stated_money())
    ]
    more = " Fler står i @tbl-funding." if told[_MOST_NAMED:] else ""
    return (
        f"{listing(told[:_MOST_NAMED])}.{more}"
        if told
        else "Ingen källa anger några pengar till insatser."
    )


def _used_for(e: Evidence) -> str:
    told = [
        f"{escape(p.name)}: {'; '.join(escape(a) for a in p.activities)}"
        for p in e.programmes
        if p.activities
    ]
    return "; ".join(told) + "." if told else "Ingen källa säger vad pengarna användes till."


def _cost(e: Evidence) -> str:
    return " ".join(cost_per_outcome(e))


def _returned(e: Evidence) -> str:
    return brief("returned", e)


def _others_returned(e: Evidence) -> str:
    shown = [
        v
        for v in e.beside("return_association", ALL)
        if v.status == "shown" and v.member_id != e.subject.subject_id
    ]
    if not shown:
        return "Det går inte att säga, eftersom medlemmarnas bidrag inte är kända år för år."
    return (
        "Kommunernas utväxling står i @tbl-returns, utan rangordning: hur mycket av det gemensamma som är "
        "vars och ens är inte känt."
    )


def _four_times(e: Evidence) -> str:
    found = [v for v in e.find("participations_at_four_times") if v.status == "shown"]
    if not found:
        return "Det går inte att säga, eftersom ingen insats har pengar och deltagare som gäller samma sak."
    told = [f"{programme_name(e, v)} ({period(v.year)}) {show(v)} deltagare" for v in found[:3]]
    return f"Med samma genomsnittliga kostnad: {listing(told)}. Vad nästa krona ger är inte känt."


def _payback(e: Evidence) -> str:
    if e.subject.about != "programme":
        return brief("payback", e)
    own = newest_payback(e)
    if own is None:
        return "Det går inte att säga, eftersom ingen återbetalningstid är beräknad."
    return sentences.payback(own) if own.status == "shown" else sentences.not_given(own)


def _who_gains(e: Evidence) -> str:
    found = [
        v
        for v in e.find("payback_months", which(e))
        if set(parse_group(v.group)) == {"payer"} and v.status in ("shown", "refused")
    ]
    if not any(v.status == "shown" for v in found):
        return "Det går inte att säga, eftersom ingen återbetalningstid är beräknad."
    last = max(v.year for v in found if v.status == "shown")
    own = {parse_group(v.group)["payer"]: v for v in found if v.year == last}
    names = {"municipality": "kommunerna", "region": "regionen", "state": "staten"}
    back = [
        f"{name} efter {show(own[payer])}"
        for payer, name in names.items()
        if payer in own and own[payer].status == "shown"
    ]
    never = [
        mark(own[payer], name)
        for payer, name in names.items()
        if payer in own and own[payer].status == "refused"
    ]
    told = f"Sin del av kostnaden har {listing(back)} tillbaka" if back else ""
    lost = f"{listing(never)} får aldrig sin del tillbaka inom den tid som räknas" if never else ""
    whole = ", men ".join(filter(None, (told, lost)))
    return f"{capitalised(whole)} ({period(last)}), under antagandena."


def _changed(e: Evidence) -> str:
    return (
        payback_change(e) or "Det går inte att säga, eftersom det inte finns två tider att jämföra."
    )


def _counted_in(e: Evidence) -> str:
    own = newest_payback(e)
    if own is not None and own.status == "shown":
        return (
            "Skatter, ersättningar och insatser för dem som fick arbete. Studier kostar men räknas inte som vinst, "
            "om inget annat sägs."
        )
    stated = [
        s for s in e.statements if s.about.startswith("payback") and (s.includes or s.excludes)
    ]
    if not stated:
        return "Det går inte att säga, eftersom ingen återbetalningstid är beräknad."
    told = ["Här är ingen tid beräknad."]
    for s in stated[-1:]:
        said = f"{s.text.rstrip('.')}: {show(e[s.key])}" if s.key else s.text.rstrip(".")
        told.append(f"{said}.")
        told += [f"Räknat med: {escape(s.includes)}."] if s.includes else []
        told += [f"Inte räknat med: {escape(s.excludes)}."] if s.excludes else []
    return " ".join(told)


def _prices(e: Evidence) -> str:
    return f"Löpande priser, om inget annat sägs; fasta priser är {e.price_year} års, med konsumentprisindex."


def _esf(e: Evidence) -> str:
    found = [v for v in e.find("funding_listed", ALL, ALL, funder="esf") if v.status == "shown"]
    stated = [
        v
        for v in e.find("funding", funder="esf", prices=None, allocation=None)
        if v.status == "shown" and v.unit == "sek" and e.chosen(v)
    ]
    if not (found or stated):
        return "Det går inte att säga, eftersom ingen källa anger pengar från ESF."
    told = [
        f"{programme_name(e, v)}{shared_with(e, v)} {show(v, write=millions)}"
        for v in e.in_order(widest(stated))
    ] or [show(found[0], write=millions)]
    more = " Fler står i @tbl-funding." if told[_MOST_NAMED:] else ""
    return (
        f"Från {FUNDER['esf']} är angivet: {listing(told[:_MOST_NAMED])}.{more} Vad som annars hade "
        "gjorts är inte känt."
    )


# programmes and decisions


def _continue(e: Evidence) -> str:
    return (
        "Det är styrelsens beslut. Underlaget är resultaten, kostnaden, planen och villkoren i den här "
        "rapporten, och vad som inte är känt."
    )


def _so_far(e: Evidence) -> str:
    return f"{brief('decided', e)} {brief('against_plan', e)}"


def _applicant(e: Evidence) -> str:
    if not e.applications:
        return "Ingen källa anger någon ansökan."
    told = []
    for a in e.applications[:3]:
        name = next((m.name for m in e.members if m.member_id == a.applicant), a.applicant)
        about = next((escape(p.name) for p in e.programmes if p.programme_id == a.programme_id), "")
        told.append(f"{escape(name)} sökte {show(e[a.key])}{f' till {about}' if about else ''}")
    return listing(told) + "."


def _conditions(e: Evidence) -> str:
    found = [a for a in e.applications if a.conditions]
    if not found:
        return "Inga villkor är redovisade."
    return " ".join(
        f"{escape(a.conditions.rstrip('.'))}: {CONDITION[a.conditions_met]}." for a in found
    )


def _parties(e: Evidence) -> str:
    told = [
        f"{escape(p.name)}: {listing([escape(name) for name in p.parties])}"
        for p in e.programmes
        if p.parties
    ]
    return "; ".join(told) + "." if told else "Ingen källa anger vilka parter som medverkar."


def _methods(e: Evidence) -> str:
    told = [f"{escape(p.name)}: {escape(p.methods)}" for p in e.programmes if p.methods]
    stated = [escape(s.text) for s in e.statements if s.about == "models"]
    if not (told or stated):
        return "Ingen källa anger vilka metoder som används."
    return "; ".join([*told, *stated]).rstrip(".") + "."


def _ended(e: Evidence) -> str:
    done = [escape(p.name) for p in e.programmes if p.status == "finished"]
    if not done:
        return "Ingen källa nämner någon avslutad insats."
    return (
        f"{listing(done)} är avslutade. Vad som finns kvar av dem sägs bara där en källa gör det."
    )


def _orientation(e: Evidence) -> str:
    kinds = {
        "till deltagare": [p for p in e.programmes if p.orientation == "participant"],
        "till samverkan": [p for p in e.programmes if p.orientation == "structure"],
        "till båda": [p for p in e.programmes if p.orientation == "both"],
    }
    told = [f"{kind}: {listing([escape(p.name) for p in ps])}" for kind, ps in kinds.items() if ps]
    return capitalised("; ".join(told)) + "." if told else "Ingen källa anger inriktningen."


def _provenance(e: Evidence) -> str:
    if has_records(e):
        return "Från förbundets egna uppgifter om varje deltagande, och från publicerade källor."
    return "Från publicerade källor, som står i @tbl-sources."


def _recompute(e: Evidence) -> str:
    return (
        "Ja: alla tal finns med källa, täljare och nämnare i published.csv, och metoderna är beskrivna. "
        "Individuppgifter lämnas inte ut."
    )


def _before(e: Evidence) -> str:
    conflicts = [f for f in e.findings if f.kind == "conflict"]
    told = " Källor som är oense om ett tal står i slutet." if conflicts else ""
    if len(e.revised) > _MOST_REVISED:
        return f"[{number(len(e.revised))}]{{.d}} tal, som står sist i rapporten.{told}"
    return f"{revisions(e)}{told}"


def _always(text: str) -> Callable[[Evidence], str]:
    return lambda e: text


_QUESTIONS = (
    _Question("Q1 Q9", "Hur många deltog i varje insats?", _participants),
    _Question("Q2 Q10", "Hur gick det: hur många fick arbete, och hur många är utanför?", lambda e: f"{_outcome(e)} {_outside(e)}"),
    _Question("Q3", "Hur ser det ut år för år, minst fem år bakåt?", _yearly),
    _Question("Q4", "Vilken effekt ger skattepengarna?", _effect),
    _Question("Q5", "Vad betalade vi, och vad kom tillbaka?", _returned, ("member",)),
    _Question("Q6", "Vad användes pengarna till?", _used_for),
    _Question("Q7", "Används metoder som är prövade på andra håll?", _methods),
    _Question("Q8", "Vilka målgrupper riktar sig insatserna till?", _groups),
    _Question("Q4b", "Vad kostade det?", _money),
    _Question("Q4c", "Vad kostade varje resultat?", _cost),
    _Question("Q11", "Hur är utväxlingen jämfört med andra kommuners?", _others_returned, ("member", "association")),
    _Question("Q12", "Vad händer när projekt tar slut?", _ended),
    _Question("Q13", "Vad skulle fyra gånger så mycket pengar ge?", _four_times),
    _Question("Q14", "Vilka behov och grupper nås inte?", _always("Det har inte undersökts. Uppgifterna säger inget om diagnos eller födelseland, och inget om dem som inte deltog.")),
    _Question("Q15", "Vilka parter bidrar?", _parties),
    _Question("Q16", "Ska insatsen fortsätta, avslutas eller få villkor?", _continue, ("programme",)),
    _Question("Q17", "Vad har den kostat hittills, och hur många har deltagit?", _so_far, ("programme",)),
    _Question("Q18", "Vem sökte, och hur mycket?", _applicant),
    _Question("Q16b", "Vilka villkor ställdes, och uppfylldes de?", _conditions),
    _Question("Q19", "Går arbetssättet att växla upp, och håller det?", _always(_NOT_STUDIED), ("programme",)),
    _Question("Q20", "Hur gör andra förbund?", _always("Det går inte att säga, eftersom uppgifter om andra förbund inte ingår."), ("association",)),
    _Question("Q21", "Är det skillnad mellan kvinnor och män?", _sexes),
    _Question("Q22", "Hur mycket riktas till deltagare, och hur mycket till samverkan?", _orientation),
    _Question("Q23", "Hur lång är återbetalningstiden, och varför har den ändrats?", lambda e: f"{_payback(e)} {_changed(e)}"),
    _Question("Q24", "Vad räknas med i återbetalningstiden?", _counted_in),
    _Question("Q25", "Hur stor andel fick arbete utan subvention?", _unsubsidised),
    _Question("Q26", "Fungerar arbetssättet särskilt väl för personer med NPF?", _always(_NOT_STUDIED)),
    _Question("Q27", "Hur många planerades, och hur många blev det?", _planned),
    _Question("Q28", "Tränger insatserna undan ordinarie verksamhet?", _always(_NOT_STUDIED)),
    _Question("Q29", "Vad går förlorat utan ESF-projekt?", _esf),
    _Question("Q30", "Var kommer siffrorna ifrån?", _provenance),
    _Question("Q31", "Vem anvisade deltagarna?", _referred),
    _Question("Q32", "Jämfört med vad?", _always(_NO_GROUP)),
    _Question("Q33", "Hur säkert är det?", _sure),
    _Question("Q33b", "Vad kan en ny grupp förväntas visa?", _new_group),
    _Question("Q34", "Hur många är okända, och spelar det någon roll?", _unknown),
    _Question("Q35", "Är de kvar i arbete efter ett år?", _later),
    _Question("Q36", "I vilka priser är pengarna?", _prices),
    _Question("Q37", "Vem tjänar på det: kommunen, regionen eller staten?", _who_gains),
    _Question("Q38", "Kan jag räkna om det själv?", _recompute),
    _Question("Q39", "Vad har ändrats sedan förra rapporten?", _before),
)  # fmt: skip
