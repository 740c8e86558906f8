"""When the money is back, what is counted in that, and for whom."""

from collections.abc import Mapping

from utfall.evidence import Evidence
from utfall.meaning import sentences
from utfall.recorded import ALL, which
from utfall.sections.payback import newest_payback, payback_change
from utfall.sections.questions.answer import Answer, both, partly, refused, told
from utfall.sections.questions.reasons import STRUCTURE, is_structure
from utfall.sections.questions.stated import stated, statements
from utfall.text import capitalised, escape, listing, mark, period, show
from utfall.values import Value, parse_group

__all__ = ["counted_in", "payback_time", "who_gains"]


def payback_time(e: Evidence) -> Answer:
    """Tell the computed payback time and those that others state, and why it has changed."""
    if is_structure(e):
        return refused(f"{capitalised(STRUCTURE)}.")
    return both(_time(e), _change(e))


def _time(e: Evidence) -> Answer:
    own = newest_payback(e)
    others = _stated_times(e)
    if own is not None and own.status == "shown":
        lead = "Hela förbundet: " if e.subject.about == "member" else ""
        return told(f"{lead}{sentences.payback(own)}", *others)
    why = (
        sentences.not_given(own)
        if own is not None
        else "Det går inte att räkna ut, eftersom ingen insats har både en kostnad och resultat för samma människor."
        if e.subject.about != "programme"
        else "Det går inte att räkna ut, eftersom insatsen inte har både en kostnad och resultat för samma människor."
    )
    return (partly if others else refused)(why, *others)


def _stated_times(e: Evidence) -> list[str]:
    """Pass on the times that others state: with their words, or where those are newer, alone."""
    if statements(e, "payback_months"):
        return stated(e, "payback_months")
    found = [v for v in e.find("statement_payback_months") if v.status == "shown"]
    return [f"Andra har uppgett {show(v)} ({period(v.year)})." for v in found if v.year]


def _change(e: Evidence) -> Answer:
    several = sum(v.status == "shown" for v in e.find("statement_payback_months")) > 1
    # Of one stated time there is no change to speak of.
    lines = [
        line
        for line in payback_change(e).split("\n\n")
        if line and (several or "of=statements" not in line)
    ]
    explained = stated(e, "payback_explanation")
    computed = any(
        v.status == "shown" and "of=" not in v.group for v in e.find("payback_change", ALL, ALL)
    )
    if not lines and not explained:
        return refused(
            "Varför den har ändrats går inte att säga, eftersom det inte finns två tider att jämföra."
        )
    if computed:
        return told(*lines, *explained)
    return (partly if explained else refused)(*explained, *lines)


def counted_in(e: Evidence) -> Answer:
    """Say what the payback time counts: the computed one, and each that others state."""
    if is_structure(e):
        return refused(f"{capitalised(STRUCTURE)}.")
    others = []
    known = False
    for s in statements(e, "payback_months"):
        said = f"{escape(s.text.rstrip('.'))}{f' ({show(e[s.key])})' if s.key else ''}"
        known = known or bool(s.includes or s.excludes)
        parts = [
            f"räknat med är {escape(s.includes)}" if s.includes else "",
            f"inte räknat med är {escape(s.excludes)}" if s.excludes else "",
        ]
        what = listing([part for part in parts if part]) or "vad som är räknat med framgår inte"
        others.append(f"{said}: {what}.")
    own = newest_payback(e)
    if own is not None and own.status == "shown":
        return told(
            "Skatter, ersättningar och insatser för dem som fick arbete. Studier kostar men räknas inte som vinst, "
            "om inget annat sägs.",
            *others,
        )
    if not others:
        return refused("Det går inte att säga, eftersom ingen återbetalningstid är beräknad.")
    return (partly if known else refused)("Här är ingen tid beräknad.", *others)


def who_gains(e: Evidence) -> Answer:
    """Tell which of the payers has its part of the cost back, and after how long."""
    if is_structure(e):
        return refused(f"{capitalised(STRUCTURE)}.")
    found = [
        v
        for v in e.find("payback_months", which(e))
        if set(parse_group(v.group)) == {"payer"} and v.status in ("shown", "refused", "unknown")
    ]
    if not any(v.status == "shown" for v in found):
        others = any(v.status == "shown" for v in e.find("statement_payback_months"))
        split_up = (
            ", och de tider som andra har uppgett inte är delade på kommun, region och stat"
            if others
            else ""
        )
        return refused(
            f"Det går inte att säga, eftersom ingen återbetalningstid är beräknad här{split_up}."
        )
    last = max(v.year for v in found if v.status == "shown")
    own = {parse_group(v.group)["payer"]: v for v in found if v.year == last}
    names = {"municipality": "kommunerna", "region": "regionen", "state": "staten"}
    back = [
        f"{name} efter {show(own[payer])}{_equalised(own) if payer == 'municipality' else ''}"
        for payer, name in names.items()
        if payer in own and own[payer].status == "shown"
    ]
    never = [
        mark(own[payer], name)
        for payer, name in names.items()
        if payer in own and own[payer].status == "refused"
    ]
    if not back and not never:
        unknown = [v for v in own.values() if v.status == "unknown"]
        why = escape(unknown[0].reason) if unknown else "ingen av dem betalar någon del"
        return refused(f"Det går inte att säga, eftersom {why}.")
    got = f"Sin del av kostnaden har {listing(back)} tillbaka" if back else ""
    lost = f"{listing(never)} får aldrig sin del tillbaka inom den tid som räknas" if never else ""
    whole = ", men ".join(filter(None, (got, lost)))
    return told(f"{capitalised(whole)} ({period(last)}), under antagandena.")


def _equalised(own: Mapping[str, Value]) -> str:
    """Return the municipalities' time when equalisation has taken its part of their gain."""
    after = own.get("municipality_equalised")
    if after is None or after.status not in ("shown", "refused"):
        return ""
    told_so = f"efter {show(after)}" if after.status == "shown" else mark(after, "aldrig")
    return f" ({told_so} om inkomstutjämningen räknas)"
