"""Cumulative incidence: steps at their times, names apart, numbers at risk below."""

from dataclasses import replace

import numpy as np
import pytest

from drawn import Drawn
from utfall.figures import Chart
from utfall.figures.forms import AtRisk, Curve, cumulative_incidence

WORK = Curve("Arbete", [0, 6, 12], [0, 0.2, 0.4], [0, 0.1, 0.3], [0, 0.3, 0.5])
STUDY = Curve("Studier", [0, 6, 12], [0, 0.1, 0.1])
RISK = [AtRisk(0, "77"), AtRisk(6, "40"), AtRisk(12, "visas inte")]


def draw(*curves: Curve, at_risk: list[AtRisk] = RISK) -> Drawn:
    figure = cumulative_incidence(curves, at_risk, name="månader", risk_name="kvar")
    assert figure is not None
    return Drawn(Chart(figure, "", ""))


def test_a_curve_steps_up_at_its_times_and_holds_to_the_end() -> None:
    d = draw(STUDY, at_risk=[AtRisk(0, "77"), AtRisk(24, "9")])

    (step,) = d.figure.axes[0].lines
    assert step.get_drawstyle() == "steps-post"
    points = np.asarray(step.get_xydata(), dtype=float).tolist()
    assert points == [[0, 0], [6, 0.1], [12, 0.1], [24, 0.1]]


def test_only_the_first_curve_has_its_interval() -> None:
    assert len(draw(WORK, WORK).figure.axes[0].collections) == 1
    assert len(draw(STUDY, WORK).figure.axes[0].collections) == 0


def test_curves_differ_in_line_as_well_as_in_colour() -> None:
    d = draw(*(replace(STUDY, label=str(n)) for n in range(4)))

    # What is drawn in grey is told by its dashes alone.
    assert len({str(vars(line)["_dash_pattern"]) for line in d.figure.axes[0].lines}) == 4


def test_numbers_at_risk_stand_below_their_times() -> None:
    d = draw(WORK, STUDY)

    places = {
        t.get_text(): t.get_position()[0]
        for t in d.texts
        if t.get_text() in ("77", "40", "visas inte")
    }
    assert places == {"77": 0, "40": 6, "visas inte": 12}
    assert "kvar" in d.words
    assert d.faults() == []


def test_names_of_curves_that_end_together_are_moved_apart() -> None:
    d = draw(STUDY, replace(STUDY, label="Annan insats"), replace(STUDY, label="Flyttade"))

    assert {"Studier", "Annan insats", "Flyttade"} <= set(d.words)
    assert d.faults() == []


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, ["0 %", "10 %", "20 %"]),
        (0.21, ["0 %", "25 %", "50 %"]),
        (1.0, ["0 %", "50 %", "100 %"]),
    ],
)
def test_the_scale_is_the_lowest_that_holds_the_curve(share: float, words: list[str]) -> None:
    d = draw(Curve("Arbete", [0], [share]))

    assert [w for w in d.rows if w] == words[::-1]


@pytest.mark.parametrize(
    ("curve", "match"),
    [
        (Curve("Arbete", [], []), "0 shares at 0 times"),
        (Curve("Arbete", [0, 1], [0.1]), "1 shares at 2 times"),
        (Curve("Arbete", [1, 0], [0.1, 0.1]), "do not rise"),
        (Curve("Arbete", [0], [1.1]), "outside 0 to 1"),
        (Curve("Arbete", [0], [float("nan")]), "outside 0 to 1"),
        (Curve("Arbete", [0], [0.1], [0.1], []), "a low and a high"),
    ],
)
def test_a_curve_that_cannot_be_is_refused(curve: Curve, match: str) -> None:
    with pytest.raises(ValueError, match=match):
        draw(curve)
