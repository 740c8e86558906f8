"""From entry to status after: how many went each way, as bands as wide as their counts."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from utfall.figures.forms.layout import HIGHEST, LINE, SMALL, cut, inches
from utfall.figures.theme import ACCENT, GREY, HIDDEN, HIDDEN_WORDS, PALE, UNKNOWN, WIDTH, canvas

__all__ = ["Link", "Node", "participant_flow"]

# All in inches; the axes are the figure.
_EDGE = 0.05
_BAR = 0.13
_CURVE = 0.85
_GAP = 0.1
_SLOT = 2 * LINE + 0.04
_HIDDEN = 0.24
_TO_ACCENT = "#b4d0d7"
_THIN = 0.025  # a hidden band, whatever it hides
_HEAD = LINE + 0.1


@dataclass(frozen=True)
class Node:
    """Where participants are at a stage: `count` people, written in `text` after `label`.

    A `count` of None is hidden. `unknown` is hatched, and what goes to an `accent` is darker.
    """

    key: str
    label: str
    count: float | None
    text: str = ""
    unknown: bool = False
    accent: bool = False


@dataclass(frozen=True)
class Link:
    """How many went from one node to one of the next stage; None is hidden."""

    source: str
    target: str
    count: float | None


def participant_flow(
    stages: Sequence[tuple[str, Sequence[Node]]], links: Sequence[Link]
) -> Figure | None:
    """Draw the nodes of each stage from the left and the bands between them, to one scale.

    A stage is its heading and its nodes from the top. What is hidden has a size of its own,
    whatever it hides, and gives the scale nothing. A band takes its place at a node in the order
    of the links. Fewer counts in the links than in a node leaves part of the node without band,
    and the reader can see how large that part is: hide so that the rest tells nothing. No nodes
    are no chart (None).

    Raises
    ------
    ValueError
        If a count is negative, a link names no node of two stages in a row, or the links at one
        side of a node count more than the node.
    """
    columns = [(head, nodes) for head, nodes in stages if nodes]
    if not columns:
        return None
    _check(columns, links)
    most = max(len(nodes) for _, nodes in columns)
    height = min(HIGHEST, max(1.6, (_SLOT + _GAP) * most + _HEAD + 0.8))
    # Where many nodes share the highest chart, each has one line of words.
    slot = _SLOT if (_SLOT + _GAP) * most + _HEAD + 0.2 <= height else LINE
    gap = _GAP if slot == _SLOT else 0.02
    figure, axes = canvas(height, left=0, right=0, top=0, bottom=0)
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(0, height)
    axes.set_axis_off()
    room = height - _HEAD - _EDGE
    unit = _unit([nodes for _, nodes in columns], room, slot, gap)
    # Four columns leave less room for bends, since words need theirs.
    curve = _CURVE if len(columns) < 4 else _CURVE / 2
    width = (WIDTH - 2 * _EDGE - (len(columns) - 1) * curve) / len(columns)
    placed: dict[str, Rectangle] = {}
    for n, (head, nodes) in enumerate(columns):
        left = _EDGE + n * (width + curve)
        words = cut(head, width, lines=1, size=SMALL)
        axes.text(left, height - 0.04, words, va="top", fontsize=SMALL, weight="semibold")
        _column(axes, nodes, left, room, unit=unit, slot=slot, gap=gap, placed=placed)
    told = {node.key: node for _, nodes in columns for node in nodes}
    _bands(axes, links, placed, told, unit=unit, width=width)
    sources = {link.source for link in links}
    for _, nodes in columns:
        for node in nodes:
            _draw(axes, node, placed[node.key], width, on=node.key in sources, one=slot == LINE)
    return figure


def _check(columns: Sequence[tuple[str, Sequence[Node]]], links: Sequence[Link]) -> None:
    stage = {node.key: n for n, (_, nodes) in enumerate(columns) for node in nodes}
    counts = {node.key: node.count for _, nodes in columns for node in nodes}
    if any(x is not None and not 0 <= x < math.inf for x in counts.values()):
        raise ValueError("a node counts fewer than nobody")
    for link in links:
        if link.source not in stage or stage.get(link.target) != stage[link.source] + 1:
            raise ValueError(f"no two stages in a row have {link.source} and {link.target}")
        if link.count is not None and not 0 <= link.count < math.inf:
            raise ValueError(f"{link.source} to {link.target}: fewer than nobody")
    for key, count in counts.items():
        for side in ([k for k in links if k.source == key], [k for k in links if k.target == key]):
            total = math.fsum(k.count or 0 for k in side)
            if count is not None and total > count + 1e-9:
                raise ValueError(f"{key}: links count {total:g} of {count:g}")


def _length(node: Node, unit: float) -> float:
    return _HIDDEN if node.count is None else node.count * unit


def _unit(columns: Sequence[Sequence[Node]], room: float, slot: float, gap: float) -> float:
    """Return the inches per person with which the fullest column just has room."""

    def fits(unit: float) -> bool:
        return all(
            sum(max(_length(node, unit), slot) for node in nodes) + gap * (len(nodes) - 1) <= room
            for nodes in columns
        )

    low, high = 0.0, room
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _column(
    axes: Axes, nodes: Sequence[Node], left: float, room: float,
    *, unit: float, slot: float, gap: float, placed: dict[str, Rectangle],
) -> None:  # fmt: skip
    """Place a column's nodes in the middle of the height, each in a slot that holds its words."""
    lengths = [_length(node, unit) for node in nodes]
    slots = [max(length, slot) for length in lengths]
    top = _EDGE + (room + sum(slots) + gap * (len(nodes) - 1)) / 2
    for node, length, taken in zip(nodes, lengths, slots, strict=True):
        placed[node.key] = Rectangle((left, top - (taken + length) / 2), _BAR, length)
        top -= taken + gap


