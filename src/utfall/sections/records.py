"""What stands before the parts of a report that come from records, and before those that do not.

Where an association has no records every one of these is empty, and the report is as it was.
"""

from collections.abc import Iterable

from utfall.evidence import Evidence
from utfall.recorded import ALL, curve, least, newest, pooled, who
from utfall.text import escape
from utfall.values import Value, parse_group

__all__ = [
    "protection",
    "published_outcomes",
    "published_participants",
    "published_people",
    "records_outcomes",
    "records_participants",
    "records_people",
    "records_plan",
    "records_time",
]

_OWN = "### Ur individuppgifter"
_EVERYBODY = (
    "I hela förbundet ingår alla, också de som bodde på andra orter eller vars bostadsort inte är "
    "registrerad. "
)
_CURVE = (
    " Kurvan räknar i stället alla som började, också dem som är kvar, och bara år där alla har "
    "kunnat följas i två år."
)
_PUBLISHED = "### Ur publicerade uppgifter"
_NUMBERS = (
    "noll",
    "en",
    "två",
    "tre",
    "fyra",
    "fem",
    "sex",
    "sju",
    "åtta",
    "nio",
    "tio",
    "elva",
    "tolv",
)


def _found(e: Evidence, *measures: str) -> list[Value]:
    """Return what records say of the member by these measures."""
    return e.find(measures, member_id=who(e), from_="records")


def _with_all(e: Evidence, *measures: str) -> list[Value]:
    """Return also what they say of the whole association, which stands beside it."""
    return e.find(measures, member_id=ALL, from_="records") + _found(e, *measures)


def _subject(e: Evidence) -> str:
    if who(e) == ALL:
        return "Uppgifterna gäller alla deltagare i förbundets insatser"
    return f"Uppgifterna gäller dem som var bosatta i {escape(e.subject.name)} när de skrevs in"


def _so_far(found: Iterable[Value]) -> str:
    """Say what "hittills" and "minst" mean, where a period was not over or something is missing."""
    every = list(found)
    words = [least(every)]
    if any(parse_group(v.group).get("kind") == "to_date" for v in every):
        words.append("Hittills betyder att perioden inte var slut när uppgifterna hämtades.")
    return "".join(f" {told}" for told in words if told)


def records_participants(e: Evidence) -> str:
    """Say whose records the flows are, what is counted, and what is not."""
    found = _found(e, "n_during", "n_new", "n_exits", "n_closing")
    if not found:
        return ""
    return (
        f"{_OWN}\n\n{_subject(e)}, och är räknade ur förbundets egna uppgifter om varje deltagande. "
        f"{_EVERYBODY if who(e) != ALL else ''}"
        "En person räknas en gång i varje period. Ett deltagande är en person i en insats: samma person kan vara med i "
        f"flera, så deltaganden är fler än eller lika många som personer.{_so_far(_with_all(e, 'n_during', 'n_new', 'n_exits', 'n_closing'))}"
    )


def _published(e: Evidence, found: list[Value], words: str) -> str:
    return f"{_PUBLISHED}\n\n{words}" if found else ""


def published_participants(e: Evidence) -> str:
    """Keep what sources have published apart from the records above it."""
    return _published(
        e,
        _found(e, "n_during", "n_new"),
        "Det här har källor uppgett. De kan ha räknat på andra sätt och för andra perioder än individuppgifterna, "
        "och talen läggs aldrig ihop med dem.",
    )


def records_outcomes(e: Evidence) -> str:
    """Say of whom the outcomes are, when, and what is not known of them."""
    found = _found(e, "n_outcome", "n_reached")
    if not found:
        return ""
    periods = newest(pooled(e, "n_outcome", who(e)), 1)
    long = "/" in "".join(periods)
    together = (
        " Flera år är räknade ihop, eftersom små tal annars hade behövt döljas." if long else ""
    )
    return (
        f"{_OWN}\n\n{_subject(e)}{' och' if who(e) != ALL else ''} som har slutat. Varje deltagande som har avslutats är räknat en gång "
        "vid avslutet och en gång vid varje uppföljning. Där läget inte är registrerat är det inte känt; "
        "inte aktuellt än betyder att tiden för uppföljningen inte har kommit."
        f"{together}{_so_far(_with_all(e, 'n_outcome', 'n_reached'))}\n\n"
        "Förbundets definition räknar arbete eller studier av varje slag och omfattning. Koladas räknar "
        "anställning på den ordinarie arbetsmarknaden som varar minst en månad, och studier med rätt till "
        "studiemedel. Ingen jämförelsegrupp finns, så skillnaden mellan före och efter är ingen effekt."
    )


