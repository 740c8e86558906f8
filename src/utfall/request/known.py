"""What the data know already: the rows that a gap is about, and the words for them."""

from collections.abc import Mapping

from utfall.measures.facts import Count, Money, counts_of, funding_of, number
from utfall.request.told import size
from utfall.selection import Selection
from utfall.text import day, listing
from utfall.values import Value, parse_group

__all__ = ["Known", "is_count"]

_ID = {"counts": "count_id", "funding": "funding_id", "contributions": "member_id"}


class Known:
    """One association's data, looked up by what a form asks about."""

    def __init__(self, selection: Selection, member: str) -> None:
        self.s = selection
        self.member = member
        self.names = {m.member_id: m.name for m in selection.members}
        folder = selection.folder
        self.counts = list(
            zip(folder["counts"]["count_id"], counts_of(folder["counts"]), strict=True)
        )
        self.money = list(
            zip(folder["funding"]["funding_id"], funding_of(folder["funding"]), strict=True)
        )
        self.tables = {name: rows.to_dict("records") for name, rows in folder.tables.items()}

    def people_of(self, v: Value) -> list[tuple[str, Count]]:
        """Return the counts of participants that a value speaks of."""
        parts = parse_group(v.group)
        found = [
            (i, f)
            for i, f in self.counts
            if (f.programme_id, f.member_ids, f.year) == (v.programme_id, v.member_id, v.year)
            and f.measure == f.population == "participants"
            and f.primary
            and f.value is not None
            and f.reading in {"", parts.get("reading", "")}
        ]
        if v.measure.startswith(("n_", "share_")):
            kind = parts.get("kind", "flow")
            found = [
                (i, f)
                for i, f in found
                if f.component == parts.get("component", "") and f.period_kind == kind
            ]
        return sorted(found, key=lambda one: one[1].component)[:1]

    def money_of(self, v: Value) -> list[tuple[str, Money]]:
        """Return the amount that a refused value rests on."""
        parts = parse_group(v.group)
        sources = set(v.source_id.split(";"))
        found = [
            (i, m)
            for i, m in self.money
            if m.programme_id == v.programme_id
            and m.amount is not None
            and m.basis == parts.get("basis")
            and m.reading in {"", parts.get("reading", "")}
            and set(m.source_id.split(";")) <= sources
        ]
        exact = [one for one in found if one[1].member_ids == v.member_id]
        found = exact or found
        # A preferred total first, as the measure of cost chooses.
        return sorted(found, key=lambda one: (one[1].funder != "total", not one[1].primary))[:1]

    def whole_of(self, fact: Count) -> Count | None:
        """Return the count of the people that a count is a part of."""
        whole = [
            f
            for _, f in self.counts
            if f.people == fact.people and f.measure == (fact.of or "participants") and f.primary
        ]
        return whole[0] if whole else None

    def another(self, whole: Count, measure: str, outcome: str) -> float | None:
        """Return another count of the same people, None where it is not known."""
        same = [f.value for _, f in self.counts if is_count(f, whole, measure, outcome)]
        return next((value for value in same if value is not None), None)

    def ongoing_known(self, whole: Count) -> bool:
        """Say whether it follows from other counts how many were still there at the end."""
        left = [f for _, f in self.counts if is_count(f, whole, "exited", "")]
        there = [
            f
            for _, f in self.counts
            if (f.measure, f.period_kind, f.primary) == ("ongoing", "stock", True)
            and (f.programme_id, f.member_ids) == (whole.programme_id, whole.member_ids)
            and f.period_end == whole.period_end
        ]
        return any(f.value is not None for f in there) or any(f.value == whole.value for f in left)

    def exclusive_group(self, whole: Count) -> str:
        """Return the group of outcomes that exclude each other, where the source has one."""
        groups = {
            f.exclusive_group
            for _, f in self.counts
            if f.people == whole.people and f.of == "participants" and not f.inferred
        } - {""}
        return groups.pop() if len(groups) == 1 else ""

    def stated(self, table: str, cells: Mapping[str, str], period_of: str) -> bool:
        """Say whether the table has the row already, with a number."""
        for row in self.tables[table]:
            same = all(
                str(row[name]) == cell
                for name, cell in cells.items()
                if name
                not in {"exclusive_group", "of", "form", "basis", "period_start", "period_end"}
            )
            if not same or (table == "funding" and row["basis"] in {"applied", "turnover"}):
                continue
            if period_of:
                start, end = next(
                    (m.period_start, m.period_end) for i, m in self.money if i == period_of
                )
            else:
                start, end = cells["period_start"], cells["period_end"]
            value = number(row["value"] if table == "counts" else row["amount_sek"])
            period = (row["period_start"], row["period_end"])
            if value is not None and period == (start, end):
                return True
            # Where the period itself is asked for, the answer's own row is the one.
            undated = not (start and end) and not period_of
            if value is not None and undated and str(row[_ID[table]]).startswith("svar-"):
                return True
        return False

    def people_known(self, programme: str, place: frozenset[str]) -> tuple[str, str]:
        """Return what is known of a programme's people, and who says it."""
        told = [
            f
            for _, f in self.counts
            if f.programme_id == programme
            and f.place == place
            and f.measure == f.population == "participants"
            and f.value is not None
        ]
        sources = dict.fromkeys(f.source_id for f in told)
        known = listing(list(dict.fromkeys(map(size, told))))
        return known, "; ".join(map(self.source, sources))

    def programme(self, programme_id: str) -> str:
        """Return what a programme is called; an empty id is all of them."""
        one = self.s.programmes.get(programme_id)
        return one.name if one else "förbundets insatser"

    def who(self, *member_ids: str) -> str:
        """Name members; a statement read in several ways names each place."""
        return " / ".join(map(self._place, filter(None, member_ids)))

    def _place(self, member_ids: str) -> str:
        place = member_ids.split("+")
        municipalities = {m.member_id for m in self.s.members if m.kind == "municipality"}
        if len(place) > 1 and set(place) == municipalities:
            return "alla kommuner i förbundet"
        return listing([self.names.get(m, m) for m in place])

    def source(self, source_id: str, row_id: str = "", table: str = "") -> str:
        """Name sources with their dates, and where in them a row of a table was found."""
        names = [self.s.sources[s] for s in source_id.split(";") if s in self.s.sources]
        told = "; ".join(
            f"{s.title}, {day(s.date)}" if s.date else f"{s.title} (utan datum)" for s in names
        )
        section = next(
            (
                str(row["section"])
                for row in self.tables.get(table, ())
                if row[_ID[table]] == row_id
            ),
            "",
        )
        return f"{told} ({section})" if section else told


def is_count(fact: Count, whole: Count, measure: str, outcome: str) -> bool:
    """Say whether a fact is another count, at the exit, of the same people."""
    asked = (measure, outcome, "")
    same = (fact.measure, fact.outcome, fact.after) == asked
    return same and fact.primary and fact.people == whole.people
