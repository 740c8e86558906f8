"""What the association's own records answer on the first screen; empty where there are none.

Only numbers that are shown are told. One that is hidden is said to be so, with the reason, and no
other number stands beside it as its rest.
"""

from collections.abc import Mapping

from utfall.evidence import Evidence
from utfall.labels import AFTER_EXIT, DEFINITION, SITUATION
from utfall.recorded import ALL, cell, has_records, newest, pooled, spans, split, when, which, who
from utfall.text import STATUS_WORDS, capitalised, escape, listing, mark, number, show
from utfall.values import Value, parse_group

__all__ = ["by_programme", "certainty", "outcomes", "participants", "still_outside", "trend"]

_ROWS = {"count": "participations"}
_PERSONS = {"count": "persons"}
# So many years of a series are told in a sentence; the table has them all.
_SERIES = 6
_OPEN = " Tal som källor själva har publicerat visas så som de står där."


def _from(e: Evidence) -> str:
    return "" if who(e) == ALL else f" från {escape(e.subject.name)}"


def _because(v: Value) -> str:
    return f", eftersom {escape(v.reason)}"


def _counted(v: Value, one: str, many: str) -> str:
    """Write a shown count with its noun: ``1 person``, ``minst 2 personer``."""
    return f"{show(v)} {one if v.value == 1 else many}"


def by_programme(e: Evidence) -> list[str]:
    """Say how many took part in each programme, or began in it, the newest time that is shown."""
    if e.subject.about == "programme":
        return []
    measure, one, many = (
        ("n_during", "person", "personer")
        if who(e) == ALL
        else ("n_new", "nytt deltagande", "nya deltaganden")
    )
    told: list[str] = []
    hidden: list[str] = []
    unseen: list[Value] = []
    for p in e.programmes:
        found = e.find(measure, p.programme_id, who(e), from_="records")
        found = [v for v in found if set(parse_group(v.group)) <= {"from", "count", "kind"}]
        shown = [v for v in found if v.status == "shown" and v.value]
        if shown:
            v = max(shown, key=lambda v: v.year)
            told.append(f"{escape(p.name)} {_counted(v, one, many)} ({when(v.year, [v])})")
        elif any(v.status == "suppressed" for v in found):
            hidden.append(escape(p.name))
            unseen += [v for v in found if v.status == "suppressed"]
    lines = [f"Insats för insats, den senaste tid som visas: {listing(told)}."] if told else []
    if hidden:
        lines.append(f"För {listing(hidden)} {mark(unseen[0], 'visas inga antal')}.")
    return lines


def _shown(v: Value | None) -> bool:
    return v is not None and v.status == "shown"


def participants(e: Evidence) -> list[str]:
    """Say how many persons took part in the newest year, and what began and ended."""
    every = spans(e, "n_during", who(e), which(e), **_PERSONS)
    end = e.programme(e.subject.subject_id).end if e.subject.about == "programme" else ""
    if end:
        # Nobody takes part in what has ended.
        every = [year for year in every if year[:4] <= end[:4]]
    if not every:
        return []
    year = every[-1]
    persons = cell(e, "n_during", year, who(e), which(e), **_PERSONS)
    if persons is None:
        return []
    told = when(year, [persons])
    later = ""
    if int(year[-4:]) < e.year and not end:
        later = f" Åren efter {year[-4:]} räknas in i nästa period, eftersom de för sig gäller få."
    began = cell(e, "n_new", year, who(e), which(e), **_ROWS)
    ended = cell(e, "n_exits", year, who(e), which(e), **_ROWS)
    every_one = (persons, began, ended)
    if all(v is not None and v.status == "suppressed" for v in every_one):
        return [
            f"Hur många{_from(e)} som deltog, började eller slutade {told} visas inte"
            f"{_because(persons)}.{later}"
        ]
    if persons.status == "shown":
        first = f"Under {told} deltog {_counted(persons, 'person', 'personer')}{_from(e)}."
    else:
        first = f"Hur många personer{_from(e)} som deltog under {told} {_not(persons)}{_because(persons)}."
    moves = [
        f"{_counted(v, 'deltagande', 'deltaganden')} {word}"
        for v, word in ((began, "började"), (ended, "avslutades"))
        if v is not None and v.status == "shown"
    ]
    # A reason is given once.
    unseen = [
        f"hur många som {word} {_not(v)}"
        for v, word in ((began, "började"), (ended, "avslutades"))
        if v is not None and v.status != "shown"
    ]
    rest = [capitalised(listing(words)) for words in (moves, unseen) if words]
    second = "".join(f" {words}." for words in rest)
    return [f"{first}{second} En person kan ha flera deltaganden.{later}"]


