"""What people answered in a survey, and how they had moved between two measurements.

An answer is what somebody says, and a step forward is what two measurements show: neither says
what the programme has caused.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd

from utfall.measures import reasons
from utfall.measures.facts import number, records, year_of
from utfall.measures.outcomes import FEWEST_FOR_SHARE
from utfall.measures.statistics.intervals import wilson
from utfall.measures.statistics.unknown import bounds
from utfall.values import Value, group, not_shown

__all__ = ["indicator_values", "private_indicators"]


def indicator_values(indicators: pd.DataFrame, *, confidence: float) -> list[Value]:
    """Answers to surveys (NNS) and progress between measurements (BIP), by row of the table.

    Parameters
    ----------
    indicators : DataFrame
        Rows of `indicators.csv`.
    confidence : float
        Coverage of the intervals for chance, 0 to 1.

    Returns
    -------
    list of Value
        For each row ``indicator_favourable``: those who agreed, or who stood higher at the last
        measurement than at the first, with those who answered as `denominator`;
        ``indicator_unfavourable`` where it is stated; ``indicator_share``, with Wilson's interval
        among those who answered, and in `low` and `high` what it could be of all who were asked;
        ``indicator_response``, the share of those asked who answered, ``unknown`` where the source
        does not say how many were asked. A share of fewer than ten is ``refused``, as every other
        is, and of nobody ``not_applicable``.
    """
    return [value for row in records(indicators) for value in _values(row, confidence)]


def _values(row: Mapping[object, object], confidence: float) -> Iterator[Value]:
    answered, asked = number(row["answered"]) or 0.0, number(row["asked"])
    favourable, unfavourable = number(row["favourable"]) or 0.0, number(row["unfavourable"])
    blank = Value(
        "indicator_favourable",
        str(row["programme_id"]),
        str(row["member_ids"]),
        year_of(str(row["period_start"]), str(row["period_end"])),
        group(indicator=str(row["indicator_id"])),
        value=favourable,
        denominator=answered,
        source_id=str(row["source_id"]),
    )
    yield blank
    if unfavourable is not None:
        yield replace(blank, measure="indicator_unfavourable", value=unfavourable)
    yield _share(
        replace(blank, measure="indicator_share", unit="share"), favourable, asked, confidence
    )
    response = replace(blank, measure="indicator_response", unit="share")
    if asked is None:
        yield not_shown(response, "unknown", reasons.ASKED_NOT_STATED)
    elif not asked:
        yield not_shown(response, "not_applicable", reasons.NOBODY_ASKED)
    else:
        yield replace(response, value=answered / asked, numerator=answered, denominator=asked)


def _share(blank: Value, favourable: float, asked: float | None, confidence: float) -> Value:
    answered = blank.denominator or 0.0
    if not answered:
        return not_shown(blank, "not_applicable", reasons.NOBODY_ANSWERED)
    if answered < FEWEST_FOR_SHARE:
        return not_shown(blank, "refused", reasons.TOO_FEW)
    ci_low, ci_high = wilson(favourable, answered, confidence=confidence)
    low, high = None, None
    if asked is not None and asked > answered:
        low, high = bounds(int(favourable), int(asked), int(asked - answered))
    return replace(
        blank,
        value=favourable / answered,
        numerator=favourable,
        low=low,
        high=high,
        ci_low=ci_low,
        ci_high=ci_high,
    )


def private_indicators(indicators: pd.DataFrame, threshold: int) -> frozenset[str]:
    """Return the rows to hide where published counts are protected too.

    Parameters
    ----------
    indicators : DataFrame
        Rows of `indicators.csv`.
    threshold : int
        Persons below which a count is small.

    Returns
    -------
    frozenset of str
        Ids of the rows of every question and period of which one row has few who answered, few
        who agreed or few who did not. All of them are hidden with it, whoever they are about, so
        that nothing is left to subtract from.
    """
    few: set[tuple[str, ...]] = set()
    families: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for row in records(indicators):
        family = tuple(str(row[name]) for name in ("text", "respondents", "period_end"))
        families[family].append(str(row["indicator_id"]))
        answered, favourable = number(row["answered"]) or 0.0, number(row["favourable"]) or 0.0
        parts = (answered, favourable, answered - favourable, number(row["unfavourable"]) or 0.0)
        if any(0 < part < threshold for part in parts):
            few.add(family)
    return frozenset(name for family in few for name in families[family])
