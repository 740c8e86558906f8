"""The records of one association, counted in every table that its reports publish.

Nothing here is protected. Method: docs/disclosure.md.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

import duckdb

from utfall.data.folder import Folder
from utfall.disclosure.cells import Publication
from utfall.disclosure.outside import Outside, known_outside
from utfall.disclosure.plan import (
    PERSONS,
    POOLED,
    Chosen,
    choose,
    flows,
    forms_of,
    periods_of,
)
from utfall.disclosure.records import Lattice, Tabulated, places_of
from utfall.errors import ParamsError
from utfall.measures import reasons
from utfall.measures.author import Authored, Count, Model, Share
from utfall.measures.from_records.case_mix import expected
from utfall.measures.from_records.cell import KINDS
from utfall.measures.from_records.collected import Laid, laid_out
from utfall.measures.from_records.counted import (
    At,
    Counted,
    Place,
    Tabulation,
    count,
    rows_of,
)
from utfall.measures.from_records.dimensions import DIMENSIONS
from utfall.measures.from_records.horizon import ALL
from utfall.measures.from_records.keys import parts_of_key
from utfall.measures.from_records.plans import Planned
from utfall.measures.from_records.stays import SMALLEST, STATISTICS, stays
from utfall.measures.from_records.to_work import SHARES, to_work
from utfall.params import Disclosure
from utfall.values import Bound, Value, group, not_shown, parse_group

__all__ = ["Counts", "counted"]


# A board that set a goal asks whether it was met: dearer than anything else of one programme.
_PLANNED = 30.0
_EVERYWHERE: frozenset[tuple[Place, ...]] = frozenset(
    {(), ("member",), ("programme",), ("member", "programme")}
)


@dataclass(frozen=True)
class Counts:
    """Everything counted for one publication: unprotected, and so never written.

    Attributes
    ----------
    publication : Publication
        Cells and what binds them.
    values : tuple of Value
        The count of each cell that a report would show, and refusals.
    models : tuple of (tuple of str, Value)
        Months in a programme, expected numbers and authors' models, each with the keys of the
        counts that it is hidden with; the first is of those whom it is of.
    chosen : Chosen
        Tables and periods.
    newest : str
        The newest day of the records.
    shares : tuple of Share
        Authors' shares of their counts.
    wholes : mapping of str to str
        The measure that an author's count is a part of, by its name.
    plans : tuple of (str, Value)
        Shares of what was planned, without their number, each with the key of the count that it
        is of.
    fewest : int
        Participations below which a curve ends.
    """

    publication: Publication
    values: tuple[Value, ...]
    models: tuple[tuple[tuple[str, ...], Value], ...]
    chosen: Chosen
    newest: str
    shares: tuple[Share, ...] = ()
    wholes: Mapping[str, str] = field(default_factory=dict)
    plans: tuple[tuple[str, Value], ...] = ()
    fewest: int = 1


def counted(
    folder: Folder,
    params: Disclosure,
    public: Mapping[str, Value],
    protected: Collection[str] = (),
    own: Sequence[Authored] = (),
    earlier: Sequence[Value] = (),
    confidence: float = 0.95,
) -> Counts | None:
    """Count the records of a folder in every table that reports publish.

    Parameters
    ----------
    folder : Folder
        Checked data.
    params : Disclosure
        Thresholds and what may be coarser.
    public : mapping of str to Value
        Values of published counts by key: an attacker knows them too.
    protected : collection of str
        Keys of those that are protected together with the records.
    own : sequence of Authored
        Measures that authors have declared.
    earlier : sequence of Value
        What earlier editions told: their periods go on, and what they told in finer or coarser
        groups is tied to what is told now.
    confidence : float
        Coverage of the limits for chance of a time, 0 to 1.

    Returns
    -------
    Counts or None
        None without records.
    """
    with laid_out(folder) as laid:
        return (
            None
            if laid is None
            else _Counting(laid, params, own, earlier, confidence).counts(public, protected)
        )


class _Counting:
    """One publication while its database is open."""

    def __init__(
        self,
        laid: Laid,
        params: Disclosure,
        own: Sequence[Authored],
        earlier: Sequence[Value],
        confidence: float,
    ) -> None:
        self._laid = laid
        self._confidence = confidence
        self._own = own
        self._earlier = earlier
        self._params = params
        self._horizon = laid.horizon
        first, last = laid.horizon.first_year, laid.horizon.newest.year
        self._years = {str(year): (year,) for year in range(first, last + 1)}
        # Every table is counted from here, and periods of several years are put together.
        laid.con.execute(
            "CREATE OR REPLACE TABLE by_year AS SELECT * FROM enrolled WHERE length(year) = 4"
        )
        laid.con.execute("CREATE OR REPLACE TEMP VIEW enrolled AS FROM by_year")
        self._doubtful = _unconfirmed(laid)
        self._unseen = _began_unconfirmed(laid)
        [(self._unnamed,)] = laid.con.execute(
            "SELECT coalesce(bool_or(person IS NULL), false) FROM by_year"
        ).fetchall()
        [(most,)] = laid.con.execute(
            "SELECT coalesce(max(n), 1) FROM (SELECT count(*) AS n FROM by_year "
            "WHERE person IS NOT NULL GROUP BY person)"
        ).fetchall()
        # Among so many named participations are as many persons as any rule asks for.
        self._looked_at = most * max(params.threshold, params.threshold_health, SMALLEST)

    def counts(self, public: Mapping[str, Value], protected: Collection[str]) -> Counts:
        horizon = self._horizon
        span = (horizon.first_year, horizon.newest.year)
        for one in self._own:
            if isinstance(one, Count):
                _tried(self._laid.con, one)
        tables = [table for one in self._own if isinstance(one, Count) for table in one.tables]
        yearly = flows(*span, self._params, self._tabulate, self._lay)
        more = [table for table in tables if table.pooled]
        more += [PERSONS for one in yearly if _pooled_instead(one)]
        before = periods_of(self._earlier)
        chosen = choose(*span, self._params, self._tabulate, self._lay, more, before)
        yearly += [self._tabulate(table, self._years) for table in tables if not table.pooled]
        plans = list(self._laid.plans())
        flows_before = self._flows_before(chosen.periods)
        lattice = self._lay(
            [
                *yearly,
                *chosen.tables,
                *self._told_before(chosen, more),
                *self._of_plans(plans),
                *(self._of_span(at, latent=_EVERYWHERE) for at in flows_before),
            ],
            chosen.periods,
            _spans([*(one.at for one in plans if one.at), *flows_before]),
        )
        agreements = self._laid.agreements()
        outside: Outside = known_outside(agreements, lattice, public, protected)
        publication = lattice.publication(outside.known, outside.relations)
        values = [
            self._value(at, key, publication.cells[key].count)
            for key, at in sorted(lattice.at.items())
            if not publication.cells[key].latent and horizon.covers(at.programme, at.time)
        ]
        long_enough = {
            at: months
            for at, months in stays(self._laid.con, chosen.periods)
            if lattice.counts.get(lattice.key(at), Counted(0, 0)).persons >= SMALLEST
        }
        found: list[tuple[tuple[str, ...], Value]] = [
            ((key,), self._months(at, name, long_enough.get(at, {}).get(name)))
            for key, at in sorted(lattice.at.items())
            if at.population == "exits" and not at.codes and at.time in chosen.periods
            # A row for every group: whether there is one would tell of how many it is.
            for name in (STATISTICS if not publication.cells[key].latent else ())
        ]
        found += self._modelled(chosen, lattice)
        found += self._expected(chosen, lattice)
        found += self._to_work(chosen, lattice)
        return Counts(
            publication,
            (*values, *self._not_reached(), *(one.share for one in plans if one.at is None)),
            tuple(found),
            chosen,
            horizon.newest.isoformat(),
            tuple(one for one in self._own if isinstance(one, Share)),
            {one.name: f"n_{one.of}" for one in self._own if isinstance(one, Count)},
            tuple((lattice.key(one.at), one.share) for one in plans if one.at is not None),
            self._params.threshold,
        )

    def _told_before(self, chosen: Chosen, more: Sequence[Tabulation]) -> Iterator[Tabulated]:
        """Yield the tables of earlier editions that are finer or coarser now, or left out."""
        keys = {v.key for v in self._earlier if v.status == "shown"}
        if keys:
            keys -= set(self._lay(chosen.tables, chosen.periods).at)
        now = {one.table for one in chosen.tables}
        for table in (*POOLED, *more) if keys else ():
            for form in forms_of(table, self._params):
                found = self._tabulate(form, chosen.periods)
                if form not in now and not keys.isdisjoint(self._lay([found], chosen.periods).at):
                    yield replace(found, latent=_EVERYWHERE)

    def _flows_before(self, periods: Mapping[str, Sequence[int]]) -> list[At]:
        """Return who came and left in periods of earlier editions that are none now."""
        found: dict[At, None] = {}
        for v in self._earlier:
            parts = parse_group(v.group)
            own = v.measure.removeprefix("n_") if v.measure in ("n_new", "n_exits") else ""
            several = v.year[:4].isdigit() and "/" in v.year and v.year not in periods
            if (
                own
                and several
                and v.status == "shown"
                and not set(parts) - {"from", "count", "kind"}
            ):
                found[At(own, v.member_id, v.programme_id, v.year)] = None
        return list(found)

    def _of_plans(self, plans: Sequence[Planned]) -> Iterator[Tabulated]:
        """Count those who began in the years of each plan."""
        for one in plans:
            if one.at is not None:
                yield replace(self._of_span(one.at), asked=_PLANNED)

    def _of_span(self, at: At, latent: frozenset[tuple[Place, ...]] = frozenset()) -> Tabulated:
        """Count one place over years that are no period of the publication."""
        table = Tabulation(at.population, places_of(at))
        found = count(self._laid.con, table, _spans([at]), self._looked_at)
        one = {at: found.get(at, Counted(0, 0))}
        return Tabulated(Tabulation(at.population, ()), one, latent)

    def _tabulate(self, table: Tabulation, periods: Mapping[str, Sequence[int]]) -> Tabulated:
        """Count a table; a whole place without anybody is a zero."""
        months = max((d.followed for d in table.split), default=0)
        periods = {p: years for p, years in periods.items() if self._followed(years, months)}
        if not periods:
            return Tabulated(table, {})
        try:
            found = count(self._laid.con, table, periods, self._looked_at)
        except duckdb.Error as err:
            own = [d.name for d in table.split if d.name not in DIMENSIONS]
            if not own:
                raise
            # What it says may hold something of a row.
            raise ParamsError(f"{', '.join(own)}: where: {type(err).__name__}; mend it") from None
        if not table.split:
            # Where a report shows a member's people by programme, those of no period are nobody.
            pairs = {(at.member, at.programme) for at in found} if table.pooled else set()
            for time in periods:
                for at in self._places(table, time, sorted(pairs)):
                    found.setdefault(at, Counted(0, 0))
        return Tabulated(table, found)

    def _followed(self, years: Sequence[int], months: int) -> bool:
        """Say whether everybody who came in some years has been followed for so long."""
        reach = self._horizon.reach(ALL)
        return not months or date(years[-1] + months // 12, 12, 31) <= reach

    def _places(
        self, table: Tabulation, time: str, pairs: Iterable[tuple[str, str]]
    ) -> Iterator[At]:
        for member, programme in pairs:
            if self._horizon.covers(programme, time):
                yield At(table.population, member, programme, time)
        yield At(table.population, ALL, ALL, time)
        if "member" in table.places:
            yield from (At(table.population, m, ALL, time) for m in sorted(self._laid.residents))
        if "programme" in table.places:
            for programme in self._horizon.reaches:
                if self._horizon.covers(programme, time):
                    yield At(table.population, ALL, programme, time)

    def _lay(
        self,
        tables: Sequence[Tabulated],
        periods: Mapping[str, Sequence[int]],
        spans: Mapping[str, Sequence[int]] = MappingProxyType({}),
    ) -> Lattice:
        to_date = {
            (programme, time)
            for time in (*self._years, *periods, *spans)
            for programme in (ALL, *self._horizon.reaches)
            if self._horizon.so_far(programme, time)
        }
        reaches = {name: self._horizon.reach(name) for name in (ALL, *self._horizon.reaches)}
        return Lattice(tables, periods, self._params, frozenset(to_date), spans, reaches)

    def _value(self, at: At, key: str, number: int) -> Value:
        measure, programme, member, year, parts = key.split(":", 4)
        so_far = self._horizon.so_far(at.programme, at.time)
        doubtful = any((at.programme, str(y)) in self._doubtful for y in _span(at.time))
        told = parse_group(parts)
        waiting = told.get("outcome") in ("unknown", "not_due")
        because: list[str] = []
        bound: Bound = "exact"
        if at.population in ("exits", "closing") and doubtful:
            because, bound = (
                [reasons.UNCONFIRMED],
                "at_most" if at.population == "closing" else "at_least",
            )
        if told.get("stay") and not self._unseen.isdisjoint(_span(at.time)):
            because, bound = (
                [reasons.UNCONFIRMED],
                "at_most" if told["stay"] == "still" else "at_least",
            )
        if so_far and at.population != "closing":
            because, bound = [*because, so_far], "conditional" if waiting else "at_least"
        # Said of every number alike: whether a cell has anonymous rows is nobody's business.
        if at.population == "during" and self._unnamed and number:
            because, bound = [*because, reasons.ANONYMOUS], KINDS[True, bool(so_far)]
        return Value(
            measure, programme, member, year, parts,
            value=number,
            unit="persons" if at.population == "during" else "participations",
            bound=bound,
            reason=reasons.joined(because) if because else "",
        )  # fmt: skip

    def _months(self, at: At, statistic: str, months: int | None) -> Value:
        so_far = self._horizon.so_far(at.programme, at.time)
        parts = {"from_": "records", "statistic": statistic, "kind": "to_date" if so_far else ""}
        value = Value(
            "months_in_programme", at.programme, at.member, at.time, group(**parts),
            value=months or 0, unit="months", bound="conditional" if so_far else "exact",
            reason=so_far,
        )  # fmt: skip
        return not_shown(value, "refused", reasons.TOO_FEW_STAYS) if months is None else value

    def _expected(
        self, chosen: Chosen, lattice: Lattice
    ) -> Iterator[tuple[tuple[str, ...], Value]]:
        """Yield what was to be expected of each municipality, hidden with what it reached."""
        for at, number, why in expected(self._laid.con, chosen.periods):
            reached = at._replace(codes=(("association", "yes"),))
            so_far = self._horizon.so_far(ALL, at.time)
            keys = (lattice.key(at), lattice.key(reached))
            # Of a period that goes on, more may leave: what they reach is no sum yet.
            if so_far or not set(keys) <= set(lattice.at):
                continue
            parts = group(from_="records", definition="association")
            value = Value(
                "expected_reached", ALL, at.member, at.time, parts,
                value=number or 0, unit="participations", bound="conditional",
                reason=why or reasons.EXPECTED_BY_MODEL,
            )  # fmt: skip
            yield keys, value if number is not None else not_shown(value, "refused", why)

    def _to_work(self, chosen: Chosen, lattice: Lattice) -> Iterator[tuple[tuple[str, ...], Value]]:
        """Yield how long it took until people left for work, hidden with those who came."""
        for at, waited, p in to_work(self._laid.con, chosen.periods, self._confidence):
            women, men = (at._replace(codes=(("sex", sex),)) for sex in ("K", "M"))
            if lattice.key(at) not in lattice.at:
                continue
            kind = "to_date" if self._horizon.so_far(at.programme, at.time) else ""
            place = ("months_to_work", at.programme, at.member, at.time)
            for share in SHARES:
                found = waited.get(share)
                value = Value(
                    *place, group(from_="records", kind=kind, share=share), value=0, unit="months",
                    bound="conditional", reason=reasons.STILL_WAITING,
                )  # fmt: skip
                if found is None or found.months is None:
                    why = reasons.FEWER_THAN_THIRTY_CAME if found is None else reasons.TOO_FEW_LEFT
                    value = not_shown(value, "refused", why)
                else:
                    value = replace(value, value=found.months, ci_low=found.low, ci_high=found.high)
                yield (lattice.key(at),), value
            keys = tuple(lattice.key(one) for one in (at, women, men))
            if set(keys) <= set(lattice.at):
                parts = group(from_="records", kind=kind, sex="K", against="M")
                value = Value("chance_to_work", *place[1:], parts, value=p or 0, unit="p")
                why = reasons.NO_TEST_OF_SEXES
                yield keys, value if p is not None else not_shown(value, "refused", why)

    def _modelled(
        self, chosen: Chosen, lattice: Lattice
    ) -> Iterator[tuple[tuple[str, ...], Value]]:
        """Work out authors' models, of places with people enough."""
        for one in self._own:
            if not isinstance(one, Model):
                continue
            for at, rows in rows_of(self._laid.con, one.of, one.by, chosen.periods, one.smallest):
                try:
                    number = one.compute(rows)
                except Exception as err:
                    # What it says may hold something of a row.
                    raise ParamsError(
                        f"{one.name}: compute: {type(err).__name__}; mend it"
                    ) from None
                so_far = self._horizon.so_far(at.programme, at.time)
                parts = group(from_="records", kind="to_date" if so_far else "")
                if number is not None and lattice.key(at) in lattice.at:
                    yield (lattice.key(at),), Value(
                        one.name, at.programme, at.member, at.time, parts,
                        value=number, unit=one.unit,
                        bound="conditional" if so_far else "exact", reason=so_far,
                    )  # fmt: skip

    def _not_reached(self) -> Iterator[Value]:
        """Refuse the years after a programme's last records: nobody knows, which is not zero."""
        for programme in self._horizon.reaches:
            for year in self._years:
                if self._horizon.covers(programme, year):
                    continue
                for population in ("new", "exits", "during"):
                    measure, parts = parts_of_key(At(population, ALL, programme, year))
                    unit = "persons" if population == "during" else "participations"
                    blank = Value(measure, programme, ALL, year, group(**parts), 0, unit)
                    yield not_shown(blank, "refused", reasons.NOT_COVERED)


