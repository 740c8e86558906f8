"""What no reader of a report should meet, whoever it is about."""

import re

from pages import Page


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