def published_outcomes(e: Evidence) -> str:
    """Keep what sources have published of outcomes apart from the records above it."""
    return _published(
        e,
        _found(e, "n_outcome", "n_reached"),
        "Det här har källor uppgett om hur det gick. Vad som räknas som resultat skiljer sig mellan källorna.",
    )


def records_time(e: Evidence) -> str:
    """Say what the time in a programme is of."""
    if not _found(e, "months_in_programme") and not e.find(
        "months_in_programme", member_id=ALL, from_="records"
    ):
        return ""
    return (
        "### Tid i insatsen, ur individuppgifter\n\nBara de som har slutat är räknade. De som är kvar är inte "
        "med, så i en ny insats blir tiden för kort. Tiden anges bara för grupper på minst tio, i hela månader."
        + (_CURVE if curve(e)[1] else "")
    )


def records_people(e: Evidence) -> str:
    """Say that sexes, ages and referrers are those of new participations."""
    found = [
        v for v in _found(e, "n_new") if set(parse_group(v.group)) & {"sex", "age", "referred_by"}
    ]
    if not found:
        return ""
    return (
        f"{_OWN}\n\n{_subject(e)}. Varje nytt deltagande är räknat en gång, efter kön, ålder vid inskrivningen "
        f"och vem som anvisade till insatsen.{_so_far(found)}"
    )


def published_people(e: Evidence) -> str:
    """Keep what sources say of target groups apart from the records above it."""
    return f"{_PUBLISHED}" if records_people(e) else ""


def records_plan(e: Evidence) -> str:
    """Say what is compared with what was planned."""
    found = _found(e, "n_exits_against_plan")
    goals = e.find("share_of_plan", None, ALL, from_="records")
    if not found and not goals:
        return ""
    words = ["### Planerat och faktiskt, ur individuppgifter"]
    if found:
        words.append(
            "Som planerat betyder högst en månad före eller efter den dag som planerades vid "
            "inskrivningen. Att sluta tidigare eller senare än planerat är varken bra eller dåligt i sig."
        )
    if goals:
        words.append(
            "Mot det antal deltagare som planerades ställs de deltaganden som började i insatsen under "
            "samma period, i hela förbundet. Den som har börjat två gånger är räknad två gånger."
            f"{_so_far(goals)}"
        )
    return "\n\n".join(words)


def _below(threshold: int) -> str:
    return (
        f"färre än {_NUMBERS[threshold]}"
        if threshold < len(_NUMBERS)
        else f"färre än [{threshold}]{{.d}}"
    )


def protection(e: Evidence) -> str:
    """Tell how people are protected: from what size, what is hidden, and what the words mean."""
    facts = e.protection
    if not facts:
        return ""
    health = facts.get("threshold_health", facts["threshold"])
    more = (
        f" För uppgifter som säger något om hälsa eller försörjning går gränsen vid {_below(health)}."
        if health != facts["threshold"]
        else ""
    )
    public = (
        " Det gäller också tal som källor redan har publicerat."
        if facts.get("public")
        else " Tal som källor redan har publicerat visas så som de står där."
    )
    lines = [
        "### Så skyddas uppgifterna",
        f"Tal om {_below(int(facts['threshold']))} personer visas inte, för att ingen ska kännas igen.{more} Därför "
        "visas inte heller vissa större tal: annars gick de små att räkna ut ur dem. Skyddet är räknat för "
        f"hela publikationen på en gång, över alla kommuner och år.{public}",
        "Fyra saker hålls isär. Noll betyder att ingen är räknad. Visas inte betyder att talet är dolt. Inte känt, "
        "inte registrerat och ingen uppgift betyder att uppgiften saknas. Kan inte beräknas betyder att uppgifter "
        "finns men inte räcker eller inte hör ihop.",
    ]
    coarsened = [str(sentence).rstrip(".") for sentence in facts.get("coarsened", ())]
    if coarsened:
        lines.append(
            "För att så lite som möjligt ska behöva döljas är en del räknat ihop: "
            + "\n\n"
            + "\n".join(f"- {escape(sentence)}." for sentence in coarsened)
        )
    return "\n\n".join(lines)
