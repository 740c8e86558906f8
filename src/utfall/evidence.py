"""What one report may show: its protected values and the words that go with them.

This is the content of `input.json`, which *prepare* writes and a notebook opens. It holds no
record and no hidden count.
"""

import functools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from utfall.subject import About, Subject
from utfall.values import Value, parse_group

__all__ = [
    "About",
    "Application",
    "Evidence",
    "Finding",
    "Flow",
    "Indicator",
    "Member",
    "Programme",
    "Source",
    "Statement",
    "Subject",
    "is_within",
    "widest",
]


@dataclass(frozen=True)
class Member:
    """A party that pays and votes. `kind` is municipality, region or state."""

    member_id: str
    name: str
    kind: str


@dataclass(frozen=True)
class Programme:
    """A programme in words.

    `place` holds the members it concerns; empty means not stated. `goals` are pairs of what is
    aimed at and the key of its value, empty where it has no number. `party_members` are the
    members among the `parties`, `referrers` those that send participants.
    """

    programme_id: str
    name: str
    orientation: str
    finsam: bool
    start: str
    end: str
    status: str
    status_as_of: str
    target_group: str
    ages: str
    methods: str
    description: str
    place: tuple[str, ...]
    readings: Mapping[str, str] = field(default_factory=dict)
    goals: tuple[tuple[str, str], ...] = ()
    activities: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    party_members: tuple[str, ...] = ()
    referrers: tuple[str, ...] = ()
    source_id: str = ""


@dataclass(frozen=True)
class Source:
    """A document or page, who states what it says, and its date (empty = undated)."""

    source_id: str
    title: str
    publisher: str
    date: str
    stated_by: str
    url: str


@dataclass(frozen=True)
class Finding:
    """Something that does not add up, is not known or is read in two ways.

    `text` is Swedish prose in which ``{ref}`` stands for the value with the key ``refs[ref]``.
    """

    finding_id: str
    kind: str
    programme_id: str
    text: str
    refs: Mapping[str, str]
    source_id: str


@dataclass(frozen=True)
class Flow:
    """Where the people of one count went: parts that exclude each other and add up to it.

    `total` is the key of the whole; `parts` are pairs of a status and a key, in the order they
    are shown. The last part may be what is not reported. `inferred` says that the source does
    not state that the parts exclude each other: they only add up.
    """

    programme_id: str
    total: str
    parts: tuple[tuple[str, str], ...]
    inferred: bool


@dataclass(frozen=True)
class Application:
    """A request for money, which is never counted as money."""

    application_id: str
    programme_id: str
    applicant: str
    body: str
    date: str
    proposal: str
    decision: str
    conditions: str
    conditions_met: str
    key: str
    source_id: str


@dataclass(frozen=True)
class Statement:
    """What somebody else states; `key` names its value, empty if it is words only.

    `about` is the statement's measure, such as ``payback_months``.
    """

    statement_id: str
    about: str
    programme_id: str
    text: str
    includes: str
    excludes: str
    key: str
    source_id: str


@dataclass(frozen=True)
class Indicator:
    """A question of a survey, or a measure of progress: its words, and the keys of its values.

    `instrument` is ``nns``, ``bip`` or ``other_survey``; `unfavourable` is empty where not stated.
    """

    indicator_id: str
    programme_id: str
    instrument: str
    text: str
    respondents: str
    favourable: str
    unfavourable: str
    share: str
    response: str
    source_id: str


@dataclass(frozen=True)
class Revised:
    """A number that an earlier edition told otherwise: its key, and what it was."""

    key: str
    before: float


