"""The published tables of records as cells and relations: every margin once, and how they add up.

Two tables that share a margin share its cell, so that whoever compares them is compared with too.
Method: docs/disclosure.md.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from types import MappingProxyType

from utfall.disclosure.cells import Cell, Publication, Relation, Rule
from utfall.measures.from_records.counted import At, Counted, Place, Tabulation, subsets
from utfall.measures.from_records.dimensions import LATER, QUARTERS, UNINFORMATIVE, Dimension
from utfall.measures.from_records.horizon import ALL, OUTSIDE, UNKNOWN
from utfall.measures.from_records.keys import key_of
from utfall.params import Disclosure

__all__ = ["Lattice", "Tabulated", "places_of"]

# What no report has a place for must not be worked out exactly, nor nearly so. Its size follows
# within the threshold from any total, since every part of it is between nobody and all.
_LATENT = 2
# What people ask for first costs more to hide: whole places before their parts, and work before
# the rest of what became of people.
_ASKED = {"during": 20.0, "new": 3.0, "exits": 3.0, "closing": 1.0}
_ASKED_CODES = {("outcome", "work"): 2.0, ("association", "yes"): 2.0} | {
    # A curve ends at the first quarter that is hidden.
    ("stay", f"q{n}"): 2.0 + QUARTERS - n
    for n in range(1, QUARTERS + 1)
}


@dataclass(frozen=True)
class Tabulated:
    """One table with its counts; `latent` are the places whose cells no report shows.

    `asked` is how many times more it costs to hide than another of its kind.
    """

    table: Tabulation
    counts: Mapping[At, Counted]
    latent: frozenset[tuple[Place, ...]] = frozenset()
    asked: float = 1.0


class Lattice:
    """All cells of several tables and what binds them.

    Parameters
    ----------
    tables : sequence of Tabulated
        What is published, and what could be worked out beside it.
    periods : mapping of str to years
        Pooled periods by label.
    params : Disclosure
        Thresholds.
    open_periods : frozenset of (str, str)
        Programmes and times that are not complete: their flows are to date.
    spans : mapping of str to years
        Other periods of some cells, by label.
    reaches : mapping of str to date
        The last day that the records of a programme, or of ``all``, say everything of.
    """

    def __init__(
        self,
        tables: Sequence[Tabulated],
        periods: Mapping[str, Sequence[int]],
        params: Disclosure,
        open_periods: frozenset[tuple[str, str]],
        spans: Mapping[str, Sequence[int]] = MappingProxyType({}),
        reaches: Mapping[str, date] = MappingProxyType({}),
    ) -> None:
        self._periods = periods
        self._spans = spans
        self._reaches = reaches
        self._params = params
        self._open = open_periods
        self._finest = _finest(d for one in tables for d in one.table.split)
        self.at: dict[str, At] = {}
        self.counts: dict[str, Counted] = {}
        self._latent: dict[str, bool] = {}
        self._asked: dict[str, float] = {}
        self._whole: dict[str, str] = {}
        self._partitions: dict[tuple[str, str, frozenset[str]], dict[str, str]] = {}
        self._relations: dict[tuple[tuple[str, float], ...], Relation] = {}
        for one in tables:
            self._add_up(one, self._lay(one))
        self._roll_up()
        self._flows()
        self._nested()

    def key(self, at: At) -> str:
        """Return the key of a cell."""
        return key_of(at, to_date=(at.programme, at.time) in self._open)

    # cells

    def _lay(self, one: Tabulated) -> list[At]:
        """Add every cell of a table: those with people, and the zeros among their parts."""
        table, counts = one.table, one.counts
        laid = []
        codes = {d.name: d.codes for d in table.split}
        for at in counts:
            if at.codes:
                continue
            for split in subsets([d.name for d in table.split]):
                for chosen in product(*(codes[name] for name in split)):
                    inner = at._replace(codes=tuple(zip(split, chosen, strict=True)))
                    self._put(
                        inner, counts.get(inner, Counted(0, 0)), places_of(inner) in one.latent
                    )
                    laid.append(inner)
        self._asked |= {
            key: max(one.asked, self._asked.get(key, 1.0)) for key in map(self.key, laid)
        }
        return laid

    def _put(self, at: At, found: Counted, latent: bool) -> None:
        key = self.key(at)
        latent = latent or any(code in self._finest[name].silent for name, code in at.codes)
        if self.counts.setdefault(key, found) != found:
            raise ValueError(f"{key}: counted twice, differently")
        self.at.setdefault(key, at)
        self._latent[key] = self._latent.get(key, True) and latent

    # relations

    def _bind(self, relation: Relation) -> None:
        if len(relation.terms) > 1:
            self._relations.setdefault(relation.terms, relation)

    def _total(self, whole: At, parts: Iterable[At]) -> None:
        keys = [key for part in parts if (key := self.key(part)) in self.counts]
        told = sum(self.number(key) for key in keys)
        # Persons of several places are fewer than the sum; by how many is taken to be known.
        off = float(told - self.number(self.key(whole)))
        terms = (*((key, 1.0) for key in sorted(keys)), (self.key(whole), -1.0))
        self._bind(Relation(terms, off, off, "total"))

    def number(self, key: str) -> int:
        """Return the true count of a cell: persons who took part, else participations."""
        found = self.counts[key]
        return found.persons if self.at[key].population == "during" else found.rows

    def _add_up(self, one: Tabulated, laid: Iterable[At]) -> None:
        """Bind each margin to its parts, one axis at a time."""
        groups: dict[tuple[At, str], list[At]] = defaultdict(list)
        for at in laid:
            for place in one.table.places:
                if getattr(at, place) != ALL:
                    groups[everywhere(at, place), place].append(at)
            for name in dict(at.codes):
                rest = tuple(pair for pair in at.codes if pair[0] != name)
                groups[at._replace(codes=rest), name].append(at)
        for (whole, axis), parts in groups.items():
            self._total(whole, parts)
            if axis in self._finest:
                coded = {self.key(part): dict(part.codes)[axis] for part in parts}
                self._partitions[self.key(whole), axis, frozenset(coded)] = coded

    def _roll_up(self) -> None:
        """Bind pooled and other periods to their years, and coarser codes to finer ones."""
        years: dict[str, set[str]] = defaultdict(set)
        for label, of in (*self._periods.items(), *self._spans.items()):
            for year in of:
                years[str(year)].add(label)
        pooled: dict[At, list[At]] = defaultdict(list)
        coarse: set[At] = set()
        for at in self.at.values():
            for label in years.get(at.time, set()) - {at.time}:
                pooled[at._replace(time=label)].append(at)
            swapped = tuple((n, self._finest[n].coarser.get(c, c)) for n, c in at.codes)
            if swapped != at.codes:
                coarse.add(at._replace(codes=swapped))
        for whole, parts in pooled.items():
            if self.key(whole) in self.counts and whole.population in ("new", "exits"):
                self._total(whole, parts)
        for whole in sorted(coarse):
            if self.key(whole) in self.counts:
                same = [p for p in self._finer(whole) if self.key(p) in self.counts]
                if sum(self.number(self.key(p)) for p in same) == self.number(self.key(whole)):
                    self._total(whole, same)

    def _finer(self, whole: At) -> Iterator[At]:
        names = [name for name, _ in whole.codes]
        for codes in product(
            *(
                [c for c in self._finest[n].codes if self._finest[n].coarser.get(c, c) == code]
                for n, code in whole.codes
            )
        ):
            yield whole._replace(codes=tuple(zip(names, codes, strict=True)))

    def _flows(self) -> None:
        """Bind stocks to flows: those there at the end, and those there in the year."""
        # Where no stock is counted, what is missing is not zero: the flow would give it away.
        stocks = {places_of(at) for at in self.at.values() if at.population == "closing"}
        for at in list(self.at.values()):
            if at.codes or at.population not in ("closing", "during"):
                continue
            if places_of(at) not in stocks:
                continue
            first, last = int(at.time[:4]), int(at.time[-4:])
            before = at._replace(population="closing", time=str(first - 1))
            terms = {at: 1.0, before: -1.0}
            terms |= {
                at._replace(population="new", time=str(year)): -1.0
                for year in range(first, last + 1)
            }
            if at.population == "closing":
                terms[at._replace(population="exits")] = 1.0
            self._known_sum(terms)

    def _known_sum(self, terms: Mapping[At, float]) -> None:
        """Bind cells by what they sum to; one that is not there is known to be zero."""
        found = [(self.key(at), number) for at, number in terms.items() if self._has(at)]
        # Persons are fewer than participations; by how many is taken to be known.
        off = sum(number * self.number(key) for key, number in found)
        self._bind(Relation(tuple(sorted(found)), off, off, "flow"))

    def _nested(self) -> None:
        """Bind what contains something else, by the definitions and by the calendar.

        Whoever works or studies has reached the association's aim, and Kolada's is within both.
        Whose situation is not registered has reached neither aim for sure.
        """
        for at in list(self.at.values()):
            codes = dict(at.codes)

            def of(name: str, *wanted: str, at: At = at) -> list[At]:
                return [at._replace(codes=((name, code),)) for code in wanted]

            for after in ("", "_6m", "_12m"):
                if codes == {f"association{after}": "yes"}:
                    for good in (("work", "study"), ("work_or_study",)):
                        self._contains([at], of(f"outcome{after}", *good))
                if codes == {f"association{after}": "unknown"}:
                    self._contains(of(f"outcome{after}", "none", "unknown"), [at])
            if codes == {"association": "yes"}:
                # Whoever began or does more works or studies to some extent.
                for steps in (("started", "increased"), ("started_or_increased",)):
                    self._contains([at], of("step", *steps))
            if codes == {"outcome": "work"}:
                self._same([at], of("support", "without", "with"))
            if codes == {"outcome": "unknown"}:
                self._same([at], of("support", "unknown"))
            if codes == {"outcome": "work_or_study"}:
                self._contains([at], of("support", "without", "with"))
            if codes == {"kolada": "yes"}:
                self._contains(of("association", "yes"), [at])
                for good in (("work", "study"), ("work_or_study",)):
                    self._contains(of("outcome", *good), [at])
            if codes == {"association": "no"}:
                self._contains(of("kolada", "no"), [at])
            if codes == {"outcome": "unknown"}:
                self._contains(of("kolada", "no", "unknown"), [at])
            if codes == {"outcome_6m": "not_due"}:
                self._contains(of("outcome_12m", "not_due"), [at])
            if codes == {"outcome_12m": "not_due"}:
                self._last_year(at)

    def _last_year(self, waiting: At) -> None:
        """Bind those who wait for their twelve months to those who left in the last year."""
        year = waiting.time[-4:]
        left = waiting._replace(time=year, codes=())
        ends_with_it = self._reaches.get(waiting.programme) == date(int(year), 12, 31)
        if ends_with_it and waiting.time != year and self._has(left):
            keys = self.key(left), self.key(waiting)
            if self.number(keys[0]) == self.number(keys[1]):
                self._total(left, [waiting])

    def _by_calendar(self, at: At) -> bool:
        """Say whether everybody's time for a follow-up has come: that nobody waits is no secret."""
        for name, code in at.codes:
            if code == "not_due":
                reach = self._reaches.get(at.programme)
                years, months = divmod(int(name.rpartition("_")[2].rstrip("m")), 12)
                end = date(int(at.time[-4:]) + years, 12, 31)
                if months:
                    end = date(end.year + 1, months, monthrange(end.year + 1, months)[1])
                return reach is not None and end <= reach and not self.number(self.key(at))
        return False

    def _contains(self, outer: Sequence[At], inner: Sequence[At]) -> None:
        wholes = [self.key(at) for at in outer if self._has(at)]
        parts = [self.key(at) for at in inner if self._has(at)]
        if not (wholes and parts) or len(wholes) != len(outer):
            return
        if sum(map(self.number, wholes)) >= sum(map(self.number, parts)):
            terms = [(key, 1.0) for key in wholes] + [(key, -1.0) for key in parts]
            self._bind(Relation(tuple(sorted(terms)), 0.0, float("inf"), "contains"))

    def _same(self, one: Sequence[At], other: Sequence[At]) -> None:
        """Bind two ways to count the same people."""
        if all(self._has(at) for at in (*one, *other)):
            terms = [(self.key(at), 1.0) for at in one] + [(self.key(at), -1.0) for at in other]
            self._bind(Relation(tuple(sorted(terms)), 0.0, 0.0, "total"))

    def _has(self, at: At) -> bool:
        return self.key(at) in self.counts

    def taking_part(self, programme: str) -> set[str]:
        """Return the members that anybody in a programme comes from."""
        found = {at.member for at in self.at.values() if at.programme == programme}
        return found - {ALL}

    def pooled(self, first: int, last: int) -> list[str]:
        """Return the pooled periods that hold any of some years."""
        years = range(first, last + 1)
        return [label for label, of in self._periods.items() if not set(of).isdisjoint(years)]

    # what must be hidden

    def publication(self, public: Mapping[str, float], more: Iterable[Relation]) -> Publication:
        """Return all cells with the rule that hides them, and everything that binds them.

        Parameters
        ----------
        public : mapping of str to float
            Numbers that are known outside already, by the key of the cell.
        more : iterable of Relation
            What else is known outside.
        """
        rules = self._rules()
        cells = {}
        for key in self.counts:
            at = self.at[key]
            known = key in public or self._by_calendar(at) or _impossible(at)
            cells[key] = Cell(
                key,
                self.number(key),
                _LATENT if self._latent[key] else self._threshold(at),
                _loss(at, self.number(key)) * self._asked[key],
                "" if known else rules.get(key, ""),
                self._latent[key],
                known,
                # The association's own totals stand in every member's report.
                kept=not at.codes and not places_of(at),
            )
        return Publication(cells, [*self._relations.values(), *more])

    def _threshold(self, at: At) -> int:
        health = any(self._finest[name].health for name, _ in at.codes)
        least = self._params.threshold
        return max(least, self._params.threshold_health) if health else least

    @staticmethod
    def _says_nothing(at: At) -> bool:
        """Say whether a cell is of people of whom nothing is known: it gives nobody away.

        Nor does the bare number of those who live nowhere in the association. Those whose time
        has not come are people who left lately: how many is told as of any others.
        """
        codes = {code for _, code in at.codes}
        return codes <= {UNKNOWN} if codes else at.member in (OUTSIDE, UNKNOWN)

    def _rules(self) -> dict[str, Rule]:
        rules: dict[str, Rule] = {}
        few = {
            key
            for key, found in self.counts.items()
            if 0 < found.persons < self._threshold(self.at[key])
        }
        for key in few:
            if not self._says_nothing(self.at[key]):
                rules[key] = "small"
        # Wholes before their parts, so that the parts of what is hidden are hidden too.
        order = sorted(self._partitions.items(), key=lambda item: _depth(self.at[item[0][0]]))
        for (whole, axis, _), parts in order:
            told = self._finest[axis].told
            if rules.get(whole) or (whole in few and told):
                for part in parts:
                    rules.setdefault(part, "part")
            elif told and self._alike(whole, parts, self._finest[axis].rest):
                for part in parts:
                    rules.setdefault(part, "all_of_group")
        return rules

    def _alike(self, whole: str, parts: Mapping[str, str], rest: str) -> bool:
        """Say whether all of a group whose situation is known have it in common.

        So many unknown as the threshold leave room for anybody to be another.
        """
        told = {code: self.number(part) for part, code in parts.items()}
        known = [number for code, number in told.items() if code not in UNINFORMATIVE]
        in_one = any(known) and max(known) == sum(known) and not told.get(rest)
        return in_one and told.get(UNKNOWN, 0) < self._threshold(self.at[whole])

    def hidden_share(self, one: Tabulated, places: tuple[Place, ...] | None = None) -> float:
        """Return which share of a table's innermost cells with people in them must be hidden.

        With `places`, of its margin by these.
        """
        rules = self._rules()
        wanted = one.table.places if places is None else places
        inner = [
            self.key(at)
            for at in one.counts
            if places_of(at) == wanted and len(at.codes) == len(one.table.split)
        ]
        filled = [key for key in inner if self.counts[key].rows]
        return sum(bool(rules.get(key)) for key in filled) / len(filled) if filled else 0.0


