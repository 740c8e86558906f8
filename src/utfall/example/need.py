"""Made-up figures of the need around the municipalities, as `utfall context` would fetch them."""

from utfall.example.world import MUNICIPALITIES

__all__ = ["need", "need_sources"]

_YEARS = (2022, 2024)
# Measure, label, unit, and one figure per municipality for the first year and the last.
_FIGURES = (
    ("unemployed_18_65", "Arbetslösa, 18–65 år, andel av befolkningen", "percent",
     (7.4, 6.1, 5.2, 6.8, 4.4, 5.9, 7.1, 3.8, 3.1), (7.1, 6.3, 4.9, 6.6, 4.7, 6.0, 6.9, 4.1, 2.9)),
    ("long_term_assistance", "Vuxna med långvarigt ekonomiskt bistånd, andel av befolkningen",
     "percent",
     (1.8, 1.3, 0.9, 1.5, 0.7, 1.1, 1.6, 0.6, None), (1.6, 1.4, 0.8, 1.4, 0.7, 1.2, 1.5, None, None)),
    ("young_neither_n02797", "Unga som varken arbetar eller studerar, andel (nyckeltal N02797)",
     "percent",
     (9.8, 8.1, 7.0, 8.8, 6.2, 7.7, 9.1, 6.4, None), (9.3, 8.4, 6.8, 8.6, 6.5, 7.5, 8.8, 6.0, None)),
    ("population_16_64", "Invånare, 16–64 år", "persons",
     (24180, 13950, 11620, 9870, 8040, 5730, 4910, 2460, 830),
     (24310, 13890, 11700, 9790, 8110, 5690, 4850, 2410, 815)),
)  # fmt: skip
# A figure of the smallest is hidden, and another one has never been there.
_STATUS = {("lillskar", "young_neither_n02797"): "suppressed"}


def need() -> list[dict[str, object]]:
    """Return the rows of `context.csv`."""
    return [
        {"context_id": f"{measure.replace('_', '-')}-{m.code}-{year}", "municipality_code": m.code, "name": m.name,
         "measure": measure, "label": label, "value": value, "unit": unit,
         "period_start": f"{year}-01-01", "period_end": f"{year}-12-31",
         "status": _STATUS.get((m.member_id, measure), "missing") if value is None else "shown",
         "source_id": "register", "note": "påhittad"}
        for measure, label, unit, *by_year in _FIGURES
        for year, values in zip(_YEARS, by_year, strict=True)
        for m, value in zip(MUNICIPALITIES, values, strict=True)
    ]  # fmt: skip


def need_sources() -> list[dict[str, object]]:
    """Return the rows of `context_sources.csv`."""
    return [
        {"source_id": "register", "title": "Påhittade uppgifter om behovet",
         "publisher": "Påhittat register", "date": "2025-06-30", "stated_by": "register",
         "public": "true", "seen": "document", "note": "påhittad"}
    ]  # fmt: skip
