"""Made-up participations, drawn in pieces of a fixed size so that millions need little memory.

Every piece has a generator of its own, seeded by the seed and the piece's number: the same number
of persons and seed give the same rows on every run.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

import numpy as np
import pyarrow as pa

from utfall.data import codes
from utfall.data.records import SYNTHETIC, arrow_schema
from utfall.example.draws import Draws, Flags, Floats, Ints, day
from utfall.example.spells import DECEASED, HOME_WEIGHTS, HOMES, NEVER, People, Spells, live
from utfall.example.world import LAST_DAY, MUNICIPALITIES, OUTSIDE, PROGRAMMES

__all__ = ["PIECE", "participations"]

PIECE = 50_000
"""Persons drawn at a time."""

_Missing = Callable[[float], Flags]

_LAST = day(LAST_DAY)
# What exports before the newest one said last.
_EARLIER = np.array([day(date(2024, 12, 31)), day(date(2025, 6, 30))])
# Whose newest export is half a year old: Friskare väg in Ekeviken.
_LATE = (
    [p.programme_id for p in PROGRAMMES].index("friskare-vag"),
    [m.member_id for m in MUNICIPALITIES].index("ekeviken"),
)

_ACTIVITY = tuple(codes.ACTIVITY)
_N_WORK, _N_SUCCESS = len(codes.WORK), len(codes.WORK) + len(codes.STUDY)
_SEEKING, _IDLE = _ACTIVITY.index("job_seeking"), _ACTIVITY.index("other")
_INCOME = tuple(codes.INCOME)
_SUPPORTS = (None, "internship", "work_training", "assessment", "care_contacts",
             "internship;work_training", "assessment;care_contacts",
             "assessment;internship", "assessment;care_contacts;work_training")  # fmt: skip
_SUPPORT_WEIGHTS = (0.22, 0.17, 0.17, 0.10, 0.09, 0.09, 0.07, 0.05, 0.04)

_BANDS = ((17, 25), (25, 35), (35, 45), (45, 55), (55, 65))
# Nobody has a certificate before the age of it: by age from these on, in the order of the codes.
_AGES = (20, 23, 25, 35, 45, 55)
_EDUCATION = np.array(
    [[0.22, 0.78, 0.00, 0.00], [0.16, 0.38, 0.46, 0.00], [0.15, 0.33, 0.43, 0.09],
     [0.14, 0.24, 0.46, 0.16], [0.13, 0.22, 0.45, 0.20], [0.12, 0.24, 0.45, 0.19],
     [0.13, 0.30, 0.41, 0.16]]
)  # fmt: skip

# What people live on by activity at the time, in the order of `codes.INCOME`.
_BY_ACTIVITY = np.array(
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
        batch = _Piece(Draws(seed, piece), first, min(PIECE, persons - first)).batch(rows)
        rows += batch.num_rows
        yield batch


class _Piece:
    """The persons of one piece: what they are, what befell them, and what is written of it."""

    def __init__(self, draws: Draws, first: int, persons: int) -> None:
        self.draws = draws
        self.first = first
        band = draws.one((0.24, 0.24, 0.22, 0.18, 0.12), persons)
        low, high = np.array(_BANDS).T
        self.age = draws.rng.integers(low[band], high[band])
        self.people = People(
            visits=1 + draws.one((0.75, 0.185, 0.05, 0.015), persons),
            home=draws.one(HOME_WEIGHTS, persons),
            sex=draws.one((0.555, 0.435, 0.01), persons),
            band=band,
            education=draws.by_row(_EDUCATION[np.searchsorted(_AGES, self.age, side="right")]),
        )
        self.anonymous = draws.some(0.04, persons)
        self.months = np.minimum(draws.rng.gamma(1.2, 22.0, persons).astype(np.int64), 480)

    def batch(self, rows_before: int) -> pa.RecordBatch:
        """Return the piece's rows, numbered on from those before it."""
        draws, people = self.draws, self.people
        spells = live(draws, people)
        size, person, programme = len(spells.person), spells.person, spells.programme
        gaps = _GAPS[spells.residence]

        def missing(share: float) -> Flags:
            return draws.some(np.minimum(share * gaps, 0.95), size)

        as_of = self._as_of(spells)
        left = spells.exit <= as_of
        anonymous = self.anonymous[person]
        born, months = self._since_birth(spells)
        birth_year = _whole(self._miswritten(born, spells), ~missing(0.015))
        cells: dict[str, pa.Array] = {
            "record_id": _numbered("R", rows_before + 1 + np.arange(size)),
            "person_id": _numbered(f"{SYNTHETIC}D", self.first + 1 + person, ~anonymous),
            "consent": _coded(tuple(codes.CONSENT), anonymous.astype(np.int64)),
            "programme_id": _coded([p.programme_id for p in PROGRAMMES], programme),
            "residence": _coded(HOMES, spells.residence, spells.residence < len(HOMES)),
            "sex": _coded(tuple(codes.SEX), people.sex[person], people.sex[person] < 2),
            "birth_year": birth_year,
            "education": _coded(tuple(codes.EDUCATION), people.education[person], ~missing(0.08)),
            "months_on_support": _whole(months, ~missing(0.16)),
            "referred_by": _coded(
                tuple(codes.REFERRED_BY), draws.by_row(_REFERRED[programme]), ~missing(0.04)
            ),
            "entry": _days(spells.entry),
            "planned_exit": _days(spells.planned, ~missing(0.12)),
            "exit": _days(spells.exit, left),
            "exit_reason": _coded(tuple(codes.EXIT_REASON), spells.reason, left & ~missing(0.05)),
        }
        cells |= self._situations(spells, left, as_of, missing)
        supports = draws.one(_SUPPORT_WEIGHTS, size)
        cells["supports"] = _coded(_SUPPORTS[1:], supports - 1, supports > 0)
        cells["as_of"] = _days(as_of)
        schema = arrow_schema()
        return pa.record_batch([cells[name] for name in schema.names], schema=schema)

    def _as_of(self, spells: Spells) -> Ints:
        """Say when a row was last seen: a few unfinished ones were not in the newest export."""
        size = len(spells.person)
        seen = _EARLIER[self.draws.rng.integers(0, len(_EARLIER), size)]
        programme, residence = _LATE
        late = (spells.programme == programme) & (spells.residence == residence)
        seen = np.where(late, _EARLIER[-1], seen)
        forgotten = late | self.draws.some(0.08, size)
        # Whoever came again has been seen since, and a death is known in every programme.
        latest = np.zeros(len(self.age), np.int64)
        np.maximum.at(latest, spells.person, spells.entry)
        latest[spells.person[spells.reason == DECEASED]] = NEVER
        unfinished = (spells.entry <= seen) & (spells.exit > seen)
        unseen = latest[spells.person] <= seen
        return np.where(forgotten & unfinished & unseen, seen, _LAST)

    def _since_birth(self, spells: Spells) -> tuple[Ints, Ints]:
        """Return the year of birth and the months on support, which grow from visit to visit."""
        month = spells.entry.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        first = np.full(len(self.age), NEVER)
        np.minimum.at(first, spells.person, month)
        first, age = first[spells.person], self.age[spells.person]
        born = 1970 + first // 12 - age
        # Nobody is on support before the age of 16, here of one born on 31 December.
        since_16 = (age - 17) * 12 + first % 12 + 1
        return born, np.minimum(self.months[spells.person], since_16) + month - first

    def _miswritten(self, born: Ints, spells: Spells) -> Ints:
        """Give the very first who came twice another year of birth the last time."""
        named = spells.person[~self.anonymous[spells.person]]
        twice = np.flatnonzero(np.bincount(named, minlength=len(self.age)) > 1)
        if self.first or not len(twice):
            return born
        born = born.copy()
        born[np.flatnonzero(spells.person == twice[0])[-1]] -= 10
        return born

    # Situations

    def _situations(
        self, spells: Spells, left: Flags, as_of: Ints, missing: _Missing
    ) -> dict[str, pa.Array]:
        """Write the situation at each time; what lies later follows from what lay before."""
        draws, people, size = self.draws, self.people, len(left)
        person, programme = spells.person, spells.programme
        everybody = np.ones(size, np.bool_)
        begun = draws.some(0.05, size)
        activity = np.where(
            begun, draws.one((0.1, 0.5, 0.1, 0.1, 0.2), size), self._idle(programme)
        )
        cells = self._situation("entry", programme, activity, everybody, 0.05, missing)

        death = np.full(len(self.age), NEVER)
        dies = spells.reason == DECEASED
        np.minimum.at(death, person[dies], spells.exit[dies])
        longer = np.log((spells.exit - spells.entry + 20) / _PLANNED[programme])
        odds = (
            _SUCCESS[programme]
            + 0.45 * longer
            + 0.25 * (people.education[person] - 1.5)
            - 0.012 * np.minimum(self.months[person], 120)
            + 0.25
            - np.where(spells.reason == 0, 0.0, 1.3)
        )
        well = draws.some(1 / (1 + np.exp(-odds)), size)
        activity = np.where(well, draws.by_row(_INTO[programme]), self._idle(programme))
        told = left & (spells.exit < death[person])
        after = self._situation("exit", programme, activity, told, 0.05, missing)
        works = ~after["activity_exit"].is_null().to_numpy(zero_copy_only=False)
        works &= activity < _N_WORK
        after["job_lasts_month"] = _coded(
            tuple(codes.YES_NO), draws.some(0.09, size).astype(np.int64), works & ~missing(0.15)
        )

        for months, keeps, finds, gap in ((6, 0.86, 0.14, 0.24), (12, 0.90, 0.12, 0.38)):
            was_well = activity < _N_SUCCESS
            stays = draws.some(np.where(was_well, keeps, 1 - finds), size)
            fresh = np.where(was_well, self._idle(programme), draws.by_row(_INTO[programme]))
            activity = np.where(stays, activity, fresh)
            then = spells.exit + round(months * 30.44)
            # A few are asked too early; what they say does not count yet.
            told = left & (then < death[person]) & ((then <= as_of) | draws.some(0.01, size))
            after |= self._situation(f"{months}m", programme, activity, told, gap, missing)
        same = _first_alike(person, np.where(left, spells.exit, -1 - np.arange(size)))
        return cells | {name: cell.take(same) for name, cell in after.items()}

    def _idle(self, programme: Ints) -> Ints:
        """Draw what those do who neither work nor study."""
        return np.where(self.draws.some(_SEEK[programme], len(programme)), _SEEKING, _IDLE)

    def _situation(
        self,
        time: str,
        programme: Ints,
        activity: Ints,
        asked: Flags,
        gap: float,
        missing: _Missing,
    ) -> dict[str, pa.Array]:
        draws, size = self.draws, len(activity)
        works, studies = activity < _N_WORK, (activity >= _N_WORK) & (activity < _N_SUCCESS)
        much = np.array(_EXTENTS)[draws.one(_EXTENT_WEIGHTS, size)]
        little = np.where(draws.some(0.05, size), 10, 0)
        known = asked & ~missing(gap)
        # Some say how much they work and study and not what they mainly do.
        told = (known & ~missing(0.09)) | (asked & ~known & draws.some(0.12, size))
        income = draws.by_row(_LIVES_ON[programme, activity])
        return {
            f"activity_{time}": _coded(_ACTIVITY, activity, known),
            f"work_extent_{time}": _whole(np.where(works, much, little), told),
            f"study_extent_{time}": _whole(np.where(studies, much, 0), told),
            f"income_{time}": _coded(_INCOME, income, known & ~missing(0.07)),
        }


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


