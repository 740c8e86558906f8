"""What of the data one report may show: chosen by member and year, with the words around it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import pandas as pd

from utfall.data.dates import last_day
from utfall.data.folder import Folder
from utfall.data.register import Register
from utfall.disclosure.run import Protected
from utfall.errors import ParamsError
from utfall.evidence import (
    About,
    Application,
    Evidence,
    Finding,
    Flow,
    Indicator,
    Member,
    Programme,
    Revised,
    Source,
    Statement,
    Subject,
    is_within,
)
from utfall.measures.catalogue import COUNTRY, COUNTY, Catalogue, catalogue
from utfall.measures.facts import number
from utfall.measures.from_records.horizon import ALL
from utfall.params import RunParams
from utfall.text import in_swedish_order, period, plain
from utfall.values import Value, group, parse_group

__all__ = ["Basis", "Selection"]

Basis = Literal["register", "published", "shared", "none"]


# What a report shows without being about its member's programmes.
_NOT_ABOUT = (
    *("context_", "price_", "statement_", "n_participations", "return_", "people_per_krona"),
    *("neutral_level", "payback_", "contribution_total"),
)
_PRICE_EXAMPLE = "2019"
_KINDS = ("municipality", "region", "state")
# What is of the whole association and stands in every member's report.
_OF_ALL = (
    *("payback_", "annual_benefit", "benefit_per_person_year", "cumulated_benefit"),
    *("net_present_value", "break_even_", "neutral_level"),
)
# A cost of one member's part is told only where none is given of the whole programme.
_COSTS = ("cost_", "participations_at_", "outcomes_at_")
# What members and programmes are compared by.
_COMPARED = (
    *("n_participants", "n_exits", "n_outcome", "n_reached"),
    *("share_outcome", "share_reached", "cost_per_participant", "cost_per_outcome"),
    *("return_association", "return_with_esf", "people_per_krona", "funnel_reached"),
    *("difference_reached", "chance_reached", "predicted_reached", "predicted_outcome"),
    "against_expected_reached",
)
# Money and plans are known from the year in which they begin; people from the year they end.
_RETURNS = ("return_association", "return_with_esf", "people_per_krona")
_FROM_START = ("funding", "funding_not_stated", "funding_listed", "planned_", "n_planned")


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


class Selection:
    """Chooses for every report of a run; what they share is read and computed once."""

    def __init__(
        self,
        folder: Folder,
        register: Register,
        params: RunParams,
        protected: Protected | None = None,
    ) -> None:
        protected = protected or Protected(
            catalogue(folder, register, params.price_year, params.confidence)
        )
        self.folder = folder
        self._tables: dict[str, list[dict[str, Any]]] = {}
        self.params = params
        self.protected = protected
        members = [
            Member(row["member_id"], row["name"], row["kind"]) for row in _rows(folder["members"])
        ]
        self.members = tuple(
            sorted(members, key=lambda m: (_KINDS.index(m.kind), in_swedish_order(m.name)))
        )
        self.all: Catalogue = protected.catalogue
        of_records = [v for v in protected.estimates if "from=records" in v.group]
        of_sources = [v for v in protected.estimates if "from=records" not in v.group]
        self.published: tuple[Value, ...] = (*self.all.values, *of_sources)
        self.recorded: tuple[Value, ...] = (*protected.values, *of_records)
        self._stated: dict[str, list[Value]] = {}
        for v in self.published:
            if v.status == "shown" and "+" in v.member_id:
                self._stated.setdefault(v.programme_id, []).append(v)
        self.programmes = {p.programme_id: p for p in self._programmes()}
        cited = _rows(folder["sources"]) + _rows(register.context_sources)
        self.sources = {
            row["source_id"]: Source(
                row["source_id"],
                row["title"],
                row["publisher"],
                row["date"],
                row["stated_by"],
                row["url"],
            )
            for row in cited
        }

    def chosen(self) -> list[Member]:
        """Return the members of the run, all problems at once."""
        if self.params.members == "all":
            return list(self.members)
        known = {m.member_id: m for m in self.members}
        unknown = [m for m in self.params.members if m not in known]
        if unknown:
            raise ParamsError(
                f"members: found {', '.join(map(repr, unknown))}; allowed are "
                f'{", ".join(sorted(known))} or "all"'
            )
        return [known[m] for m in self.params.members]

    def subjects(self, about: About, year: int) -> list[Subject]:
        """Return what the run's reports of a year are about, for a notebook of one kind.

        A programme has a report from the year in which it begins.
        """
        if about == "member":
            return [Subject.of(member) for member in self.chosen()]
        if about == "association":
            association = self.folder.association
            name = str(association["short_name"] or association["name"])
            return [Subject(self.params.association, name, "association")]
        asked = self.params.programmes
        if asked != "all" and (unknown := [p for p in asked if p not in self.programmes]):
            raise ParamsError(
                f"programmes: found {', '.join(map(repr, unknown))}; allowed are "
                f'{", ".join(sorted(self.programmes))} or "all"'
            )
        return [
            Subject(p.programme_id, p.name, "programme")
            for p in sorted(self.programmes.values(), key=lambda p: in_swedish_order(p.name))
            if (asked == "all" or p.programme_id in asked) and self._begun(p, year)
        ]

    # one report

    def evidence(self, subject: Subject, year: int) -> Evidence:
        """Choose what concerns a member, the association or a programme and is known by a year."""
        me, about = subject.subject_id, subject.about
        authority = subject.kind in ("region", "state")
        visible = {
            p.programme_id: p for p in self.programmes.values() if self._concerns(p, subject, year)
        }

        def belongs(v: Value) -> bool:
            if not self._known_by(v, year):
                return False
            if v.measure.startswith("context_"):
                return v.key in need
            if v.measure.startswith("price_"):
                return v.measure == "price_of_million" and v.year == _PRICE_EXAMPLE
            if about == "programme":
                return (
                    v.programme_id == me
                    and "allocation=" not in v.group
                    # Whose money it is in all, divided by one member's people, is no cost of it.
                    and not (v.measure.startswith(_COSTS) and self._has_cost_of_all(v))
                )
            if about == "association":
                # What is spread over members by a key tells of members alone.
                apart = v.measure == "funding_listed" and v.member_id != "all"
                known = v.programme_id in ("", "all") or v.programme_id in visible
                # One member's part stands here only where nothing is told of all of them.
                of_all = v.measure.startswith(_COSTS) and self._has_cost_of_all(v)
                part = of_all or (self._is_part(v) and self._is_told_of_more(v))
                return known and not apart and not part and "allocation=" not in v.group
            if v.programme_id == "all":
                if v.measure == "funding_listed":
                    return v.member_id in (me, "all") and parse_group(v.group)["list"] in lists
                of_all = v.member_id == ALL and v.measure.startswith(_OF_ALL)
                own_sum = v.measure == "applied_sum" and (applied or authority)
                return v.member_id == me or of_all or own_sum
            if v.programme_id and v.programme_id not in visible:
                return False
            if v.status == "shown" and v.measure.startswith(_COSTS) and self._has_cost_of_all(v):
                # All members' money by one's own people, beside the cost of all of them.
                return False
            who = v.member_id.split("+") if v.member_id else []
            return not who or me in who or (authority and self._county_wide(who))

        need = self._need(subject, year)
        lists = self._lists(me)
        applied = any(row["applicant_member_id"] == me for row in self._table("applications"))
        chosen = {v.key: v for v in self.published if belongs(v)}
        for v in self._totals(year) if about != "programme" else ():
            # The table of members shows everybody's own total; joint ones only where one is in.
            if about == "association" or "+" not in v.member_id or me in v.member_id.split("+"):
                chosen.setdefault(v.key, v)
        # Adds the amounts of the applications to what is chosen.
        asked = self._applications(subject, year, chosen, visible)
        findings = self._findings(visible, subject, year)
        cited = {key for finding in findings for key in finding.refs.values()} - set(chosen)
        flows = tuple(
            Flow(f.programme_id, f.total, f.parts, f.inferred)
            for f in self.all.flows
            if f.total in chosen and all(key in chosen for _, key in f.parts)
        )
        from_records = self._from_records(subject, year, visible)
        chosen |= {v.key: v for v in from_records}
        compared = self._compared(subject, year, chosen)
        values = tuple(sorted(chosen.values(), key=lambda v: v.key))
        basis: Basis = "register" if from_records else self._basis(values, subject)
        told = [
            v for v in values if v.programme_id != "all" and not v.measure.startswith(_NOT_ABOUT)
        ]
        return Evidence(
            association=dict(self.folder.association),
            subject=subject,
            year=year,
            history=self.params.history,
            price_year=self.params.price_year,
            confidence=self.params.confidence,
            as_of=self._as_of(
                [*told, *self._dated_statements(values, year)],
                [self.protected.newest] if from_records else [],
            ),
            basis=basis,
            records=self.folder.records is not None,
            protection=self.protected.facts,
            members=self.members,
            programmes=tuple(
                replace(p, activities=self._activities(p.programme_id, subject))
                for p in sorted(visible.values(), key=lambda p: (p.start or "9", p.name))
            ),
            sources=tuple(self.sources.values()),
            findings=findings,
            applications=asked,
            statements=self._statements(subject, year, visible, chosen),
            flows=flows,
            indicators=self._indicators(chosen),
            editions=len(self.params.disclosure.earlier),
            revised=self._revised(values),
            context_labels=self.all.context_labels,
            dates={key: self.all.dates[key] for key in sorted(chosen) if key in self.all.dates},
            cited=tuple(self.all.by_key[key] for key in sorted(cited - {v.key for v in compared})),
            compared=compared,
            named={
                programme: self.programmes[programme].name
                for v in (*compared, *values)
                for programme in (v.programme_id, parse_group(v.group).get("programme", ""))
                if programme in self.programmes and programme not in visible
            },
            secondary=tuple(k for k in sorted(chosen) if k in self.all.secondary),
            values=values,
        )

    def _table(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of a table of the data."""
        if name not in self._tables:
            self._tables[name] = _rows(self.folder[name])
        return self._tables[name]

    def _totals(self, year: int) -> list[Value]:
        return self.all.totals(year, [m.member_id for m in self.members])

    def _from_records(
        self, subject: Subject, year: int, visible: Mapping[str, Programme]
    ) -> list[Value]:
        """Return what records say of the subject and of the association, of periods that have ended."""
        mine = {subject.subject_id, ALL} if subject.kind == "municipality" else {ALL}
        return [
            v
            for v in self.recorded
            if (v.member_id in mine or subject.about == "association")
            and (v.programme_id == ALL or v.programme_id in visible)
            # Drawn towards the others, a member's share is not its own any more.
            and (not v.measure.startswith("shrunken_") or subject.about == "association")
            and self._over_by(v, year)
        ]

    @staticmethod
    def _over_by(v: Value, year: int) -> bool:
        # A plan without an end is known from its beginning, and one without a period always.
        return int(v.year.rstrip("/")[-4:] or year) <= year

    def _compared(
        self, subject: Subject, year: int, chosen: Mapping[str, Value]
    ) -> tuple[Value, ...]:
        """Return what stands beside the subject's own: other members', or other programmes'.

        From records of members by residence; of programmes also what sources have published.
        """
        if subject.about == "association":
            return ()
        if subject.about == "member":
            found = [v for v in self.recorded if v.programme_id == ALL]
            found += [v for v in self.published if v.measure in _RETURNS and v.member_id]
        else:
            found = [v for v in self.recorded if v.member_id == ALL]
            found += [v for v in self.published if v.programme_id and self._known_by(v, year)]
        return tuple(
            sorted(
                (
                    v
                    for v in found
                    if v.measure in _COMPARED and v.key not in chosen and self._over_by(v, year)
                ),
                key=lambda v: v.key,
            )
        )

    def _lists(self, me: str) -> set[str]:
        """Return the lists of amounts that are about this member: those with some of its own."""
        own = (parse_group(v.group) for v in self.all.values if v.member_id == me)
        return {g["list"] for g in own if g.get("scope") == "own"}

    def _need(self, subject: Subject, year: int) -> set[str]:
        """Choose the newest context figure of each kind, with the county's and country's own."""
        if subject.about == "programme":
            return set()
        everybody = {m.member_id for m in self.members}
        mine = everybody if subject.about == "association" else {subject.subject_id}
        newest: dict[str, str] = {}
        figures = [
            v
            for v in self.all.values
            if v.measure.startswith("context_") and v.year and int(v.year[-4:]) <= year
        ]
        for v in figures:
            if v.member_id in mine:
                newest[v.measure] = max(newest.get(v.measure, ""), v.year)
        areas = {*mine, COUNTY, COUNTRY}
        return {v.key for v in figures if v.member_id in areas and newest.get(v.measure) == v.year}

    def _is_part(self, v: Value) -> bool:
        """Say whether a value is of one member in a programme of several."""
        programme = self.programmes.get(v.programme_id)
        return programme is not None and len(programme.place) > 1 and v.member_id in programme.place

    def _has_cost_of_all(self, v: Value) -> bool:
        """Say whether a member's part has a cost where the same cost is given of all its members."""
        return self._is_part(v) and any(
            other.measure == v.measure for other in self._stated.get(v.programme_id, ())
        )

    def _is_told_of_more(self, v: Value) -> bool:
        """Say whether the same count is stated of the member together with others too."""
        return any(is_within(v, other) for other in self._stated.get(v.programme_id, ()))

    @staticmethod
    def _begun(p: Programme, year: int) -> bool:
        return not p.start or int(p.start[:4]) <= year

    def _concerns(self, p: Programme, subject: Subject, year: int) -> bool:
        if not self._begun(p, year):
            return False
        if subject.about != "member":
            return subject.about == "association" or p.programme_id == subject.subject_id
        if subject.kind == "municipality":
            return subject.subject_id in p.place
        named = (*p.party_members, *p.place)
        return subject.subject_id in named or self._county_wide(p.place)

    def _county_wide(self, who: Sequence[str]) -> bool:
        municipalities = {m.member_id for m in self.members if m.kind == "municipality"}
        return bool(municipalities) and municipalities <= set(who)

    def _known_by(self, v: Value, year: int) -> bool:
        """Say whether a value's period has ended, or for money and plans begun, by a year."""
        first, slash, last = v.year.partition("/")
        # A refused cost is known as soon as its money is.
        begins = v.measure.startswith(_FROM_START) or (
            v.measure.startswith("cost_") and v.status != "shown"
        )
        dated = self.all.dates.get(v.key, "")[:4]
        if v.measure.startswith("statement_") and dated:
            # What somebody says of earlier years is known when it is said.
            return int(dated) <= year
        if v.measure == "funding_listed":
            # A list is as old as the source that made it, whoever completes its amounts later.
            made = parse_group(v.group)["list"]
            return self._newest_source(made if made in self.sources else v.source_id) <= str(year)
        if not v.year:
            programme = self.programmes.get(v.programme_id)
            start = programme.start[:4] if programme and programme.start else ""
            known = start if begins and start else (dated or start)
            return not known or int(known) <= year
        if begins or (slash and not last):
            return int(first or last) <= year
        return int(last or first) <= year

    def _dated_statements(self, values: Iterable[Value], year: int) -> list[Value]:
        """Return the statements that were made by a year: they count as news then, not before."""
        stated = [v for v in values if v.measure.startswith("statement_")]
        return [v for v in stated if 0 < int(self.all.dates.get(v.key, "0")[:4]) <= year]

    def _newest_source(self, source_ids: str) -> str:
        """Return the year of the newest of some sources, empty where all are undated."""
        dates = [self.sources[s].date[:4] for s in source_ids.split(";") if s in self.sources]
        return max(dates, default="")

    def _as_of(self, values: Iterable[Value], dates: Iterable[str] = ()) -> str:
        """Return the newest date of the values' sources and of some others."""
        dates = list(dates)
        for v in values:
            stated = [self.sources[s].date for s in v.source_id.split(";") if s in self.sources]
            dates += [d for d in (*stated, self.all.dates.get(v.key, "")) if d]
        return max(dates, key=last_day, default="")

    def _basis(self, values: Iterable[Value], subject: Subject) -> Basis:
        facts = [
            v
            for v in values
            if not v.measure.startswith(_NOT_ABOUT)
            and "allocation" not in v.group
            and v.programme_id != "all"
            and v.status == "shown"
        ]
        if any(v.member_id == subject.subject_id or subject.about != "member" for v in facts):
            return "published"
        return "shared" if any(v.member_id or v.programme_id for v in facts) else "none"

    # words around the numbers

    def _programmes(self) -> Iterable[Programme]:
        places: dict[str, set[str]] = {}
        for row in self._table("programme_members"):
            places.setdefault(row["programme_id"], set()).add(row["member_id"])
        for table in ("counts", "funding", "goals"):
            for row in self._table(table):
                who = {m for m in row["member_ids"].split("+") if m}
                places.setdefault(row["programme_id"], set()).update(who)
        for row in self._table("programmes"):
            pid = row["programme_id"]
            yield Programme(
                programme_id=pid,
                name=row["name"],
                orientation=row["orientation"],
                finsam=bool(row["finsam"]),
                start=row["start"],
                end=row["end"],
                status=row["status"],
                status_as_of=row["status_as_of"],
                target_group=row["target_group"],
                ages=_ages(number(row["age_min"]), number(row["age_max"])),
                methods=row["methods"],
                description=row["description"],
                place=tuple(sorted(places.get(pid, ()))),
                readings={
                    r["reading"]: r["meaning"]
                    for r in self._table("readings")
                    if r["programme_id"] == pid
                },
                goals=tuple(
                    (r["text"], self.all.keys.get(r["goal_id"], ""))
                    for r in self._table("goals")
                    if r["programme_id"] == pid
                ),
                party_members=tuple(
                    dict.fromkeys(
                        r["member_id"]
                        for r in self._table("parties")
                        if r["programme_id"] == pid and r["member_id"]
                    )
                ),
                parties=tuple(
                    dict.fromkeys(
                        r["name"] for r in self._table("parties") if r["programme_id"] == pid
                    )
                ),
                referrers=tuple(
                    dict.fromkeys(
                        r["name"]
                        for r in self._table("parties")
                        if r["programme_id"] == pid and r["role"] == "refers"
                    )
                ),
                source_id=row["source_id"],
            )

    def _activities(self, programme_id: str, subject: Subject) -> tuple[str, ...]:
        """Return what a programme did; in a member's report not what it did for others alone."""
        return tuple(
            row["text"]
            for row in self._table("activities")
            if row["programme_id"] == programme_id
            and (not row["member_ids"] or _in(subject, row["member_ids"].split("+")))
        )

    def _findings(
        self, visible: Mapping[str, Programme], subject: Subject, year: int
    ) -> tuple[Finding, ...]:
        authority = subject.kind in ("region", "state")
        found = []
        for row in self._table("findings"):
            who = [m for m in row["member_ids"].split("+") if m]
            if row["programme_id"] and row["programme_id"] not in visible:
                continue
            if subject.about == "programme" and not row["programme_id"]:
                continue
            if who and not _in(subject, who) and not (authority and self._county_wide(who)):
                continue
            if self._newest_source(row["source_id"]) > str(year):
                continue
            keys = {
                ref: self.all.keys[ref]
                for ref in re.findall(r"\{([^}]+)\}", row["text"])
                if ref in self.all.keys
            }
            found.append(
                Finding(
                    row["finding_id"],
                    row["kind"],
                    row["programme_id"],
                    row["text"],
                    keys,
                    row["source_id"],
                )
            )
        return tuple(found)

    def _applications(
        self,
        subject: Subject,
        year: int,
        chosen: dict[str, Value],
        visible: Mapping[str, Programme],
    ) -> tuple[Application, ...]:
        found = []
        for row in self._table("applications"):
            key = self.all.keys.get(row["application_id"], "")
            mine = (
                subject.about == "association"
                or row["applicant_member_id"] == subject.subject_id
                or row["programme_id"] in visible
            )
            if not mine or not key or (row["date"] and int(row["date"][:4]) > year):
                continue
            chosen.setdefault(key, self.all.by_key[key])
            found.append(
                Application(
                    row["application_id"],
                    row["programme_id"],
                    row["applicant_member_id"],
                    row["body"],
                    row["date"],
                    row["proposal"],
                    row["decision"],
                    row["conditions"],
                    row["conditions_met"],
                    key,
                    row["source_id"],
                )
            )
        return tuple(found)

    def _statements(
        self,
        subject: Subject,
        year: int,
        visible: Mapping[str, Programme],
        chosen: dict[str, Value],
    ) -> tuple[Statement, ...]:
        found = []
        for row in self._table("statements"):
            who = [m for m in row["member_ids"].split("+") if m]
            if (row["subject"] and row["subject"] not in visible) or (
                who and not _in(subject, who)
            ):
                continue
            if subject.about == "programme" and not row["subject"]:
                continue
            if self._newest_source(row["source_id"]) > str(year):
                continue
            if row["measure"].startswith("yardstick"):
                continue  # about another association: kept as a source, told in no report
            key = self.all.keys.get(row["statement_id"], "")
            if key not in chosen and self.all.by_key[key].status == "shown":
                continue  # its number is of another member or a later year
            found.append(
                Statement(
                    row["statement_id"],
                    row["measure"],
                    row["subject"],
                    row["text"],
                    row["includes"],
                    row["excludes"],
                    key if key in chosen and chosen[key].status == "shown" else "",
                    row["source_id"],
                )
            )
        return tuple(found)

    def _revised(self, values: Iterable[Value]) -> tuple[Revised, ...]:
        """Return the numbers that earlier editions told otherwise, as a reader sees them."""
        # Of several editions the last in the list is the newest.
        before = {v.key: v.value for v in self.protected.earlier if v.status == "shown"}
        return tuple(
            Revised(v.key, old)
            for v in values
            if v.status == "shown"
            and v.value is not None
            and (old := before.get(v.key)) is not None
            and plain(old, v.unit) != plain(v.value, v.unit)
        )

    def _indicators(self, chosen: Mapping[str, Value]) -> tuple[Indicator, ...]:
        """Return the rows of answers and measurements of which the report has the values."""
        keys: dict[str, dict[str, str]] = {}
        for v in chosen.values():
            if v.measure.startswith("indicator_"):
                name = v.measure.removeprefix("indicator_")
                keys.setdefault(parse_group(v.group)["indicator"], {})[name] = v.key
        return tuple(
            Indicator(
                row["indicator_id"],
                row["programme_id"],
                row["instrument"],
                row["text"],
                row["respondents"],
                found["favourable"],
                found.get("unfavourable", ""),
                found["share"],
                found["response"],
                row["source_id"],
            )
            for row in self._table("indicators")
            if (found := keys.get(row["indicator_id"]))
        )

    # the site

    def site(self) -> dict[str, Any]:
        """Return what the front page says of the association."""
        silent = []
        for m in self.members:
            told = [
                v
                for v in self.all.values
                if v.member_id == m.member_id
                and not v.measure.startswith((*_NOT_ABOUT, "funding_listed"))
                and "allocation" not in v.group
            ]
            if not told:
                silent.append(m.name)
        association = self.folder.association
        return {
            "association": association["name"],
            "short_name": association["short_name"],
            "description": association["description"],
            "synthetic": bool(association["synthetic"]),
            "members": [
                {"member_id": m.member_id, "name": m.name, "kind": m.kind} for m in self.members
            ],
            "silent_members": silent,
            "sources": [
                {
                    "source_id": s.source_id,
                    "title": s.title,
                    "publisher": s.publisher,
                    "date": s.date,
                }
                for s in self.sources.values()
                if s.source_id in set(self.folder["sources"]["source_id"])
            ],
            "figures": self._front_figures(),
        }

    def _front_figures(self) -> list[dict[str, str]]:
        """Choose at most five figures that reports of the run show as well.

        The largest counts of participants with those who went to work, then what others state of
        the association as a whole.
        """
        counts = [
            v
            for v in self.all.values
            if v.measure == "n_participants"
            and v.status == "shown"
            and v.value
            and v.year
            and not v.group
        ]
        found = []
        for v in sorted(counts, key=lambda v: -(v.value or 0))[:2]:
            name = self.programmes[v.programme_id].name
            found.append((v, f"deltagare i {name}, {period(v.year)}"))
            work = self.all.by_key.get(
                replace(v, measure="n_outcome", group="outcome=employment").key
            )
            if work is not None and work.status == "shown":
                of_all = {"of": "participants", "outcome": "employment"}
                share = self.all.by_key.get(
                    replace(v, measure="share_outcome", group=group(**of_all)).key
                )
                least = share is not None and share.bound == "at_least"
                told = "gick till arbete; kan vara fler" if least else "gick till arbete"
                found.append((work, f"av dem i {name} {told}"))
        stated = [v for v in self.all.values if v.measure == "statement_payback_months"]
        for v in stated[-1:]:
            found.append(
                (
                    v,
                    "återbetalningstid enligt förbundets protokoll, utan dem som gick till studier; "
                    "inte beräknad här",
                )
            )
        return [
            {"label": label, "text": plain(v.value or 0, v.unit), "data_row": v.key}
            for v, label in found[:5]
        ]


def _in(subject: Subject, members: Iterable[str]) -> bool:
    """Say whether what concerns some members concerns a report: all of it but a member's own."""
    return subject.about != "member" or subject.subject_id in members


def _ages(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return ""
    if high is None:
        return f"från {low:.0f} år"
    return f"till {high:.0f} år" if low is None else f"{low:.0f}–{high:.0f} år"
