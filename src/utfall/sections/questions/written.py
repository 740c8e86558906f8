"""All questions and answers as a table, and as `answers.csv`."""

import csv
import io
import re
from collections.abc import Sequence

from utfall.evidence import Evidence
from utfall.sections.questions.answer import Answered
from utfall.sections.questions.asked import questions

__all__ = ["answered", "answers_csv", "plain"]


def answered(e: Evidence) -> str:
    """Return all questions as a table with what can be said, and what cannot and why."""
    rows = "\n".join(f"| {one.question} | {one.text} |" for one in questions(e))
    return (
        f"| Fråga | Svar |\n|---------------------------|{'-' * 60}|\n{rows}\n\n"
        ": Frågor som har ställts om förbundets insatser, och vad som kan svaras {#tbl-questions}"
    )


def answers_csv(found: Sequence[Answered]) -> str:
    """Write the answers as CSV: question, answer in plain text, status and what it rests on."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("question_id", "question", "answer", "status", "evidence"))
    for one in found:
        writer.writerow(
            (one.question_id, one.question, plain(one.text), one.status, " ".join(one.evidence))
        )
    return out.getvalue()


_MARKED = re.compile(r"\[((?:[^\[\]]|\[[^\]]*\])*)\](?:\{[^}]*\}|\([^)]*\)(?:\{[^}]*\})?)")
_REFERENCE = re.compile(r"\s*\((?:mer i )?@[\w-]+\)")


def plain(text: str) -> str:
    """Return the words of marked Markdown.

    >>> plain('Minst [9]{.n data-row="a:b:c:d:"} av dem (mer i @tbl-outcomes).')
    'Minst 9 av dem.'
    """
    while (bare := _MARKED.sub(r"\1", text)) != text:
        text = bare
    text = _REFERENCE.sub("", text).replace("**", "")
    text = re.sub(r"@[\w-]+", "rapporten", text)
    return re.sub(r"\\([^\w\s])", r"\1", text)
