"""From what a report lacks to the questions that would close it."""

from collections.abc import Iterable, Iterator, Mapping

from utfall.measures import reasons as r
from utfall.measures.facts import Count, Money
from utfall.request.known import Known, is_count
from utfall.request.question import Kind, Question, Target, digest
from utfall.request.told import amount, asks, component_name, distinct_amounts, funder, size, years
from utfall.request.words import DEFINITION, KIND_CHOICES, count_definition
from utfall.text import kronor, listing
from utfall.values import Value, parse_group

__all__ = ["Asker"]

_ALL = (("participants", ""), ("outcome", "employment"), ("outcome", "studies"))


class Asker(Known):
    """Turns gaps into questions about one association's data."""

    # what can be asked

    def unknown_count(self, v: Value) -> Iterator[Question]:
        """Ask for a count that a source names without a number."""
        for row_id, fact in self.counts:
            if self.s.all.keys.get(row_id) == v.key:
                same = [i for i, f in self.counts if _same_statement(f, fact) and f.value is None]
                whole = self.whole_of(fact)
                yield self._count_question(
                    fact,
                    asks(self.programme(fact.programme_id), fact.measure, fact.outcome, fact.after),
                    whole,
                    Target("counts", "value", tuple(same)),
                )

    def unknown_people(self, v: Value) -> Iterator[Question]:
        """Ask what became of people of whom the source says nothing more."""
        for _, whole in self.people_of(v):
            missing = [] if self.ongoing_known(whole) else ["ongoing"]
            missing += ["exited"] if v.measure == "n_unaccounted" else []
            for measure in missing:
                yield from self._more(whole, measure)
            if v.measure == "n_not_reported" and "of" not in parse_group(v.group):
                for outcome in ("employment", "studies"):
                    yield from self._more(whole, "outcome", outcome)
            return

    def money_period(self, v: Value) -> Iterator[Question]:
        """Ask for the first and last day of money, and whether it is all of it."""
        for row_id, money in self.money_of(v):
            same = [
                (i, m)
                for i, m in self.money
                if (m.programme_id, m.component, m.source_id)
                == (money.programme_id, money.component, money.source_id)
                and m.period_kind == "not_stated"
            ]
            lacks = {
                "period_start": [i for i, m in same if not m.period_start],
                "period_end": [i for i, m in same if not m.period_end],
                "period_kind": [i for i, m in same],
            }
            name = self.programme(money.programme_id)
            words: dict[str, tuple[str, str, Kind, str]] = {
                "period_start": (
                    f"Från vilken dag gäller pengarna till {name}?", "money_start", "date", "datum",
                ),
                "period_end": (
                    f"Till vilken dag gäller pengarna till {name}?", "money_end", "date", "datum",
                ),
                "period_kind": (
                    f"Gäller beloppet till {name} hela perioden eller bara hittills?",
                    "money_kind", "choice", "val",
                ),
            }  # fmt: skip
            for column, rows in lacks.items():
                if row_id not in rows:
                    continue
                words_of_it, definition, kind, unit = words[column]
                amounts = listing([amount(m) for m in distinct_amounts(same)])
                yield Question(
                    words_of_it,
                    DEFINITION[definition],
                    self.who(*sorted({m.member_ids for _, m in same})),
                    years(money.period_start, money.period_end),
                    unit,
                    f"{amounts}, utan period",
                    self.source(money.source_id, row_id, "funding"),
                    kind,
                    Target("funding", column, tuple(rows)),
                    tuple(KIND_CHOICES) if kind == "choice" else (),
                )

    def people_period(self, v: Value) -> Iterator[Question]:
        """Ask for the first and last day that people were counted over."""
        for row_id, whole in self.people_of(v):
            same = [(i, f) for i, f in self.counts if _same_people_but_reading(f, whole)]
            for column, begins in (("period_start", "Från"), ("period_end", "Till")):
                rows = tuple(i for i, f in same if not getattr(f, column))
                if row_id not in rows:
                    continue
                yield Question(
                    f"{begins} vilken dag räknades de som deltog i "
                    f"{self.programme(whole.programme_id)}?",
                    DEFINITION["people_start" if column == "period_start" else "people_end"],
                    self.who(*sorted({f.member_ids for _, f in same})),
                    years(whole.period_start, whole.period_end),
                    "datum",
                    f"{size(whole)}, utan period",
                    self.source(whole.source_id, row_id, "counts"),
                    "date",
                    Target("counts", column, rows),
                )

    def place(self, v: Value) -> Iterator[Question]:
        """Ask which members money or people are about."""
        found: list[tuple[str, str, Count | Money]] = [
            *(("funding", i, m) for i, m in self.money_of(v)),
            *(("counts", i, c) for i, c in self.people_of(v)),
        ]
        for table, row_id, fact in found:
            if not fact.member_ids:
                told = amount(fact) if isinstance(fact, Money) else size(fact)
                what = "pengarna" if table == "funding" else "deltagarna"
                yield Question(
                    f"Vilka medlemmar gäller {what} i {self.programme(fact.programme_id)}?",
                    DEFINITION["place"],
                    "",
                    years(fact.period_start, fact.period_end),
                    "medlemmar",
                    told,
                    self.source(fact.source_id, row_id, table),
                    "members",
                    Target(table, "member_ids", (row_id,)),
                )

    def whole_cost(self, v: Value) -> Iterator[Question]:
        """Ask what the programme cost over the period of the people, or else of its money."""
        facts: list[Count | Money] = [c for _, c in self.people_of(v)]
        facts = facts or [m for _, m in self.money_of(v)]
        for fact in facts:
            dated = isinstance(fact, Money) or fact.period_kind != "stock"
            start, end = (fact.period_start, fact.period_end) if dated else ("", "")
            if not (start and end):
                one = self.s.programmes[fact.programme_id]
                start, end = one.start, one.end
            cells = {
                "programme_id": fact.programme_id,
                "member_ids": fact.member_ids,
                "reading": fact.reading,
                "component": fact.component,
                "funder": "total",
                "basis": "spent",
                "form": "not_stated",
                "period_start": start,
                "period_end": end,
                "period_kind": "whole",
            }
            known = "; ".join(
                f"{amount(m)}, {funder(m)}"
                for _, m in self.money
                if m.programme_id == fact.programme_id and m.place == fact.place and m.amount
            )
            for column, kind, begins, definition, unit in (
                ("amount_sek", "kronor", "Hur mycket kostade {} i allt under perioden?", "cost", "kronor"),
                ("period_start", "date", "Från vilken dag gäller kostnaden för {}?", "money_start", "datum"),
                ("period_end", "date", "Till vilken dag gäller kostnaden för {}?", "money_end", "datum"),
            ):  # fmt: skip
                if kind == "date" and cells[column]:
                    continue
                yield from self._new(
                    "funding",
                    column,
                    cells,
                    begins.format(self.programme(fact.programme_id)),
                    DEFINITION[definition],
                    unit,
                    known or "inget belopp",
                    self.source(fact.source_id) if known else "",
                    kind,  # type: ignore[arg-type]
                )

    def people_of_money(self, v: Value) -> Iterator[Question]:
        """Ask how many took part over the money's period, and what became of them."""
        for row_id, money in self.money_of(v):
            cells = self._count_cells(
                money.programme_id,
                money.member_ids,
                money.reading,
                money.component,
                money.period_start,
                money.period_end,
            )
            period_of = "" if money.period_start and money.period_end else row_id
            known, source = self.people_known(money.programme_id, money.place)
            for measure, outcome in self._wanted(v):
                yield from self._new_count(cells, measure, outcome, known, source, period_of)

    def final_outcomes(self, v: Value) -> Iterator[Question]:
        """Ask how it went in the end for people who were counted while most were still there."""
        for _, whole in self.people_of(v):
            one = self.s.programmes[whole.programme_id]
            fits = [
                m
                for _, m in self.money
                if m.programme_id == whole.programme_id
                and m.place == whole.place
                and m.primary
                and m.period_end
            ]
            start = fits[0].period_start if fits else one.start
            end = fits[0].period_end if fits else one.end
            reading = fits[0].reading if fits else whole.reading
            cells = self._count_cells(
                whole.programme_id, whole.member_ids, reading, whole.component, start, end
            )
            outcome = parse_group(v.group).get("outcome", "employment")
            for measure, name in (("participants", ""), ("outcome", outcome)):
                yield from self._new_count(
                    cells, measure, name, size(whole), self.source(whole.source_id)
                )

    def outcomes(self, v: Value) -> Iterator[Question]:
        """Ask how many went to work and how many to studies."""
        for _, whole in self.people_of(v):
            if whole.period_kind == "stock":
                # Nobody has left on the one day that they are counted: ask over a period.
                one = self.s.programmes[whole.programme_id]
                cells = self._count_cells(
                    whole.programme_id, whole.member_ids, whole.reading, whole.component,
                    one.start, one.end,
                )  # fmt: skip
                known, source = size(whole), self.source(whole.source_id)
                for measure, outcome in _ALL:
                    yield from self._new_count(cells, measure, outcome, known, source)
            else:
                for outcome in ("employment", "studies"):
                    yield from self._more(whole, "outcome", outcome)

    def own_participants(self) -> Iterator[Question]:
        """Ask how many of the member took part in each programme that it is in."""
        for one in self.s.programmes.values():
            if self.member not in one.place or one.orientation == "structure":
                continue
            if one.status in {"planned", "applied"}:
                continue
            # What goes on has no last day yet: until when it is counted is for the answer to say.
            start, end = one.start, "" if one.status == "ongoing" else one.end
            joint = [
                (f.period_start, f.period_end, size(f), f.source_id)
                for _, f in self.counts
                if f.programme_id == one.programme_id
                and self.member in f.place
                and f.measure == f.population == "participants"
                and f.primary
                and f.value is not None
            ]
            known = listing([told for *_, told, _ in joint])
            source = self.source(joint[0][3]) if joint else ""
            if joint and joint[0][0] and joint[0][1]:
                start, end = joint[0][:2]
            elif not end and one.status != "ongoing":
                periods = [
                    (m.period_start, m.period_end)
                    for _, m in self.money
                    if m.programme_id == one.programme_id and m.period_start and m.period_end
                ]
                start, end = periods[0] if periods else (start, end)
            kind = "to_date" if one.status == "ongoing" else "flow"
            cells = self._count_cells(one.programme_id, self.member, "", "", start, end, kind)
            known = f"{known} tillsammans med andra" if known else ""
            yield from self._new_count(cells, "participants", "", known, source)

    def contributions(self) -> Iterator[Question]:
        """Ask what the member paid in each year that has a report."""
        if self.s.folder.association["kind"] != "association":
            return
        rows = [c for c in self.tables["contributions"] if c["member_id"] == self.member]
        undated = [c for c in rows if not c["year"]]
        known = listing([f"{kronor(c['amount_sek'])} om året, utan årtal" for c in undated])
        source = self.source(undated[0]["source_id"]) if undated else ""
        for year in self.s.params.report_years:
            if any(str(c["year"]) == str(year) for c in rows):
                continue
            cells = {"member_id": self.member, "year": str(year), "per": "year"}
            yield Question(
                "Hur mycket betalade medlemmen till förbundet?",
                DEFINITION["contribution"],
                self.who(self.member),
                str(year),
                "kronor",
                known,
                source,
                "kronor",
                Target(
                    "contributions",
                    "amount_sek",
                    (f"{self.member}:{year}",),
                    {f"{self.member}:{year}": cells},
                ),
            )

    def _wanted(self, v: Value) -> Iterable[tuple[str, str]]:
        """Return the counts that a cost needs: people, and what it is a cost of."""
        outcome = parse_group(v.group).get("outcome", "")
        if v.measure == "cost_per_completer":
            return (("participants", ""), ("completed", ""))
        if r.NO_PEOPLE in v.reason and v.measure == "cost_per_outcome":
            return _ALL
        return (("participants", ""), *((("outcome", o)) for o in outcome.split("+") if o))

    # new rows

    def _more(self, whole: Count, measure: str, outcome: str = "") -> Iterator[Question]:
        """Ask for another count of the same people, once for all readings of a statement."""
        alike = [
            (i, f)
            for i, f in self.counts
            if f.measure == "participants" and f.primary and _same_people_but_reading(f, whole)
        ]
        missing = [(i, f) for i, f in alike if self.another(f, measure, outcome) is None]
        if not missing:
            return
        rows, new, period_of = [], {}, {}
        for whole_id, fact in missing:
            present = [i for i, f in self.counts if is_count(f, fact, measure, outcome)]
            cells = self._count_cells(
                fact.programme_id, fact.member_ids, fact.reading, fact.component,
                fact.period_start, fact.period_end, fact.period_kind,
            )  # fmt: skip
            cells |= self._what_is_counted(cells, measure, outcome, "")
            if measure == "outcome" and (group := self.exclusive_group(fact)):
                cells["exclusive_group"] = group
            row_id = present[0] if present else _new_id(cells, "")
            rows.append(row_id)
            if not present:
                new[row_id] = cells
                if not (fact.period_start and fact.period_end):
                    period_of[row_id] = whole_id
        first = self._count_cells(
            whole.programme_id, "", "", whole.component, whole.period_start, whole.period_end
        )
        yield self._question(
            Target("counts", "value", tuple(rows), new, period_of),
            first,
            asks(self.programme(whole.programme_id), measure, outcome),
            count_definition(measure, outcome),
            "personer",
            size(whole),
            self.source(whole.source_id),
            "whole",
            who=self.who(*sorted({f.member_ids for _, f in missing})),
        )

    def _count_cells(
        self,
        programme: str,
        members: str,
        reading: str,
        component: str,
        start: str,
        end: str,
        kind: str = "flow",
    ) -> dict[str, str]:
        return {
            "programme_id": programme,
            "member_ids": members,
            "reading": reading,
            "component": component,
            "period_start": start,
            "period_end": end,
            "period_kind": kind,
        }

    def _what_is_counted(
        self, people: Mapping[str, str], measure: str, outcome: str, period_of: str
    ) -> dict[str, str]:
        """Return the cells that say what a new count counts of these people."""
        cells = {
            "measure": measure,
            "outcome": outcome,
            "population": "participants",
            "unit": "persons",
        }
        if measure == "outcome":
            # The form says to count each person in one result at most.
            key = digest(*people.values(), period_of)
            cells |= {"of": "participants", "exclusive_group": f"svar-{key}"}
        return cells

    def _new_count(
        self,
        people: Mapping[str, str],
        measure: str,
        outcome: str,
        known: str,
        source: str,
        period_of: str = "",
    ) -> Iterator[Question]:
        """Ask for a count that the data have no row of, and for its period where none is known."""
        cells = {**people, **self._what_is_counted(people, measure, outcome, period_of)}
        yield from self._new(
            "counts", "value", cells,
            asks(self.programme(people["programme_id"]), measure, outcome),
            count_definition(measure, outcome), "personer", known, source, "whole", period_of,
        )  # fmt: skip
        if measure == "participants" and not period_of:
            for column, begins in (("period_start", "Från"), ("period_end", "Till")):
                if not people[column]:
                    name = self.programme(people["programme_id"])
                    yield from self._new(
                        "counts", column, cells,
                        f"{begins} vilken dag räknades de som deltog i {name}?",
                        DEFINITION["people_start" if begins == "Från" else "people_end"],
                        "datum", known, source, "date",
                    )  # fmt: skip

    def _new(
        self,
        table: str,
        column: str,
        cells: Mapping[str, str],
        asks: str,
        definition: str,
        unit: str,
        known: str,
        source: str,
        kind: Kind,
        period_of: str = "",
    ) -> Iterator[Question]:
        """Yield a question whose answer adds a row, unless the data state it already."""
        if not self.stated(table, cells, period_of):
            row_id = _new_id(cells, period_of)
            after = {row_id: period_of} if period_of else {}
            target = Target(table, column, (row_id,), {row_id: cells}, after)
            who = self.who(cells["member_ids"])
            yield self._question(
                target, cells, asks, definition, unit, known, source, kind, who=who
            )

    def _question(
        self,
        target: Target,
        cells: Mapping[str, str],
        asks: str,
        definition: str,
        unit: str,
        known: str,
        source: str,
        kind: Kind,
        *,
        who: str,
    ) -> Question:
        period = years(cells["period_start"], cells["period_end"])
        reading = self.s.programmes[cells["programme_id"]].readings.get(cells["reading"], "")
        if target.period_of and not period:
            of_money = set(target.period_of.values()) <= {i for i, _ in self.money}
            period = f"hela den tid som {'pengarna' if of_money else 'deltagarna'} gäller"
        return Question(
            asks,
            " ".join(filter(None, [definition, reading and f"Frågan förutsätter: {reading}"])),
            "; ".join(filter(None, [who, component_name(cells["component"])])),
            period,
            unit,
            known,
            source,
            kind,
            target,
        )

    def _count_question(
        self, fact: Count, asks: str, whole: Count | None, target: Target
    ) -> Question:
        return Question(
            asks,
            count_definition(fact.measure, fact.outcome, fact.after),
            self.who(fact.member_ids),
            years(fact.period_start, fact.period_end),
            "personer",
            "; ".join(filter(None, [size(whole) if whole else "", fact.reason])),
            self.source(fact.source_id, target.rows[0], "counts"),
            "whole",
            target,
        )


def _same_statement(one: Count, other: Count) -> bool:
    """Say whether two counts are one statement of a source, in different readings."""
    return (
        _same_people_but_reading(one, other)
        and one.measure == other.measure
        and (one.outcome, one.after) == (other.outcome, other.after)
    )


def _same_people_but_reading(one: Count, other: Count) -> bool:
    """Say whether two counts are about the people of one statement, in any reading.

    Counts of several members side by side are several statements: an answer for one of them is
    no answer for the others.
    """

    def about(fact: Count) -> tuple[str, ...]:
        _, _, _, *same = fact.people
        return fact.programme_id, fact.source_id, *same

    readings = bool(one.reading and other.reading) and one.reading != other.reading
    place = one.member_ids == other.member_ids or readings
    return place and about(one) == about(other)


def _new_id(cells: Mapping[str, str], period_of: str) -> str:
    return f"svar-{cells['programme_id']}-{digest(*cells.values(), period_of)}"
