"""Pages and PDFs: what both renderers promise, with and without Quarto."""

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import nbformat
import pikepdf
import pypandoc
import pytest
import typst
import yaml
from bs4 import BeautifulSoup, Tag
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from pypdf import PdfReader

from processes import descendants
from utfall.errors import ParamsError, RenderError
from utfall.execute.lift import lift
from utfall.execute.run import Job, execute
from utfall.render import Format, embedded, front_matter, lay, renderer
from utfall.render.embedded import Embedded, shortened, to_markdown, warm
from utfall.render.quarto import Quarto, executable

NOTEBOOKS = Path(__file__).parent / "notebooks"
HOSTILE = '<script>alert(1)</script> & "x" *y* | z'


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the executed `good.ipynb` with templates and filters beside it."""
    folder = tmp_path_factory.mktemp("executed")
    (folder / "input.json").write_text('{"values": []}', encoding="utf-8")
    job = Job(
        notebook=NOTEBOOKS / "good.ipynb",
        subject="alfa",
        year=2022,
        prepared=folder,
        out=folder / "a" / "b" / "c" / "d",
        cache=folder / "cache",
        timeout_s=60,
        front={
            "report_id": "0123456789ab",
            "home": "../../../index.html",
            "accessibility": "../../../tillganglighet.html",
            "downloads": [{"href": "report.pdf", "text": "PDF"}],
            **front_matter(["html", "pdf"]),
        },
    )
    done = execute(job)
    lay(done.parent)
    return done


@pytest.fixture(scope="module")
def rendered(executed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with the page and the PDF of `good.ipynb`."""
    out = tmp_path_factory.mktemp("rendered")
    Embedded().render(executed, ["html", "pdf"], out)
    return out


@pytest.fixture(scope="module")
def page(rendered: Path) -> BeautifulSoup:
    """Return the page of `good.ipynb`."""
    return BeautifulSoup((rendered / "index.html").read_text(encoding="utf-8"), "html.parser")


@pytest.fixture(scope="module")
def pdf_text(rendered: Path) -> str:
    """Return the PDF's text in reading order."""
    pages = PdfReader(rendered / "report.pdf").pages
    return " ".join(" ".join(p.extract_text() for p in pages).split())


def one(page: BeautifulSoup | Tag, selector: str) -> Tag:
    found = page.select(selector)
    assert len(found) == 1, f"{selector}: {len(found)}"
    return found[0]


def hand_made(folder: Path, *cells: str, **front: object) -> Path:
    """Lay a notebook that needs no kernel: its cells are Markdown."""
    about = "---\ntitle: En rapport\nlang: sv-SE\n---"
    notebook = new_notebook(cells=[new_raw_cell(about), *map(new_markdown_cell, cells)])
    lift(notebook, front)
    nbformat.write(notebook, folder / "hand.ipynb")
    lay(folder)
    return folder / "hand.ipynb"


# The page


def test_the_page_says_its_language_and_can_be_walked_by_landmarks(page: BeautifulSoup) -> None:
    assert one(page, "html")["lang"] == "sv-SE"
    assert one(page, "a.skip")["href"] == "#" + str(one(page, "main")["id"])
    assert one(page, "h1").text == "Alfa <b>&</b> *y*: rapport"
    assert one(page, "nav a[href='#sec-answers']").text == "Svar"
    assert [h.name for h in page.select("main h1, main h2, main h3")] == ["h2", "h2", "h3"]


def test_the_page_runs_no_script_and_asks_no_other_host(page: BeautifulSoup) -> None:
    assert page.select("script, link:not([href^='data:']), iframe") == []
    addresses = [t.get("src") or t.get("href") for t in page.select("[src], [href]")]
    assert all(str(a).startswith(("#", "data:", "report.pdf", "../../../")) for a in addresses), (
        addresses
    )
    assert "url(" not in one(page, "style").text
    assert "@import" not in one(page, "style").text


def test_figures_are_numbered_captioned_and_described(page: BeautifulSoup) -> None:
    figure = one(page, "figure#fig-bars")

    assert " ".join(one(figure, "figcaption").text.split()) == "Figur 1. Deltagare 66 per år"
    assert one(figure, "img")["alt"] == 'Staplar: 5 % av <alla> & "några"'
    assert str(one(figure, "img")["src"]).startswith("data:image/svg+xml;base64,")