def _not(v: Value) -> str:
    """Say within a sentence that a number is not given."""
    return show(v) if v.status in ("suppressed", "refused") else f"är {show(v)}"


def _newest_states(e: Evidence, after: str) -> tuple[str, dict[str, Value]]:
    """Return the newest pooled period with outcomes at a time, and the outcomes."""
    for year in reversed(pooled(e, "n_outcome", who(e))):
        states = split(e, "n_outcome", "outcome", SITUATION, year, who(e), which(e), after=after)
        if states:
            return year, states
    return "", {}


def _parts(states: Mapping[str, Value], codes: tuple[str, ...]) -> list[str]:
    """Tell the shown parts with their names, and name the hidden ones.

    Where something is hidden, nobody in a part says nothing; where no part is told, whose
    situation is not recorded or not due is not asked for either.
    """
    asked = {code: v for code, v in states.items() if code in codes}
    unseen = {code: v for code, v in asked.items() if v.status != "shown"}
    told = [
        f"{show(v)} {_IN[code]}"
        for code, v in asked.items()
        if code not in unseen and (v.value or not unseen)
    ]
    names = [code for code in unseen if code != "not_due" and (told or code != "unknown")]
    if names:
        told.append(
            f"hur många som var {' eller '.join(_IN[code] for code in names)} {_not(unseen[names[0]])}"
        )
        if "not_due" in unseen and len(told) > 1:
            told.append(f"hur många {_IN['not_due']} {_not(unseen['not_due'])}")
    return told


_IN = {
    "work": "i arbete",
    "study": "i studier",
    "work_or_study": "i arbete eller studier",
    "none": "varken i arbete eller i studier",
    "unknown": "utan registrerat läge",
    "not_due": "vars uppföljning inte är aktuell än",
}
_GOOD = ("work", "study", "work_or_study")
_COUNTS = {
    "association": "enligt förbundets definition, som också räknar det som görs vid sidan av annat,",
    "kolada": "enligt Koladas, som räknar färre slag av arbete och studier,",
}


def _nothing(states: Mapping[str, Value]) -> bool:
    """Say whether no part with anybody in it is shown, and some part is hidden."""
    asked = [v for code, v in states.items() if code in (*_GOOD, "unknown")]
    return not any(v.value for v in asked) and (
        not asked or any(v.status == "suppressed" for v in asked)
    )


def outcomes(e: Evidence) -> list[str]:
    """Say where those who left in the newest period were at exit and later, and by which definition."""
    year, states = _newest_states(e, "")
    if not states:
        return []
    exits = cell(e, "n_exits", year, who(e), which(e), **_ROWS)
    lead = f"Avslut {when(year, states.values())}{_from(e)}"
    of = (
        f" ({_counted(exits, 'deltagande', 'deltaganden')})"
        if exits is not None and _shown(exits)
        else ""
    )
    told = [f"{AFTER_EXIT['']} {listing(_parts(states, (*_GOOD, 'unknown')))}"]
    later_year, later = _newest_states(e, "12m")
    later = later if later_year == year else {}
    if _nothing(states) and _nothing(later):
        times = "vid avslutet" + (" eller tolv månader senare" if later else "")
        return [
            f"Hur många som hade arbete eller studier {times} visas inte"
            f" ({lead[0].lower()}{lead[1:]})."
        ]
    if later:
        told.append(f"{AFTER_EXIT['12m']} {listing(_parts(later, (*_GOOD, 'unknown', 'not_due')))}")
    sentences = [f"{lead}{of}: {'; '.join(told)}."]
    shares = {
        definition: f"{show(share)} ({mark(share, number(share.numerator or 0), 'numerator')} av "
        f"{mark(share, number(share.denominator or 0), 'denominator')})"
        for definition in DEFINITION
        if (share := cell(e, "share_reached", year, who(e), which(e), definition=definition))
        is not None
        and share.status == "shown"
    }
    if shares:
        told = [f"{_COUNTS[definition]} nådde {words}" for definition, words in shares.items()]
        sentences.append(f"Arbete eller studier vid avslutet: {'; '.join(told)}.")
    return [" ".join(sentences)]


