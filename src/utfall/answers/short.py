"""The first screen: each main question with the shortest true answer, under 150 words in all.

What cannot be said is an answer too. Everything is told with sources further down.
"""

from collections.abc import Callable

from utfall.answers.money import programme_money
from utfall.answers.words import (
    counts,
    member_name,
    of_money,
    of_whom,
    programme_name,
    programmes_priced,
    reading_of,
    same_people,
    when,
)
from utfall.evidence import Evidence, Programme
from utfall.labels import FUNDER, OUTCOME_VERB
from utfall.recorded import cell, has_records, pooled, spans, split, which, who
from utfall.recorded import when as spanned
from utfall.sourcing import by_whom
from utfall.text import (
    capitalised,
    day,
    decimal,
    escape,
    listing,
    mark,
    millions,
    number,
    period,
    rounded_kronor,
    show,
)
from utfall.values import Value, parse_group

__all__ = ["answer", "short"]

_FIRST = ("employment", "towards_employment", "studies", "upper_secondary")
_NOT_KNOWN = "Ingen källa säger det."
_MOST_YEARS = 3
_MOST_OWN = 2
_MOST_NAMED = 4


def short(e: Evidence) -> str:
    """Return the main questions and their short answers as a definition list."""
    items = [f"{question}\n\n:   {answer(e)}" for question, answer in _questions(e)]
    return "::: {.answers .short}\n" + "\n\n".join(items) + "\n:::"


def _questions(e: Evidence) -> list[tuple[str, Callable[[Evidence], str]]]:
    if e.subject.about == "programme":
        return [
            ("Vad beslutades och betalades?", _decided),
            ("Hur många har deltagit, mot planen?", _against_plan),
            ("Hur gick det?", _outcomes),
            ("Vad kostade det per person och resultat?", _programme_cost),
            ("Uppfylldes villkoren?", _conditions),
            ("Vad är inte känt?", _not_known),
        ]
    if e.subject.about == "association":
        return [
            ("Hur många deltog?", _persons),
            ("Hur gick det?", _outcomes),
            ("Vad betalade medlemmarna?", _contributions),
            ("När är pengarna tillbaka?", _payback),
            ("Skiljer det mellan kvinnor och män?", _sexes),
            ("Är uppgifterna säkra?", _sure),
        ]
    if e.subject.kind != "municipality":
        return [
            ("Vad betalar medlemmen?", _contribution),
            ("Hur gick det i hela länet?", _outcomes),
            ("Vad kostade varje resultat?", _cost),
            ("När är pengarna tillbaka?", _payback),
            ("Är uppgifterna säkra?", _sure),
        ]
    return [
        (f"Hur många från {escape(e.subject.name)} deltog?", _persons),
        ("Hur gick det för dem?", _outcomes),
        ("Vad kostade det?", _money),
        ("Vad kostade varje resultat?", _cost),
        ("Vad kom tillbaka för bidraget?", _returned),
        ("Är uppgifterna säkra?", _sure),
    ]


# people


def _persons(e: Evidence) -> str:
    every = spans(e, "n_during", who(e), count="persons")
    if every:
        now = cell(e, "n_during", every[-1], who(e), count="persons")
        before = cell(e, "n_during", every[-2], who(e), count="persons") if every[1:] else None
        if now is not None and now.status == "shown":
            noun = "person" if now.value == 1 else "personer"
            told = f"{capitalised(show(now))} {noun} {spanned(every[-1], [now])}"
            if before is not None and before.status == "shown":
                return f"{told}; {spanned(every[-2], [before])} var de {show(before)}."
            return f"{told}."
        if now is not None:
            return f"Antalet {spanned(every[-1], [now])} {show(now)}, {_because(now)}."
    if e.subject.about == "association":
        largest = max(counts(e), key=lambda v: v.value or 0, default=None)
        if largest and len(e.programmes) == 1:
            return f"{capitalised(show(largest))} i {programme_name(e, largest)}{_in(e, largest)}."
        told = (
            f" Flest redovisas i {programme_name(e, largest)}: {show(largest)}{_in(e, largest)}."
            if largest
            else ""
        )
        return f"Ingen källa räknar ihop alla deltagare.{told}"
    total = e.find("n_participations", "all", e.subject.subject_id, reading=None)
    if total and total[0].status == "shown":
        return (
            f"{capitalised(show(total[0]))} deltaganden är redovisade ({period(total[0].year)}); "
            "hela antalet är inte känt."
        )
    if total and total[0].status == "suppressed":
        return f"Antalet {show(total[0])}, {_because(total[0])}."
    joint = next((v for v in counts(e) if e.place_of(v) == "joint"), None)
    if joint is not None:
        return (
            f"Det är inte känt. {programme_name(e, joint)} hade {show(joint)}{_in(e, joint)} "
            "från flera kommuner tillsammans."
        )
    return _NOT_KNOWN


