"""Which values from records a report shows, and whose they are: nothing is computed here.

How long a pooled period is, and how fine a split, is chosen for the whole publication: both are
looked up in the values.
"""

from collections.abc import Iterable, Mapping

from utfall.evidence import Evidence
from utfall.labels import COARSER
from utfall.text import capitalised, escape, period
from utfall.values import Value, parse_group

__all__ = [
    "ALL",
    "cell",
    "curve",
    "drawable",
    "has_records",
    "least",
    "members_spans",
    "newest",
    "one_form",
    "pooled",
    "spans",
    "split",
    "told_together",
    "when",
    "which",
    "who",
    "whose",
]

ALL = "all"

# Measures that are published over pooled periods only.
_POOLED = ("n_outcome", "n_reached", "n_exits_against_plan", "n_activity_change")


def who(e: Evidence) -> str:
    """Return whose records a report is about: residents of its municipality, or everybody's."""
    return e.subject.subject_id if e.subject.kind == "municipality" else ALL


def which(e: Evidence) -> str:
    """Return whose participations a report is about: its programme's, or those of all."""
    return e.subject.subject_id if e.subject.about == "programme" else ALL


def whose(e: Evidence, member: str) -> str:
    """Say whose records are counted; residence is that at entry."""
    return "hela förbundet" if member == ALL else f"bosatta i {escape(e.member_name(member))}"


def _of(
    e: Evidence, measure: str, member: str, programme: str | None, parts: Mapping[str, str]
) -> list[Value]:
    return e.find(measure, programme, member, from_="records", **parts)


def _names(value: Value) -> set[str]:
    """Return what a value is split by: its group, but for where it is from and how complete."""
    return set(parse_group(value.group)) - {"from", "kind"}


def has_records(e: Evidence) -> bool:
    """Say whether the report has anything from records."""
    return any(parse_group(v.group).get("from") == "records" for v in e)


def cell(
    e: Evidence, measure: str, year: str, member: str, programme: str = ALL, **parts: str
) -> Value | None:
    """Return the value with exactly these groups, complete or to date; None where there is none."""
    names = {name.rstrip("_") for name, code in parts.items() if code}
    wanted = {name: code for name, code in parts.items() if code}
    found = _of(e, measure, member, programme, wanted)
    return next((v for v in found if v.year == year and _names(v) == names), None)


def split(
    e: Evidence,
    measure: str,
    by: str,
    order: Iterable[str],
    year: str,
    member: str,
    programme: str = ALL,
    *,
    coarse: bool = False,
    **parts: str,
) -> dict[str, Value]:
    """Return the parts of a count by code, in an order that is given; other codes come last.

    Where the publication has the same people split finely and coarsely, only one form is
    returned: parts that exclude each other. Empty where it has no such table.
    """
    wanted = {name: code for name, code in parts.items() if code}
    names = {by, *(name.rstrip("_") for name in wanted)}
    found = {
        parse_group(v.group)[by]: v
        for v in _of(e, measure, member, programme, wanted)
        if v.year == year and _names(v) == names
    }
    told = one_form(found, coarse=coarse)
    codes = [*(code for code in order if code in told), *sorted(told - set(order))]
    return {code: found[code] for code in codes}


def told_together(e: Evidence, member: str, order: Iterable[str], programme: str = ALL) -> bool:
    """Say whether work and studies are told together somewhere of a member, so that all of it is.

    What stands in one row apart and in another together cannot be compared.
    """
    found = e.find("n_outcome", programme, member, from_="records")
    times = {(v.year, parse_group(v.group).get("after", "")) for v in found}
    codes = tuple(order)
    return any(
        "work_or_study"
        in split(e, "n_outcome", "outcome", codes, year, member, programme, after=after)
        for year, after in times
    )


def one_form(codes: Iterable[str], *, coarse: bool) -> set[str]:
    """Return codes that exclude each other: the finest that there are, or the coarsest.

    >>> sorted(one_form(["work", "study", "work_or_study", "none"], coarse=False))
    ['none', 'study', 'work']
    >>> sorted(one_form(["0-15", "16-24", "0-24", "25+"], coarse=True))
    ['0-24', '25+']
    """
    every = set(codes)
    if coarse:
        return {code for code in every if not any(_within(code, other) for other in every)}
    return {code for code in every if not any(_within(other, code) for other in every)}


