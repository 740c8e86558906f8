"""The documents and pages behind a report."""

from evidence_rows import cells_of, evidence, source, value
from utfall.tables.sources import sources


def test_only_sources_that_a_value_rests_on_are_listed_also_one_of_several() -> None:
    e = evidence(
        value("n_participants", 1, source_id="a;b"),
        sources=(
            source("a", title="Svar"),
            source("b", date="", stated_by="web_page"),
            source("c"),
        ),
    )

    assert [[row[0], *row[3:]] for row in cells_of(sources(e))] == [
        ["a", "Svaret på frågan", "12 december 2022"],
        ["b", "Webbsida", "utan datum"],
    ]