def _because(v: Value) -> str:
    """Give the reason of what is not shown, in as few words as there is room for here."""
    hidden = v.status == "suppressed"
    return "för att ingen ska kännas igen" if hidden else f"eftersom {escape(v.reason)}"


def _in(e: Evidence, v: Value) -> str:
    return f" ({when(e, v)})" if v.year else ""


def _outcomes(e: Evidence) -> str:
    recorded = _recorded_outcome(e)
    if recorded and not _is_hidden(e):
        return recorded
    return _published_outcome(e) or recorded or "Ingen källa redovisar resultat."


def _is_hidden(e: Evidence) -> bool:
    """Say whether the newest share from records is hidden."""
    programme = which(e)
    found = e.find(
        "share_reached", programme, who(e), from_="records", definition="association", after=None
    )
    return bool(found) and max(found, key=lambda v: v.year).status == "suppressed"


def _recorded_outcome(e: Evidence) -> str:
    programme = which(e)
    for year in reversed(pooled(e, "n_reached", who(e))):
        share = cell(e, "share_reached", year, who(e), programme, definition="association")
        if share is None:
            continue
        if share.status != "shown":
            return (
                f"Hur många som gick till arbete eller studier {spanned(year, [share])} "
                f"{show(share)}, {_because(share)}."
            )
        exits = cell(e, "n_exits", year, who(e), programme, count="participations")
        more = exits is not None and exits.bound == "at_least"
        least = "minst " if more or share.bound == "at_least" else ""
        return (
            f"Av {'minst ' if more else ''}"
            f"{mark(share, number(share.denominator or 0), 'denominator')} avslutade "
            f"{spanned(year, [share])} gick {least}{mark(share, number(share.numerator or 0), 'numerator')} "
            f"till arbete eller studier, också vid sidan av annat ({show(share, bound=False)})."
        )
    return ""


