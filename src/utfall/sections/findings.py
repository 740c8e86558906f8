"""What the sources disagree on, leave out, or state themselves."""

import re
from collections.abc import Mapping

from utfall.evidence import Evidence, Finding, Statement
from utfall.sections.words import programme_name, stated_by
from utfall.text import STATUS_WORDS, escape, mark, show
from utfall.values import Value

__all__ = ["findings", "missing", "stated_payback", "statements"]


def findings(e: Evidence) -> str:
    """List where the sources disagree, do not add up or can be read in two ways."""
    order = ("conflict", "arithmetic", "reading", "definition")
    heads = {
        "conflict": "Källor som skiljer sig åt",
        "arithmetic": "Tal som inte går ihop eller inte får summeras",
        "reading": "Uppgifter som kan läsas på två sätt",
        "definition": "Ord och gränser som skiljer sig",
    }
    blocks = []
    for kind in order:
        items = [f for f in e.findings if f.kind == kind]
        if items:
            blocks.append(
                f"**{heads[kind]}**\n\n" + "\n".join(f"- {_finding(e, f)}" for f in items)
            )
    return "\n\n".join(blocks) or "Inga motsägelser har hittats mellan källorna."


def missing(e: Evidence) -> str:
    """List what no source says."""
    items = [f"- {_finding(e, f)}" for f in e.findings if f.kind == "missing"]
    if not items:
        return ""
    return "**Uppgifter som saknas**\n\n" + "\n".join(items)


def _finding(e: Evidence, f: Finding) -> str:
    return _filled(e, f.text, f.refs)


_REF = re.compile(r"\{([^}]+)\}")


def _filled(e: Evidence, text: str, refs: Mapping[str, str]) -> str:
    """Put marked numbers in the place of references; everything else is plain text."""
    parts = _REF.split(text)
    for i, part in enumerate(parts):
        if i % 2:
            value = e.get(refs.get(part, ""))
            parts[i] = _number(value) if value else "(visas i en annan rapport)"
        else:
            parts[i] = escape(part)
    return "".join(parts)


def _number(value: Value) -> str:
    # "Gav visas inte deltagare" is no Swedish.
    if value.status == "suppressed":
        return mark(value, f"(talet {STATUS_WORDS[value.status]})")
    return show(value)


def stated_payback(e: Evidence) -> str:
    """Give others' statements on payback as statements, with what they include."""
    lines = []
    for s in e.statements:
        if _about_payback(s):
            parts = [_statement(e, s)]
            if s.includes:
                parts.append(f"Räknat med: {escape(s.includes)}.")
            if s.excludes:
                parts.append(f"Inte räknat med: {escape(s.excludes)}.")
            lines.append(f"- {' '.join(parts)}")
    if lines:
        lines.append("\nUppgifterna ovan är påståenden i källan och är inte beräknade här.")
    return "\n".join(lines)


def statements(e: Evidence) -> str:
    """List what else the sources state, passed on as it stands."""
    items = [f"- {_statement(e, s)}" for s in e.statements if not _about_payback(s)]
    if not items:
        return ""
    return "**Vad källorna uppger i övrigt**\n\n" + "\n".join(items)


def _about_payback(s: Statement) -> bool:
    return s.about.startswith(("payback", "return_on"))


def _statement(e: Evidence, s: Statement) -> str:
    text = escape(s.text.rstrip("."))
    said = f"{text}: {show(e[s.key])}" if s.key else text
    known = any(p.programme_id == s.programme_id for p in e.programmes)
    lead = f"{programme_name(e, s.programme_id)}: " if known else ""
    return f"{lead}{said} ({stated_by(e, s.source_id)})."