def test_tables_have_captions_scopes_and_row_headers(page: BeautifulSoup) -> None:
    captions = [c.text.replace("\u00a0", " ") for c in page.select("table > caption")]

    assert captions == ["Tabell 1. Siffror", "Tabell 2. Alla insatser"]
    assert len(page.select("table")) == 2
    for table in page.select("table"):
        assert all(th.get("scope") == "col" for th in table.select("thead th"))
        assert all(th.get("scope") == "row" for th in table.select("tbody th"))
        assert len(table.select("tbody th")) == len(table.select("tbody tr"))
        assert table.parent is not None
        assert table.parent["tabindex"] == "0"


def test_cross_references_lead_to_what_they_name(page: BeautifulSoup) -> None:
    named = {
        str(a["href"]): a.text.replace("\u00a0", " ") for a in page.select("main a[href^='#']")
    }

    assert named["#fig-bars"] == "Figur 1"
    assert named["#tbl-all"] == "Tabell 2"
    assert named["#sec-answers"] == "”Svar”"
    for target in named:
        assert page.select_one(f"[id='{target[1:]}']"), target


def test_no_id_stands_twice(page: BeautifulSoup) -> None:
    ids = [str(tag["id"]) for tag in page.select("[id]")]

    assert len(ids) == len(set(ids))


def test_numbers_keep_the_key_of_their_row(page: BeautifulSoup) -> None:
    answers = one(page, ".answers")

    assert one(answers, "span.n")["data-row"] == "n_participations:all:alfa::"
    assert one(answers, "span.s")["data-row"] == "cost_per_outcome:tuna:alfa:2018:"
    assert [dt.text for dt in answers.select("dt")] == [
        "Hur många deltog?",
        "Vad kostade varje resultat?",
    ]


def test_data_tables_fold_and_callouts_and_footnotes_are_marked_up(page: BeautifulSoup) -> None:
    folded = one(page, "details.data-table")

    assert one(folded, "summary").text == "Siffrorna i diagrammet"
    assert one(folded, "table caption").text.endswith("Siffror")
    assert one(page, ".notice[role=note] .notice-title").text.strip() == "Läs så här"
    assert "En fotnot." in one(page, "[role=doc-endnotes]").text


def test_a_hostile_name_is_text_in_both_formats(page: BeautifulSoup, pdf_text: str) -> None:
    assert HOSTILE in [th.text for th in page.select("tbody th")]
    assert HOSTILE in pdf_text


def test_code_is_hidden_and_quotes_and_dashes_are_swedish(
    page: BeautifulSoup, pdf_text: str
) -> None:
    assert "def show" not in page.text
    assert "”citat” – se ”Svar”" in page.text
    assert "”citat” – se ”Svar”" in pdf_text


# The PDF


def test_the_pdf_is_tagged_a4_in_swedish_with_title_and_pdf_ua(rendered: Path) -> None:
    with pikepdf.open(rendered / "report.pdf") as pdf:
        assert str(pdf.Root.Lang) == "sv-SE"
        assert bool(pdf.Root.MarkInfo.Marked)
        width, height = (float(x) for x in list(pdf.pages[0].MediaBox)[2:])
        with pdf.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
            assert about["dc:title"] == "Alfa <b>&</b> *y*: rapport"

    # 210 × 297 mm in points: 210 / 25.4 * 72 = 595.3; 297 / 25.4 * 72 = 841.9
    assert (round(width, 1), round(height, 1)) == (595.3, 841.9)


def test_the_pdf_numbers_its_pages_and_has_the_pages_words_in_their_order(
    page: BeautifulSoup, pdf_text: str
) -> None:
    assert "Sida 1 (" in pdf_text
    in_order = [
        "Hur många deltog?",
        "Figur 1. Deltagare 66 per år",
        "Tabell 1. Siffror",
        "Tabell 2. Alla",
    ]
    plain = pdf_text.replace("\u00a0", " ")
    places = [plain.index(words) for words in in_order]
    assert places == sorted(places)


def test_the_pdf_keeps_the_alt_text(rendered: Path) -> None:
    with pikepdf.open(rendered / "report.pdf") as pdf:
        alts = [
            str(o.Alt) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/Alt" in o
        ]

    assert 'Staplar: 5 % av <alla> & "några"' in alts


