"""Made-up participations, drawn in pieces of a fixed size so that millions need little memory.

Every piece has a generator of its own, seeded by the seed and the piece's number: the same number
of persons and seed give the same rows on every run.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from utfall.data import codes
from utfall.data.records import SYNTHETIC, arrow_schema
from utfall.example.world import FIRST_DAY, LAST_DAY, MUNICIPALITIES, OUTSIDE, PROGRAMMES

__all__ = ["PIECE", "participations"]

PIECE = 50_000
"""Persons drawn at a time."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
_Missing = Callable[[float], Flags]


def _day(day: date) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))


_FIRST, _LAST = _day(FIRST_DAY), _day(LAST_DAY)
_NEVER = _LAST + 100_000
_UNKNOWN = -1

_ACTIVITY = tuple(codes.ACTIVITY)
_N_WORK, _N_SUCCESS = len(codes.WORK), len(codes.WORK) + len(codes.STUDY)
_SEEKING, _IDLE = _ACTIVITY.index("job_seeking"), _ACTIVITY.index("other")
_INCOME = tuple(codes.INCOME)
_REASONS = tuple(codes.EXIT_REASON)
_REASON_WEIGHTS = (0.0, 0.24, 0.20, 0.19, 0.05, 0.13, 0.07, 0.01, 0.11)
_SUPPORTS = (None, "internship", "work_training", "assessment", "care_contacts",
             "internship;work_training", "assessment;care_contacts",
             "assessment;internship", "assessment;care_contacts;work_training")  # fmt: skip
_SUPPORT_WEIGHTS = (0.22, 0.17, 0.17, 0.10, 0.09, 0.09, 0.07, 0.05, 0.04)

# By month: full houses in January and August, an empty July.
_SEASON = (1.3, 1.1, 1.05, 1.0, 0.95, 0.75, 0.25, 1.45, 1.25, 1.1, 1.0, 0.55)
_WEEKDAYS = (1.3, 1.15, 1.1, 1.0, 0.7, 0.0, 0.0)
_BANDS = ((16, 25), (25, 35), (35, 45), (45, 55), (55, 65))

# What people live on by activity at the time, in the order of `codes.INCOME`.
_LIVES_ON = np.array(
    [
        [0.96, 0.00, 0.01, 0.00, 0.01, 0.00, 0.01, 0.01, 0.00, 0.00],
        [0.93, 0.00, 0.00, 0.03, 0.01, 0.01, 0.00, 0.02, 0.00, 0.00],
        [0.95, 0.00, 0.00, 0.02, 0.00, 0.00, 0.00, 0.03, 0.00, 0.00],
        [0.05, 0.86, 0.00, 0.01, 0.00, 0.01, 0.02, 0.04, 0.01, 0.00],
        [0.05, 0.03, 0.01, 0.31, 0.01, 0.05, 0.02, 0.46, 0.03, 0.03],
        [0.01, 0.00, 0.13, 0.42, 0.04, 0.02, 0.01, 0.31, 0.02, 0.04],
        [0.01, 0.00, 0.02, 0.08, 0.34, 0.18, 0.02, 0.26, 0.03, 0.06],
    ]
)
_EXTENTS = (25, 50, 75, 100)
_EXTENT_WEIGHTS = (0.08, 0.27, 0.21, 0.44)


def participations(persons: int, seed: int) -> Iterator[pa.RecordBatch]:
    """Draw the participations of made-up persons, about 1.3 each.

    Parameters
    ----------
    persons : int
        How many persons come at least once.
    seed : int
        Same seed and number, same rows.

    Yields
    ------
    RecordBatch
        With `arrow_schema`: the rows of at most `PIECE` persons by their day of entry, numbered
        on in that order. NULL is not known, or not yet.
    """
    rows = 0
    for piece, first in enumerate(range(0, persons, PIECE)):
        rng = np.random.Generator(np.random.PCG64([seed, piece]))
        batch = _Piece(rng, first, min(PIECE, persons - first)).batch(rows)
        rows += batch.num_rows
        yield batch


@dataclass(frozen=True)
class _Spells:
    """Who came where and when; one element per participation."""

    person: Ints
    programme: Ints
    residence: Ints
    entry: Ints
    exit: Ints
    """The day of leaving, also where it is still to come."""


