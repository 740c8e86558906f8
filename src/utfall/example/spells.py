"""Who comes to which programme, when, and how they leave: the course of made-up lives.

Nobody lives on after a death, who moved comes back from elsewhere, and who left to another
programme is found in it.
"""

from dataclasses import dataclass, fields, replace
from datetime import date

import numpy as np

from utfall.data import codes
from utfall.example.draws import Draws, Flags, Floats, Ints, day, month_end, month_start, weekday
from utfall.example.world import FIRST_DAY, LAST_DAY, MUNICIPALITIES, OUTSIDE, PROGRAMMES

__all__ = ["DECEASED", "HOMES", "HOME_WEIGHTS", "NEVER", "People", "Spells", "live"]

_FIRST, _LAST = day(FIRST_DAY), day(LAST_DAY)
NEVER = _LAST + 100_000
_LONG_AGO = _FIRST - 100_000

_REASONS = tuple(codes.EXIT_REASON)
_COMPLETED_IT, _TO_ANOTHER, _MOVED, DECEASED, _OTHER = (
    _REASONS.index(r) for r in ("completed", "other_programme", "moved", "deceased", "other")
)
# Of those who do not leave as planned, in the order of `codes.EXIT_REASON`.
_BROKEN = (0.0, 0.24, 0.20, 0.19, 0.05, 0.13, 0.07, 0.01, 0.11)
_UNLINKED = (0.0, 0.30, 0.25, 0.24, 0.06, 0.0, 0.0, 0.0, 0.15)

_VISITS = 4
# A summer's pause splits a visit in two.
_MOST_SPELLS = _VISITS + 1
_SOON = 90

# By month: full houses in January and August, an empty July.
_SEASON = (1.3, 1.1, 1.05, 1.0, 0.95, 0.75, 0.25, 1.45, 1.25, 1.1, 1.0, 0.55)
_WEEKDAYS = (1.3, 1.15, 1.1, 1.0, 0.7, 0.0, 0.0)
_SATURDAY = 5

# Stegvis closed in Storlunda over a summer, and wrote out most of those who were in it.
_PAUSE, _BACK = day(date(2024, 6, 20)), day(date(2024, 8, 12))
_PAUSED = (
    [p.programme_id for p in PROGRAMMES].index("stegvis"),
    [m.member_id for m in MUNICIPALITIES].index("storlunda"),
)


@dataclass(frozen=True)
class People:
    """Who they are; one element per person."""

    visits: Ints
    home: Ints
    """Place among `HOMES`."""
    sex: Ints
    band: Ints
    education: Ints


@dataclass(frozen=True)
class Spells:
    """Who came where and when, and how it ended; one element per participation."""

    person: Ints
    programme: Ints
    residence: Ints
    entry: Ints
    planned: Ints
    exit: Ints
    """The day of leaving, also where it is still to come."""
    reason: Ints

    def taken(self, which: Ints | Flags) -> "Spells":
        """Return some of them, or all in another order."""
        return Spells(*(getattr(self, field.name)[which] for field in fields(self)))


def live(draws: Draws, people: People) -> Spells:
    """Draw what befalls people, at least one participation each.

    Parameters
    ----------
    draws : Draws
        The generator.
    people : People
        Who they are.

    Returns
    -------
    Spells
        By day of entry.
    """
    spells = _until_death(_with_pause(draws, _visits(draws, people)))
    spells = _true_reasons(draws, spells.taken(_by(spells.programme, spells.entry, spells.person)))
    return spells.taken(_by(spells.person, spells.programme, spells.entry))


def _by(*keys: Ints) -> Ints:
    """Return the order by the last key, within it by the one before, and so on."""
    order: Ints = np.lexsort(keys)
    return order


def _joined(parts: list[Spells]) -> Spells:
    return Spells(
        *(np.concatenate([getattr(s, field.name) for s in parts]) for field in fields(Spells))
    )


# Visits


def _visits(draws: Draws, people: People) -> Spells:
    """Draw each person's visits one after the other, as each follows from those before."""
    size = len(people.home)
    everybody = np.arange(size)
    residence = people.home.copy()
    programme = draws.by_row(_CHOICE[residence, people.sex, people.band, people.education])
    last = _stays(draws, everybody, programme, residence, _first_days(draws, programme))
    left = np.full((size, len(PROGRAMMES)), _LONG_AGO)
    left[everybody, last.programme] = last.exit
    found = [last]
    for number in range(1, _VISITS):
        who = np.flatnonzero((people.visits > number) | (last.reason == _TO_ANOTHER))
        before = last.taken(who)
        entry = _next_days(draws, before)
        gone = (before.reason == _MOVED) & (entry > before.exit)
        moves = gone | draws.some(0.08, len(who))
        elsewhere = draws.one(HOME_WEIGHTS, len(who))
        elsewhere += elsewhere == before.residence
        elsewhere %= len(HOME_WEIGHTS)
        lives = np.where(moves, elsewhere, before.residence)
        choice = _CHOICE[lives, people.sex[who], people.band[who], people.education[who]]
        choice = choice * _is_open(entry, left[who])
        other = before.reason == _TO_ANOTHER
        choice[other, before.programme[other]] = 0.0
        can = choice.sum(axis=1) > 0
        who, lives, entry = who[can], lives[can], entry[can]
        new = _stays(draws, who, draws.by_row(choice[can]), lives, entry)
        left[who, new.programme] = new.exit
        found.append(new)
        last = _replaced(last, who, new)
    return _joined(found)