def _within(fine: str, coarse: str) -> bool:
    """Say whether a code is a part of another: by name, or an age band of a wider one."""
    if fine == coarse:
        return False
    if fine in COARSER.get(coarse, ()):
        return True
    a, b = _ages(fine), _ages(coarse)
    return a is not None and b is not None and b[0] <= a[0] and a[1] <= b[1]


def _ages(code: str) -> tuple[float, float] | None:
    first, dash, last = code.rstrip("+").partition("-")
    if not first.isdigit() or (dash and not last.isdigit()):
        return None
    return float(first), float("inf") if code.endswith("+") else float(last or first)


def spans(e: Evidence, measure: str, member: str, programme: str = ALL, **parts: str) -> list[str]:
    """Return the years that a count has, the oldest first; its pooled periods where it has no years."""
    names = {name.rstrip("_") for name in parts}
    found = {v.year for v in _of(e, measure, member, programme, parts) if _names(v) == names}
    single = {year for year in found if "/" not in year}
    # The last of several pooled periods may be one year.
    return sorted(found if len(single) < 2 else single)


def members_spans(e: Evidence) -> list[str]:
    """Return the newest years, or else pooled periods, in which municipalities' persons are told.

    As many years as fit beside each other in a table.
    """
    found = (spans(e, "n_during", m.member_id, count="persons") for m in e.members)
    years = set().union(*found)
    single = {year for year in years if "/" not in year}
    return newest(single if len(single) > 1 else years, max(e.history, 6))


def drawable(values: Iterable[Value]) -> bool:
    """Say whether a chart of counts tells anything: not one of boxes and of nobody alone."""
    found = list(values)
    shown = [v for v in found if v.status == "shown"]
    return any(v.value for v in shown) or (bool(shown) and len(shown) == len(found))


def curve(e: Evidence) -> tuple[str, list[Value]]:
    """Return who was still there quarter by quarter, of the newest period that tells it.

    Of the whole association, from the first quarter on without a gap; empty where nothing is told.
    """
    found = e.find("share_remaining", ALL, ALL, from_="records")
    year = max((v.year for v in found), default="")
    same = [v for v in found if v.year == year and v.status == "shown"]
    return year, sorted(same, key=lambda v: int(parse_group(v.group)["quarters"]))


def least(found: Iterable[Value]) -> str:
    """Say why some of the values are only bounds; empty where none of them is."""
    ways = {"at_least": ("minst", "högre"), "at_most": ("högst", "lägre")}
    told: dict[str, list[str]] = {}
    every = [v for v in found if v.reason]
    for bound, (word, way) in ways.items():
        reasons = dict.fromkeys(escape(v.reason) for v in every if v.bound == bound)
        if reasons:
            means = f"{word} betyder att talet kan vara {way}"
            told.setdefault(", eller ".join(reasons), []).append(means)
    # What holds for the same reason is said in one sentence.
    return " ".join(
        f"{capitalised(' och '.join(means))}, eftersom {why}." for why, means in told.items()
    )


def pooled(e: Evidence, measure: str | None = None, member: str | None = None) -> list[str]:
    """Return the pooled periods of the publication, the oldest first, or those of one measure."""
    measures = _POOLED if measure is None else (measure,)
    found = e.find(measures, member_id=member, from_="records")
    return sorted({v.year for v in found})


def newest(periods: Iterable[str], number: int) -> list[str]:
    """Return the newest periods, the oldest of them first.

    >>> newest(["2018/2019", "2020/2021", "2022/2023"], 2)
    ['2020/2021', '2022/2023']
    """
    return sorted(periods)[-number:]


def when(year: str, values: Iterable[Value]) -> str:
    """Write a period, with a word where it was not over when its records were exported."""
    so_far = any(parse_group(v.group).get("kind") == "to_date" for v in values)
    return period(year) + (" hittills" if so_far else "")
