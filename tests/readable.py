"""What no reader of a report should meet, whoever it is about."""

import html
import json
import re

import pypandoc

from pages import Page
from utfall.disclosure.pages import disagreements
from utfall.values import Value


def plain(page: Page) -> str:
    """Return the words of a page without marks."""
    text = re.sub(r"\[([^\]]*)\]\{[^}]*\}", r"\1", page.markdown)
    return text.replace("\u00a0", " ").replace("\\", "")


def reads_sensibly(page: Page) -> None:
    """Find what no reader should meet, and headings with nothing below them."""
    told = plain(page)
    for wrong in (
        r"\bNone\b", r"\bnan\b", r"\binf\b", r"\{", r"\b(\w+) \1\b(?<!\d)", r"\.\.", r" ,", r" \.",
        r"\bDe 1\b", r"\bde 1 som\b", r"\b1 personer\b", r"eftersom ,", r"\(\)", r"\b0 av 0\b",
    ):  # fmt: skip
        found = re.search(
            wrong, re.sub(r"^(\||:::).*$|\{#[^}]*\}|\{\.[^}]*\}", "", told, flags=re.M)
        )
        assert found is None, (
            f"{page.member}: {told[max(0, found.start() - 60) : found.end() + 40]}"
        )
    empty = [heading for heading, number in page.shown.items() if not number]
    assert empty == [], f"{page.member} {page.year}"
    short = next(t for t in page.texts if ".short" in t)
    answers = [line for line in short.splitlines() if line.startswith(":   ")]
    assert len(answers) >= 5
    assert all(line.rstrip().endswith((".", "kronor.")) for line in answers)


def wrong_numbers(page: Page) -> list[str]:
    """Return where a page, its charts' descriptions included, tells another number than its rows."""
    prepared = json.loads((page.folder / "input.json").read_text(encoding="utf-8"))
    rows = [Value(**row) for room in ("values", "cited", "compared") for row in prepared[room]]
    names = [one["name"] for room in ("programmes", "members") for one in prepared[room]]
    names += prepared["named"].values()
    names += [one["text"] for one in prepared["indicators"]]
    return disagreements(_as_html(page), {v.key: v for v in rows}, names)


def _as_html(page: Page) -> str:
    """Return a report as a page: its texts as pandoc reads them, its charts as descriptions."""
    parts = [
        f'{part["caption"]}\n\n```{{=html}}\n<img alt="{html.escape(part["alt"])}">\n```'
        if isinstance(part, dict)
        else part
        for part in page.parts
    ]
    text = "\n\n".join(parts)
    return str(pypandoc.convert_text(text, "html5", format="markdown", extra_args=["--wrap=none"]))