def still_outside(e: Evidence) -> list[str]:
    """Say how many had neither work nor studies at the latest time that is known, and who is still there."""
    sentences = []
    for after in ("12m", "6m", ""):
        year, states = _newest_states(e, after)
        known = states.get("none")
        if known is None or (states.get("not_due") and not _any_due(states)):
            continue
        at = AFTER_EXIT[after].removesuffix(" efter avslut")
        words = f"{at} efter avslutet" if after else at
        exits = f"avslut {when(year, states.values())}{_from(e)}"
        if known.status == "shown" and (known.value or all(map(_shown, states.values()))):
            told = _parts(states, ("none", "unknown", "not_due"))
            sentences.append(f"Av {exits} var {words} {listing(told)}.")
        else:
            why = STATUS_WORDS["suppressed"] if known.status == "shown" else _not(known)
            sentences.append(
                f"Hur många som {words} hade varken arbete eller studier {why} ({exits})."
            )
        break
    every = spans(e, "n_closing", who(e), which(e), **_ROWS)
    stock = cell(e, "n_closing", every[-1], who(e), which(e), **_ROWS) if every else None
    if stock is not None and stock.status == "shown":
        noun = "deltagande" if stock.value == 1 else "deltaganden"
        sentences.append(
            f"Vid slutet av {when(every[-1], [stock])} pågick {show(stock)} {noun} fortfarande."
        )
    elif stock is not None:
        sentences.append(f"Hur många som deltog vid slutet av {every[-1]} {_not(stock)}.")
    return [" ".join(sentences)] if sentences else []


def _any_due(states: Mapping[str, Value]) -> bool:
    """Say whether anybody's time for the follow-up has come, as far as is shown."""
    return any(v.value != 0 for code, v in states.items() if code != "not_due")


def trend(e: Evidence) -> list[str]:
    """Tell the persons of each year as one series."""
    series = [
        v
        for year in spans(e, "n_during", who(e), which(e), **_PERSONS)
        if (v := cell(e, "n_during", year, who(e), which(e), **_PERSONS)) is not None
    ]
    if len(series) < 2:
        return []
    if all(v.status != "shown" for v in series[-_SERIES:]):
        return [
            f"Hur många personer{_from(e)} som deltog {_not(series[-1])}, för någon av perioderna."
        ]
    told = [f"{show(v)} ({when(v.year, [v])})" for v in series[-_SERIES:]]
    return [f"Så många personer{_from(e)} deltog: {listing(told)}."]


def certainty(e: Evidence) -> list[str]:
    """Say what is not recorded of those who left, and that some numbers are hidden."""
    if not has_records(e):
        return []
    sentences = [
        "Talen ur individuppgifter är räknade ur förbundets egna uppgifter om varje deltagande."
    ]
    periods = newest(pooled(e, "n_outcome", who(e)), 1)
    for year in periods:
        lost = split(e, "n_outcome", "outcome", SITUATION, year, who(e), which(e)).get("unknown")
        if lost is not None and lost.status == "shown":
            noun = "deltagande" if lost.value == 1 else "deltaganden"
            sentences.append(
                f"För {show(lost)} {noun} som avslutades {when(year, [lost])} är läget inte registrerat."
            )
    if any(v.status == "suppressed" and parse_group(v.group).get("from") == "records" for v in e):
        sentences.append(
            "En del tal visas inte, för att ingen ska kännas igen; se Så skyddas uppgifterna."
            + ("" if e.protection.get("public") else _OPEN)
        )
    return [" ".join(sentences)]