class _Piece:
    """The persons of one piece: what they are, then what befell them."""

    def __init__(self, rng: np.random.Generator, first: int, persons: int) -> None:
        self.rng = rng
        self.first = first
        self.spells_of = 1 + self._drawn((0.60, 0.28, 0.09, 0.03), persons)
        self.home = self._drawn(_HOME_WEIGHTS, persons)
        self.sex = self._drawn((0.555, 0.435, 0.01), persons)
        self.band = self._drawn((0.24, 0.24, 0.22, 0.18, 0.12), persons)
        low, high = np.array(_BANDS).T
        self.age = rng.integers(low[self.band], high[self.band])
        self.anonymous = rng.random(persons) < 0.04
        self.education = self._education()
        self.months = np.minimum(rng.gamma(1.2, 22.0, persons).astype(np.int64), 480)

    def batch(self, rows_before: int) -> pa.RecordBatch:
        """Return the piece's rows, numbered on from those before it."""
        spells = self._spells()
        order = np.lexsort((spells.person, spells.programme, spells.entry))
        spells = _Spells(*(getattr(spells, name)[order] for name in _Spells.__annotations__))
        return self._described(spells, rows_before)

    # Who comes

    def _drawn(self, weights: Sequence[float], size: int) -> Ints:
        edges = np.cumsum(weights) / np.sum(weights)
        return np.searchsorted(edges[:-1], self.rng.random(size), side="right")

    def _chosen(self, weights: Floats) -> Ints:
        """Draw one column per row, by the weights of the row."""
        edges = np.cumsum(weights, axis=1)
        drawn = self.rng.random(len(weights)) * edges[:, -1]
        places: Ints = (drawn[:, None] >= edges).sum(axis=1)
        found: Ints = np.minimum(places, weights.shape[1] - 1)
        return found

    def _education(self) -> Ints:
        by_band = np.array(
            [[0.24, 0.40, 0.34, 0.02], [0.14, 0.24, 0.46, 0.16], [0.13, 0.22, 0.45, 0.20],
             [0.12, 0.24, 0.45, 0.19], [0.13, 0.30, 0.41, 0.16]]
        )  # fmt: skip
        return self._chosen(by_band[self.band])

    # When they come and leave

    def _spells(self) -> _Spells:
        found: list[_Spells] = []
        residence, last_entry, last_exit, last_programme = (
            self.home.copy(), *(np.full(len(self.home), _UNKNOWN) for _ in range(3))
        )  # fmt: skip
        for number in range(int(self.spells_of.max())):
            who = np.flatnonzero(self.spells_of > number)
            if number:
                moves = self.rng.random(len(who)) < 0.08
                elsewhere = self._drawn(_HOME_WEIGHTS, len(who))
                residence[who] = np.where(moves, elsewhere, residence[who])
            choice = _CHOICE[residence[who], self.sex[who], self.band[who]]
            programme = self._chosen(choice)
            if number:
                lag = self.rng.lognormal(np.log(210), 0.8, len(who)).astype(np.int64)
                entry = last_entry[who] + lag
                # Nobody is twice in one programme at a time, and in most of them nobody is twice.
                again = programme == last_programme[who]
                entry = np.where(again, np.maximum(entry, last_exit[who] + 30), entry)
                inside = (entry >= _STARTS[programme]) & (entry <= _CLOSING[programme])
                kept = (
                    inside & (~again | _RETURNS[programme]) & ~self._was_in(found, who, programme)
                )
                who, programme, entry = who[kept], programme[kept], entry[kept]
            else:
                entry = self._first_days(programme)
            leaves = self._exits(programme, entry)
            found.append(_Spells(who, programme, residence[who], entry, leaves))
            last_entry[who], last_exit[who], last_programme[who] = entry, leaves, programme
        return _Spells(
            *(np.concatenate([getattr(s, name) for s in found]) for name in _Spells.__annotations__)
        )

    @staticmethod
    def _was_in(found: list[_Spells], who: Ints, programme: Ints) -> Flags:
        """Say who was in the programme before the last time; then it is not drawn again."""
        were = [s.person * len(PROGRAMMES) + s.programme for s in found[:-1]]
        seen = np.concatenate(were) if were else np.empty(0, np.int64)
        return np.isin(who * len(PROGRAMMES) + programme, seen)

    def _first_days(self, programme: Ints) -> Ints:
        """Draw days of entry by season, within the programme's own time."""
        low, high = _RUSH[_STARTS[programme] - _FIRST], _RUSH[_CLOSING[programme] + 1 - _FIRST]
        drawn = low + self.rng.random(len(programme)) * (high - low)
        entry = _FIRST + np.searchsorted(_RUSH[1:], drawn, side="right")
        # Some are entered on the first of the month, New Year's Day too.
        first = _month_start(entry)
        early = (self.rng.random(len(entry)) < 0.10) & (first >= _STARTS[programme])
        found: Ints = np.minimum(np.where(early, first, entry), _CLOSING[programme])
        return found

    def _exits(self, programme: Ints, entry: Ints) -> Ints:
        size = len(entry)
        days = self.rng.lognormal(_LOG_DAYS[programme], _SPREAD[programme]).astype(np.int64)
        days = np.where(self.rng.random(size) < 0.006, 0, days)
        leaves = entry + days
        at_end = (self.rng.random(size) < 0.35) & (days > 0)
        leaves = np.where(at_end, _month_start(_month_start(leaves) + 31) - 1, leaves)
        found: Ints = np.minimum(leaves, _ENDS[programme])
        return found

    # What is written of them

    def _described(self, spells: _Spells, rows_before: int) -> pa.RecordBatch:
        rng, size = self.rng, len(spells.person)
        person, programme = spells.person, spells.programme
        gaps = _GAPS[spells.residence]

        def missing(share: float) -> Flags:
            return rng.random(size) < np.minimum(share * gaps, 0.95)

        left = spells.exit <= _LAST
        as_of = self._as_of(spells, left)
        years = 1970 + spells.entry.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
        born = self._born(person, years)
        reason = self._reasons(programme, spells)
        reason_known = left & ~missing(0.05)
        anonymous = self.anonymous[person]
        cells: dict[str, pa.Array] = {
            "record_id": _numbered("R", rows_before + 1 + np.arange(size)),
            "person_id": _numbered(f"{SYNTHETIC}D", self.first + 1 + person, ~anonymous),
            "consent": _coded(tuple(codes.CONSENT), anonymous.astype(np.int64)),
            "programme_id": _coded([p.programme_id for p in PROGRAMMES], programme),
            "residence": _coded(_CODES, spells.residence, spells.residence < len(_CODES)),
            "sex": _coded(tuple(codes.SEX), self.sex[person], self.sex[person] < 2),
            "birth_year": _whole(born, ~missing(0.015)),
            "education": _coded(tuple(codes.EDUCATION), self.education[person], ~missing(0.08)),
            "months_on_support": _whole(self.months[person], ~missing(0.16)),
            "referred_by": _coded(
                tuple(codes.REFERRED_BY), self._chosen(_REFERRED[programme]), ~missing(0.04)
            ),
            "entry": _days(spells.entry),
            "planned_exit": self._planned(spells, ~missing(0.12)),
            "exit": _days(spells.exit, left),
            "exit_reason": _coded(_REASONS, reason, reason_known),
        }
        self._situations(cells, spells, left, reason, missing)
        worked = cells.pop("worked_at_exit").to_numpy(zero_copy_only=False)
        cells["job_lasts_month"] = _coded(
            tuple(codes.YES_NO),
            (rng.random(size) < 0.09).astype(np.int64),
            worked & ~missing(0.15),
        )
        supports = self._drawn(_SUPPORT_WEIGHTS, size)
        cells["supports"] = _coded(_SUPPORTS[1:], supports - 1, supports > 0)
        cells["as_of"] = _days(as_of)
        schema = arrow_schema()
        return pa.record_batch([cells[name] for name in schema.names], schema=schema)

    def _as_of(self, spells: _Spells, left: Flags) -> Ints:
        """Say when a row was last seen: a few unfinished ones were not in the newest export."""
        older = np.array([_day(date(2024, 12, 31)), _day(date(2025, 6, 30))])
        seen = older[self.rng.integers(0, 2, len(left))]
        forgotten = (self.rng.random(len(left)) < 0.10) & ~left & (spells.entry <= seen)
        return np.where(forgotten, seen, _LAST)

    def _born(self, person: Ints, years: Ints) -> Ints:
        # The age drawn is that of the first year of the person's first entry.
        first = np.full(len(self.age), 9999)
        np.minimum.at(first, person, years)
        found: Ints = first[person] - self.age[person]
        return found

    def _reasons(self, programme: Ints, spells: _Spells) -> Ints:
        odds = _COMPLETED[programme]
        # Who leaves within a month has seldom completed anything.
        odds = np.where((spells.exit - spells.entry < 30) & (odds < 1), 0.12, odds)
        broken = self._drawn(_REASON_WEIGHTS, len(odds))
        return np.where(self.rng.random(len(odds)) < odds, 0, broken)

    def _planned(self, spells: _Spells, known: Flags) -> pa.Array:
        planned = spells.entry + _PLANNED[spells.programme]
        planned = _month_start(_month_start(planned) + 31) - 1
        return _days(np.minimum(planned, _ENDS[spells.programme]), known)

    def _situations(
        self,
        cells: dict[str, pa.Array],
        spells: _Spells,
        left: Flags,
        reason: Ints,
        missing: _Missing,
    ) -> None:
        """Write the situation at each time; what lies later follows from what lay before."""
        rng, size = self.rng, len(left)
        dead = left & (reason == _REASONS.index("deceased"))
        activity = np.where(rng.random(size) < 0.62, _SEEKING, _IDLE)
        begun = rng.random(size) < 0.05
        activity = np.where(begun, self._drawn((0.1, 0.5, 0.1, 0.1, 0.2), size), activity)
        self._situation(cells, "entry", activity, ~missing(0.05), missing)

        days = np.maximum(spells.exit - spells.entry, 0)
        longer = np.log((days + 20) / np.exp(_LOG_DAYS[spells.programme]))
        person = spells.person
        odds = (
            _SUCCESS[spells.programme]
            + 0.45 * longer
            + 0.25 * (self.education[person] - 1.5)
            - 0.012 * np.minimum(self.months[person], 120)
            + 0.25
            - np.where(reason == 0, 0.0, 1.3)
        )
        well = rng.random(size) < 1 / (1 + np.exp(-odds))
        into = self._chosen(_INTO[spells.programme])
        activity = np.where(well, into, np.where(rng.random(size) < 0.55, _SEEKING, _IDLE))
        known = left & ~dead & ~missing(0.05)
        self._situation(cells, "exit", activity, known, missing)
        cells["worked_at_exit"] = pa.array(known & (activity < _N_WORK))

        for months, keeps, finds, gap in ((6, 0.86, 0.14, 0.24), (12, 0.90, 0.12, 0.38)):
            was_well = activity < _N_SUCCESS
            stays = rng.random(size) < np.where(was_well, keeps, 1 - finds)
            fresh = np.where(was_well, _SEEKING, self._chosen(_INTO[spells.programme]))
            activity = np.where(stays, activity, fresh)
            due = spells.exit + round(months * 30.44) <= _LAST
            # A few are asked too early; what they say does not count yet.
            asked = left & ~dead & (due | (rng.random(size) < 0.01))
            self._situation(cells, f"{months}m", activity, asked & ~missing(gap), missing)

    def _situation(
        self,
        cells: dict[str, pa.Array],
        time: str,
        activity: Ints,
        known: Flags,
        missing: _Missing,
    ) -> None:
        rng, size = self.rng, len(activity)
        works, studies = activity < _N_WORK, (activity >= _N_WORK) & (activity < _N_SUCCESS)
        much = np.array(_EXTENTS)[self._drawn(_EXTENT_WEIGHTS, size)]
        little = np.where(rng.random(size) < 0.05, 10, 0)
        told = known & ~missing(0.09)
        cells[f"activity_{time}"] = _coded(_ACTIVITY, activity, known)
        cells[f"work_extent_{time}"] = _whole(np.where(works, much, little), told)
        cells[f"study_extent_{time}"] = _whole(np.where(studies, much, 0), told)
        income = self._chosen(_LIVES_ON[activity])
        cells[f"income_{time}"] = _coded(_INCOME, income, known & ~missing(0.07))


