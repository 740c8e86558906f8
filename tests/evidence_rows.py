"""A small report for tests: values as one line each, and the words around them made up."""

from dataclasses import replace
from typing import Any

import pypandoc
from bs4 import BeautifulSoup

from utfall.evidence import (
    Application,
    Evidence,
    Flow,
    Indicator,
    Member,
    Programme,
    Source,
    Subject,
)
from utfall.values import Value, group, not_shown

# What the embedded renderer reads.
_FROM = "markdown-raw_html-raw_tex"

ALFA = Member("alfa", "Alfa", "municipality")
MEMBERS = (
    ALFA,
    Member("beta", "Beta", "municipality"),
    Member("gamma", "Gamma", "municipality"),
    Member("delta", "Delta", "municipality"),
    Member("region", "Region Norr", "region"),
)
COUNTY = "alfa+beta+delta+gamma"
ASSOCIATION = {"name": "Förbundet", "kind": "association", "synthetic": False}

HOSTILE = '<script>alert(1)</script> & "x" *y* | z'


def programme(programme_id: str = "p", name: str = "Insatsen", **cells: Any) -> Programme:
    """Return a finished programme for participants."""
    plain: dict[str, Any] = {
        "orientation": "participant",
        "finsam": True,
        "start": "2018",
        "end": "2018",
        "status": "finished",
        "status_as_of": "",
        "target_group": "",
        "ages": "",
        "methods": "",
        "description": "",
        "place": ("alfa",),
        "source_id": "s",
    }
    return Programme(programme_id, name, **{**plain, **cells})


def source(source_id: str = "s", **cells: str) -> Source:
    """Return the answer to a question, dated 2022-12-12."""
    plain = {
        "title": "Svar",
        "publisher": "Kommunen",
        "date": "2022-12-12",
        "stated_by": "answer",
        "url": "",
    }
    return Source(source_id, **{**plain, **cells})


def value(measure: str, number: float | None = None, **cells: Any) -> Value:
    """Return a value of Alfa in programme p in 2018; other groups than `group` are arguments.

    A value without any number is unknown.
    """
    columns = {k: cells.pop(k) for k in list(cells) if k in Value.__dataclass_fields__}
    plain: dict[str, Any] = {
        "programme_id": "p",
        "member_id": "alfa",
        "year": "2018",
        "group": group(**cells),
        "source_id": "s",
    }
    return Value(measure, **{**plain, "value": number, **columns})


def unknown(measure: str, reason: str = "källan inte anger det", **cells: Any) -> Value:
    """Return a value that no source states."""
    return not_shown(value(measure, 0, **cells), "unknown", reason)


def refused(measure: str, reason: str = "perioderna är olika", **cells: Any) -> Value:
    """Return a value that cannot be computed."""
    return not_shown(value(measure, 0, **cells), "refused", reason)


WHY_HIDDEN = "det gäller så få personer att någon skulle kunna kännas igen"


def concealed(v: Value, reason: str = WHY_HIDDEN) -> Value:
    """Return a value as hidden to protect persons."""
    return not_shown(v, "suppressed", reason)


def record(measure: str, number: float | None = None, **cells: Any) -> Value:
    """Return a value from records, of all programmes and of 2022 where nothing else is said.

    Without a number it is hidden to protect persons.
    """
    cells = {
        "programme_id": "all",
        "year": "2022",
        "unit": "participations",
        "source_id": "",
        **cells,
    }
    found = value(measure, 0 if number is None else number, **{"from_": "records", **cells})
    return concealed(found) if number is None else found


def total(number: float | None, member: str = "alfa", reading: str = "") -> Value:
    """Return the member's own participations, unknown where no number is given."""
    known: dict[str, Any] = {"programme_id": "all", "member_id": member, "unit": "participations"}
    if number is None:
        why = "ingen källa redovisar deltagare från medlemmen för sig"
        return unknown("n_participations", why, year="/2022", **known)
    return value(
        "n_participations",
        number,
        low=number,
        bound="at_least",
        reason="andra år kan ha haft deltagare",
        year="2018/2022",
        reading=reading,
        **known,
    )


