"""Charts: one function per chart, returned and never written.

Every function takes the report's `Evidence` and returns a `Chart`, or None where there is nothing
to draw: what is missing is said in words, never as an empty chart.
"""

from utfall.figures.costs import costs
from utfall.figures.estimates import multiples, records_left_to, returns, side_by_side
from utfall.figures.flow import flow
from utfall.figures.funding import funding
from utfall.figures.indicators import indicators
from utfall.figures.outcomes import outcomes
from utfall.figures.participants import participants
from utfall.figures.payback import payback, payback_change, payback_swing
from utfall.figures.records import (
    records_association,
    records_flows,
    records_outcomes,
    records_remaining,
    records_sexes,
)
from utfall.figures.theme import Chart

__all__ = [
    "Chart",
    "costs",
    "flow",
    "funding",
    "indicators",
    "multiples",
    "outcomes",
    "participants",
    "payback",
    "payback_change",
    "payback_swing",
    "records_association",
    "records_flows",
    "records_left_to",
    "records_outcomes",
    "records_remaining",
    "records_sexes",
    "returns",
    "side_by_side",
]