def _bands(
    axes: Axes, links: Sequence[Link], placed: Mapping[str, Rectangle],
    nodes: Mapping[str, Node], *, unit: float, width: float,
) -> None:  # fmt: skip
    """Draw each band from the words of its source to its target."""
    out = {key: box.get_y() + box.get_height() for key, box in placed.items()}
    into = dict(out)
    for link in links:
        length = _THIN if link.count is None else link.count * unit
        # A hidden node has no length to divide: every band meets it in its middle.
        start, end = (
            _middle(placed[key]) + length / 2 if nodes[key].count is None else tops[key]
            for key, tops in ((link.source, out), (link.target, into))
        )
        x0 = placed[link.source].get_x() + width
        x1 = placed[link.target].get_x()
        if link.count is None:
            _dotted(axes, (x0, start - length / 2), (x1, end - length / 2))
        else:
            colour = _TO_ACCENT if nodes[link.target].accent else PALE
            _band(axes, (x0, start), (x1, end), length, colour)
        if link.count is not None:
            out[link.source] -= length
            into[link.target] -= length


def _middle(box: Rectangle) -> float:
    return float(box.get_y() + box.get_height() / 2)


def _dotted(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    bend = (start[0] + end[0]) / 2
    path = Path([start, (bend, start[1]), (bend, end[1]), end], [Path.MOVETO, *[Path.CURVE4] * 3])
    axes.add_patch(PathPatch(path, **HIDDEN))


def _band(
    axes: Axes, start: tuple[float, float], end: tuple[float, float], length: float, colour: str
) -> None:
    """Draw a band of one length all the way, from its upper corners."""
    (x0, y0), (x1, y1) = start, end
    bend = (x0 + x1) / 2
    points = [
        (x0, y0), (bend, y0), (bend, y1), (x1, y1),
        (x1, y1 - length), (bend, y1 - length), (bend, y0 - length), (x0, y0 - length), (x0, y0),
    ]  # fmt: skip
    codes = [
        Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY,
    ]  # fmt: skip
    axes.add_patch(
        PathPatch(Path(points, codes), facecolor=colour, edgecolor="white", linewidth=0.6)
    )


def _draw(axes: Axes, node: Node, box: Rectangle, width: float, *, on: bool, one: bool) -> None:
    left, y, length = box.get_x(), box.get_y(), box.get_height()
    text = HIDDEN_WORDS if node.count is None else node.text
    if on and node.count:
        # What goes on passes behind the words, straight, so that no edge crosses them.
        axes.add_patch(
            Rectangle((left, y), width, length, facecolor=PALE, edgecolor="none", linewidth=0)
        )
    box.update(
        HIDDEN
        if node.count is None
        else UNKNOWN
        if node.unknown
        else {"facecolor": ACCENT if node.accent else GREY, "edgecolor": "none"}
    )
    if node.count == 0:
        box.set(edgecolor=GREY, linewidth=1)
    axes.add_patch(box)
    room = width - _BAR - 0.08
    # A name may be cut, a count never.
    told = (
        f"{cut(node.label, room - inches(f': {text}', SMALL), lines=1, size=SMALL)}: {text}"
        if one
        else f"{cut(node.label, room, lines=1, size=SMALL)}\n{text}"
    )
    axes.text(
        left + _BAR + 0.06, _middle(box), told, va="center", fontsize=SMALL, linespacing=1.05,
        weight="semibold" if node.accent else "normal",
    )  # fmt: skip
