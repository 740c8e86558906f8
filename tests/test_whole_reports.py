"""Every kind of report of the made-up association, whole: what a chart says stands in its table."""

import re

import pytest

from pages import ROOT, Page, run_notebook
from readable import plain, reads_sensibly, wrong_numbers
from utfall.params import load
from utfall.prepare import prepare_run


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    """Return all reports of two years, by notebook, year and subject."""
    run = load(ROOT / "params" / "example.toml").model_copy(update={"years": (2022, 2025)})
    return {
        f"{one.notebook}/{one.year}/{one.subject_id}": run_notebook(
            ROOT / "notebooks" / f"{one.notebook}.ipynb",
            "example", one.subject_id, one.year, one.folder,
        )
        for one in prepare_run(run, ROOT, tmp_path_factory.mktemp("example"))
    }  # fmt: skip


def test_there_are_reports_of_every_kind_and_each_reads_sensibly(example: dict[str, Page]) -> None:
    assert {name.split("/")[0] for name in example} == {"member", "association", "programme"}
    for page in example.values():
        reads_sensibly(page)


def test_every_reference_leads_somewhere(example: dict[str, Page]) -> None:
    for name, page in example.items():
        told = page.markdown + "".join(chart["caption"] for chart in page.charts)
        asked = set(re.findall(r"@((?:tbl|fig)-[\w-]+)", told))
        there = set(re.findall(r"\{#((?:tbl|fig)-[\w-]+)\}", page.markdown))
        there |= {chart["label"] for chart in page.charts}
        assert asked <= there, name


def test_every_number_of_a_chart_stands_in_the_table_beneath_it(example: dict[str, Page]) -> None:
    for name, page in example.items():
        assert wrong_numbers(page) == [], name


def test_a_programmes_report_tells_of_its_own_people_alone(example: dict[str, Page]) -> None:
    for name, page in example.items():
        if not name.startswith("programme/"):
            continue
        strangers = [
            key
            for key, row in page.published.items()
            if row["programme_id"] == "all" and "from=records" in row["group"]
        ]
        assert strangers == [], name


def test_where_a_municipalitys_results_are_hidden_those_of_all_are_told_as_such(
    example: dict[str, Page],
) -> None:
    first = plain(example["member/2025/tallvik"]).split(":::")[1]
    assert "Det visas inte för Tallvik för sig. Stegvis (hela länet): minst 5 av 41" in first


def test_every_payback_time_stands_with_all_that_it_is_worked_out_from(
    example: dict[str, Page],
) -> None:
    for name in (
        "association/2025/example",
        "member/2025/storlunda",
        "programme/2025/friskare-vag",
    ):
        page = example[name]
        table = next(t for t in page.texts if "{#tbl-payback-parameters}" in t)
        rows = [key for key in page.published if key.startswith("payback_parameter:")]
        assert len(rows) == 26, name
        assert all(key in table for key in rows), name
        assert "31,42 %" in plain(page)
        assert "antagande" in table
        assert "| |" not in table.replace("  ", " ")


def test_no_member_is_told_a_cost_of_all_members_money_by_its_own_people(
    example: dict[str, Page],
) -> None:
    """Stegvis of 2024 cost 44 000 kr per participant of all its members; Tallvik had four of 56."""
    page = example["member/2025/tallvik"]
    costs = [
        row for key, row in page.published.items() if key.startswith("cost_per_participant:stegvis")
    ]
    shown = [row for row in costs if row["status"] == "shown"]
    assert {row["member_id"].count("+") for row in shown} == {8}
    assert "44 000" in plain(page)
