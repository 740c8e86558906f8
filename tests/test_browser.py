"""The published site in a real browser, as readers meet it: `python -m nox -s site`.

Needs Debian's Chromium and poppler (`apt-get install chromium poppler-utils`); nothing is
downloaded. `UTFALL_CHROMIUM` names another Chromium.
"""

import functools
import http.server
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pikepdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from pypdf import PdfReader

from pages import ROOT
from utfall.cli import run

pytestmark = pytest.mark.browser

STRANGNAS = "rar/site/member/2022/strangnas"
REPORTS = (
    STRANGNAS,
    "rar/site/member/2022/flen",
    "rar/site/member/2022/region-sormland",
    "tibro/site/member/2022/tibro",
)
INDEX = "rar/site/index.html"
PAGES = (INDEX, "rar/site/tillganglighet.html", *(f"{report}/index.html" for report in REPORTS))
DESKTOP, PHONE = (1280, 800), (390, 844)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the reports; the runs lie side by side, each with its site."""
    out = tmp_path_factory.mktemp("build")
    for params in ("rar", "tibro"):
        own = [report for report in REPORTS if report.startswith(params)]
        members = [f"--member={report.rsplit('/', 1)[1]}" for report in own]
        options = ["--year=2022", *members, "--renderer=embedded", f"--out={out}"]
        assert run(["build", str(ROOT / "params" / f"{params}.toml"), *options]) == 0
    return out


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def found(*names: str) -> str:
    """Return where the first of some programs is; without one a test fails rather than skips."""
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        pytest.fail(f"no {names[0]}: apt-get install chromium poppler-utils")
    return program


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = os.environ.get("UTFALL_CHROMIUM") or found("chromium", "chromium-browser")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield launched
        launched.close()


def opened(browser: Browser, size: tuple[int, int]) -> Iterator[Page]:
    width, height = size
    page = browser.new_page(viewport={"width": width, "height": height})
    yield page
    page.close()


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    yield from opened(browser, request.param)


@pytest.fixture
def desktop(browser: Browser) -> Iterator[Page]:
    yield from opened(browser, DESKTOP)


# What every page keeps


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_violation(page: Page, address: str, path: str) -> None:
    page.goto(f"{address}/{path}")

    # All its rules: those of WCAG 2.1 A and AA, and its own advice.
    answer = Axe().run(page)

    assert answer.violations_count == 0, answer.generate_report()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_no_other_host_and_logs_no_error(page: Page, address: str, path: str) -> None:
    asked: list[str] = []
    errors: list[str] = []

    def note(said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            errors.append(said.text)

    page.on("request", lambda request: asked.append(request.url))
    page.on("console", note)
    page.on("pageerror", lambda error: errors.append(str(error)))

    page.goto(f"{address}/{path}", wait_until="networkidle")

    assert asked
    assert [url for url in asked if not url.startswith((f"{address}/", "data:"))] == []
    assert errors == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_the_screen(page: Page, address: str, path: str) -> None:
    page.goto(f"{address}/{path}")

    assert overflow(page) <= 0


@pytest.mark.parametrize("path", PAGES)
def test_no_line_is_read_by_scrolling_sideways_at_320_pixels(
    desktop: Page, address: str, path: str
) -> None:
    # WCAG 1.4.10: 1280 pixels enlarged four times are 320.
    desktop.set_viewport_size({"width": 320, "height": 640})

    desktop.goto(f"{address}/{path}")

    assert overflow(desktop) <= 0


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.mark.parametrize("path", PAGES)
def test_text_of_twice_the_size_stays_within_its_place(page: Page, address: str, path: str) -> None:
    page.goto(f"{address}/{path}")

    page.add_style_tag(content="html { font-size: 200% }")
    # Tables scroll in their frames; everything else wraps.
    cut = page.evaluate(
        """[...document.querySelectorAll("header *, nav *, main *, footer *")]
           .filter(e => e.clientWidth && e.scrollWidth > e.clientWidth + 1)
           .filter(e => !e.closest(".table-scroll"))
           .map(e => `${e.tagName}: ${e.textContent.trim().slice(0, 60)}`)"""
    )

    assert overflow(page) <= 0
    assert cut == []


@pytest.mark.parametrize("path", PAGES)
def test_every_link_within_the_site_leads_somewhere(desktop: Page, address: str, path: str) -> None:
    desktop.goto(f"{address}/{path}")

    hrefs = desktop.locator("a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    ids = set(desktop.locator("[id]").evaluate_all("all => all.map(e => e.id)"))
    within = {href[1:] for href in hrefs if href.startswith("#")}
    others = {href for href in hrefs if not re.match(r"#|https?:", href)}

    assert within - ids == set()
    for href in others:
        assert desktop.request.get(urljoin(f"{address}/{path}", href)).status == 200, href


# What a reader does


@pytest.mark.parametrize("report", REPORTS)
def test_the_first_answer_is_on_the_first_screen(page: Page, address: str, report: str) -> None:
    page.goto(f"{address}/{report}/index.html")

    box = page.locator(".answers dd [data-row]").first.bounding_box()

    assert box is not None
    assert page.viewport_size is not None
    assert box["y"] + box["height"] < page.viewport_size["height"]


def test_the_first_tab_stop_skips_to_the_content(page: Page, address: str) -> None:
    page.goto(f"{address}/{STRANGNAS}/index.html")

    page.keyboard.press("Tab")
    shown = page.locator("a.skip").evaluate(
        "a => a === document.activeElement && a.getBoundingClientRect().x >= 0"
    )
    page.keyboard.press("Enter")

    assert shown
    assert page.evaluate("document.activeElement.tagName") == "MAIN"


def test_a_charts_numbers_open_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}/{STRANGNAS}/index.html")
    details = page.locator("details.data-table").first
    assert not details.locator("table").is_visible()

    details.locator("summary").focus()
    page.keyboard.press("Enter")

    assert details.locator("table").is_visible()


def test_the_search_narrows_the_list_and_says_how_many(page: Page, address: str) -> None:
    page.goto(f"{address}/{INDEX}")
    rows = page.locator("tr[data-words]:visible")
    whole = rows.count()

    page.locator("#sok").press_sequentially("STRÄNGNÄS")

    # Twelve members, the association, and nine programmes.
    assert whole == 22
    # The municipality, and the programme that has its name.
    assert rows.count() == 2
    assert page.get_by_role("link", name="Strängnäs 2022", exact=True).is_visible()
    assert page.locator("#traffar").inner_text() == "2 av 22 rader"


def test_the_site_reads_the_same_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(f"{address}/{INDEX}")
    listed = page.locator("tr[data-words]:visible").count()
    search = page.locator("#sok").is_visible()
    page.get_by_role("link", name="Strängnäs 2022").click()
    details = page.locator("details.data-table").first
    details.locator("summary").click()

    assert (listed, search) == (22, False)
    # 15 of React EU and 51 of TUNA 2018.
    assert page.locator(".answers dd [data-row]").first.inner_text() == "66"
    assert details.locator("table").is_visible()
    context.close()


@pytest.mark.parametrize("report", REPORTS)
def test_the_downloads_are_there(desktop: Page, address: str, report: str) -> None:
    desktop.goto(f"{address}/{report}/index.html")

    for name, kind in (("report.pdf", "application/pdf"), ("published.csv", "text/csv")):
        assert desktop.locator(f"a[href='{name}']").count() == 1
        answer = desktop.request.get(f"{address}/{report}/{name}")
        assert answer.status == 200
        assert answer.headers["content-type"].startswith(kind)


def test_a_page_that_is_printed_shows_the_folded_tables(
    desktop: Page, address: str, tmp_path: Path
) -> None:
    desktop.goto(f"{address}/{STRANGNAS}/index.html")
    captions = desktop.locator("details.data-table caption").all_text_contents()

    desktop.pdf(path=tmp_path / "printed.pdf", format="A4")

    sheets = PdfReader(tmp_path / "printed.pdf").pages
    printed = without_spaces("".join(sheet.extract_text() for sheet in sheets))
    assert captions
    assert [text for text in captions if without_spaces(text) not in printed] == []


def without_spaces(text: str) -> str:
    return re.sub(r"\s", "", text)


# What a reader of a PDF meets


@pytest.mark.parametrize("report", REPORTS)
def test_the_pdf_is_tagged_swedish_a4_with_a_title_and_alt_texts(site: Path, report: str) -> None:
    with pikepdf.open(site / report / "report.pdf") as pdf:
        root = pdf.Root
        metadata = pdf.open_metadata()
        figures = tagged(root.StructTreeRoot, "/Figure")

        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == "sv-SE"
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"].endswith(": deltagare, resultat och kostnader")
        assert figures
        assert all(len(str(figure.Alt)) > 40 for figure in figures)
        for sheet in pdf.pages:
            width, height = (float(x) for x in sheet.MediaBox[2:])
            assert (round(width), round(height)) == (595, 842)


def tagged(node: pikepdf.Object, kind: str) -> list[pikepdf.Object]:
    """Return all elements of a kind in the tree of a tagged PDF."""
    elements: list[pikepdf.Object] = []
    waiting = [node]
    while waiting:
        at = waiting.pop()
        if isinstance(at, pikepdf.Array):
            waiting.extend(list(at))
        elif isinstance(at, pikepdf.Dictionary):
            if str(at.get("/S", "")) == kind:
                elements.append(at)
            if "/K" in at:
                waiting.append(at.K)
    return elements


@pytest.mark.parametrize("report", REPORTS)
def test_every_font_of_the_pdf_is_in_it(site: Path, report: str) -> None:
    with pikepdf.open(site / report / "report.pdf") as pdf:
        fonts = {
            str(font.BaseFont): set(font.DescendantFonts[0].FontDescriptor.keys())
            for sheet in pdf.pages
            for font in sheet.Resources.Font.values()
        }

    assert any("SourceSansPro" in name for name in fonts)
    assert [name for name, has in fonts.items() if not has & {"/FontFile2", "/FontFile3"}] == []


@pytest.mark.parametrize("report", REPORTS)
def test_no_page_of_the_pdf_but_the_last_is_half_empty(
    site: Path, tmp_path: Path, report: str
) -> None:
    pdf = site / report / "report.pdf"
    subprocess.run(
        [found("pdftoppm"), "-r", "40", "-gray", str(pdf), "p"], cwd=tmp_path, check=True
    )
    sheets = sorted(tmp_path.glob("p-*.pgm"))

    assert len(sheets) > 3
    assert [(sheet.name, empty(sheet)) for sheet in sheets[:-1] if empty(sheet) > 0.55] == []


def empty(sheet: Path) -> float:
    """Return how much of an A4 page between its margins has nothing on it, from the bottom up."""
    _, size, _, grey = sheet.read_bytes().split(b"\n", 3)
    width, height = map(int, size.split())
    top, bottom = round(height * 26 / 297), round(height * (297 - 24) / 297)
    inked = [y for y in range(top, bottom) if min(grey[y * width : (y + 1) * width]) < 200]
    return (bottom - 1 - max(inked, default=top)) / (bottom - top)
