"""A change whose parts are not all shown is not told in parts."""

import re

import pytest

from evidence_rows import concealed, value
from utfall.meaning import LANGUAGES, Language, sentences


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_a_hidden_part_is_told_with_its_reason_and_not_left_out(language: Language) -> None:
    costs = value("payback_change", -5, unit="months", factor="costs")
    rates = value("payback_change", -15, unit="months", factor="rates")
    told = sentences.changed(
        value("payback_months", 29, unit="months", year="2022"),
        value("payback_months", 9, unit="months"),
        value("payback_change", -20, unit="months"),
        {"costs": costs, "rates": concealed(rates, "talet är litet")},
        language,
    )
    assert "talet är litet" in told
    assert rates.key in told
    assert not re.search(r"\d", re.sub(r"\{[^}]*\}", "", told))
