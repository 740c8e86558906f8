"""The module a notebook imports: what it displays, what it publishes, and what it refuses."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from matplotlib.figure import Figure

from evidence_rows import evidence, page_of, record, total, unknown, value
from pages import rows_of
from utfall import report
from utfall.errors import ExecuteError
from utfall.evidence import Evidence
from utfall.report import FRONT_MIME, Report, open_report
from utfall.values import Value

COUNT = value("n_participants", 51)


class Displayed(list[dict[str, Any]]):
    """What a notebook displayed, in order."""

    def __call__(
        self, data: dict[str, Any], *, raw: bool, metadata: dict[str, Any] | None = None
    ) -> None:
        self.append({**data, "metadata": metadata})

    @property
    def texts(self) -> list[str]:
        return [shown["text/markdown"] for shown in self if "text/markdown" in shown]


@pytest.fixture
def displayed(monkeypatch: pytest.MonkeyPatch) -> Displayed:
    found = Displayed()
    monkeypatch.setattr(report, "display", found)
    return found


def written(folder: Path, *values: Value, **cells: Any) -> Evidence:
    e = evidence(*values, **cells)
    (folder / "input.json").write_text(e.to_json(), encoding="utf-8")
    return e


def opened(folder: Path, *values: Value, **cells: Any) -> Report:
    written(folder, *values, **cells)
    return open_report(str(folder), member="alfa", year=2022)


def published(folder: Path) -> dict[str, dict[str, str]]:
    return rows_of((folder / "published.csv").read_text(encoding="utf-8"))


def test_opening_displays_the_title_block_first(tmp_path: Path, displayed: Displayed) -> None:
    opened(tmp_path)

    assert displayed[0][FRONT_MIME]["member"] == "Alfa"
    assert displayed[0]["text/plain"] == ""


@pytest.mark.parametrize(("member", "year"), [("beta", 2022), ("alfa", 2021)])
def test_the_input_of_another_report_is_refused_with_both_named(
    tmp_path: Path, displayed: Displayed, member: str, year: int
) -> None:
    written(tmp_path)

    with pytest.raises(ExecuteError, match=rf"holds alfa/2022.*parameters say {member}/{year}"):
        open_report(str(tmp_path), member=member, year=year)
    assert displayed == []


def test_without_a_prepared_folder_the_report_is_prepared_on_the_spot(
    tmp_path: Path, displayed: Displayed
) -> None:
    written(tmp_path)

    with mock.patch("utfall.prepare.prepare_for_notebook", return_value=tmp_path) as prepare:
        open_report("", member="alfa", year=2022)

    prepare.assert_called_once_with("member", "alfa", 2022)


def test_what_is_shown_is_published_and_what_is_not_shown_is_not(
    tmp_path: Path, displayed: Displayed
) -> None:
    r = opened(tmp_path, COUNT, value("n_completed", 40), total(51))

    r.markdown(f"Det var {r.value('n_participants', 'p', 'alfa', '2018')} deltagare.")
    r.write_published()

    assert list(published(tmp_path)) == [COUNT.key]
    assert published(tmp_path)[COUNT.key]["value"] == "51"


def test_a_value_that_is_only_asked_for_is_not_published(
    tmp_path: Path, displayed: Displayed
) -> None:
    r = opened(tmp_path, COUNT)

    r.value("n_participants", "p", "alfa", "2018")
    r.write_published()

    assert published(tmp_path) == {}


def test_what_is_told_to_be_unknown_is_published_with_its_reason_and_no_number(
    tmp_path: Path, displayed: Displayed
) -> None:
    hidden = unknown("n_participants", "ingen har räknat")
    r = opened(tmp_path, hidden)

    r.markdown(r.value("n_participants", "p", "alfa", "2018"))
    r.write_published()

    row = published(tmp_path)[hidden.key]
    assert (row["status"], row["value"], row["reason"]) == ("unknown", "", "ingen har räknat")


def test_every_key_displayed_by_a_part_is_published(tmp_path: Path, displayed: Displayed) -> None:
    r = opened(
        tmp_path, COUNT, total(51), value("funding", 9, unit="sek", basis="budget", funder="total")
    )

    r.answers()
    r.table("participants")
    r.table("funding")
    r.text("programmes")
    r.write_published()

    marked = {
        str(tag["data-row"])
        for text in displayed.texts
        for tag in page_of(text).select("[data-row]")
    }
    assert marked == set(published(tmp_path))


def test_a_key_that_the_input_does_not_have_cannot_be_displayed(
    tmp_path: Path, displayed: Displayed
) -> None:
    r = opened(tmp_path, COUNT)

    with pytest.raises(KeyError):
        r.markdown('[52]{.n data-row="n_participants:p:alfa:2019:"}')


def test_a_value_that_was_not_prepared_is_refused_with_those_that_were(
    tmp_path: Path, displayed: Displayed
) -> None:
    r = opened(tmp_path, COUNT)

    with pytest.raises(ExecuteError, match=re.escape("n_participants:p:alfa:2018:")):
        r.value("n_participants", "p", "alfa", "2019")


def test_a_part_that_does_not_exist_is_refused_with_those_that_do(
    tmp_path: Path, displayed: Displayed
) -> None:
    r = opened(tmp_path)

    for show, known in ((r.table, "participants"), (r.text, "findings"), (r.figure, "outcomes")):
        with pytest.raises(ExecuteError, match=f"has no 'nothing'; known: .*{known}"):
            show("nothing")


def test_a_figure_carries_its_label_caption_and_alternative_text(
    tmp_path: Path, displayed: Displayed
) -> None:
    opened(tmp_path, COUNT).figure("participants")

    shown = displayed[-1]
    told = shown["metadata"]["utfall"]
    assert told["label"] == "fig-participants"
    assert "51" in told["alt"]
    assert told["caption"].startswith("**")
    assert shown["image/svg+xml"].startswith("<svg")


def test_a_figure_without_data_displays_nothing(tmp_path: Path, displayed: Displayed) -> None:
    opened(tmp_path).figure("participants")

    assert len(displayed) == 1  # the title block


@pytest.mark.parametrize(("drawn", "folded"), [(True, 1), (False, 0)])
def test_a_table_of_a_charts_numbers_is_folded_only_below_the_chart(
    tmp_path: Path, displayed: Displayed, drawn: bool, folded: int
) -> None:
    counts = (
        record("n_new", 12 if drawn else None, count="participations", sex=sex)
        for sex in ("K", "M")
    )
    r = opened(tmp_path, *counts)
    r.figure("records-sexes")
    r.table("records-sexes")
    page = page_of(displayed.texts[-1])
    assert len(page.select(".data-table")) == folded
    assert len(page.select("table")) == 1


def test_a_table_without_rows_is_words(tmp_path: Path, displayed: Displayed) -> None:
    opened(tmp_path).table("participants")

    assert displayed.texts == ["Ingen källa anger hur många som deltog."]


def test_a_chart_is_the_same_bytes_every_time_holds_no_date_and_no_text_that_needs_a_font(
    tmp_path: Path, displayed: Displayed
) -> None:
    r = opened(tmp_path, COUNT)

    r.figure("participants")
    r.figure("participants")

    first, second = (shown["image/svg+xml"] for shown in displayed[1:])
    assert first == second
    assert "<dc:date" not in first
    assert "<text" not in first


def test_ids_of_two_charts_of_one_page_differ_and_every_reference_resolves(
    tmp_path: Path, displayed: Displayed
) -> None:
    money = value("funding", 9e6, unit="sek", basis="budget", funder="total")
    r = opened(tmp_path, COUNT, money)

    r.figure("participants")
    r.figure("funding")

    svgs = [shown["image/svg+xml"] for shown in displayed[1:]]
    ids = [set(re.findall(r'\bid="([^"]+)"', svg)) for svg in svgs]
    assert ids[0].isdisjoint(ids[1])
    for svg, own in zip(svgs, ids, strict=True):
        assert set(re.findall(r'(?:url\(#|href="#)([^)"]+)', svg)) <= own


def test_only_markdown_svg_and_the_title_block_leave_the_kernel(
    tmp_path: Path, displayed: Displayed
) -> None:
    r = opened(tmp_path, COUNT, total(51))

    r.answers()
    r.text("definitions")
    r.figure("participants")

    kinds = {kind for shown in displayed for kind in shown if kind != "metadata"}
    assert kinds == {FRONT_MIME, "text/markdown", "text/plain", "image/svg+xml"}


def test_a_chart_is_drawn_once_for_the_page_and_the_pdf(
    tmp_path: Path, displayed: Displayed, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []
    draw = Figure.draw

    def noted(self: Figure, renderer: Any) -> None:
        drawn.append(self)
        draw(self, renderer)

    monkeypatch.setattr(Figure, "draw", noted)

    opened(tmp_path, COUNT).figure("participants")

    assert len(drawn) == 1
    assert ["image/svg+xml" in shown for shown in displayed].count(True) == 1


def test_what_charts_share_is_loaded_before_a_fork_with_no_thread_and_no_font_left_open() -> None:
    # In a process of its own: a test before this one may have started threads. Those of numpy are
    # limited as they are where reports are made.
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from utfall import report\n"
        "report.warm()\n"
        "assert len(os.listdir('/proc/self/task')) == 1\n"
        "files = [str(link.resolve()) for link in Path('/proc/self/fd').iterdir()]\n"
        "assert not [file for file in files if file.endswith(('.ttf', '.otf'))], files\n"
        "heavy = {'pandas', 'scipy', 'statsmodels', 'matplotlib.pyplot'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )

    env = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60, env=env)
