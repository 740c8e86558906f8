"""The published site in a real browser, as readers meet it: `python -m nox -s site`.

Needs Debian's Chromium (`apt-get install chromium poppler-utils`); nothing is downloaded.
"""

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from pages import ROOT
from utfall.cli import run

pytestmark = pytest.mark.browser

REPORTS = ("member/2022/strangnas", "member/2022/flen", "member/2022/region-sormland")
PAGES = ("index.html", "tillganglighet.html", *(f"{report}/index.html" for report in REPORTS))
SIZES = ((1280, 800), (390, 844))
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("build")
    members = [f"--member={report.rsplit('/', 1)[1]}" for report in REPORTS]
    options = ["--year=2022", *members, "--renderer=embedded", f"--out={out}"]
    assert run(["build", str(ROOT / "params" / "rar.toml"), *options]) == 0
    return out / "rar" / "site"


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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.fail("no Chromium: apt-get install chromium poppler-utils")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(params=SIZES, ids=["desktop", "phone"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, height = request.param
    opened = browser.new_page(viewport={"width": width, "height": height})
    yield opened
    opened.close()


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_violation(page: Page, address: str, path: str) -> None:
    page.goto(f"{address}/{path}")

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_no_other_host_and_logs_no_error(page: Page, address: str, path: str) -> None:
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)

    page.goto(f"{address}/{path}", wait_until="networkidle")

    own = (f"{address}/", "data:")
    assert [url for url in asked if not url.startswith(own)] == []
    # A browser asks for an icon that no page names; there is none, and no harm in that.
    assert [error for error in errors if "404" not in error] == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_the_screen(page: Page, address: str, path: str) -> None:
    page.goto(f"{address}/{path}")

    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")

    assert overflow <= 0


def test_the_first_answer_is_on_the_first_screen(page: Page, address: str) -> None:
    page.goto(f"{address}/{REPORTS[0]}/index.html")

    box = page.locator(".answers [data-row]").first.bounding_box()

    assert box is not None
    assert page.viewport_size is not None
    assert box["y"] + box["height"] < page.viewport_size["height"]
    assert page.locator(".answers [data-row]").first.inner_text() == "66"


def test_the_first_tab_stop_skips_to_the_content(page: Page, address: str) -> None:
    page.goto(f"{address}/{REPORTS[0]}/index.html")

    page.keyboard.press("Tab")
    target = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")

    assert target.startswith("#")
    assert page.evaluate("location.hash") == target
    assert page.locator(f"main{target}, main {target}").count() == 1


def test_a_charts_numbers_open_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}/{REPORTS[0]}/index.html")
    details = page.locator("details.data-table").first
    assert not details.locator("table").is_visible()

    details.locator("summary").focus()
    page.keyboard.press("Enter")

    assert details.locator("table").is_visible()


def test_every_inner_link_leads_somewhere(page: Page, address: str) -> None:
    page.goto(f"{address}/{REPORTS[0]}/index.html")

    lost = page.evaluate(
        """[...document.querySelectorAll("a[href^='#']")].map(a => a.getAttribute("href"))
           .filter(h => !document.getElementById(decodeURIComponent(h.slice(1))))"""
    )

    assert lost == []


def test_the_search_narrows_the_list_and_says_how_many(page: Page, address: str) -> None:
    page.goto(f"{address}/index.html")

    page.locator("#sok").fill("strängnäs")

    assert page.locator("tbody tr[data-words]:visible").count() >= 1
    assert not page.get_by_role("link", name="Flen 2022").is_visible()
    assert page.locator("#traffar").inner_text().startswith("1 av 12")


def test_the_reports_read_the_same_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()

    opened.goto(f"{address}/index.html")
    opened.get_by_role("link", name="Strängnäs 2022").click()

    assert opened.locator(".answers [data-row]").first.inner_text() == "66"
    context.close()


def test_the_downloads_are_there(page: Page, address: str) -> None:
    page.goto(f"{address}/{REPORTS[0]}/index.html")

    for name, kind in (("report.pdf", "application/pdf"), ("published.csv", "text/csv")):
        assert page.locator(f"a[href='{name}']").count() == 1
        answer = page.request.get(f"{address}/{REPORTS[0]}/{name}")
        assert answer.status == 200
        assert answer.headers["content-type"].startswith(kind)


@pytest.mark.parametrize("report", REPORTS)
def test_the_pdf_is_tagged_swedish_a4_with_alt_texts(site: Path, report: str) -> None:
    with pikepdf.open(site / report / "report.pdf") as pdf:
        root = pdf.Root
        metadata = str(root.Metadata.read_bytes(), "utf-8")
        figures = _tagged(root.StructTreeRoot, "/Figure")

        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == "sv-SE"
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert "pdfuaid:part" in metadata
        assert "dc:title" in metadata
        assert figures
        assert all(len(str(figure.Alt)) > 40 for figure in figures)
        for sheet in pdf.pages:
            width, height = (float(x) for x in sheet.MediaBox[2:])
            assert (round(width), round(height)) == (595, 842)


def _tagged(node: pikepdf.Object, kind: str) -> list[pikepdf.Object]:
    """Return all elements of a kind in the tree of a tagged PDF."""
    found: list[pikepdf.Object] = []
    waiting = [node]
    while waiting:
        at = waiting.pop()
        if isinstance(at, pikepdf.Array):
            waiting.extend(list(at))
        elif isinstance(at, pikepdf.Dictionary):
            if str(at.get("/S", "")) == kind:
                found.append(at)
            if "/K" in at:
                waiting.append(at.K)
    return found
