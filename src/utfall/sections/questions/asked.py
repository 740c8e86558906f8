"""Which questions readers have asked, of what reports, and what answers each."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from utfall.evidence import Evidence
from utfall.sections.questions import (
    basis,
    certainty,
    decisions,
    kinds,
    money,
    payback,
    people,
    programmes,
)
from utfall.sections.questions.answer import Answer, Answered

__all__ = ["questions"]


@dataclass(frozen=True)
class _Question:
    question_id: str
    text: str
    answer: Callable[[Evidence], Answer]
    about: Sequence[str] = ("member", "association", "programme")


def questions(e: Evidence) -> list[Answered]:
    """Return every question that readers of such a report ask, answered or refused."""
    found = []
    for one in _QUESTIONS:
        if e.subject.about not in one.about:
            continue
        answer = one.answer(e)
        # Not the spaces that keep a number together.
        text = re.sub(r"[ \n]+", " ", answer.text).strip()
        found.append(Answered(one.question_id, one.text, text, answer.status))
    return found


_NOBODY = (
    "Med ingenting: ingen jämförelsegrupp finns, så ingen vet hur det hade gått utan insatserna."
)

_QUESTIONS = (
    _Question("Q1 Q9", "Hur många deltog i varje insats?", people.how_many),
    _Question("Q2 Q10", "Hur gick det: hur många fick arbete, och hur många är utanför?", people.how_it_went),
    _Question("Q3", "Hur ser det ut år för år, minst fem år bakåt?", people.yearly),
    _Question("Q4", "Vilken effekt ger skattepengarna?", basis.effect),
    _Question("Q5", "Vad betalade vi, och vad kom tillbaka?", money.returned, ("member",)),
    _Question("Q6", "Vad användes pengarna till?", programmes.used_for),
    _Question("Q7", "Används metoder som är prövade på andra håll?", programmes.methods),
    _Question("Q8", "Vilka målgrupper och åldrar riktar sig insatserna till?", programmes.groups),
    _Question("Q4b", "Vad kostade det?", money.cost),
    _Question("Q4c", "Vad kostade varje resultat?", money.each_result),
    _Question("Q11", "Hur är utväxlingen jämfört med andra kommuners?", money.others_returned, ("member", "association")),
    _Question("Q12", "Vad händer när projekt tar slut?", decisions.ended),
    _Question("Q13", "Vad skulle fyra gånger så mycket pengar ge?", money.four_times),
    _Question("Q14", "Vilka behov och grupper nås inte?", programmes.not_reached),
    _Question("Q15", "Vilka parter medverkar?", programmes.parties),
    _Question("Q16", "Ska insatsen fortsätta, avslutas eller få villkor?", decisions.go_on, ("programme",)),
    _Question("Q17", "Vad har den kostat hittills, och hur många har deltagit?", decisions.so_far, ("programme",)),
    _Question("Q18", "Vem sökte, hur mycket, och för vilken grupp och ålder?", decisions.applicant),
    _Question("Q16b", "Vilka villkor ställdes, och uppfylldes de?", decisions.conditions),
    _Question("Q19", "Går arbetssättet att växla upp, och håller det?", decisions.scalable, ("programme",)),
    _Question("Q20", "Hur gör andra förbund?", basis.other_associations, ("association",)),
    _Question("Q21", "Är det skillnad mellan kvinnor och män?", kinds.sexes),
    _Question("Q22", "Hur mycket riktas till deltagare, hur mycket till samverkan, och är det projekt eller processer?", programmes.orientation),
    _Question("Q23", "Hur lång är återbetalningstiden, och varför har den ändrats?", payback.payback_time),
    _Question("Q24", "Vad räknas med i återbetalningstiden?", payback.counted_in),
    _Question("Q25", "Hur stor andel fick arbete utan subvention?", kinds.unsubsidised),
    _Question("Q26", "Fungerar arbetssättet särskilt väl för personer med NPF?", programmes.npf),
    _Question("Q27", "Hur många planerades, hur många blev det, och varför?", decisions.planned),
    _Question("Q28", "Tränger insatserna undan ordinarie verksamhet?", programmes.displacement),
    _Question("Q29", "Vad går förlorat utan ESF-projekt?", money.esf),
    _Question("Q30", "Var kommer siffrorna ifrån?", basis.provenance),
    _Question("Q31", "Vem anvisade deltagarna?", kinds.referred),
    _Question("Q32", "Jämfört med vad?", basis.always(_NOBODY)),
    _Question("Q33", "Hur säkert är det?", certainty.how_sure),
    _Question("Q33b", "Vad kan en ny grupp förväntas visa?", certainty.new_group),
    _Question("Q34", "Hur många är okända, och spelar det någon roll?", certainty.unknown),
    _Question("Q35", "Är de kvar i arbete efter ett år?", certainty.later),
    _Question("Q36", "I vilka priser är pengarna?", money.prices),
    _Question("Q37", "Vem tjänar på det: kommunen, regionen eller staten?", payback.who_gains),
    _Question("Q38", "Kan jag räkna om det själv?", basis.recompute),
    _Question("Q39", "Vad har ändrats sedan förra rapporten?", basis.changed),
)  # fmt: skip
