"""Answers to surveys and progress between measurements."""

import pandas as pd
import pytest

from utfall.data.schema import TABLES
from utfall.measures.indicators import indicator_values, private_indicators
from utfall.values import Value, parse_group


def rows(*given: dict[str, object]) -> pd.DataFrame:
    plain = dict.fromkeys(TABLES["indicators"].column_names, "")
    numbers = {"asked": None, "unfavourable": None, "answered": 20, "favourable": 13}
    told = [
        {**plain, **numbers, "indicator_id": f"i{n}", "instrument": "nns", "text": "fråga",
         "respondents": "participants", "period_start": "2025", "period_end": "2025",
         "source_id": "s", **row}
        for n, row in enumerate(given)
    ]  # fmt: skip
    return pd.DataFrame(told)


def values(**row: object) -> dict[str, Value]:
    found = indicator_values(rows(row), confidence=0.95)
    return {v.measure.removeprefix("indicator_"): v for v in found}


def test_a_share_is_of_those_who_answered_with_bounds_of_all_who_were_asked() -> None:
    """Newcombe 1998, Table I: 15 of 148 gives 0.0624 to 0.1605."""
    found = values(asked=200, answered=148, favourable=15)
    share = found["share"]
    assert (share.numerator, share.denominator) == (15, 148)
    assert (share.ci_low, share.ci_high) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    # By hand: none of the 52 who did not answer agrees, 15 / 200; or all do, 67 / 200.
    assert (share.low, share.high) == pytest.approx((0.075, 0.335))
    assert found["response"].value == pytest.approx(0.74)
    assert "unfavourable" not in found


def test_everybody_answered_and_nobody_agreed() -> None:
    found = values(asked=20, answered=20, favourable=0, unfavourable=20)
    assert found["share"].value == 0
    assert found["share"].low is None
    assert found["share"].ci_high == pytest.approx(0.1611, abs=5e-5)
    assert found["unfavourable"].value == 20
    assert found["response"].value == 1


def test_few_nobody_and_not_stated_are_three_things() -> None:
    few = values(asked=9, answered=9, favourable=4)
    assert (few["favourable"].value, few["share"].status) == (4, "refused")
    nobody = values(asked=12, answered=0, favourable=0)
    assert nobody["share"].status == "not_applicable"
    assert nobody["response"].value == 0
    assert values()["response"].status == "unknown"
    assert values(asked=0, answered=0, favourable=0)["response"].status == "not_applicable"


def test_each_row_has_keys_of_its_own() -> None:
    found = indicator_values(rows({}, {"text": "annan"}), confidence=0.95)
    assert len({v.key for v in found}) == len(found)
    assert {parse_group(v.group)["indicator"] for v in found} == {"i0", "i1"}


def test_with_one_small_row_its_whole_question_is_hidden_for_that_period() -> None:
    frame = rows(
        {"favourable": 17},  # 3 disagree
        {"programme_id": "p"},
        {"period_end": "2024"},
        {"text": "annan"},
    )
    assert private_indicators(frame, 5) == {"i0", "i1"}
    assert private_indicators(frame, 3) == frozenset()
    assert private_indicators(rows({"answered": 4, "favourable": 0}), 5) == {"i0"}
    assert private_indicators(rows({"favourable": 20}), 5) == frozenset()
