"""Which figures the reports refuse or do not know, and the reasons they give for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from utfall.errors import ParamsError
from utfall.evidence import Member, Subject
from utfall.selection import Selection
from utfall.values import Value

__all__ = ["Gap", "gaps_of"]

# People of whom the sources say nothing more: numbers, but numbers of what is not known.
_UNKNOWN_PEOPLE = ("n_unaccounted", "n_not_reported")


@dataclass(frozen=True)
class Gap:
    """A value that a report has no number for, and each reason that it gives."""

    value: Value
    reasons: tuple[str, ...]


def gaps_of(selection: Selection, *, programme: str = "", member: str = "") -> list[Gap]:
    """Return what the run's reports refuse or do not know of a programme or for a member.

    Parameters
    ----------
    selection : Selection
        Everything that the run's reports can show.
    programme, member : str
        Exactly one id: the programme asked about in all members' reports, or the member whose
        own reports are asked about.

    Returns
    -------
    list of Gap
        By key, each once however many reports have it. What is *not applicable* or hidden is no
        gap, and neither is a bound: it has its number.

    Raises
    ------
    ParamsError
        If there is no such programme or member, or not exactly one is named.
    """
    if bool(programme) == bool(member):
        raise ParamsError("name one of --programme and --member: a form goes to one answerer")
    if programme and programme not in selection.programmes:
        raise ParamsError(_unknown("programme", programme, list(selection.programmes)))
    known = {one.member_id: one for one in selection.members}
    if member and member not in known:
        raise ParamsError(_unknown("member", member, list(known)))
    asked = [known[member]] if member else selection.chosen()
    found = {
        value.key: value
        for value in _values(selection, asked)
        if _is_gap(value) and (value.programme_id == programme if programme else _of(value, member))
    }
    return [Gap(found[key], _reasons(found[key])) for key in sorted(found)]


def _values(selection: Selection, members: list[Member]) -> Iterator[Value]:
    for year in selection.params.report_years:
        for member in members:
            yield from selection.evidence(Subject.of(member), year).values


def _is_gap(value: Value) -> bool:
    if value.measure in _UNKNOWN_PEOPLE and value.status == "shown":
        return bool(value.value or value.high)
    return value.status in {"refused", "unknown"}


def _of(value: Value, member: str) -> bool:
    # The table of members shows the totals of the others too; those are asked of the others.
    return value.programme_id != "all" or value.member_id == member


def _reasons(value: Value) -> tuple[str, ...]:
    """Take apart what `measures.reasons.joined` has put together."""
    return tuple(filter(None, re.split(r", eftersom | och eftersom ", value.reason)))


def _unknown(option: str, found: str, known: list[str]) -> str:
    return f"--{option}: found {found!r}; allowed are {', '.join(sorted(known)) or 'none yet'}"
