"""Whoever holds one page of a synthetic report sees that it is made up."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from pages import ROOT
from utfall.cli import run

MARK = "Påhittade uppgifter: ingen verklig person eller insats."


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of one report of the committed example."""
    out = tmp_path_factory.mktemp("build")
    options = ["--member", "lillskar", "--year", "2025", "--renderer", "embedded"]
    assert run(["build", str(ROOT / "params" / "example.toml"), *options, "--out", str(out)]) == 0
    return out / "example" / "site"


def test_every_page_of_the_site_begins_with_the_mark_and_ends_with_it(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))

    assert {page.name for page in pages} == {"index.html", "tillganglighet.html"}
    assert len(pages) == 3
    for page in pages:
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        first = soup.select_one("header.top > p.made-up")
        last = soup.select_one("footer.bottom strong")
        assert first is not None
        assert first.get_text() == MARK
        assert last is not None
        assert last.get_text() == MARK


def test_every_page_of_the_pdf_bears_the_mark_above_everything_else(site: Path) -> None:
    pages = PdfReader(site / "member" / "2025" / "lillskar" / "report.pdf").pages

    texts = [" ".join(page.extract_text().split()) for page in pages]
    assert len(texts) > 3
    assert [text for text in texts if MARK not in text] == []


def test_the_sources_of_its_figures_say_so_too(site: Path) -> None:
    page = (site / "member" / "2025" / "lillskar" / "index.html").read_text(encoding="utf-8")

    assert "(påhittad)" in page


def test_a_programmes_name_with_signs_of_mark_up_is_shown_as_it_is(site: Path) -> None:
    options = ["--member", "granaker", "--year", "2022", "--renderer", "embedded"]
    out = site.parent.parent
    assert run(["build", str(ROOT / "params" / "example.toml"), *options, "--out", str(out)]) == 0

    page = (site / "member" / "2022" / "granaker" / "index.html").read_text(encoding="utf-8")
    soup = BeautifulSoup(page, "html.parser")
    pdf = PdfReader(site / "member" / "2022" / "granaker" / "report.pdf")
    assert "Kompass & Kraft <30 veckor" in " ".join(soup.get_text().split())
    text = " ".join(" ".join(p.extract_text() for p in pdf.pages).split())
    assert "Kompass & Kraft <30" in text


def test_a_report_of_real_data_has_no_such_mark(tmp_path: Path) -> None:
    options = ["--year", "2022", "--renderer", "embedded"]
    assert (
        run(["build", str(ROOT / "params" / "tibro.toml"), *options, "--out", str(tmp_path)]) == 0
    )

    site = tmp_path / "tibro" / "site"
    for page in site.rglob("*.html"):
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        assert soup.select(".made-up") == []
        assert "Påhittade" not in soup.get_text()
    reports = list(site.rglob("report.pdf"))
    assert len(reports) == 3  # the municipality, its work as a whole, and its one programme
    for report in reports:
        assert all("Påhittade" not in page.extract_text() for page in PdfReader(report).pages)
