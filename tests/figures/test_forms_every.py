"""Every form: nothing to draw is no chart, and one row or fifteen can be read."""

import io
from collections.abc import Callable

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

from drawn import Drawn
from utfall.figures import Chart
from utfall.figures.forms import (
    AtRisk,
    Axis,
    Curve,
    DotRow,
    FunnelLimits,
    FunnelPoint,
    Link,
    Node,
    Panel,
    Reference,
    Scenario,
    Step,
    TornadoRow,
    break_even_curve,
    cumulative_incidence,
    dot_intervals,
    funnel,
    participant_flow,
    small_multiples,
    tornado,
    waterfall,
)

LONG = "Samordnad rehabilitering för unga vuxna med aktivitetsersättning i hela länet, del"


def _name(n: int) -> str:
    return f"{n + 1} {LONG}" if n % 3 == 0 else f"Namn {n + 1}"


def dots(many: int) -> Figure | None:
    rows = [
        DotRow(
            _name(n), f"{n} av 15", n / 15, max(0, n / 15 - 0.2), None if n == 2 else 1,
            n / 20, n / 15, accent=n == 1,
        )
        if n % 4 != 3
        else DotRow(_name(n), words="visas inte" if n % 8 == 3 else LONG)
        for n in range(many)
    ]  # fmt: skip
    return dot_intervals(
        rows, axis=Axis("andel", lambda x: f"{100 * x:.0f} %", share=True),
        reference=Reference(0.02, "alla 2 %"),
    )  # fmt: skip


def log_dots(many: int) -> Figure | None:
    rows = [DotRow(_name(n), f"{10**n} kr", 10.0**n, 10.0**n / 2, 10.0**n * 3) for n in range(many)]
    return dot_intervals(rows, axis=Axis("kronor", lambda x: f"{x:.0e}"), log=True)


def funnelled(many: int) -> Figure | None:
    points = [FunnelPoint(_name(n), 100 - n % 4, 0.9 - n / 100, outside=True) for n in range(many)]
    limits = [
        FunnelLimits("95 %", [1, 120], [0, 0.4], [1, 0.5]),
        FunnelLimits("99,8 %", [1, 120], [0, 0.4], [1, 0.5]),
    ]
    return funnel(points, limits, Reference(0.45, "alla 45 %"), name="avslutade")


def flowing(many: int) -> Figure | None:
    nodes = [Node(f"m{n}", _name(n), n if n % 5 != 4 else None, str(n)) for n in range(many)]
    start = [Node("in", "Började", 200, "200 personer")] if many else []
    links = [Link("in", node.key, node.count) for node in nodes]
    return participant_flow([("Start", start), ("Insatsen", nodes)], links)


def incident(many: int) -> Figure | None:
    curves = [
        Curve(_name(n), [0, 6, 12], [0, 0.03, 0.05], [0, 0.01, 0.02], [0, 0.1, 0.2])
        for n in range(many)
    ]
    at_risk = [AtRisk(n * 2, "100") for n in range(13)]
    return cumulative_incidence(
        curves, at_risk, name="månader efter inskrivningen", risk_name="kvar i insatsen"
    )


def swinging(many: int) -> Figure | None:
    rows = [
        TornadoRow(_name(n), None if n % 4 == 1 else 10 - n / 2, None if n % 4 == 2 else 12 + n,
                   "sex månader: 9", "fyra år: aldrig")
        for n in range(many)
    ]  # fmt: skip
    return tornado(rows, 11, base_label="grundantagande: 11 månader")


def breaking_even(many: int) -> Figure | None:
    scenarios = [
        Scenario(_name(n), [0, 50, 60 + n], None if n % 2 else 1.0, "efter en månad", n == 0)
        for n in range(many)
    ]
    return break_even_curve(
        [0, 1, 2], scenarios, cost=50, cost_label="kostnad 50 kr", name="månader", write=str
    )


def multiplied(many: int) -> Figure | None:
    years = [str(y) for y in range(2016, 2024)]
    panels = [
        Panel(_name(n), {y: (None if (n + k) % 9 == 4 else k * n) for k, y in enumerate(years)
                         if (n + k) % 7 != 3}, n == 1)
        for n in range(many)
    ]  # fmt: skip
    return small_multiples(panels, years=years, write=lambda x: f"{x:.0f}")


FORMS = [
    dots, log_dots, funnelled, flowing, incident, swinging, breaking_even, multiplied,
]  # fmt: skip


def falling(parts: int) -> Figure:
    steps = [Step(_name(n), 1 if n % 2 else -2, "ett") for n in range(parts)]
    end = 20 + sum(s.value for s in steps)
    return waterfall(Step("Förra", 20, "20"), steps, Step("Nu", end, f"{end:g}"))


@pytest.mark.parametrize("form", FORMS)
def test_no_rows_are_no_chart(form: Callable[[int], Figure | None]) -> None:
    assert form(0) is None


@pytest.mark.parametrize("many", [1, 2, 6, 15])
@pytest.mark.parametrize("form", [*FORMS, falling])
def test_one_row_or_fifteen_can_be_read(form: Callable[[int], Figure | None], many: int) -> None:
    figure = form(many)

    assert figure is not None
    assert Drawn(Chart(figure, "", "")).faults() == []
    assert len(figure.axes) == 1
    width, height = figure.get_size_inches()
    assert width == 6.5
    assert height <= 6.5 * 9 / 16 + 1e-9


def test_a_waterfall_without_parts_is_two_bars() -> None:
    assert Drawn(Chart(falling(0), "", "")).rows == ["Förra", "Nu"]


@pytest.mark.parametrize("form", [*FORMS, falling])
def test_the_same_chart_is_the_same_bytes(form: Callable[[int], Figure | None]) -> None:
    def written() -> bytes:
        figure, file = form(6), io.BytesIO()
        assert figure is not None
        with mpl.rc_context({"svg.hashsalt": "form", "svg.fonttype": "path"}):
            figure.savefig(file, format="svg", metadata={"Date": None})
        return file.getvalue()

    assert written() == written()
