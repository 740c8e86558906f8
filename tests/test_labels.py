"""Every code that a data folder may hold has its Swedish word."""

from collections.abc import Mapping

import pytest

from utfall import labels
from utfall.data.schema import TABLES


def allowed(table: str, column: str) -> set[str]:
    """Return the codes that the schema allows in a column."""
    (found,) = (c for c in TABLES[table].columns if c.name == column)
    return set(found.allowed or ())


@pytest.mark.parametrize(
    ("words", "table", "column"),
    [
        (labels.OUTCOME, "counts", "outcome"),
        (labels.OUTCOME_VERB, "counts", "outcome"),
        (labels.OUTCOME_NOUN, "counts", "outcome"),
        (labels.AFTER, "counts", "after"),
        (labels.FUNDER, "funding", "funder"),
        (labels.BASIS, "funding", "basis"),
        (labels.ORIENTATION, "programmes", "orientation"),
        (labels.STATUS, "programmes", "status"),
        (labels.STATED_BY, "sources", "stated_by"),
        (labels.STATED_BY_WHOM, "sources", "stated_by"),
    ],
)
def test_every_code_of_a_column_has_a_word(
    words: Mapping[str, str], table: str, column: str
) -> None:
    codes = allowed(table, column)

    assert codes
    assert codes - set(words) == set()
    assert all(words[code] for code in codes)
