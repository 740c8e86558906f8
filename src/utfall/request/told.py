"""What the data say already, in the words of the form: amounts, people, periods and questions."""

import re
from collections.abc import Iterable

from utfall.labels import BASIS, COMPONENT, OUTCOME, OUTCOME_VERB
from utfall.measures.facts import Count, Money
from utfall.request.words import COUNT_NOUN
from utfall.text import day, kronor
from utfall.text import number as written

__all__ = ["amount", "asks", "component_name", "distinct_amounts", "funder", "size", "years"]

_LATER = {
    "later": "vid en senare uppföljning",
    "6m": "sex månader efter avslutet",
    "12m": "tolv månader efter avslutet",
}


def amount(money: Money) -> str:
    """Write an amount with what kind of amount it is."""
    euro = f"{written(money.amount or 0)} euro"
    amount = kronor(money.amount or 0) if money.unit == "sek" else euro
    return f"{amount} ({BASIS[money.basis]})"


def funder(money: Money) -> str:
    """Say who pays an amount, or that it is all of it."""
    return {"total": "i allt"}.get(money.funder, f"från {_FUNDER_NAMES.get(money.funder, 'okänd')}")


_FUNDER_NAMES = {
    "association": "förbundet",
    "esf": "ESF",
    "eu": "EU",
    "municipality": "kommunen",
    "region": "regionen",
    "state": "staten",
}


def distinct_amounts(rows: Iterable[tuple[str, Money]]) -> list[Money]:
    """Return the totals of some amounts, each once; all of them where none is a total."""
    money = [m for _, m in rows]
    totals = [m for m in money if m.funder == "total"] or money
    return list({(m.amount, m.basis): m for m in totals}.values())


def size(whole: Count) -> str:
    """Write how many people a count says, and which."""
    component = component_name(whole.component)
    kind = {"to_date": " hittills", "stock": " vid ett tillfälle"}.get(whole.period_kind, "")
    if component.startswith("deltagare"):
        return f"{written(whole.value or 0)} {component}{kind}"
    part = f" ({component})" if component else ""
    return f"{written(whole.value or 0)} deltagare{kind}{part}"


def component_name(name: str) -> str:
    """Return what a component is called, without the marks of a report."""
    return re.sub(r"\[([^]]*)\]\{[^}]*\}", r"\1", COMPONENT.get(name, name))


def years(start: str, end: str) -> str:
    """Write a period of partial dates in words; empty where neither end is stated."""
    if start and end:
        return day(start) if start == end else f"{day(start)}–{day(end)}"
    return f"från {day(start)}" if start else f"till {day(end)}" if end else ""


def asks(name: str, measure: str, outcome: str, after: str = "") -> str:
    """Ask for a count of a programme's people; `measure`, `outcome` and `after` as in `counts.csv`.

    >>> asks("IMA", "outcome", "employment")
    'Hur många av deltagarna i IMA gick till arbete?'
    """
    if measure in COUNT_NOUN:
        return f"Hur många {COUNT_NOUN[measure]} redovisas för {name}?"
    if after:
        word = OUTCOME.get(outcome, outcome)
        return f"Hur många av deltagarna i {name} hade resultatet {word} {_LATER[after]}?"
    return {
        "participants": f"Hur många deltog i {name}?",
        "completed": f"Hur många fullföljde {name}?",
        "broken_off": f"Hur många avbröt {name}?",
        "ongoing": f"Hur många deltog fortfarande i {name} när perioden var slut?",
        "exited": f"Hur många hade lämnat {name} när perioden var slut?",
        "outcome": f"Hur många av deltagarna i {name} {OUTCOME_VERB.get(outcome, outcome)}?",
    }[measure]