def _replaced(last: Spells, who: Ints, new: Spells) -> Spells:
    arrays = {field.name: getattr(last, field.name).copy() for field in fields(Spells)}
    for name, array in arrays.items():
        array[who] = getattr(new, name)
    return Spells(**arrays)


def _first_days(draws: Draws, programme: Ints) -> Ints:
    """Draw days of entry by season, within the programme's own time."""
    low, high = _RUSH[_STARTS[programme] - _FIRST], _RUSH[_CLOSING[programme] + 1 - _FIRST]
    drawn = low + draws.rng.random(len(programme)) * (high - low)
    entry = _FIRST + np.searchsorted(_RUSH[1:], drawn, side="right")
    # Some are entered on the first of the month, New Year's Day too.
    first = month_start(entry)
    early = draws.some(0.10, len(entry)) & (first >= _STARTS[programme])
    found: Ints = np.minimum(np.where(early, first, entry), _CLOSING[programme])
    return found


def _next_days(draws: Draws, before: Spells) -> Ints:
    """Draw when people come again: during the last visit, after it, or straight from it."""
    size = len(before.entry)
    during = before.entry + draws.days(210, 0.8, size)
    after = before.exit + 20 + draws.days(90, 0.8, size)
    entry = np.where(draws.some(0.40, size), after, during)
    straight = before.exit + draws.rng.integers(0, _SOON - 2, size)
    entry = np.where(before.reason == _TO_ANOTHER, straight, entry)
    weekend = weekday(entry) >= _SATURDAY
    found: Ints = np.where(weekend, entry + 7 - weekday(entry), entry)
    return found


def _is_open(entry: Ints, left: Ints) -> Flags:
    """Say of each person and programme whether one can enter it on a day.

    Nobody is twice in one programme at a time, and in most of them nobody is twice.
    """
    on = entry[:, None]
    never = left == _LONG_AGO
    found: Flags = (on >= _STARTS) & (on <= _CLOSING) & (never | (_RETURNS & (on > left + 20)))
    return found


def _stays(draws: Draws, who: Ints, programme: Ints, lives: Ints, entry: Ints) -> Spells:
    """Draw what was planned and how it ended: as planned, or in most cases before that."""
    size, ends = len(who), _ENDS[programme]
    length = draws.days(_PLANNED[programme], _SPREAD[programme], size)
    planned = np.minimum(month_end(entry + length), ends)
    as_planned = draws.some(_COMPLETED[programme], size)
    reason = np.where(as_planned, _COMPLETED_IT, draws.one(_BROKEN, size))

    slip = draws.rng.laplace(0, 18, size)
    slip = np.where(draws.some(0.35, size), 0, slip)
    slip = np.where(draws.some(0.09, size), 30 + draws.rng.exponential(90, size), slip)
    completed = planned + slip.astype(np.int64)
    part = np.where(draws.some(0.05, size), draws.rng.uniform(0.4, 0.9, size), 1.0)
    completed = np.where(part < 1, entry + ((planned - entry) * part).astype(np.int64), completed)

    part = draws.rng.beta(1.3, 1.5, size)
    part = np.where(draws.some(0.07, size), 1 + draws.rng.exponential(0.3, size), part)
    broken = entry + ((planned - entry) * part).astype(np.int64)
    leaves = np.where(as_planned, completed, broken)
    # Many are written out at the end of a month, most of all on a 29 February, and few on a day
    # when nobody works.
    leap = month_end(leaves) - month_start(leaves) == 28
    leaves = np.where(draws.some(np.where(leap, 0.6, 0.15), size), month_end(leaves), leaves)
    friday = leaves - (weekday(leaves) - _SATURDAY + 1)
    weekend = (weekday(leaves) >= _SATURDAY) & ~_is_remembered(leaves) & draws.some(0.85, size)
    leaves = np.where(weekend, friday, leaves)
    same_day = ~as_planned & draws.some(0.02, size)
    leaves = np.where(same_day, entry, np.clip(leaves, entry, ends))
    return Spells(who, programme, lives, entry, planned, leaves, reason)


def _is_remembered(days: Ints) -> Flags:
    """Say which days are 31 December or 29 February, kept whatever day of the week they are."""
    years = (days + 1).astype("datetime64[D]").astype("datetime64[Y]")
    new_year = years.astype("datetime64[D]").astype(np.int64) == days + 1
    found: Flags = new_year | (days - month_start(days) == 28) & (month_end(days) == days)
    return found


# What one spell means for another


