"""What was to be expected of a municipality's participants, given who they were."""

from collections.abc import Iterator
from typing import Any

import pytest

from evidence_rows import concealed, record
from participation_rows import Row, asked, row
from utfall.measures import reasons
from utfall.measures.estimates.members import against_expected
from utfall.measures.from_records.case_mix import expected


def people(where: str, sex: str, size: int, reached: int, **cells: Any) -> Iterator[Row]:
    for n in range(size):
        done = n < reached
        yield row(
            "2020-02-03", "2020-09-01", person=f"{where}{sex}{n}", residence=where, sex=sex,
            birth_year=1980, education="upper_secondary", months_on_support=6,
            activity_exit="work" if done else "job_seeking",
            work_extent_exit=50 if done else 0, study_extent_exit=0, **cells,
        )  # fmt: skip


def found(*rows: Row) -> dict[str, tuple[int | None, str]]:
    told: Any = asked(lambda con, _: expected(con, {"2019/2020": (2019, 2020)}), rows)
    assert {at.time for at, _, _ in told} <= {"2019/2020"}
    return {at.member: (number, why) for at, number, why in told}


def test_what_is_expected_is_the_associations_share_among_those_alike() -> None:
    """By hand: women reach it 15 + 5 of 30 + 10, half of them; men 4 + 6 of 10 + 30, a quarter.

    Berg's 30 women and 10 men make 30 · 0.5 + 10 · 0.25 = 17.5; Dal's 10 and 30 make 12.5.
    """
    rows = [*people("9901", "K", 30, 15), *people("9901", "M", 10, 4),
            *people("9902", "K", 10, 5), *people("9902", "M", 30, 6)]  # fmt: skip
    told = found(*rows)
    # A half is rounded upwards; a hair below it, from the fit, downwards.
    assert told["berg"][0] in (17, 18)
    assert told["dal"][0] in (12, 13)


def test_of_fewer_than_thirty_nothing_is_expected_and_the_others_are_told() -> None:
    rows = [*people("9901", "K", 40, 20), *people("9901", "M", 20, 5),
            *people("9902", "M", 29, 7)]  # fmt: skip
    told = found(*rows)
    assert told["dal"] == (None, reasons.FEWER_THAN_THIRTY)
    # Men: 12 of 49, so 20 · 12 / 49 = 4.9 of Berg's, beside half of its 40 women.
    assert told["berg"] == (25, "")


@pytest.mark.parametrize("reached", [0, 20])
def test_where_nothing_varies_there_is_no_model(reached: int) -> None:
    rows = [*people("9901", "K", 20, reached), *people("9901", "M", 20, reached)]
    assert found(*rows) == {"berg": (None, reasons.NO_MODEL)}


def test_whose_situation_is_not_known_is_in_neither_number() -> None:
    unknown = [
        {**one, "activity_exit": None, "work_extent_exit": None, "study_extent_exit": None}
        for one in people("9901", "K", 10, 0)
    ]
    rows = [*people("9901", "K", 30, 15), *people("9901", "M", 30, 6)]
    named = [{**one, "person_id": f"synthetic-u{n}"} for n, one in enumerate(unknown)]
    # 15 and 6 are what the association's own shares make of its own.
    assert found(*rows, *named)["berg"] == (21, "")


def test_observed_by_expected_has_byars_interval() -> None:
    """PHEindicatormethods: 65 has 50.163188 to 82.849139 by Byar."""
    wanted = record("expected_reached", 50, denominator=200, definition="association")
    reached = record("n_reached", 65, definition="association")
    (told,) = against_expected([wanted, reached], 0.95)
    assert (told.value, told.numerator, told.denominator) == (1.3, 65, 50)
    assert told.ci_low == pytest.approx(1.00326, abs=1e-5)
    assert told.ci_high == pytest.approx(1.65698, abs=1e-5)


def test_what_is_hidden_or_not_expected_has_no_ratio() -> None:
    wanted = record("expected_reached", 50, denominator=200, definition="association")
    none = record("expected_reached", 0, denominator=30, definition="association")
    reached = record("n_reached", 65, definition="association")
    for values, status in (
        ([concealed(wanted), reached], "suppressed"),
        ([wanted, concealed(reached)], "suppressed"),
        ([wanted], "suppressed"),
        ([none, reached], "not_applicable"),
    ):
        (told,) = against_expected(values, 0.95)
        assert told.status == status
