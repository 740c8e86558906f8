"""Where people went, from entry to their situation after: of records and of what sources tell."""

from dataclasses import replace

import pytest

from drawn import Drawn
from evidence_rows import concealed, evidence, flow, record, value
from utfall import figures
from utfall.evidence import Evidence
from utfall.subject import Subject
from utfall.values import Value


def of_programme(*values: Value, **cells: object) -> Evidence:
    made = evidence(*values, **cells)
    return replace(made, subject=Subject("p", "Insatsen", "programme"))


def words(e: Evidence) -> list[str]:
    chart = figures.flow(e)
    assert chart is not None
    return [text.get_text() for text in Drawn(chart).texts]


# IMA 2016–2019: 77 = 53 + 20 + 4, and 53 = 23 + 18 + 7 + 5.
ALL = value("n_participants", 77)
DONE = value("n_completed", 53)
PARTS = (
    ("employment", value("n_outcome", 23, outcome="employment")),
    ("studies", value("n_outcome", 18, outcome="studies")),
    ("preparation", value("n_outcome", 7, outcome="internship")),
    ("preparation", value("n_outcome", 5, outcome="assessment")),
    ("broken_off", value("n_broken_off", 20)),
    ("unknown", value("n_unaccounted", 4)),
)


def test_a_programme_of_which_sources_tell_who_completed_is_drawn_in_three_stages() -> None:
    e = of_programme(ALL, DONE, *(v for _, v in PARTS), flows=(flow(ALL, *PARTS),))
    told = "\n".join(words(e))
    for text in ("Deltagare\n77", "Fullföljde\n53", "Fullföljde inte\n20", "Arbete\n23"):
        assert text in told
    chart = figures.flow(e)
    assert chart is not None
    assert "53" in chart.caption
    assert {v.value for v in chart.drawn} == {77, 53, 23, 18, 7, 5, 20, 4}


@pytest.mark.parametrize(
    ("whole", "done"),
    [
        (ALL, value("n_completed", 54)),  # the outcomes are not all of those who completed
        (value("n_participants", 78), DONE),
        (ALL, concealed(DONE)),
        (concealed(ALL), DONE),
    ],
)
def test_what_does_not_add_up_or_is_hidden_is_not_drawn(whole: Value, done: Value) -> None:
    e = of_programme(whole, done, *(v for _, v in PARTS), flows=(flow(whole, *PARTS),))
    assert figures.flow(e) is None


def recorded(*, after: bool, still: Value | None = None, hidden: bool = False) -> Evidence:
    def state(code: str, number: float | None, **more: str) -> Value:
        return record("n_outcome", number, outcome=code, member_id="all", year="2021/2022", **more)

    rows = [
        record("n_exits", 100, count="participations", member_id="all", year="2021/2022"),
        state("work_or_study", 30),
        state("none", 60),
        state("unknown", None if hidden else 10),
    ]
    if after:
        rows += [state("work_or_study", 35, after="12m"), state("none", 40, after="12m"),
                 state("unknown", 5, after="12m"), state("not_due", 20, after="12m")]  # fmt: skip
    rows += [still] if still else []
    return replace(evidence(*rows), subject=Subject("forbundet", "Förbundet", "association"))


def test_records_are_drawn_from_entry_to_a_year_after() -> None:
    still = record("n_closing", 40, count="participations", kind="stock", member_id="all")
    told = "\n".join(words(recorded(after=True, still=still)))
    for stage in ("Deltog", "Sist i perioden", "Vid avslutet", "Ett år senare"):
        assert stage in told
    for text in ("Var kvar\n40", "Slutade\n100", "Arbete eller studier\n30", "Inte dags än\n20"):
        assert text in told
    # The sum is drawn and never told: it is no published number.
    assert "140" not in told


def test_without_a_later_time_or_who_stayed_those_stages_are_left_out() -> None:
    told = "\n".join(words(recorded(after=False)))
    assert "Ett år senare" not in told
    assert "Var kvar" not in told
    assert "Vid avslutet" in told


def test_what_is_hidden_is_a_box_without_a_number() -> None:
    told = "\n".join(words(recorded(after=False, hidden=True)))
    assert "visas inte" in told