# Columns


def _coded(names: Sequence[str], places: Ints, known: Flags | None = None) -> pa.Array:
    """Return the names at the places, NULL where not known."""
    empty = None if known is None else ~known
    return pa.array(list(names), pa.string()).take(pa.array(places, pa.int64(), mask=empty))


def _numbered(prefix: str, numbers: Ints, known: Flags | None = None) -> pa.Array:
    texts = np.char.add(prefix, np.char.zfill(numbers.astype(np.str_), 8))
    return pa.array(texts, pa.string(), mask=None if known is None else ~known)


def _whole(numbers: Ints, known: Flags) -> pa.Array:
    return pa.array(numbers.astype(np.int16), pa.int16(), mask=~known)


def _days(days: Ints, known: Flags | None = None) -> pa.Array:
    empty = None if known is None else ~known
    return pa.array(days.astype(np.int32), pa.int32(), mask=empty).cast(pa.date32())


def _month_start(days: Ints) -> Ints:
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    return months.astype("datetime64[D]").astype(np.int64)


# The world as arrays

_CODES = (*(m.code for m in MUNICIPALITIES), *OUTSIDE)
# The last place is a residence that is not known.
_HOME_WEIGHTS = (*(m.weight for m in MUNICIPALITIES), *(0.012 for _ in OUTSIDE), 0.015)
_GAPS = np.array([*(m.gaps for m in MUNICIPALITIES), *(1.8 for _ in OUTSIDE), 2.5])