def _with_pause(draws: Draws, spells: Spells) -> Spells:
    """Write people out before the summer's pause, and in again after it."""
    programme, residence = _PAUSED
    there = (spells.programme == programme) & (spells.residence == residence)
    stays = (spells.entry < _PAUSE - 30) & (spells.exit > _BACK + 30)
    paused = there & stays & draws.some(0.7, len(there))
    again = spells.taken(paused)
    entry = _BACK + draws.rng.integers(0, 5, len(again.entry))
    again = replace(again, entry=entry, planned=np.maximum(again.planned, month_end(entry + 60)))
    before = replace(
        spells,
        exit=np.where(paused, _PAUSE, spells.exit),
        reason=np.where(paused, _OTHER, spells.reason),
    )
    return _joined([before, again])


def _until_death(spells: Spells) -> Spells:
    """End everything by a person's death."""
    death = np.full(int(spells.person.max()) + 1, NEVER)
    died = spells.reason == DECEASED
    np.minimum.at(death, spells.person[died], spells.exit[died])
    day_of_death = death[spells.person]
    # Who died on the day of entry came all the same.
    lived = (spells.entry < day_of_death) | (died & (spells.exit == day_of_death))
    ended = replace(
        spells,
        exit=np.minimum(spells.exit, day_of_death),
        reason=np.where(spells.exit >= day_of_death, DECEASED, spells.reason),
    )
    return ended.taken(lived)


def _true_reasons(draws: Draws, spells: Spells) -> Spells:
    """Let a reason say of the spells after it only what they bear out.

    Spells are in order of person and entry.
    """
    size = len(spells.person)
    followed, stayed = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
    for ahead in range(1, min(_MOST_SPELLS, size)):
        now, then = spells.taken(np.arange(size - ahead)), spells.taken(np.arange(ahead, size))
        same = now.person == then.person
        lag = then.entry - now.exit
        soon = (lag >= 0) & (lag <= _SOON) & (now.programme != then.programme)
        followed[: size - ahead] |= same & soon
        stayed[: size - ahead] |= same & (lag > 0) & (now.residence == then.residence)
    reason = spells.reason
    untrue = ((reason == _TO_ANOTHER) & ~followed) | ((reason == _MOVED) & stayed)
    broken = ~np.isin(reason, (_COMPLETED_IT, _MOVED, DECEASED))
    goes_on = followed & broken & draws.some(0.6, size)
    reason = np.where(untrue, draws.one(_UNLINKED, size), reason)
    return replace(spells, reason=np.where(goes_on, _TO_ANOTHER, reason))


# The world as arrays

HOMES = (*(m.code for m in MUNICIPALITIES), *OUTSIDE)
"""Codes of the places where people live; a place after the last is not known."""
HOME_WEIGHTS = (*(m.weight for m in MUNICIPALITIES), *(0.012 for _ in OUTSIDE), 0.015)

_STARTS = np.array([day(p.start) for p in PROGRAMMES])
_ENDS = np.array([day(p.end) if p.end else NEVER for p in PROGRAMMES])
# Nobody is taken in during the last two months.
_CLOSING = np.minimum(_ENDS - 60, _LAST)
_PLANNED = np.array([p.planned_days for p in PROGRAMMES], np.float64)
_SPREAD = np.array([p.spread for p in PROGRAMMES])
_COMPLETED = np.array([p.completed for p in PROGRAMMES])
_RETURNS = np.array([p.returns for p in PROGRAMMES])


def _choice() -> Floats:
    """Return the weights of the programmes by residence, sex, age band and education."""
    # Without a known residence in the association only what takes everybody is open.
    own = [[p.weight * (m.member_id in p.members) for p in PROGRAMMES] for m in MUNICIPALITIES]
    other = [[p.weight * p.outsiders for p in PROGRAMMES]] * (len(OUTSIDE) + 1)
    sex = np.array([[p.women for p in PROGRAMMES], *([[1.0] * len(PROGRAMMES)] * 2)])
    ages = np.array([p.ages for p in PROGRAMMES]).T
    schooling = np.array([p.schooling for p in PROGRAMMES]).T
    # A short time to enter in means fewer who do.
    time = (_CLOSING - _STARTS) / (_LAST - _FIRST)
    place = np.array([*own, *other]) * time
    who = sex[:, None, None] * ages[None, :, None] * schooling[None, None]
    return np.asarray(place[:, None, None, None] * who[None])


_CHOICE = _choice()


def _rush() -> Floats:
    """Return how many come before each day, and by the end of the last: a running sum."""
    days = np.arange(_FIRST, _LAST + 1)
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    year, month = 1970 + months // 12, months % 12
    weight = np.array(_SEASON)[month] * (1 + 0.03 * (year - FIRST_DAY.year))
    weight *= np.array(_WEEKDAYS)[weekday(days)]
    weight *= np.where((year == 2020) & (month == 2), 0.7, 1.0)
    weight *= np.where((year == 2020) & (month >= 3) & (month <= 5), 0.3, 1.0)
    return np.concatenate([[0.0], np.cumsum(weight)])


_RUSH = _rush()
