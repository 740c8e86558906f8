"""Which tables of records reports publish, and how coarse they must be to hide little.

Method: docs/disclosure.md.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from utfall.disclosure.records import Lattice, Tabulated
from utfall.measures.from_records.counted import Place, Tabulation
from utfall.measures.from_records.dimensions import DIMENSIONS
from utfall.params import Disclosure
from utfall.values import Value

__all__ = [
    "FLOWS",
    "PERSONS",
    "POOLED",
    "Chosen",
    "choose",
    "flows",
    "forms_of",
    "periods_of",
    "pooled_periods",
]

_AFTER = ("", "_6m", "_12m")
_REACHED = ("association", "kolada", "association_6m", "association_12m")


def _pooled(population: str, places: tuple[Place, ...], *names: str) -> Tabulation:
    return Tabulation(population, places, tuple(DIMENSIONS[name] for name in names), pooled=True)


PERSONS = Tabulation("during", ("member",), pooled=True)
"""Who took part, over pooled periods: where it is not told by year."""

FLOWS = (
    *(Tabulation(name, ("member", "programme")) for name in ("new", "exits", "during")),
    *(Tabulation("closing", (place,)) for place in ("member", "programme")),
)
"""Tables by year. No report shows a member's people in one programme in one year, nor how many
were left of a programme, but both follow from what reports show."""

_PROGRAMME: tuple[Place, ...] = ("programme",)
_BOTH: tuple[Place, ...] = ("member", "programme")
# Who took part in a programme is told by year; who came and left follows from that with the
# stock, so that hiding one of them would mean hiding them all.
_NEVER_SHOWN: Mapping[str, frozenset[tuple[Place, ...]]] = {
    "new": frozenset({_BOTH, _PROGRAMME}),
    "exits": frozenset({_BOTH, _PROGRAMME}),
    "during": frozenset({_BOTH}),
    "closing": frozenset({_PROGRAMME}),
}

POOLED = (
    Tabulation("new", ("member", "programme"), pooled=True),
    *(Tabulation("exits", (place,), pooled=True) for place in ("member", "programme")),
    *(
        _pooled("new", places, name)
        for places in (("member",), ())
        for name in ("sex", "age", "referred_by")
    ),
    *(
        _pooled("exits", (place,), name)
        for place in ("member", "programme")
        for name in (*(f"outcome{after}" for after in _AFTER), *_REACHED, "plan")
    ),
    _pooled("exits", ("programme",), "step"),
    _pooled("exits", (), "support"),
    *(_pooled("exits", places, "activity_before", "outcome") for places in (("member",), ())),
    *(_pooled("exits", (), name) for name in ("income_before", "income_now")),
    _pooled("exits", (), "income_before", "income_now"),
    *(_pooled("exits", (), "sex", f"outcome{after}") for after in _AFTER),
    _pooled("new", (), "stay"),
    Tabulation("new", (), (DIMENSIONS["stay"].merged(), DIMENSIONS["left_to"]), pooled=True),
)
"""Tables over pooled periods, which may be coarser."""

# Where more than this must be hidden even in the coarsest form, a table answers nobody.
_NO_ANSWER = 0.6


@dataclass(frozen=True)
class Chosen:
    """What is published: tables with their counts, and the years that each pooled period holds.

    `dropped` are the tables that would be hidden for the most part in any form; `tried` tells by
    length of period which share of the counts is too small to be shown.
    """

    tables: tuple[Tabulated, ...]
    periods: Mapping[str, Sequence[int]]
    dropped: tuple[Tabulation, ...]
    tried: Mapping[int, float]

    @property
    def told(self) -> list[str]:
        """Say in Swedish, and in words only, what is told in larger groups than it could be."""
        length = max(len(years) for years in self.periods.values())
        found = []
        if length > 1:
            found.append(
                f"De flesta uppgifter redovisas för perioder om {_NUMBERS.get(length, 'flera')} år, "
                "eftersom de för enskilda år gäller så få personer."
            )
        merged = {
            d.allowed_by
            for one in self.tables
            for d in one.table.split
            if d != DIMENSIONS.get(d.name, d)
        }
        found += [sentence for name, sentence in _MERGED.items() if name in merged]
        if self.dropped:
            found.append(
                "Några uppdelningar redovisas inte alls per medlem, eftersom nästan alla tal i dem "
                "skulle ha dolts."
            )
        return found


_NUMBERS = {2: "två", 3: "tre", 4: "fyra", 5: "fem", 6: "sex", 7: "sju", 8: "åtta"}
_MERGED = {
    "ages": "Åldrarna redovisas i några få grupper där finare grupper skulle vara för små.",
    "outcomes": "Arbete och studier redovisas tillsammans där de var för sig skulle gälla för få.",
    "referrals": "Eget initiativ och andra vägar till en insats redovisas tillsammans.",
}


def pooled_periods(
    first: int, last: int, length: int, before: Iterable[str] = ()
) -> dict[str, tuple[int, ...]]:
    """Return periods of some years from the first on, by label; the last may be shorter.

    They begin with the first year that has records. Those that an earlier edition has told of,
    `before`, stay as they are, and new ones begin after them: a period that has grown by a year
    would tell of that year alone.

    >>> pooled_periods(2018, 2022, 3)
    {'2018/2020': (2018, 2019, 2020), '2021/2022': (2021, 2022)}
    >>> pooled_periods(2018, 2025, 3, ["2018/2020", "2021/2022"])
    {'2018/2020': (2018, 2019, 2020), '2021/2022': (2021, 2022), '2023/2025': (2023, 2024, 2025)}
    """
    found: dict[str, tuple[int, ...]] = {}
    taken: set[int] = set()
    for label in sorted(before):
        years = tuple(range(int(label[:4]), int(label[-4:]) + 1))
        if first <= years[0] and years[-1] <= last and taken.isdisjoint(years):
            found[label] = years
            taken.update(years)
    start = first
    while start <= last:
        end = start
        while end - start < length and end <= last and end not in taken:
            end += 1
        if end > start:
            years = tuple(range(start, end))
            found[str(start) if len(years) == 1 else f"{start}/{years[-1]}"] = years
        start = max(end, start + 1)
    return dict(sorted(found.items()))


# What is told of pooled periods alone.
_OF_PERIODS = (
    "n_outcome",
    "n_reached",
    "n_exits_against_plan",
    "n_step",
    "n_work",
    "n_activity_change",
    "n_income_change",
)


def periods_of(earlier: Iterable[Value]) -> frozenset[str]:
    """Return the pooled periods that earlier editions have told of records."""
    return frozenset(
        v.year for v in earlier if v.measure in _OF_PERIODS and "from=records" in v.group.split(";")
    )


Count = Callable[[Tabulation, Mapping[str, Sequence[int]]], Tabulated]
Lay = Callable[[Sequence[Tabulated], Mapping[str, Sequence[int]]], Lattice]


def choose(
    first: int,
    last: int,
    params: Disclosure,
    count: Count,
    lay: Lay,
    more: Sequence[Tabulation] = (),
    before: Iterable[str] = (),
) -> Chosen:
    """Choose the shortest periods, and of each table the finest form, that hide little enough.

    One length of period serves the whole publication: windows of several lengths over the same
    people could be subtracted from each other.

    Parameters
    ----------
    first, last : int
        First and last year with records.
    params : Disclosure
        What may be coarser, and how much may be hidden.
    count, lay : callable
        Count a table over periods; lay tables out as cells.
    more : sequence of Tabulation
        Pooled tables of authors' own measures.
    before : iterable of str
        Periods of earlier editions.

    Returns
    -------
    Chosen
        Tables whose coarsest form hides most of their cells are left out.
    """
    # A period of the whole time would be shown in the last year's report alone.
    lengths = range(1, max(2, (last - first + 1) // 2 + 1)) if "years" in params.coarsen else (1,)
    best = Chosen((), {}, (), {})
    tried: dict[int, float] = {}
    for length in lengths:
        periods = pooled_periods(first, last, length, before)
        found = [_form(table, periods, params, count, lay) for table in (*POOLED, *more)]
        most = max(_NO_ANSWER, params.hidden_at_most)
        kept = [one for one, share in found if share <= most]
        dropped = tuple(one.table for one, share in found if share > most)
        hidden = sum(share for _, share in found) / len(found)
        if not tried or hidden < min(tried.values()):
            best = Chosen(tuple(kept), periods, dropped, tried)
        tried[length] = hidden
        if hidden <= params.hidden_at_most:
            break
    return best


def flows(first: int, last: int, params: Disclosure, count: Count, lay: Lay) -> list[Tabulated]:
    """Return the tables by year; a place of which they would hide too much is not shown by year."""
    years = pooled_periods(first, last, 1)
    found = []
    for table in FLOWS:
        one = count(table, years)
        latent = _NEVER_SHOWN[table.population]
        if "years" in params.coarsen and "member" in table.places:
            thin = lay([one], years).hidden_share(one, ("member",)) > params.hidden_at_most
            latent |= {("member",)} if thin else set()
        found.append(replace(one, latent=latent))
    return found


def forms_of(table: Tabulation, params: Disclosure) -> list[Tabulation]:
    """Return a table as fine as it can be told, and as coarse."""
    split = tuple(d.merged() if d.allowed_by in params.coarsen else d for d in table.split)
    return list(dict.fromkeys([table, replace(table, split=split)]))


def _form(
    table: Tabulation,
    periods: Mapping[str, Sequence[int]],
    params: Disclosure,
    count: Count,
    lay: Lay,
) -> tuple[Tabulated, float]:
    """Return a table in the finest form that hides little enough, and how much it hides."""
    found = []
    for form in forms_of(table, params):
        one = count(form, periods)
        share = lay([one], periods).hidden_share(one)
        found.append((one, share))
        if share <= params.hidden_at_most:
            break
    return min(found, key=lambda pair: pair[1])
