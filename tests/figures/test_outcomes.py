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


def test_people_of_whom_nothing_is_reported_are_told_in_words_and_drawn_as_no_result() -> None:
    other = value("n_participants", 215, programme_id="q")
    parts = (("employment", WORK), ("studies", STUDY), ("unknown", REST))
    flows = (flow(WHOLE, *parts), flow(other, ("unknown", other)))

    d = drawn(evidence(WHOLE, WORK, STUDY, REST, other, flows=flows))

    assert d.rows == ["Insatsen 50 deltagare, 2018"]
    told = "För Q (215 deltagare) är inget redovisat om vad det blev, och ingen stapel är ritad."
    assert told in page_of(d.chart.caption).get_text()
    assert told in d.chart.alt
    assert other not in d.chart.drawn
    # 25 of those 50, and not of the 265.
    assert d.chart.caption.startswith("**Av [50]")


def test_where_nothing_is_reported_of_anybody_there_is_no_chart() -> None:
    assert outcomes(evidence(WHOLE, flows=(flow(WHOLE, ("unknown", WHOLE)),))) is None


def finding(*flows_: tuple[Value, tuple[tuple[str, Value], ...]]) -> str:
    values = [v for whole, parts in flows_ for v in (whole, *(p for _, p in parts))]
    made = tuple(flow(whole, *parts) for whole, parts in flows_)
    return (
        page_of(drawn(evidence(*values, flows=made)).chart.caption).select("strong")[0].get_text()
    )


def people(pid: str, *parts: tuple[str, Value]) -> tuple[Value, tuple[tuple[str, Value], ...]]:
    return value("n_participants", 50, programme_id=pid), parts


def state(pid: str, number: float, outcome: str = "") -> Value:
    if outcome:
        return value("n_outcome", number, programme_id=pid, outcome=outcome)
    return value("n_unaccounted", number, programme_id=pid)


def test_a_title_says_of_work_and_studies_only_what_the_parts_show() -> None:
    gone = [("unknown", state(pid, 20)) for pid in "pq"]
    work, towards = state("p", 30, "employment"), state("p", 30, "towards_employment")
    practice = ("preparation", state("q", 30, "internship"))

    def told(first: tuple[str, Value]) -> str:
        return finding(people("p", first, gone[0]), people("q", practice, gone[1]))

    assert told(("employment", work)).startswith("En del av deltagarna gick till arbete eller stud")
    assert told(("towards", towards)).startswith("En del av deltagarna gick mot arbete, men")
    # Nobody went to work, and it is known where most are.
    nobody = state("p", 0, "employment")
    assert told(("employment", nobody)) == "För många av deltagarna är läget inte redovisat."


def test_a_title_never_says_that_everything_is_reported_where_something_is_hidden() -> None:
    work = ("employment", state("p", 30, "employment"))
    rest = ("unknown", concealed(state("p", 20)))
    known = ("preparation", state("q", 50, "internship"))

    told = finding(people("p", work, rest), people("q", known))

    assert told == "En del av deltagarna gick till arbete eller studier; några tal visas inte."


def test_a_programme_without_successes_is_told_in_what_is_known() -> None:
    parts = (("ongoing", value("n_ongoing", 40)), ("broken_off", value("n_broken_off", 10)))

    assert (
        finding((WHOLE, parts)) == "Av 50 deltagare: 40 deltog fortfarande och 10 fullföljde inte."
    )


def test_a_flow_of_nobody_is_a_bar_of_no_length() -> None:
    nobody = value("n_participants", 0)

    d = drawn(evidence(nobody, flows=(flow(nobody),)))

    assert sum(b.width for b in d.bars) == 0
    assert d.rows == ["Insatsen 0 deltagare, 2018"]


def test_an_inferred_exclusivity_is_said_in_the_caption() -> None:
    inferred = evidence(WHOLE, WORK, flows=(flow(WHOLE, ("employment", WORK), inferred=True),))

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
        WORK,
        flows=(flow(WHOLE, ("employment", WORK), inferred=True),),
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
    found = [value("n_outcome", 4, programme_id=w.programme_id, outcome="studies") for w in wholes]
    flows = tuple(flow(w, ("studies", v)) for w, v in zip(wholes, found, strict=True))

    d = drawn(evidence(*wholes, *found, flows=flows))

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
