"""From the data folder to the page: every number in HTML and PDF has its row, and every row is shown.

Three real reports are built by the command line: a member with its own facts, one that shares
them, and one without residents; and the municipality that is no association.
"""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from pages import ROOT, Rows, rows_of
from utfall.cli import run

REPORTS = (
    "rar/2022/strangnas",
    "rar/2022/eskilstuna",
    "rar/2025/region-sormland",
    "tibro/2022/tibro",
)
_COLUMNS = {"value", "numerator", "denominator", "low", "high", "ci_low", "ci_high"}


@dataclass(frozen=True)
class Built:
    """One published report, as a reader gets it."""

    page: BeautifulSoup
    html: str
    rows: Rows
    pdf: str


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the reports from a copy of the project's data, params and notebooks."""
    root = tmp_path_factory.mktemp("project")
    for name in ("data", "params", "notebooks"):
        shutil.copytree(ROOT / name, root / name)
    for params in ("rar", "tibro"):
        years = [f"--year={r.split('/')[1]}" for r in REPORTS if r.startswith(params)]
        # Of Tibro everything is built: the municipality, its work as a whole, and its programme.
        members = [
            f"--member={r.split('/')[2]}"
            for r in REPORTS
            if r.startswith(params) and params != "tibro"
        ]
        options = [
            *dict.fromkeys(years),
            *members,
            "--renderer=embedded",
            f"--out={root / 'build'}",
        ]
        assert run(["build", str(root / "params" / f"{params}.toml"), *options]) == 0
    return root / "build"


@pytest.fixture(params=REPORTS)
def built(site: Path, request: pytest.FixtureRequest) -> Built:
    name, year, member = request.param.split("/")
    folder = site / name / "site" / "member" / year / member
    html = (folder / "index.html").read_text(encoding="utf-8")
    pdf = " ".join(page.extract_text() for page in PdfReader(folder / "report.pdf").pages)
    rows = rows_of((folder / "published.csv").read_text(encoding="utf-8"))
    return Built(BeautifulSoup(html, "html.parser"), html, rows, pdf)


def test_every_number_in_the_page_has_its_row_and_every_row_is_in_the_page(built: Built) -> None:
    marked = {str(tag["data-row"]) for tag in built.page.select("[data-row]")}

    assert marked == set(built.rows)


def test_every_marked_number_is_the_one_of_its_row(built: Built) -> None:
    wrong = []
    for tag in built.page.select("[data-row]"):
        row = built.rows[str(tag["data-row"])]
        column = str(tag.get("data-col", "value"))
        assert column in _COLUMNS
        text = tag.get_text()
        if row["status"] != "shown":
            if re.search(r"\d", text):
                wrong.append((text, row))
        elif abs(_number(text) - float(row[column]) * _scale(text, row, column)) > _rounding(
            text, row
        ):
            wrong.append((text, row))

    assert not wrong


def _number(text: str) -> float:
    found = re.search(r"−?\d[\d\u00a0]*(?:,\d+)?", text)
    assert found, text
    plain = found[0].replace("\u00a0", "").replace(",", ".").replace("−", "-")
    return float(plain)


def _scale(text: str, row: dict[str, str], column: str) -> float:
    if "miljoner" in text:
        return 1e-6
    # The first of two limits leaves the unit to the second: "15,3–16,1 miljoner kronor".
    if row["unit"] == "sek" and re.fullmatch(r"\d+,\d", text):
        return 1e-6
    # A share is written in per cent; what it is a share of is a count.
    is_share = row["unit"] == "share" and column not in {"numerator", "denominator"}
    return 100.0 if is_share else 1.0


def _rounding(text: str, row: dict[str, str]) -> float:
    decimals = re.search(r",(\d+)", text)
    step = 10.0 ** -len(decimals[1]) if decimals else 1.0
    digits = re.sub(r"\D", "", text)
    # "550 000 kr" is rounded to two significant figures and says about or at most.
    zeros = len(digits) - len(digits.rstrip("0"))
    return step / 2 * (10**zeros if row["unit"] == "sek" and zeros else 1) + 1e-9


def test_the_page_has_no_other_digit_than_dates_years_references_and_definitions(
    built: Built,
) -> None:
    main = built.page.select_one("main")
    assert main is not None
    for tag in main.select("[data-row], .d, .ref, .name, a[href^='#'], figcaption b, svg"):
        tag.decompose()
    text = main.get_text(" ")
    months = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
    allowed = [
        r"(?:Figur|Tabell)\s\d+",
        rf"\d{{1,2}}\s(?:{months})",
        r"\d{4}-\d{2}-\d{2}",
        r"(?:19|20)\d{2}",
        r"§\s?\d+",
        r"\d+[–-]\d+(?:, \d+[–-]\d+)*(?: och \d+[–-]\d+)? år",  # ages define a group
        r"Rätt Insats 2\.0",  # a programme's name
        r"Q\d+",
    ]
    left = re.sub("|".join(allowed), "", text.replace("\u00a0", " "))

    assert re.findall(r".{0,40}\d.{0,20}", left) == []


def test_the_pdf_holds_the_same_numbers_in_the_same_order(built: Built) -> None:
    text = re.sub(r"[\s\u00a0\u00ad]|-\n", "", built.pdf)
    at = 0
    missing = []
    for tag in built.page.select("main [data-row]"):
        word = re.sub(r"[\s\u00a0]", "", tag.get_text())
        found = text.find(word, at)
        if found < 0:
            missing.append(word)
        else:
            at = found

    assert not missing


def test_the_same_build_twice_gives_the_same_bytes(site: Path, tmp_path: Path) -> None:
    params = site.parent / "params" / "tibro.toml"
    assert run(["build", str(params), "--renderer=embedded", f"--out={tmp_path}"]) == 0

    first, second = (
        {f.relative_to(folder): f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file()}
        for folder in (site / "tibro" / "site", tmp_path / "tibro" / "site")
    )

    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_nothing_in_the_page_asks_another_host_or_runs_a_script(built: Built) -> None:
    fetched = [
        str(tag.get("src") or tag.get("href"))
        for tag in built.page.select("[src], link[href]")
        if not str(tag.get("src") or tag.get("href")).startswith("data:")
    ]

    assert fetched == []
    assert built.page.select("script") == []
    assert "url(http" not in built.html


def test_every_table_has_a_caption_and_headers_with_scope(built: Built) -> None:
    for table in built.page.select("main table"):
        assert table.select_one("caption")
        assert table.select("th")
        assert all(th.get("scope") in {"col", "row"} for th in table.select("th"))


def test_every_figure_has_an_alternative_text_and_a_caption(built: Built) -> None:
    figures = built.page.select("main figure")

    assert figures
    for figure in figures:
        image = figure.select_one("img")
        assert image is not None
        assert len(str(image.get("alt", ""))) > 40
        assert figure.select_one("figcaption")