def _pooled_instead(one: Tabulated) -> bool:
    return one.table.population == "during" and ("member",) in one.latent


def _tried(con: duckdb.DuckDBPyConnection, one: Count) -> None:
    """Refuse SQL of an author's that the database does not understand."""
    try:
        con.execute(f"SELECT 1 FROM enrolled WHERE ({one.where}) LIMIT 0")  # noqa: S608
    except duckdb.Error as err:
        # Without a row read, what it says is of columns only.
        raise ParamsError(f"{one.name}: where: {str(err).splitlines()[0]}") from None


def _spans(cells: Iterable[At]) -> dict[str, Sequence[int]]:
    return {at.time: tuple(_span(at.time)) for at in cells}


def _span(time: str) -> range:
    return range(int(time[:4]), int(time[-4:]) + 1)


def _unconfirmed(laid: Laid) -> frozenset[tuple[str, str]]:
    """Return the programmes and years with unfinished rows too old to say who has left."""
    found = laid.con.execute(
        "SELECT DISTINCT programme_id, year FROM by_year WHERE closing AND NOT closing_sure"
    ).fetchall()
    return frozenset(pair for programme, year in found for pair in ((programme, year), (ALL, year)))


def _began_unconfirmed(laid: Laid) -> frozenset[int]:
    """Return the years of entry of unfinished rows that are too old to say who has left."""
    found = laid.con.execute(
        "SELECT DISTINCT year(entry) FROM by_year WHERE closing AND NOT closing_sure"
    ).fetchall()
    return frozenset(year for (year,) in found)