_STARTS = np.array([_day(p.start) for p in PROGRAMMES])
_ENDS = np.array([_day(p.end) if p.end else _NEVER for p in PROGRAMMES])
# Nobody is taken in during the last two months.
_CLOSING = np.minimum(_ENDS - 60, _LAST)
_LOG_DAYS = np.log([p.days for p in PROGRAMMES])
_SPREAD = np.array([p.spread for p in PROGRAMMES])
_PLANNED = np.array([p.planned_days for p in PROGRAMMES])
_SUCCESS = np.array([p.success for p in PROGRAMMES])
_COMPLETED = np.array([p.completed for p in PROGRAMMES])
_RETURNS = np.array([p.returns for p in PROGRAMMES])
_INTO = np.array([[p.into.get(code, 0.0) for code in _ACTIVITY[:_N_SUCCESS]] for p in PROGRAMMES])
_REFERRED = np.array(
    [[p.referred.get(code, 0.0) for code in codes.REFERRED_BY] for p in PROGRAMMES]
)


def _choice() -> Floats:
    """Return the weights of the programmes by residence, sex and age band."""
    # Without a known residence in the association only what takes everybody is open.
    own = [[p.weight * (m.member_id in p.members) for p in PROGRAMMES] for m in MUNICIPALITIES]
    other = [[p.weight * p.outsiders for p in PROGRAMMES]] * (len(OUTSIDE) + 1)
    sex = np.array([[p.women for p in PROGRAMMES], *([[1.0] * len(PROGRAMMES)] * 2)])
    ages = np.array([p.ages for p in PROGRAMMES]).T
    # A short time to enter in means fewer who do.
    time = (_CLOSING - _STARTS) / (_LAST - _FIRST)
    place = np.array([*own, *other]) * time
    return np.asarray(place[:, None, None] * sex[None, :, None] * ages[None, None])


_CHOICE = _choice()


def _rush() -> Floats:
    """Return how many come before each day, and by the end of the last: a running sum."""
    days = np.arange(_FIRST, _LAST + 1)
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]").astype(np.int64)
    year, month = 1970 + months // 12, months % 12
    weight = np.array(_SEASON)[month] * (1 + 0.03 * (year - FIRST_DAY.year))
    weight *= np.array(_WEEKDAYS)[(days + 3) % 7]  # the first of January 1970 was a Thursday
    weight *= np.where((year == 2020) & (month == 2), 0.7, 1.0)
    weight *= np.where((year == 2020) & (month >= 3) & (month <= 5), 0.3, 1.0)
    return np.concatenate([[0.0], np.cumsum(weight)])


_RUSH = _rush()