def _finest(dimensions: Iterable[Dimension]) -> dict[str, Dimension]:
    """Return each dimension by name, in its finer form where a table has that."""
    found: dict[str, Dimension] = {}
    for one in dimensions:
        if one.name not in found or one.coarser:
            found[one.name] = one
    return found


def everywhere(at: At, place: Place) -> At:
    """Return the cell summed over one kind of place."""
    return at._replace(member=ALL) if place == "member" else at._replace(programme=ALL)


def places_of(at: At) -> tuple[Place, ...]:
    """Return the places that a cell is of, in order; none of the association."""
    named: tuple[Place, ...] = ("member", "programme")
    return tuple(place for place in named if getattr(at, place) != ALL)


def _impossible(at: At) -> bool:
    """Say whether nobody can be in a cell: what people left to is told of those who had left."""
    codes = dict(at.codes)
    return {"stay", "left_to"} <= set(codes) and (codes["stay"] == LATER) != (
        codes["left_to"] == LATER
    )


def _depth(at: At) -> int:
    return len(places_of(at)) + len(at.codes)


def _loss(at: At, number: int) -> float:
    asked = _ASKED[at.population] if not at.codes else 1.0
    for pair in at.codes:
        asked *= _ASKED_CODES.get(pair, 1.0)
    return asked * (1.0 + number)