def _first_alike(person: Ints, days: Ints) -> Ints:
    """Return for each row the first of the same person and day."""
    order = np.lexsort((days, person))
    new = np.ones(len(order), np.bool_)
    new[1:] = (np.diff(person[order]) != 0) | (np.diff(days[order]) != 0)
    found = np.empty_like(order)
    found[order] = order[new][np.cumsum(new) - 1]
    return found


# The world as arrays

_GAPS = np.array([*(m.gaps for m in MUNICIPALITIES), *(1.8 for _ in OUTSIDE), 2.5])
_PLANNED = np.array([p.planned_days for p in PROGRAMMES])
_SUCCESS = np.array([p.success for p in PROGRAMMES])
_SEEK = np.array([p.seeking for p in PROGRAMMES])
_INTO = np.array([[p.into.get(code, 0.0) for code in _ACTIVITY[:_N_SUCCESS]] for p in PROGRAMMES])
_REFERRED = np.array(
    [[p.referred.get(code, 0.0) for code in codes.REFERRED_BY] for p in PROGRAMMES]
)


def _lives_on() -> Floats:
    """Return the weights of incomes by programme and activity."""
    likelier = np.array([[p.lives_on.get(code, 1.0) for code in _INCOME] for p in PROGRAMMES])
    idle = np.arange(len(_ACTIVITY))[:, None] >= _N_SUCCESS
    return np.asarray(_BY_ACTIVITY * np.where(idle, likelier[:, None], 1.0))


_LIVES_ON = _lives_on()