def test_a_long_table_goes_on_over_the_page_and_repeats_its_header(tmp_path: Path) -> None:
    rows = "\n".join(f"| Rad {i} | {i} |" for i in range(90))
    notebook = hand_made(
        tmp_path, f"## A\n\n| Namnrubrik | Antal |\n|:---|---:|\n{rows}\n\n: T {{#tbl-t}}"
    )

    Embedded().render(notebook, ["pdf"], tmp_path / "out")

    pages = [p.extract_text() for p in PdfReader(tmp_path / "out" / "report.pdf").pages]
    assert len(pages) > 1
    assert all("Namnrubrik" in text for text in pages)


def test_a_render_gives_the_same_bytes_again(
    executed: Path, rendered: Path, tmp_path: Path
) -> None:
    Embedded().render(executed, ["html", "pdf"], tmp_path)

    for name in ("index.html", "report.pdf"):
        assert (tmp_path / name).read_bytes() == (rendered / name).read_bytes()


# What a report costs


@pytest.mark.parametrize(
    ("wanted", "made"),
    [
        (["html", "pdf"], ["index.html", "report.pdf"]),
        (["html"], ["index.html"]),
        (["pdf"], ["report.pdf"]),
    ],
)
def test_one_process_makes_the_formats_asked_for_and_no_other(
    executed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    wanted: list[Format],
    made: list[str],
) -> None:
    warm()
    started = []
    popen = subprocess.Popen

    def noted(command: Sequence[str | Path], *others: Any, **named: Any) -> Any:
        started.append([str(word) for word in command])
        return popen(command, *others, **named)

    compiled = mock.Mock(wraps=typst.compile)
    monkeypatch.setattr(subprocess, "Popen", noted)
    monkeypatch.setattr(typst, "compile", compiled)

    written = Embedded().render(executed, wanted, tmp_path)

    assert [command[-len(wanted) :] for command in started] == [wanted]
    assert compiled.call_count == wanted.count("pdf")
    assert [path.name for path in written] == sorted(p.name for p in tmp_path.iterdir()) == made


def test_a_mark_is_short_for_pandoc_and_whole_on_the_page(tmp_path: Path) -> None:
    key = "n_participants:ima:eskilstuna+strangnas:2016/2019:of=completed;outcome=employment"
    mark = f'[23]{{.n data-row="{key}" data-col="low"}}'

    text, marks = shortened(f"Av {mark} \\{{.n}} [x]{{.n data-row='a'}}")
    notebook = hand_made(tmp_path, f'## A\n\nAv {mark} var [5]{{.s data-row="a:b:c:2020:"}}.')
    Embedded().render(notebook, ["html"], tmp_path / "out")

    assert marks == [f'<span class="n" data-row="{key}" data-col="low">']
    assert "eskilstuna" not in text
    assert text.endswith("\\{.n} [x]{.n data-row='a'}")
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert f"Av {marks[0]}23</span> var" in page
    assert '<span class="s" data-row="a:b:c:2020:">5</span>.' in page


@pytest.mark.parametrize("letters", [40, 72, 73, 200])
def test_a_table_takes_its_widths_from_its_dashes_just_as_with_whole_marks(letters: int) -> None:
    mark = '[1]{.n data-row="n:b:c:2020:"}'
    row = f"| {'x' * (letters - len(mark) - 7)} | {mark} |"
    assert len(row) == letters
    table = f"| A | B |\n|----|--:|\n{row}\n"

    def widths(text: str) -> list[str]:
        command = [pypandoc.get_pandoc_path(), "--from=markdown", "--to=native"]
        done = subprocess.run(
            command, input=text, capture_output=True, encoding="utf-8", check=True
        )
        return re.findall(r"ColWidth\w*(?: [\d.]+)?", done.stdout)

    assert widths(shortened(table)[0]) == widths(table)
    assert ("ColWidthDefault" in widths(table)) == (letters <= 72)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_fonts_found_before_a_fork_start_no_thread_and_serve_the_child(
    executed: Path, rendered: Path, tmp_path: Path
) -> None:
    # In a process of its own, since a test before this one may have started threads.
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from utfall.render.embedded import Embedded, warm\n"
        "warm()\n"
        "assert len(os.listdir('/proc/self/task')) == 1\n"
        "if child := os.fork():\n"
        "    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
        "Embedded().render(Path(sys.argv[1]), ['pdf', 'html'], Path(sys.argv[2]))\n"
        "os._exit(0)\n"
    )
    command = [sys.executable, "-c", program, str(executed), str(tmp_path)]

    subprocess.run(command, check=True, timeout=60)

    for name in ("index.html", "report.pdf"):
        assert (tmp_path / name).read_bytes() == (rendered / name).read_bytes()


