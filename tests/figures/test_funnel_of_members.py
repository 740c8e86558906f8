"""The chart of many municipalities and the sentence on one of them say the same of who is outside."""

from dataclasses import replace

import pytest

from evidence_rows import MEMBERS, evidence, record
from utfall.evidence import Evidence, Member
from utfall.figures.estimates import side_by_side
from utfall.meaning import SWEDISH
from utfall.measures.estimates.members import funnels
from utfall.sections import estimates
from utfall.values import Value

ODD = Member("odd", "Udda", "municipality")
OTHERS = tuple(Member(f"m{n}", f"Ort {n}", "municipality") for n in range(9))
SIDES = ("below", "inside", "above")


def share(member: str, count: int, size: int) -> Value:
    return record("share_reached", count / size, unit="share", numerator=count, denominator=size,
                  member_id=member, definition="association")  # fmt: skip


def report(count: int, size: int, change: float = 0.0) -> Evidence:
    """Return the report of one municipality among nine of which each has one half.

    `change` moves the lines that are drawn, and nothing else.
    """
    shares = [share("all", 500, 1000), share("odd", count, size)]
    shares += [share(m.member_id, 50, 100) for m in OTHERS]
    limits = [
        replace(v, ci_low=(v.ci_low or 0.0) + change, ci_high=(v.ci_high or 1.0) - change)
        for v in funnels(shares)
    ]
    return evidence(*shares, *limits, members=(ODD, *OTHERS, *MEMBERS), member=ODD)


def said(e: Evidence) -> str:
    """Return the side that the sentence tells."""
    told = estimates.side_by_side(e).replace("\u00a0", " ")
    [side] = [side for side in SIDES if SWEDISH.phrases[side] in told]
    return side


# By hand: of 10 with one half nobody or all has the chance 1 in 1024, one or nine 11 in 1024.
@pytest.mark.parametrize(
    ("count", "side"),
    [(0, "below"), (1, "inside"), (5, "inside"), (9, "inside"), (10, "above")],
)
def test_the_caption_and_the_sentence_agree_just_on_a_limit(count: int, side: str) -> None:
    e = report(count, 10)
    chart = side_by_side(e)
    assert chart is not None
    assert said(e) == side
    assert chart.caption.startswith("**Udda ligger utanför") is (side != "inside")


@pytest.mark.parametrize("change", [-0.1, 0.1])
def test_the_lines_that_are_drawn_judge_neither(change: float) -> None:
    for count, outside in ((0, True), (1, False), (9, False), (10, True)):
        e = report(count, 10, change)
        chart = side_by_side(e)
        assert chart is not None
        assert chart.caption.startswith("**Udda ligger utanför") is outside
        assert (said(e) != "inside") is outside