def application(key: str, **cells: str) -> Application:
    """Return a request for money that was handled in September 2020."""
    plain = {
        "programme_id": "p",
        "applicant": "alfa",
        "body": "Styrelsen",
        "date": "2020-09-01",
        "proposal": "",
        "decision": "",
        "conditions": "",
        "conditions_met": "",
    }
    return Application("a1", key=key, source_id="s", **{**plain, **cells})


def flow(whole: Value, *parts: tuple[str, Value], inferred: bool = False) -> Flow:
    """Return where the people of a count went."""
    keys = tuple((status, part.key) for status, part in parts)
    return Flow(whole.programme_id, whole.key, keys, inferred)


def evidence(*values: Value, **cells: Any) -> Evidence:
    """Return the report of Alfa for 2022 with these values; programmes follow from them."""
    named = dict.fromkeys(v.programme_id for v in values if v.programme_id not in ("", "all"))
    plain: dict[str, Any] = {
        "association": ASSOCIATION,
        "subject": Subject.of(ALFA),
        "year": 2022,
        "history": 5,
        "price_year": 2023,
        "confidence": 0.95,
        "as_of": "2022-12-12",
        "basis": "published",
        "records": False,
        "protection": {},
        "members": MEMBERS,
        "programmes": tuple(
            programme(pid, "Insatsen" if pid == "p" else pid.upper()) for pid in named
        ),
        "sources": (source(),),
        "findings": (),
        "applications": (),
        "statements": (),
        "flows": (),
        "indicators": (),
        "editions": 0,
        "revised": (),
        "context_labels": {},
        "dates": {},
        "secondary": (),
        "cited": (),
        "compared": (),
        "named": {},
    }
    if "member" in cells:
        cells["subject"] = Subject.of(cells.pop("member"))
    return Evidence(**{**plain, **cells, "values": values})


def answers(
    name: str,
    agreed: float = 12,
    of: float = 20,
    asked: float | None = 40,
    instrument: str = "nns",
    text: str = "Fråga",
) -> tuple[Indicator, list[Value]]:
    """Return a row of answers with its values: agreed of those who answered, of those asked."""
    values = [
        value("indicator_favourable", agreed, denominator=of, indicator=name),
        value("indicator_unfavourable", 1, denominator=of, indicator=name),
        value("indicator_share", agreed / of, unit="share", numerator=agreed, denominator=of,
              ci_low=0.3, ci_high=0.8, low=0.2, high=0.9, indicator=name),
        unknown("indicator_response", indicator=name) if asked is None else
        value("indicator_response", of / asked, unit="share", numerator=of, denominator=asked,
              indicator=name),
    ]  # fmt: skip
    yes, no, share, response = (v.key for v in values)
    row = Indicator(name, "p", instrument, text, "participants", yes, no, share, response, "s")
    return row, values


def renamed(e: Evidence, name: str) -> Evidence:
    """Return the report with its member and its programmes under another name."""
    me = e.subject.subject_id
    return replace(
        e,
        subject=replace(e.subject, name=name),
        members=tuple(replace(m, name=name) if m.member_id == me else m for m in e.members),
        programmes=tuple(replace(p, name=name) for p in e.programmes),
    )


def page_of(markdown: str) -> BeautifulSoup:
    """Return what pandoc makes of a report's Markdown."""
    html = pypandoc.convert_text(markdown, "html5", format=_FROM, extra_args=["--wrap=none"])
    return BeautifulSoup(html, "html.parser")


def read(markdown: str) -> str:
    """Return what a reader reads of a report's Markdown, with plain spaces."""
    return " ".join(page_of(markdown).get_text().replace("\u00a0", " ").split())


def cells_of(markdown: str) -> list[list[str]]:
    """Return the cells of a table's rows as a reader reads them."""
    rows = page_of(markdown).select("tbody tr")
    return [[" ".join(td.get_text().split()) for td in tr.select("td")] for tr in rows]