# What is refused


@pytest.mark.parametrize("wanted", ["html", "pdf"])
def test_a_reference_that_leads_nowhere_is_an_error(tmp_path: Path, wanted: str) -> None:
    notebook = hand_made(tmp_path, "## A\n\nSe @fig-nowhere och @tbl-none.")

    with pytest.raises(RenderError, match=r"@fig-nowhere leads nowhere; .*@tbl-none"):
        Embedded().render(notebook, [wanted], tmp_path / "out")  # type: ignore[list-item]


def test_a_label_used_twice_is_an_error(tmp_path: Path) -> None:
    table = "| A | B |\n|---|---|\n| 1 | 2 |\n\n: T {#tbl-t}"
    notebook = hand_made(tmp_path, f"## A\n\n{table}\n\n{table}")

    with pytest.raises(RenderError, match="the label tbl-t is used twice"):
        Embedded().render(notebook, ["html"], tmp_path / "out")


def test_a_table_without_a_header_row_is_an_error_in_the_pdf(tmp_path: Path) -> None:
    notebook = hand_made(tmp_path, "## A\n\n|   |   |\n|---|---|\n| 1 | 2 |\n")

    with pytest.raises(RenderError, match="no header row"):
        Embedded().render(notebook, ["pdf"], tmp_path / "out")


# Quarto, by its command line and what it is given


def fake_quarto(folder: Path, body: str) -> Path:
    """Put a program called quarto in a folder: it notes how it was called, then does `body`."""
    folder.mkdir(exist_ok=True)
    program = folder / "quarto"
    program.write_text(
        f"#!{sys.executable}\n"
        "import json, os, pathlib, sys, time\n"
        "if sys.argv[1:] == ['--version']:\n    print('1.10.18')\n    sys.exit(0)\n"
        f"log = pathlib.Path({str(folder / 'calls.jsonl')!r})\n"
        "seen = {'words': sys.argv[1:], 'files': sorted(os.listdir())}\n"
        "log.open('a').write(json.dumps(seen) + '\\n')\n"
        f"{body}\n",
        encoding="utf-8",
    )
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    return program


WRITES = (
    "name = 'report.pdf' if sys.argv[4] == 'typst' else 'index.html'\n"
    "pathlib.Path(name).write_text('<p>made by quarto</p>')"
)


def test_quarto_is_called_once_per_format_beside_the_templates(
    executed: Path, tmp_path: Path
) -> None:
    program = fake_quarto(tmp_path / "bin", WRITES)

    made = Quarto(program).render(executed, ["html", "pdf"], tmp_path / "out")

    calls = [
        json.loads(line) for line in (tmp_path / "bin" / "calls.jsonl").read_text().splitlines()
    ]
    assert [call["words"] for call in calls] == [
        ["render", "good.ipynb", "--to", "html", "--no-execute"],
        ["render", "good.ipynb", "--to", "typst", "--no-execute"],
    ]
    needed = {
        "good.ipynb",
        "report.html",
        "report.typ",
        "report.lua",
        "report-html.lua",
        "report-typst.lua",
    }
    assert all(needed <= set(call["files"]) for call in calls)
    assert [path.name for path in made] == ["index.html", "report.pdf"]


def test_quarto_is_given_the_embedded_renderers_own_templates_and_filters(executed: Path) -> None:
    raw = nbformat.read(executed, as_version=4).cells[0].source
    formats = yaml.safe_load(raw.strip("-"))["format"]

    for wanted, own, template in (
        ("html", "report-html.lua", "report.html"),
        ("typst", "report-typst.lua", "report.typ"),
    ):
        assert formats[wanted]["template"] == template
        # Before Quarto's own processing, as they run under pandoc alone.
        assert formats[wanted]["filters"] == [
            {"at": "pre-ast", "path": "report.lua"},
            {"at": "pre-ast", "path": own},
        ]
        assert all((executed.parent / name).is_file() for name in ("report.lua", own, template))
    assert formats["html"]["minimal"] is True
    assert formats["html"]["theme"] == "none"
    assert formats["typst"]["pdf-standard"] == "ua-1"
    assert formats["typst"]["papersize"] == "a4"