def _published_outcome(e: Evidence) -> str:
    places = ("own", "joint", "county")
    found = []
    for v in e.find("n_outcome", source=None, allocation=None, after_=None):
        outcome = parse_group(v.group)["outcome"]
        if v.status != "shown" or outcome not in _FIRST or not e.chosen(v) or not v.member_id:
            continue
        whole = next((w for w in counts(e) if w.programme_id == v.programme_id
                      and w.member_id == v.member_id and same_people(w, v)), None)  # fmt: skip
        if whole is not None:
            rank = (places.index(e.place_of(v)), _FIRST.index(outcome), -int(v.year[-4:] or 0),
                    -(whole.value or 0))  # fmt: skip
            found.append((rank, v, whole))
    if not found:
        return _outcome_unknown(e)
    _, v, whole = min(found, key=lambda one: one[0])
    verb = OUTCOME_VERB[parse_group(v.group)["outcome"]]
    outcome = parse_group(v.group)["outcome"]
    shares = e.find("share_outcome", v.programme_id, v.member_id, outcome=outcome)
    of = {parse_group(s.group).get("of"): s for s in shares if same_people(s, v)}
    exited = e.find("n_exited", v.programme_id, v.member_id, source=None)
    # Those still there have had no chance yet.
    left = next((w for w in exited if "exited" in of and same_people(w, v)), None)
    about_one = e.subject.about == "programme"
    place = _from(e, whole) if about_one else ""
    among = f"{show(whole)}{place}" if left is None else f"{show(left)}{place} som har slutat"
    # "Minst 0" would say nothing; of how many it is not told follows.
    base = "participants" if left is None else "exited"
    least = base in of and of[base].bound == "at_least" and v.value != 0
    told = f"{capitalised('minst ' if least else '')}{show(v, bound=not least)} av {among} {verb}"
    silent = [
        s
        for s in e.find(
            "n_not_reported",
            v.programme_id,
            v.member_id,
            of_="exited" if left is not None else None,
        )
        if same_people(s, v) and (s.value or s.high)
    ]
    rest = "".join(f"; {_rest(e, s)}" for s in silent[:1])
    where = "" if about_one else f"{programme_name(e, whole)}{_of_whom(e, whole)}: "
    more = "" if len({one[1].programme_id for one in found}) == 1 else " Fler insatser nedan."
    told = f"{where}{told[0].lower() if where else told[0]}{told[1:]}{_in(e, whole)}{rest}.{more}"
    if e.subject.kind != "municipality" or e.place_of(whole) == "own":
        return told
    # The question is about the municipality's own people.
    word = "visas inte" if _is_hidden(e) else "är inte redovisat"
    return f"Det {word} för {member_name(e)} för sig. {told}"


def _rest(e: Evidence, silent: Value, place: str = "") -> str:
    """Tell of those of whom no outcome is counted, who may be told to be elsewhere all the same."""
    if _elsewhere(e, silent):
        return f"övriga {show(silent)} gick enligt källan till annat"
    return f"för {show(silent)}{place} är läget inte redovisat"


def _elsewhere(e: Evidence, silent: Value) -> bool:
    """Say whether the source tells of the rest that they went elsewhere: a count with itself as most."""
    found = e.find("n_outcome", silent.programme_id, silent.member_id, source=None, after_=None)
    return any(v.value is not None and v.high == v.value and same_people(v, silent) for v in found)


def _outcome_unknown(e: Evidence) -> str:
    """Say that a source itself does not know the result of some people; nothing where none says so."""
    for whole in counts(e):
        asked = e.find("n_outcome", whole.programme_id, whole.member_id, source=None, after_=None)
        if any(v.status == "unknown" and same_people(v, whole) for v in asked):
            name = "" if e.subject.about == "programme" else f"{programme_name(e, whole)}: "
            told = f"resultatet är inte känt för de {show(whole)} som deltog{_in(e, whole)}."
            return f"{name}{told}" if name else capitalised(told)
    return ""


def _of_whom(e: Evidence, v: Value) -> str:
    """Say of whom a value is, without their names where they are many."""
    many = len(v.member_id.split("+")) > _MOST_NAMED and e.place_of(v) == "joint"
    return " (med flera kommuner)" if many and e.subject.kind == "municipality" else of_whom(e, v)


def _sexes(e: Evidence) -> str:
    for v in sorted(e.find("difference_outcome", "all", "all", from_="records", against="M"),
                    key=lambda v: v.year, reverse=True):  # fmt: skip
        if v.status != "shown" or v.ci_low is None or v.ci_high is None:
            return f"Det {show(v)}, {_because(v)}."
        if v.ci_low <= 0 <= v.ci_high:
            return (
                "Skillnaden i andel till arbete är inte större än slumpen brukar ge "
                f"({period(v.year)})."
            )
        more = "kvinnor" if v.ci_low > 0 else "män"
        return (
            f"En större andel {more} gick till arbete {period(v.year)}. Varför är inte undersökt."
        )
    return "Det går inte att säga, eftersom resultaten inte är redovisade efter kön."