@dataclass(frozen=True)
class Evidence:
    """Everything that one report may show.

    `history` is the number of years that a chart over years shows at least. `values` are rows of
    `published.csv`; `as_of` is the date of the newest fact; `basis` says
    what the report rests on: ``register``, ``published``, ``shared`` (only facts that concern
    several members together) or ``none``. `records` tells that the association also keeps
    participation records. `protection` tells how people are protected: ``threshold``,
    ``threshold_health``, ``public`` (whether what sources have published is protected too) and
    ``coarsened``, Swedish sentences; empty where nothing had to be protected. `dates` gives the day a value was true, by key.
    `secondary` are the keys of figures that sources state differently or again, which no chart
    and no sum uses. `cited` are values of other members' programmes that only a finding's text
    mentions, and `compared` those of other members or programmes that stand beside the report's
    own: `find` does not return them. `editions` is the number of earlier editions that the run was
    given, and `revised` the numbers that the newest of them told otherwise. `named` gives the names
    of programmes that the report mentions without being about them.
    """

    association: Mapping[str, Any]
    subject: Subject
    year: int
    history: int
    price_year: int
    confidence: float
    as_of: str
    basis: str
    records: bool
    protection: Mapping[str, Any]
    members: tuple[Member, ...]
    programmes: tuple[Programme, ...]
    sources: tuple[Source, ...]
    findings: tuple[Finding, ...]
    applications: tuple[Application, ...]
    statements: tuple[Statement, ...]
    flows: tuple[Flow, ...]
    indicators: tuple[Indicator, ...]
    editions: int
    revised: tuple[Revised, ...]
    context_labels: Mapping[str, str]
    dates: Mapping[str, str]
    secondary: tuple[str, ...]
    cited: tuple[Value, ...]
    compared: tuple[Value, ...]
    named: Mapping[str, str]
    values: tuple[Value, ...]

    def __post_init__(self) -> None:
        """Index the values by key; two rows with one key are a bug in prepare."""
        every = (*self.values, *self.cited, *self.compared)
        index = {value.key: value for value in every}
        if len(index) != len(every):
            raise ValueError(f"{self.subject.subject_id} {self.year}: two values with one key")
        object.__setattr__(self, "_index", index)

    # reading and writing

    @classmethod
    def read(cls, path: Path) -> "Evidence":
        """Open an `input.json`."""
        found: Evidence = adapter().validate_json(path.read_bytes())
        return found

    def to_json(self) -> str:
        """Return the text of `input.json`: the same evidence gives the same bytes.

        A value, a source and the like have a line each.
        """
        # What is not of its declared type is refused when it is read.
        parts = sorted(adapter().dump_python(self, warnings=False).items())
        lines = ",\n".join(f"{_line(name)}: {_lines(part)}" for name, part in parts)
        return f"{{\n{lines}\n}}\n"

    # looking things up

    def __getitem__(self, key: str) -> Value:
        """Return the value of a key."""
        index: dict[str, Value] = self._index  # type: ignore[attr-defined]
        return index[key]

    def __contains__(self, key: str) -> bool:
        """Say whether the report has a value with this key."""
        return self.get(key) is not None

    def get(self, key: str) -> Value | None:
        """Return the value of a key, or None where the report has none."""
        index: dict[str, Value] = self._index  # type: ignore[attr-defined]
        return index.get(key)

    def find(
        self,
        measure: str | Sequence[str],
        programme_id: str | None = None,
        member_id: str | None = None,
        **groups: str | None,
    ) -> list[Value]:
        """Return the values of a measure, in their order in the input.

        A group that is named must be equal; ``None`` means that it must be absent. Groups that
        are not named may be anything, but for values from records: they are found only by
        ``from_="records"``, since what rests on them is never mixed with what sources state.
        """
        return _fitting(self.values, measure, programme_id, member_id, groups)

    def beside(
        self,
        measure: str | Sequence[str],
        programme_id: str | None = None,
        member_id: str | None = None,
        **groups: str | None,
    ) -> list[Value]:
        """Return what `find` does, and with it what the report is compared with, by key."""
        every = sorted((*self.values, *self.compared), key=lambda v: v.key)
        return _fitting(every, measure, programme_id, member_id, groups)

    def one(
        self, measure: str, programme_id: str, member_id: str, **groups: str | None
    ) -> Value | None:
        """Return the newest value that fits, or None."""
        found = self.find(measure, programme_id, member_id, **groups)
        return max(found, key=lambda v: v.year) if found else None

    def programme(self, programme_id: str) -> Programme:
        """Return a programme of the report."""
        return next(p for p in self.programmes if p.programme_id == programme_id)

    def name_of(self, programme_id: str) -> str:
        """Return the name of a programme, also of one that the report is only compared with."""
        return self.named.get(programme_id) or self.programme(programme_id).name

    def source(self, source_id: str) -> Source:
        """Return a source of the report."""
        return next(s for s in self.sources if s.source_id == source_id)

    def member_name(self, member_id: str) -> str:
        """Return a member's name."""
        return next(m.name for m in self.members if m.member_id == member_id)

    def place_of(self, value: Value) -> str:
        """Tell whose a value is: ``own``, ``joint`` or ``county`` (every municipality).

        A programme's own are those of all its members; the association has none but the county's.
        """
        who = value.member_id.split("+")
        if who == [self.subject.subject_id] or set(who) == self._programmes_place():
            return "own"
        municipalities = {m.member_id for m in self.members if m.kind == "municipality"}
        return "county" if len(municipalities) > 1 and municipalities <= set(who) else "joint"

    def place_word(self, value: Value) -> str:
        """Say in a few words whose a value is; nothing of what is the report's own."""
        place = self.place_of(value)
        if place == "joint" and "+" not in value.member_id:
            return self.member_name(value.member_id)
        return {"own": "", "joint": "flera kommuner", "county": "hela länet"}[place]

    def _programmes_place(self) -> set[str]:
        if self.subject.about != "programme":
            return set()
        return set(self.programme(self.subject.subject_id).place)

    def is_part(self, value: Value) -> bool:
        """Say whether a report about more than a member tells the same of more members together."""
        if self.subject.about == "member":
            return False
        same = self.find(value.measure, value.programme_id)
        return any(v.status == "shown" and is_within(value, v) for v in same)

    def part_of(self, value: Value) -> str:
        """Return the member that a value is of in a programme of several; empty where it is of more.

        In a report about a member its own needs no name.
        """
        if self.subject.about == "member" or value.programme_id in ("", "all"):
            return ""
        place = next((p.place for p in self.programmes if p.programme_id == value.programme_id), ())
        is_one = len(place) > 1 and value.member_id in place
        return self.member_name(value.member_id) if is_one else ""

    def chosen(self, value: Value) -> bool:
        """Say whether charts and answers may use a value, rather than leave it to the tables.

        Not one that sources dispute, nor a second reading where the report has the first.
        """
        if value.key in self.secondary:
            return False
        own = parse_group(value.group)
        if own.get("reading", "A") == "A":
            return True
        readings = self.find(value.measure, value.programme_id, reading="A")
        return not readings

    def stated_money(self) -> list[Value]:
        """Return each programme's total in kronor, as charts and answers use it, in order.

        Where no total is stated, the association's own part is what is known. A turnover is not
        money for the programme alone, and a total that sources dispute is not chosen.
        """
        stated = self.find("funding", prices=None, allocation=None)
        funder = {v.key: parse_group(v.group)["funder"] for v in stated}
        whole = {(v.programme_id, v.member_id) for v in stated if funder[v.key] == "total"}
        usable = [
            v
            for v in stated
            if v.status == "shown"
            and v.unit == "sek"
            and v.member_id
            and self.chosen(v)
            and parse_group(v.group)["basis"] != "turnover"
        ]
        return self.in_order(
            v
            for v in usable
            if funder[v.key] == "total"
            or (funder[v.key] == "association" and (v.programme_id, v.member_id) not in whole)
        )

    def begins(self, value: Value) -> str:
        """Return the year in which a value's period begins, its programme's where none is stated."""
        if value.year:
            return value.year.lstrip("/")[:4]
        found = [p.start[:4] for p in self.programmes if p.programme_id == value.programme_id]
        return found[0] if found else ""

    def date_of(self, value: Value) -> str:
        """Return the day a value was true; of a derived one, that of the count it rests on."""
        if value.key in self.dates:
            return self.dates[value.key]
        people = (value.programme_id, value.member_id, value.year)
        near = (d for k, d in self.dates.items() if tuple(k.split(":")[1:4]) == people)
        return next(near, "")

    def in_order(self, values: Iterable[Value]) -> list[Value]:
        """Sort values as a reader meets them: own, joint, county-wide; each by time."""
        places = ("own", "joint", "county")
        return sorted(
            values, key=lambda v: (places.index(self.place_of(v)), self.begins(v), v.programme_id)
        )

    def others(self, value: Value) -> list[str]:
        """Return the names of the other members that share a value."""
        return [
            self.member_name(m) for m in value.member_id.split("+") if m != self.subject.subject_id
        ]

    def __iter__(self) -> Iterator[Value]:
        """Walk over the values."""
        return iter(self.values)


