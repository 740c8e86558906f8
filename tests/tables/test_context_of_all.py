"""The need around the association: a row for each municipality, in the order of the alphabet."""

from evidence_rows import MEMBERS, cells_of, evidence, value
from utfall import tables
from utfall.evidence import Subject

LABELS = {"context_need": "Behov", "context_rare": "Ovanligt"}


def test_each_municipality_has_a_row_and_what_is_missing_is_said() -> None:
    e = evidence(
        value("context_need", 7, programme_id="", member_id="beta", year="2021"),
        value("context_need", 5, programme_id="", member_id="alfa", year="2021"),
        value("context_need", 6, programme_id="", member_id="country", year="2021"),
        value("context_rare", 1, programme_id="", member_id="beta", year="2020"),
        subject=Subject("rar", "RAR", "association"),
        members=MEMBERS,
        context_labels=LABELS,
    )

    assert cells_of(tables.context(e)) == [
        ["Alfa", "5", "ingen uppgift"],
        ["Beta", "7", "1"],
        ["Riket", "6", "ingen uppgift"],
    ]