def _against_plan(e: Evidence) -> str:
    p = e.programme(e.subject.subject_id)
    if p.orientation == "structure":
        return "Insatsen riktar sig till organisationer och har inga deltagare."
    began = [
        v
        for v in e.find("share_of_plan", p.programme_id, "all", from_="records")
        if v.status == "shown"
    ]
    if began:
        v = max(began, key=lambda v: v.year)
        done = mark(v, number(v.numerator or 0), "numerator")
        wanted = mark(v, number(v.denominator or 0), "denominator")
        return f"{done} deltaganden började {spanned(v.year, [v])}; {wanted} var planerade."
    found = [v for v in counts(e) if v.programme_id == p.programme_id]
    whole = max(
        found, key=lambda v: (e.place_of(v) == "own", v.year[-4:], v.value or 0), default=None
    )
    told = (
        f"{capitalised(show(whole))} deltagare{_from(e, whole)}{_in(e, whole)}"
        if whole is not None
        else _recorded_persons(e, p)
    )
    plans = [v for v in e.find("n_planned", p.programme_id, population=None) if v.status == "shown"]
    if not plans:
        return f"{told}. Ingen plan är redovisad."
    same = [
        v
        for v in plans
        if whole is not None and (v.year, v.member_id) == (whole.year, whole.member_id)
    ]
    if same:
        return f"{told}; {show(same[0])} var planerade."
    if not plans[-1].year:
        return f"{told}. Planen, {show(plans[-1])}, har ingen angiven tid."
    return f"{told}. Planen, {show(plans[-1])}, gäller en annan tid eller plats."


def _from(e: Evidence, v: Value) -> str:
    """Say whose a count is, where a programme of several has told of one only."""
    name = e.part_of(v)
    return f" från {escape(name)}" if name else ""


def _recorded_persons(e: Evidence, p: Programme) -> str:
    found = e.find("n_during", p.programme_id, "all", from_="records", count="persons")
    if not found:
        return "Antalet är inte redovisat"
    newest = max(found, key=lambda v: v.year)
    told = spanned(newest.year, [newest])
    if newest.status != "shown":
        return f"Antalet {told} {show(newest)}"
    return f"{capitalised(show(newest))} personer {told}"


# money


def _money(e: Evidence) -> str:
    own = e.find("funding_listed", "all", e.subject.subject_id, scope="own")
    if own:
        return (
            f"{capitalised(show(own[0], write=millions))} är budgeterade för egna insatser"
            f"{' (läsning A)' if reading_of(own[0]) else ''}. Använda pengar är inte redovisade."
        )
    mine = sorted(
        (v for v in programme_money(e) if e.place_of(v) == "own"), key=lambda v: v.year[-4:]
    )
    told = [
        f"{programme_name(e, v)} {show(v, write=millions)} ({of_money(e, v)})"
        for v in mine[-_MOST_OWN:]
    ]
    return f"{listing(told)}. {_contribution(e)}" if told else _contribution(e)


def _contribution(e: Evidence) -> str:
    if e.association["kind"] != "association":
        return "Källan anger inga pengar." if not e.find("funding") else "Se tabellen över pengar."
    found = [
        v for v in e.find("contribution", member_id=e.subject.subject_id) if v.status == "shown"
    ]
    if not found:
        return f"Ingen källa säger vad {member_name(e)} betalar till förbundet."
    v = found[-1]
    year = f" {period(v.year)}" if v.year else ""
    told = f"{show(v, write=millions)}{'' if v.year else ' om året'} till förbundet"
    if e.source(v.source_id.split(";")[0]).stated_by == "asker":
        return f"Enligt frågeställaren betalar {member_name(e)} {told}{year}."
    if v.year:
        return f"{member_name(e)} betalade {told} {period(v.year)}."
    return f"{member_name(e)} betalar {told}."


def _contributions(e: Evidence) -> str:
    if e.association["kind"] != "association":
        return "Verksamheten är kommunens egen; inga bidrag ingår."
    found = sorted(e.find("contribution_total", "", "all"), key=lambda v: v.year)
    shown = [v for v in found if v.status == "shown" and v.year]
    if not shown:
        return "Ingen källa anger medlemmarnas bidrag år för år."
    now = shown[-1]
    before = f", {show(shown[-2], write=millions)} {shown[-2].year}" if shown[1:] else ""
    return f"{capitalised(show(now, write=millions))} {now.year}{before}."