def widest(values: Iterable[Value]) -> list[Value]:
    """Return of each programme what is stated of most members: their parts are in it."""
    found = list(values)
    most: dict[str, int] = {}
    for v in found:
        most[v.programme_id] = max(most.get(v.programme_id, 0), v.member_id.count("+"))
    return [v for v in found if v.member_id.count("+") == most[v.programme_id]]


def is_within(part: Value, whole: Value) -> bool:
    """Say whether a count is stated again, together with more members, over its whole period.

    >>> one = Value("n_participants", "p", "alfa", "2022", value=9)
    >>> is_within(one, Value("n_participants", "p", "alfa+beta", "2018/2025", value=215))
    True
    """
    if (part.measure, part.programme_id) != (whole.measure, whole.programme_id):
        return False
    cuts = [{k: v for k, v in parse_group(x.group).items() if k != "kind"} for x in (part, whole)]
    years = [(x.year[:4], x.year[-4:]) for x in (part, whole)]
    if cuts[0] != cuts[1] or not all(end.isdigit() for pair in years for end in pair):
        return False
    return (
        set(part.member_id.split("+")) < set(whole.member_id.split("+"))
        and years[1][0] <= years[0][0]
        and years[0][1] <= years[1][1]
    )


def _fitting(
    values: Iterable[Value],
    measure: str | Sequence[str],
    programme_id: str | None,
    member_id: str | None,
    groups: Mapping[str, str | None],
) -> list[Value]:
    measures = (measure,) if isinstance(measure, str) else tuple(measure)

    def fits(value: Value) -> bool:
        if value.measure not in measures:
            return False
        if programme_id is not None and value.programme_id != programme_id:
            return False
        if member_id is not None and value.member_id != member_id:
            return False
        own = parse_group(value.group)
        if own.get("from") == "records" and "from_" not in groups:
            return False
        return all(own.get(name.rstrip("_")) == wanted for name, wanted in groups.items())

    return [value for value in values if fits(value)]


def _lines(part: object) -> str:
    """Write a list with a line for each of what it holds, anything else in one line."""
    if not (part and isinstance(part, list | tuple)):
        return _line(part)
    return "[\n{}\n]".format(",\n".join(map(_line, part)))


# Without an indent it is written by a part of Python in C, three times as fast.
_line = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


@functools.cache
def adapter() -> Any:
    """Return what reads and writes an `input.json`, and checks it; made once per process."""
    # Imported here: most who import this do neither.
    from pydantic import TypeAdapter

    return TypeAdapter(Evidence)
