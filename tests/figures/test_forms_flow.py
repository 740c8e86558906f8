"""The flow from entry to after: lengths are counts, what is hidden has one size."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.patches import PathPatch, Rectangle

from drawn import Drawn
from utfall.figures import Chart
from utfall.figures.forms import Link, Node, participant_flow

START = [Node("in", "Började", 40, "40 personer", accent=True)]
MIDDLE = [
    Node("done", "Fullföljde", 30, "30"),
    Node("left", "Avbröt", 0, "0"),
    Node("unknown", "Inte känt", 10, "10", unknown=True),
]
LINKS = [Link("in", "done", 30), Link("in", "unknown", 10)]


def draw(middle: list[Node], links: list[Link]) -> Drawn:
    figure = participant_flow([("Start", START), ("Insatsen", middle)], links)
    assert figure is not None
    return Drawn(Chart(figure, "", ""))


def bars(d: Drawn) -> list[Rectangle]:
    """Return the bars of the nodes, without the pale bands behind words."""
    found = [p for p in d.figure.axes[0].patches if isinstance(p, Rectangle)]
    return [p for p in found if p.get_width() < 0.2]


def bands(d: Drawn) -> list[PathPatch]:
    return [p for p in d.figure.axes[0].patches if isinstance(p, PathPatch)]


def test_bars_and_bands_are_as_long_as_their_counts_on_one_scale() -> None:
    d = draw(MIDDLE, LINKS)

    start, *middle = [bar.get_height() for bar in bars(d)]
    assert [x / start * 40 for x in middle] == pytest.approx([30, 0, 10])
    heights = []
    for band in bands(d):
        y = np.asarray(band.get_path().vertices, dtype=float)[:, 1]
        heights.append((y[0] - y[7]) / start * 40)
        assert y[0] - y[7] == pytest.approx(y[3] - y[4])
    assert heights == pytest.approx([30, 10])


def test_bars_of_a_stage_never_meet() -> None:
    _, *middle = bars(draw(MIDDLE, LINKS))

    for above, below in pairwise(middle):
        assert above.get_y() > below.get_y() + below.get_height()


def test_unknown_is_hatched_and_zero_is_written() -> None:
    d = draw(MIDDLE, LINKS)

    assert [bool(bar.get_hatch()) for bar in bars(d)] == [False, False, False, True]
    assert "Avbröt\n0" in d.words


@pytest.mark.parametrize("shown", [2.0, 30.0])
def test_what_is_hidden_has_one_size_whatever_else_is_shown(shown: float) -> None:
    middle = [
        replace(MIDDLE[0], count=shown), Node("a", "Avbröt", None), Node("b", "Är kvar", None),
    ]  # fmt: skip
    links = [Link("in", "done", shown), Link("in", "a", None), Link("in", "b", None)]

    d = draw(middle, links)

    assert [bar.get_height() for bar in bars(d)[2:]] == [0.24, 0.24]
    assert [w for w in d.words if "visas inte" in w] == [
        "Avbröt\nvisas inte",
        "Är kvar\nvisas inte",
    ]
    assert [to_rgba(band.get_facecolor())[3] > 0 for band in bands(d)] == [
        True, False, False,
    ]  # fmt: skip


def test_a_flow_where_every_count_is_hidden_can_be_read() -> None:
    d = draw([replace(node, count=None) for node in MIDDLE], [])

    assert d.faults() == []
    assert len([w for w in d.words if "visas inte" in w]) == 3


def test_a_long_name_is_cut_and_its_count_never() -> None:
    many = [Node(f"m{n}", "Rehabilitering " * 6, 123456, "123 456") for n in range(15)]

    d = draw(many, [])

    assert sum(word.endswith("…: 123 456") for word in d.words) == 15


@pytest.mark.parametrize(
    ("links", "match"),
    [
        ([Link("in", "nobody", 1)], "no two stages"),
        ([Link("done", "in", 1)], "no two stages"),
        ([Link("in", "done", 31)], "done: links count 31 of 30"),
        ([Link("in", "done", -1)], "fewer than nobody"),
    ],
)
def test_links_that_cannot_be_are_refused(links: list[Link], match: str) -> None:
    with pytest.raises(ValueError, match=match):
        draw(MIDDLE, links)


def test_a_count_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="fewer than nobody"):
        draw([Node("x", "Avbröt", float("nan"))], [])