def _cost(e: Evidence) -> str:
    costs = e.find("cost_per_outcome", prices=None)
    told = [
        v
        for v in costs
        if v.status == "shown"
        and parse_group(v.group).get("outcome") == "employment"
        and reading_of(v) in ("", "A")
    ]
    if told:
        v = max(e.in_order(told), key=lambda v: v.year[-4:])
        return (
            f"{programme_name(e, v)}{_of_whom(e, v)}: i genomsnitt {show(v, write=rounded_kronor)} "
            f"per person till arbete ({of_money(e, v)})."
        )
    return f"Det går inte att säga, eftersom {_why_not(costs)}."


def _why_not(costs: list[Value]) -> str:
    reasons = {v.reason for v in costs if v.status != "shown" and v.member_id}
    if len(reasons) == 1:
        return escape(reasons.pop())
    return "pengar och resultat saknas eller inte gäller samma sak"


def _programme_cost(e: Evidence) -> str:
    pid = e.subject.subject_id
    told: dict[str, list[str]] = {}
    for measure, words in (
        ("cost_per_participant", "per deltagare"),
        ("cost_per_outcome", "per person till arbete"),
    ):
        shown = [
            v
            for v in e.find(measure, pid, prices=None)
            if v.status == "shown"
            and parse_group(v.group).get("outcome", "employment") == "employment"
        ]
        if shown:
            v = max(shown, key=lambda v: v.year[-4:])
            told.setdefault(of_money(e, v), []).append(f"{show(v, write=rounded_kronor)} {words}")
    if told:
        costs = [f"{' och '.join(each)} ({about})" for about, each in told.items()]
        return f"I genomsnitt {', '.join(costs)}."
    asked = e.find(("cost_per_participant", "cost_per_outcome"), pid)
    if e.programme(pid).orientation == "structure":
        return "Gäller inte: insatsen är inriktad på samarbete."
    return f"Det går inte att säga, eftersom {_why_not(asked)}."


def _payback(e: Evidence) -> str:
    own = [
        v
        for v in e.find("payback_months", "all", payer="public")
        if v.status == "shown" and set(parse_group(v.group)) == {"payer"}
    ]
    if own:
        now = max(own, key=lambda v: v.year)
        of = capitalised(programmes_priced(e, now))
        return (
            f"{of}, {period(now.year)}: efter {show(now)} för det offentliga, under de antaganden som redovisas. "
            "Förbundets övriga kostnader ingår inte."
        )
    stated = [v for v in e.find("statement_payback_months") if v.status == "shown"]
    told = f" {_who_states(e, stated[-1])} uppger {show(stated[-1])}." if stated else ""
    return f"Det är inte beräknat här, eftersom underlaget saknas.{told}"


def _who_states(e: Evidence, v: Value) -> str:
    """Say whose statement a value is, and of when."""
    source = e.source(v.source_id.split(";")[0])
    return capitalised(f"{by_whom(source)} {source.date[:4]}".rstrip())


def _returned(e: Evidence) -> str:
    if e.association["kind"] != "association":
        return "Verksamheten är kommunens egen."
    found = e.find("return_association", member_id=e.subject.subject_id, reading=None)
    shown = sorted((v for v in found if v.status == "shown"), key=lambda v: v.year)
    if shown:
        v = shown[-1]
        neutral = [n for n in e.find("neutral_level", "all") if n.year == v.year]
        even = [
            f"; en kommunal krona blir omkring {show(n)} i förbundet"
            for n in neutral
            if n.status == "shown"
        ]
        if v.value is None and v.low is not None and v.high is not None:
            least = "0" if not v.low else decimal(v.low, 1)
            ends = f"Mellan {mark(v, least, 'low')} och {mark(v, decimal(v.high, 1), 'high')}"
            of_known = "av det som är känt och " if v.bound == "at_least" else ""
            return (
                f"{ends} kronor i insatser per krona i bidrag ({period(v.year)}), {of_known}efter hur det "
                f"gemensamma fördelas{''.join(even)}."
            )
        return (
            f"{capitalised(show(v))} kronor i insatser per krona i bidrag ({period(v.year)})"
            f"{''.join(even)}."
        )
    if found:
        return f"Det går inte att säga, eftersom {escape(found[-1].reason)}."
    return "Det går inte att säga, eftersom bidragen inte är kända."


