"""Every measure applied to one association's data, once per run.

This is the list of what can be published: a value that is not here is in no report.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from utfall.data.folder import Folder
from utfall.data.register import Register
from utfall.measures import reasons
from utfall.measures.allocation import allocations
from utfall.measures.costs import costs
from utfall.measures.facts import counts_of, number, records
from utfall.measures.flow import PeopleFlow, people_flows
from utfall.measures.four_times import at_four_times
from utfall.measures.funding import (
    applications,
    contribution_totals,
    contributions,
    funding_not_stated,
    funding_rows,
    listed_sums,
    totals_in_fixed_prices,
)
from utfall.measures.indicators import indicator_values
from utfall.measures.outcomes import outcomes
from utfall.measures.participants import ledger, published_counts
from utfall.measures.participations import participations_of
from utfall.measures.prices import price_levels
from utfall.measures.returns import neutral_levels, returns
from utfall.measures.stated import context_values, planned_values, statement_values
from utfall.values import Value, not_shown

__all__ = ["COUNTRY", "COUNTY", "Catalogue", "catalogue"]

COUNTRY, COUNTY = "country", "county"


@dataclass(frozen=True)
class Catalogue:
    """All values of one association.

    Attributes
    ----------
    values : tuple of Value
        Every value that does not depend on a report's year, keys unique.
    by_key : mapping of str to Value
        The same by key.
    keys : mapping of str to str
        The key of the value that a row of the data folder became, by the row's id.
    dates : mapping of str to str
        When a value was true or known, a partial date, by key; absent where not stated.
    flows : tuple of PeopleFlow
        Where the people of each count went.
    context_labels : mapping of str to str
        Swedish label by context measure.
    secondary : frozenset of str
        Keys of figures that measures do not use, since sources state them differently or again.
    moved : tuple of DataFrame
        Rows of `counts.csv` with a hidden count changed: a total that differs depends on it.
    """

    folder: Folder
    values: tuple[Value, ...]
    by_key: Mapping[str, Value]
    keys: Mapping[str, str]
    dates: Mapping[str, str]
    flows: tuple[PeopleFlow, ...]
    context_labels: Mapping[str, str]
    secondary: frozenset[str]
    moved: tuple[pd.DataFrame, ...] = ()

    def totals(self, until_year: int, member_ids: Sequence[str]) -> list[Value]:
        """Return the participations of each member up to a year, joint ones apart and once."""
        found = self._totals(self.folder["counts"], until_year, member_ids)
        for frame in self.moved:
            other = self._totals(frame, until_year, member_ids)
            for key, value in found.items():
                if value.status != "suppressed" and other.get(key) != value:
                    found[key] = not_shown(value, "suppressed", reasons.HIDDEN)
        return list(found.values())

    @staticmethod
    def _totals(
        counts: pd.DataFrame, until_year: int, member_ids: Sequence[str]
    ) -> dict[str, Value]:
        found: dict[str, Value] = {}
        facts = counts_of(counts)
        for member_id in member_ids:
            for value in participations_of(member_id, facts, until_year):
                found.setdefault(value.key, value)
        return found


def catalogue(folder: Folder, register: Register, price_year: int, confidence: float) -> Catalogue:
    """Apply every measure to a checked data folder.

    Parameters
    ----------
    folder, register
        Checked data.
    price_year : int
        The year of fixed prices.
    confidence : float
        Coverage of intervals for chance, 0 to 1.

    Raises
    ------
    ValueError
        If two measures give one key different values: that is a bug.
    """
    counts, funding = folder["counts"], folder["funding"]
    cpi = {int(r["year"]): float(r["kpi_annual_mean_1980_100"]) for r in records(register.cpi)}
    members = records(folder["members"])
    codes = {
        str(r["municipality_code"]): str(r["member_id"]) for r in members if r["municipality_code"]
    }
    inhabitants = {
        codes[str(r["municipality_code"])]: float(r["pop_16_64_2019"])
        for r in records(register.population)
        if r["municipality_code"] in codes
    }
    areas = {**codes, "00": COUNTRY, str(folder.association["county_code"]): COUNTY}

    keys: dict[str, str] = {}
    dates: dict[str, str] = {}

    def traced(
        rows: Iterable[Mapping[object, object]], id_column: str, values: list[Value]
    ) -> list[Value]:
        """Remember which row a value came from; measures keep the rows' order."""
        for row, value in zip(rows, values, strict=False):
            keys[str(row[id_column])] = value.key
            if row.get("as_of"):
                dates.setdefault(value.key, str(row["as_of"]))
        return values

    with_money = [
        r
        for r in records(funding)
        if number(r["amount_sek"]) is not None or number(r["amount_eur"]) is not None
    ]
    per_person = costs(
        folder["programmes"],
        funding,
        counts,
        cpi=cpi,
        price_year=price_year,
        confidence=confidence,
    )
    asked = [r for r in records(folder["applications"]) if number(r["amount_sek"]) is not None]
    values = [
        *traced(records(counts), "count_id", published_counts(counts)),
        *ledger(counts),
        *outcomes(counts, confidence=confidence),
        *traced(with_money, "funding_id", funding_rows(funding)),
        *funding_not_stated(funding),
        *totals_in_fixed_prices(funding, cpi, price_year),
        *contributions(folder["contributions"]),
        *contribution_totals(folder["contributions"]),
        *traced(asked, "application_id", applications(folder["applications"])),
        *traced(records(folder["goals"]), "goal_id", planned_values(folder["goals"])),
        *traced(
            records(folder["statements"]), "statement_id", statement_values(folder["statements"])
        ),
        *indicator_values(folder["indicators"], confidence=confidence),
        *per_person,
        *at_four_times(per_person),
        *neutral_levels(folder["members"], folder["contributions"]),
        *returns(
            folder["members"],
            folder["programmes"],
            folder["programme_members"],
            folder["contributions"],
            funding,
            counts,
        ),
        *(v for m in inhabitants for v in allocations(m, counts, funding, inhabitants)),
        *(
            v
            for list_id in sorted({str(r["list_id"]) for r in records(funding) if r["list_id"]})
            for m in members
            for v in listed_sums(funding, list_id, str(m["member_id"]))
        ),
        *context_values(register.context, areas),
        *price_levels(cpi, price_year),
    ]
    by_key: dict[str, Value] = {}
    for value in values:
        if by_key.setdefault(value.key, value) != value:
            raise ValueError(f"two values with one key: {value.key}")
    return Catalogue(
        folder,
        tuple(by_key.values()),
        by_key,
        keys,
        dates,
        tuple(people_flows(counts)),
        {f"context_{r['measure']}": str(r["label"]) for r in records(register.context)},
        frozenset(
            keys[str(r[column])]
            for rows, column in ((records(counts), "count_id"), (with_money, "funding_id"))
            for r in rows
            if not r["primary"]
        ),
    )