def quarto_markdown(notebook: Path, folder: Path) -> str:
    """Return the Markdown that Quarto makes of a notebook, by its `jupyter.ts`.

    Cells and outputs are wrapped in divisions, images carry their label and `fig-alt`.
    """
    parts = []
    for number, cell in enumerate(nbformat.read(notebook, as_version=4).cells):
        if cell.cell_type == "raw":
            front = cell.source
            parts.append(front[: front.index("format:")] + "---")
        elif cell.cell_type == "markdown":
            parts.append(cell.source)
        for output in cell.get("outputs", []):
            text = output.data.get("text/markdown")
            kind = ".cell-output .cell-output-display .cell-output-markdown"
            if text is None:
                (folder / f"quarto-{number}.svg").write_text(
                    output.data["image/svg+xml"], encoding="utf-8"
                )
                alt = cell.metadata["fig-alt"].replace('"', '\\"')
                text = f'![{cell.metadata["fig-cap"]}](quarto-{number}.svg){{#fig-bars fig-alt="{alt}"}}'
                kind = ".cell-output .cell-output-display"
            parts.append(
                f"::: {{#cell-{number} .cell execution_count={number}}}\n\n::: {{{kind}}}\n{text}\n:::\n:::"
            )
    return "\n\n".join(parts)


@pytest.mark.parametrize(
    ("to", "own"), [("html5", "report-html.lua"), ("typst", "report-typst.lua")]
)
def test_the_filters_give_the_same_from_quartos_markdown_as_from_ours(
    executed: Path, tmp_path: Path, to: str, own: str
) -> None:
    ours = to_markdown(nbformat.read(executed, as_version=4), tmp_path)
    theirs = quarto_markdown(executed, tmp_path)
    filters = [f"--lua-filter={executed.parent / name}" for name in ("report.lua", own)]

    def body(text: str) -> str:
        command = [
            pypandoc.get_pandoc_path(),
            "--from=markdown",
            f"--to={to}",
            "--wrap=none",
            *filters,
        ]
        done = subprocess.run(
            command, input=text, cwd=tmp_path, capture_output=True, encoding="utf-8", check=True
        )
        # The two name their image files differently.
        for svg in sorted(tmp_path.glob("*.svg")):
            done.stdout = done.stdout.replace(svg.name, "figure.svg")
        return done.stdout

    assert body(theirs) == body(ours)


def test_quarto_that_fails_says_its_exit_status_and_last_lines(
    executed: Path, tmp_path: Path
) -> None:
    program = fake_quarto(tmp_path / "bin", "print('one')\nprint('ERROR: two')\nsys.exit(3)")

    with pytest.raises(RenderError, match="quarto ended with 3: one / ERROR: two"):
        Quarto(program).render(executed, ["html"], tmp_path / "out")


def test_an_unresolved_reference_in_quartos_page_is_an_error(
    executed: Path, tmp_path: Path
) -> None:
    program = fake_quarto(
        tmp_path / "bin", "pathlib.Path('index.html').write_text('<p>Se ?@fig-x</p>')"
    )

    with pytest.raises(RenderError, match=r"\?@fig-x lead nowhere"):
        Quarto(program).render(executed, ["html"], tmp_path / "out")