# decisions and doubts


def _decided(e: Evidence) -> str:
    p = e.programme(e.subject.subject_id)
    money = [v for v in programme_money(e) if v.programme_id == p.programme_id]
    since = f" Insatsen började {day(p.start)}." if p.start else ""
    spent = [m for m in money if parse_group(m.group)["basis"] == "spent"]
    if len(spent) > 1:
        told = [f"{show(v, write=millions)} {when(e, v)}" for v in spent[-_MOST_YEARS:]]
        return f"Använt: {listing(told)}.{since}"
    totals = _totals(e, p)
    wholes = [v for v in totals if not e.part_of(v)]
    if len(wholes) > 1:
        told = [f"{show(v, write=millions)} ({of_money(e, v)})" for v in wholes]
        of_some = [
            f"; för {escape(e.part_of(v))} {show(v, write=millions)}"
            for v in totals
            if v not in wholes
        ]
        return f"Källorna anger olika belopp: {listing(told)}{''.join(of_some)}.{since}"
    if money:
        v = max(money, key=lambda v: (e.place_of(v) == "own", v.year[-4:]))
        unspent = "" if spent else " Använda pengar är inte redovisade."
        return f"{capitalised(show(v, write=millions))} ({of_money(e, v)}).{unspent}{since}"
    parts = [
        v
        for v in e.find("funding", p.programme_id, prices=None, allocation=None)
        if v.status == "shown" and e.chosen(v)
    ]
    if parts:
        told = [f"{show(v, write=_in_millions(v))} ({_of_part(e, v)})" for v in parts]
        return f"{capitalised(listing(told))}. Hela kostnaden är inte känd.{since}"
    if e.applications:
        a = e.applications[-1]
        decision = f"beslut: {escape(a.decision)}" if a.decision else "beslutet är inte redovisat"
        return f"{capitalised(show(e[a.key], write=millions))} söktes; {decision}.{since}"
    return f"Ingen källa anger några pengar.{since}"


def _totals(e: Evidence, p: Programme) -> list[Value]:
    """Return the different totals that sources give of a programme, the least first."""
    found = {
        v.value: v
        for v in e.find("funding", p.programme_id, prices=None, allocation=None, funder="total")
        if v.status == "shown"
        and v.unit == "sek"
        and parse_group(v.group)["basis"] in ("budget", "granted")
        and parse_group(v.group).get("reading", "A") == "A"
    }
    return [found[n] for n in sorted(found, key=lambda n: n or 0.0)]


def _in_millions(v: Value) -> Callable[[float], str] | None:
    return millions if v.unit == "sek" else None


def _of_part(e: Evidence, v: Value) -> str:
    funder = parse_group(v.group).get("funder", "")
    whose = FUNDER[funder] if funder in FUNDER and funder != "total" else ""
    return ", ".join(filter(None, (of_money(e, v), whose)))


def _conditions(e: Evidence) -> str:
    found = [a for a in e.applications if a.conditions]
    if not found:
        return "Inga villkor är redovisade."
    a = found[-1]
    met = {"true": "Det är uppfyllt", "false": "Det är inte uppfyllt"}.get(
        a.conditions_met, "Om det är uppfyllt är inte känt"
    )
    return f"Villkor: {escape(a.conditions.rstrip('.'))}. {met}."


def _largest_newest(values: list[Value]) -> Value | None:
    """Return the largest of the newest period, of those that are shown and not zero."""
    found = [v for v in values if (v.value or v.high) and v.status == "shown"]
    return max(found, key=lambda v: (v.year[-4:], v.value or v.high or 0), default=None)


def _unknown(v: Value) -> bool:
    return parse_group(v.group)["outcome"] in ("unknown", "not_due")


