"""Where participants went: a bar of 100 per cent per programme."""

from typing import Any

import pytest

from drawn import Drawn
from evidence_rows import HOSTILE, concealed, evidence, flow, page_of, programme, value
from utfall.evidence import Evidence
from utfall.figures import outcomes
from utfall.values import Value

WHOLE = value("n_participants", 50)
WORK = value("n_outcome", 20, outcome="employment")
STUDY = value("n_outcome", 5, outcome="studies")
REST = value("n_unaccounted", 25)  # 50 − 20 − 5


def report(**cells: Any) -> Evidence:
    parts = (("employment", WORK), ("studies", STUDY), ("unknown", REST))
    return evidence(WHOLE, WORK, STUDY, REST, flows=(flow(WHOLE, *parts),), **cells)


def drawn(e: Evidence) -> Drawn:
    chart = outcomes(e)
    assert chart is not None
    return Drawn(chart)


def test_lengths_of_the_parts_are_their_shares_of_the_whole_and_fill_the_bar() -> None:
    bars = drawn(report()).bars

    # 20/50, 5/50 and 25/50
    assert [b.width for b in bars] == pytest.approx([0.4, 0.1, 0.5])
    assert [b.left for b in bars] == pytest.approx([0, 0.4, 0.5])


def test_only_what_is_unknown_is_hatched_and_it_comes_last() -> None:
    assert [b.hatched for b in drawn(report()).bars] == [False, False, True]


def test_the_numbers_of_the_parts_and_of_the_whole_are_written() -> None:
    d = drawn(report())

    assert {"20", "5", "25"} <= set(d.words)
    assert d.rows == ["Insatsen 50 deltagare, 2018"]
    assert d.legend == ["arbete", "studier eller examen", "inte redovisat"]


def test_people_of_whom_nothing_is_reported_are_one_hatched_bar() -> None:
    d = drawn(evidence(WHOLE, flows=(flow(WHOLE, ("unknown", WHOLE)),)))

    assert [(b.width, b.hatched) for b in d.bars] == [(1, True)]
    assert "Ingen källa redovisar" in d.chart.caption


def test_a_flow_of_nobody_is_a_bar_of_no_length() -> None:
    nobody = value("n_participants", 0)

    d = drawn(evidence(nobody, flows=(flow(nobody),)))

    assert sum(b.width for b in d.bars) == 0
    assert d.rows == ["Insatsen 0 deltagare, 2018"]


def test_an_inferred_exclusivity_is_said_in_the_caption() -> None:
    inferred = evidence(WHOLE, flows=(flow(WHOLE, ("unknown", WHOLE), inferred=True),))

    assert "säger källan inte att resultaten utesluter varandra" in drawn(inferred).chart.caption
    assert "utesluter" not in drawn(report()).chart.caption


def test_the_alternative_text_states_every_part() -> None:
    assert (
        "Insatsen: av 50 deltagare 20 arbete, 5 studier, 25 saknas i redovisningen."
        in drawn(report()).chart.alt
    )


def test_without_flows_there_is_no_chart() -> None:
    assert outcomes(evidence(WHOLE)) is None


def test_a_hostile_name_is_text_in_caption_and_chart() -> None:
    e = evidence(
        WHOLE,
        flows=(flow(WHOLE, ("unknown", WHOLE), inferred=True),),
        programmes=(programme(name=HOSTILE),),
    )

    d = drawn(e)

    caption = page_of(d.chart.caption)
    assert HOSTILE in caption.get_text()
    assert caption.select("script, em") == []
    assert d.faults() == []


@pytest.mark.parametrize("n", [1, 3, 12])
def test_many_programmes_can_be_read(n: int) -> None:
    wholes: list[Value] = [value("n_participants", 9, programme_id=f"p{i}") for i in range(n)]
    flows = tuple(flow(w, ("unknown", w)) for w in wholes)

    d = drawn(evidence(*wholes, flows=flows))

    assert len(d.rows) == n
    assert d.faults() == []


# What is hidden


@pytest.mark.parametrize("hidden", [2, 24])
def test_a_hidden_part_is_a_box_of_one_size_and_the_shown_parts_keep_theirs(hidden: int) -> None:
    rest = concealed(value("n_unaccounted", hidden))
    study = concealed(value("n_outcome", 5, outcome="studies"))
    parts = (("employment", WORK), ("studies", study), ("unknown", rest))

    d = drawn(evidence(WHOLE, WORK, study, rest, flows=(flow(WHOLE, *parts),)))

    assert [b.width for b in d.bars] == pytest.approx([0.4, 0.16])  # 20/50, and the box
    assert "visas inte" in d.legend
    assert "20 arbete, studier visas inte, saknas i redovisningen visas inte." in d.chart.alt
    assert d.chart.drawn == (WORK,)
    assert d.faults() == []


def test_a_flow_whose_whole_is_hidden_is_left_out_and_the_caption_and_the_text_say_so() -> None:
    other = concealed(value("n_participants", 4, programme_id="q"))
    parts = (("employment", WORK), ("studies", STUDY), ("unknown", REST))
    e = evidence(
        WHOLE,
        WORK,
        STUDY,
        REST,
        other,
        flows=(flow(WHOLE, *parts), flow(other, ("unknown", other))),
    )

    d = drawn(e)

    assert d.rows == ["Insatsen 50 deltagare, 2018"]
    assert "Antalet för Q visas inte" in d.chart.caption
    assert "Antalet för Q visas inte" in d.chart.alt


def test_a_flow_of_which_every_part_is_hidden_is_no_chart_alone() -> None:
    work = concealed(WORK)

    assert outcomes(evidence(WHOLE, work, flows=(flow(WHOLE, ("employment", work)),))) is None
