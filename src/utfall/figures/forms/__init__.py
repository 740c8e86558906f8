"""Forms of charts: pure drawing of words and numbers that the caller has chosen and written.

Each returns a figure, or None where there is nothing to draw: an empty chart says nothing.
"""

from utfall.figures.forms.contributions import Scenario, Step, break_even_curve, waterfall
from utfall.figures.forms.dots import Axis, DotRow, Reference, dot_intervals
from utfall.figures.forms.flow import Link, Node, participant_flow
from utfall.figures.forms.funnel import FunnelLimits, FunnelPoint, funnel
from utfall.figures.forms.incidence import AtRisk, Curve, cumulative_incidence
from utfall.figures.forms.multiples import Panel, small_multiples
from utfall.figures.forms.tornado import TornadoRow, tornado

__all__ = [
    "AtRisk",
    "Axis",
    "Curve",
    "DotRow",
    "FunnelLimits",
    "FunnelPoint",
    "Link",
    "Node",
    "Panel",
    "Reference",
    "Scenario",
    "Step",
    "TornadoRow",
    "break_even_curve",
    "cumulative_incidence",
    "dot_intervals",
    "funnel",
    "participant_flow",
    "small_multiples",
    "tornado",
    "waterfall",
]