def _not_known(e: Evidence) -> str:
    pid = e.subject.subject_id
    lost = _largest_newest(e.find("n_unaccounted", pid))
    silent = _largest_newest(e.find("n_not_reported", pid, of_=None)) or _largest_newest(
        e.find("n_not_reported", pid, of_="exited")
    )
    beside = _without_result(e, pid)
    told = []
    if beside is not None:
        told.append(_of_those(e, beside, lost))
    elif lost is not None:
        told.append(f"{show(lost)} deltagare{_from(e, lost)} saknas i redovisningen{_in(e, lost)}")
    elif silent is not None:
        told.append(
            f"hur {show(silent)} övriga fördelar sig är inte redovisat{_in(e, silent)}"
            if _elsewhere(e, silent)
            else f"{_rest(e, silent, _from(e, silent))}{_in(e, silent)}"
        )
    after = e.find("n_outcome", pid, after_="12m") + e.find(
        "n_outcome", pid, from_="records", after_="12m"
    )
    if not after and e.programme(pid).orientation != "structure":
        told.append("ingen uppföljning efter avslutet är redovisad")
    elif after and all(v.status == "suppressed" for v in after if not _unknown(v)):
        told.append("läget ett år efter avslutet visas inte")
    told.append("ingen jämförelsegrupp finns")
    return capitalised(listing(told)) + "."


def _without_result(e: Evidence, programme_id: str) -> Value | None:
    """Return the value whose denominator are those without a told result beside those told of."""
    found = e.find("tipping_outcome", programme_id, outcome="employment")
    return _largest_newest([v for v in found if e.chosen(v)])


def _of_those(e: Evidence, beside: Value, lost: Value | None) -> str:
    """Say of how many the result is not told, and how many of them are not accounted for at all."""
    unknown = mark(beside, number(beside.denominator or 0), "denominator")
    more = f", varav {show(lost)} saknas helt i redovisningen" if lost is not None else ""
    return f"för {unknown}{_from(e, beside)} är resultatet inte redovisat{_in(e, beside)}{more}"


def _sure(e: Evidence) -> str:
    if has_records(e):
        year = next(iter(reversed(pooled(e, "n_outcome", who(e)))), "")
        gone = split(e, "n_outcome", "outcome", ("unknown",), year, who(e)).get("unknown")
        hidden = " Små tal visas inte." if any(v.status == "suppressed" for v in e) else ""
        told = (
            f" För {show(gone)} {'avslutat deltagande' if gone.value == 1 else 'avslutade deltaganden'} "
            "är läget inte känt."
            if gone is not None and gone.status == "shown" and gone.value
            else ""
        )
        return f"De är räknade ur individuppgifter.{told}{hidden}"
    if e.basis == "none":
        return "Det finns inga uppgifter att bedöma."
    lost = [v for v in e.find("n_unaccounted") if v.value and v.status == "shown" and e.chosen(v)]
    beside = _without_result(e, lost[0].programme_id) if lost else None
    told = (
        f" {programme_name(e, lost[0])}: {_of_those(e, beside, lost[0])}."
        if lost and beside is not None
        else f" {programme_name(e, lost[0])}: {show(lost[0])} deltagare saknas i redovisningen."
        if lost
        else ""
    )
    disputed = any(f.kind == "conflict" for f in e.findings)
    silent = _largest_newest(e.find("n_not_reported", of_=None)) if not lost else None
    if silent is not None and e.chosen(silent):
        told = "" if _elsewhere(e, silent) else f" {programme_name(e, silent)}: {_rest(e, silent)}."
    return f"De kommer från publicerade källor{' som inte alltid är överens' if disputed else ''}.{told}"


_NAMED: dict[str, Callable[[Evidence], str]] = {
    "against_plan": _against_plan,
    "decided": _decided,
    "payback": _payback,
    "returned": _returned,
}


def answer(name: str, e: Evidence) -> str:
    """Return one short answer, for the table of all questions."""
    return _NAMED[name](e)