def test_quarto_that_hangs_is_ended(
    executed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Quarto is a script that starts others.
    program = fake_quarto(tmp_path / "bin", "__import__('subprocess').run(['sleep', '60'])")
    monkeypatch.setattr("utfall.render.quarto._TIMEOUT", 2)
    before = set(descendants(os.getpid()))

    with pytest.raises(RenderError, match="took longer than 2 s"):
        Quarto(program).render(executed, ["html"], tmp_path / "out")

    assert set(descendants(os.getpid())) <= before


def test_auto_takes_quarto_where_it_is_found_and_the_embedded_one_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("QUARTO_PATH", raising=False)
    program = fake_quarto(tmp_path / "bin", "")
    monkeypatch.setenv("PATH", str(tmp_path))
    without = renderer("auto").name
    with pytest.raises(ParamsError, match="no `quarto` executable was found"):
        renderer("quarto")
    monkeypatch.setenv("PATH", str(program.parent))

    assert without == "embedded"
    assert executable() == program
    assert renderer("auto").name == "quarto"
    assert renderer("auto").version() == "quarto 1.10.18"
    assert renderer("embedded").name == "embedded"


def test_an_unknown_renderer_is_refused_with_those_allowed() -> None:
    with pytest.raises(ParamsError, match="found 'latex'; allowed are auto, quarto, embedded"):
        renderer("latex")


@pytest.mark.skipif(executable() is None, reason="no Quarto on this machine")
def test_the_real_quarto_gives_the_embedded_page(
    executed: Path, rendered: Path, tmp_path: Path
) -> None:
    renderer("quarto").render(executed, ["html", "pdf"], tmp_path)

    pages = [
        BeautifulSoup((folder / "index.html").read_text(encoding="utf-8"), "html.parser")
        for folder in (tmp_path, rendered)
    ]
    for selector in ("main", "figcaption", "caption", "h1"):
        quarto, embedded = ([" ".join(t.text.split()) for t in p.select(selector)] for p in pages)
        assert quarto == embedded
    assert [i["alt"] for i in pages[0].select("img")] == [i["alt"] for i in pages[1].select("img")]


def test_a_cell_without_a_label_line_is_labelled_by_its_output(tmp_path: Path) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"></svg>'
    about = {"utfall": {"label": "fig-x", "caption": "C", "alt": "A"}}
    output = new_output("display_data", {"image/svg+xml": svg}, metadata=about)
    code = new_code_cell("figure()", outputs=[output])
    about_text = "---\ntitle: En rapport\nlang: sv-SE\n---"
    text = new_markdown_cell("## A\n\nSe @fig-x.")
    notebook = new_notebook(cells=[new_raw_cell(about_text), text, code])
    lift(notebook, {})
    nbformat.write(notebook, tmp_path / "n.ipynb")
    lay(tmp_path)

    Embedded().render(tmp_path / "n.ipynb", ["html"], tmp_path / "out")

    assert 'id="fig-x"' in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["= rubrik", "- punkt", "+ nummer", "/ ord: text", "1. ett"])
def test_a_name_that_looks_like_mark_up_is_text_in_a_tables_cell(tmp_path: Path, name: str) -> None:
    from utfall.text import escape

    table = (
        f"| Insats | Antal |\n|---|---|\n| {escape(name)} | {escape(name)} |\n\n: Namn {{#tbl-x}}"
    )
    notebook = hand_made(tmp_path, f"## Ett\n\n{table}")

    Embedded().render(notebook, ["html", "pdf"], tmp_path / "out")

    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "out" / "report.pdf").pages)
    assert text.replace("\n", " ").count(name) == 2
    page = BeautifulSoup(
        (tmp_path / "out" / "index.html").read_text(encoding="utf-8"), "html.parser"
    )
    assert [cell.get_text() for cell in page.select("tbody th, tbody td")] == [name, name]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("![x](http://example.org/x.png){fig-alt='x'}", "another host"),
        ("text ![x](//example.org/x.png) text", "another host"),
    ],
)
def test_an_image_on_another_host_is_refused(tmp_path: Path, source: str, said: str) -> None:
    notebook = hand_made(tmp_path, f"## Ett\n\n{source}")

    with pytest.raises(RenderError, match=said):
        Embedded().render(notebook, ["html"], tmp_path / "out")


def test_an_authors_raw_html_is_text_and_runs_nothing(tmp_path: Path) -> None:
    notebook = hand_made(tmp_path, "## Ett\n\n```{=html}\n<script>alert(1)</script>\n```\n")

    Embedded().render(notebook, ["html"], tmp_path / "out")

    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "<script" not in page


def test_the_pandoc_of_the_wheel_is_used_whatever_the_machine_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "pandoc"
    other.write_text("#!/bin/sh\necho pandoc 99.0\n", encoding="utf-8")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYPANDOC_PANDOC", str(other))
    embedded._program.cache_clear()

    found = Path(embedded._program())

    assert found.parts[-3:-1] == ("pypandoc", "files")
    assert found.is_file()
