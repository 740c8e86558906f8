"""Beneath the need around: how its figures differ from the association's own, and whose they are."""

import pytest

from evidence_rows import MEMBERS, evidence, value
from utfall import tables
from utfall.evidence import Subject
from utfall.values import Value

LABELS = {
    "context_unemployed_18_65": "Arbetslösa, 18–65 år",
    "context_left_labour_unit": "Lämnade kommunens verksamhet",
    "context_cost_labour_measures": "Kostnad",
}
SUBJECTS = [Subject("alfa", "Alfa", "municipality"), Subject("rar", "RAR", "association")]


def need(measure: str = "unemployed_18_65", area: str = "alfa", source: str = "kolada") -> Value:
    return value(
        f"context_{measure}", 6.5, unit="percent", programme_id="", member_id=area, year="2021",
        source_id=source,
    )  # fmt: skip


def note(*values: Value, subject: Subject = SUBJECTS[0]) -> str:
    told = tables.context(
        evidence(*values, subject=subject, members=MEMBERS, context_labels=LABELS)
    )
    return told.rpartition("{#tbl-context}\n\n")[2]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_whom_the_figures_are_of_who_is_counted_and_when_is_said(subject: Subject) -> None:
    told = note(need(), subject=subject)
    assert "kan inte jämföras med rapportens egna" in told
    assert "alla som bor i området" in told
    assert "gäller bara dem som deltog" in told
    assert "det år som står vid dem, men rapportens egna den tid som varje insats" in told


def test_the_country_is_explained_where_it_is_told() -> None:
    assert "Rikets tal" not in note(need())
    assert "kommuner utan samordningsförbund" in note(need(), need(area="country"))


@pytest.mark.parametrize(
    ("sources", "credit"),
    [
        (("kolada", "kolada"), " Källa: Kolada."),
        (("kolada", "s"), " Källa för en del av talen: Kolada."),
        (("s", "s"), ""),
    ],
)
def test_kolada_is_named_where_it_is_the_source(sources: tuple[str, str], credit: str) -> None:
    one, other = sources
    told = note(need(source=one), need(area="country", source=other))
    assert told.endswith(f"kommuner utan samordningsförbund.{credit}")


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ("left_labour_unit", "inget mått att bedöma förbundets insatser mot"),
        ("cost_labour_measures", "ingen kostnad per deltagare"),
    ],
)
def test_a_municipalitys_own_work_is_no_measure_of_the_associations(
    measure: str, said: str
) -> None:
    assert said in note(need(measure))
    assert said not in note(need())


def test_without_figures_there_is_no_note() -> None:
    assert tables.context(evidence()) == ""
