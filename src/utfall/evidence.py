"""What one report may show: its protected values and the words that go with them.

This is the content of `input.json`, which *prepare* writes and a notebook opens. It holds no
record and no hidden count.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from utfall.values import Value, parse_group

__all__ = [
    "Application",
    "Evidence",
    "Finding",
    "Flow",
    "Member",
    "Programme",
    "Source",
    "Statement",
]


@dataclass(frozen=True)
class Member:
    """A party that pays and votes. `kind` is municipality, region or state."""

    member_id: str
    name: str
    kind: str


@dataclass(frozen=True)
class Programme:
    """A programme in words. `place` holds the members it concerns; empty means not stated."""

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
    activities: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
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
    """A figure that somebody else computed; `key` names its value, empty if it has none."""

    statement_id: str
    text: str
    includes: str
    excludes: str
    key: str
    source_id: str


@dataclass(frozen=True)
class Evidence:
    """Everything that one report may show.

    `values` are rows of `published.csv`; `as_of` is the date of the newest fact; `basis` says
    what the report rests on: ``register``, ``published``, ``shared`` (only facts that concern
    several members together) or ``none``. `dates` gives the day a value was true, by key.
    """

    association: Mapping[str, Any]
    member: Member
    year: int
    price_year: int
    confidence: float
    as_of: str
    basis: str
    members: tuple[Member, ...]
    programmes: tuple[Programme, ...]
    sources: tuple[Source, ...]
    findings: tuple[Finding, ...]
    applications: tuple[Application, ...]
    statements: tuple[Statement, ...]
    flows: tuple[Flow, ...]
    context_labels: Mapping[str, str]
    dates: Mapping[str, str]
    values: tuple[Value, ...]

    def __post_init__(self) -> None:
        """Index the values by key; two rows with one key are a bug in prepare."""
        index = {value.key: value for value in self.values}
        if len(index) != len(self.values):
            seen: set[str] = set()
            twice = [v.key for v in self.values if v.key in seen or seen.add(v.key)]  # type: ignore[func-returns-value]
            raise ValueError(f"two values with one key: {twice[:5]}")
        object.__setattr__(self, "_index", index)

    # reading and writing

    @classmethod
    def read(cls, path: Path) -> "Evidence":
        """Open an `input.json`."""
        raw = json.loads(path.read_text(encoding="utf-8"))
        listed = {
            "members": Member,
            "sources": Source,
            "findings": Finding,
            "applications": Application,
            "statements": Statement,
            "values": Value,
        }
        for name, kind in listed.items():
            raw[name] = tuple(kind(**row) for row in raw[name])
        raw["programmes"] = tuple(
            Programme(
                **{
                    key: tuple(cell) if isinstance(cell, list) else cell
                    for key, cell in row.items()
                }
            )
            for row in raw["programmes"]
        )
        raw["flows"] = tuple(
            Flow(**{**row, "parts": tuple((kind, key) for kind, key in row["parts"])})
            for row in raw["flows"]
        )
        raw["member"] = Member(**raw["member"])
        return cls(**raw)

    def to_json(self) -> str:
        """Return the text of `input.json`: the same evidence gives the same bytes."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    # looking things up

    def __getitem__(self, key: str) -> Value:
        """Return the value of a key."""
        index: dict[str, Value] = self._index  # type: ignore[attr-defined]
        return index[key]

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
        are not named may be anything.
        """
        measures = (measure,) if isinstance(measure, str) else tuple(measure)

        def fits(value: Value) -> bool:
            if value.measure not in measures:
                return False
            if programme_id is not None and value.programme_id != programme_id:
                return False
            if member_id is not None and value.member_id != member_id:
                return False
            own = parse_group(value.group)
            return all(own.get(name.rstrip("_")) == wanted for name, wanted in groups.items())

        return [value for value in self.values if fits(value)]

    def one(self, measure: str, programme_id: str, member_id: str, **groups: str | None) -> Value | None:
        """Return the newest value that fits, or None."""
        found = self.find(measure, programme_id, member_id, **groups)
        return max(found, key=lambda v: v.year) if found else None

    def programme(self, programme_id: str) -> Programme:
        """Return a programme of the report."""
        return next(p for p in self.programmes if p.programme_id == programme_id)

    def source(self, source_id: str) -> Source:
        """Return a source of the report."""
        return next(s for s in self.sources if s.source_id == source_id)

    def member_name(self, member_id: str) -> str:
        """Return a member's name."""
        return next(m.name for m in self.members if m.member_id == member_id)

    def place_of(self, value: Value) -> str:
        """Tell whose a value is: ``own``, ``joint`` or ``county`` (more than half of all)."""
        who = value.member_id.split("+")
        if who == [self.member.member_id]:
            return "own"
        municipalities = [m for m in self.members if m.kind == "municipality"]
        return "county" if len(who) > len(municipalities) / 2 else "joint"

    def others(self, value: Value) -> list[str]:
        """Return the names of the other members that share a value."""
        return [
            self.member_name(m) for m in value.member_id.split("+") if m != self.member.member_id
        ]

    def __iter__(self) -> Iterator[Value]:
        """Walk over the values."""
        return iter(self.values)
