"""The only module a notebook imports: opens a report's input and shows its parts.

A part is a block of text, a figure or a table. Each is built by one function of `answers`,
`sections`, `figures` or `tables` from the report's `Evidence`, and displayed here, so that every
number a reader meets is known and ends up in `published.csv`.
"""

import io
import re
from pathlib import Path
from typing import Any

from IPython.display import display

from utfall import answers, sections, tables, text
from utfall.errors import ExecuteError
from utfall.evidence import About, Evidence, adapter
from utfall.sections import questions
from utfall.tables.markdown import standing
from utfall.values import Value, to_csv

__all__ = ["Report", "open_report", "warm"]

FRONT_MIME = "application/vnd.utfall.front+json"


def open_report(
    prepared: str, *, year: int, member: str = "", association: str = "", programme: str = ""
) -> "Report":
    """Open the prepared input of one report.

    Parameters
    ----------
    prepared : str
        Folder that holds `input.json`. Empty: the input is prepared from the committed data of
        the project on first use, so that a notebook runs as it lies in the repository.
    year : int
        The report's year: periods that end by it are shown.
    member, association, programme : str
        Exactly one: what the report is about. The member's slug as in `members.csv`, the folder
        of the association under `data/`, or the programme's slug as in `programmes.csv`.

    Raises
    ------
    ExecuteError
        If not exactly one is named, or the input is of another or of another year.
    """
    asked: dict[About, str] = {
        "member": member, "association": association, "programme": programme,
    }  # fmt: skip
    named = [(kind, name) for kind, name in asked.items() if name]
    if len(named) != 1:
        raise ExecuteError("open_report: give exactly one of member, association and programme")
    kind, name = named[0]
    folder = Path(prepared) if prepared else _prepare_default(kind, name, year)
    evidence = Evidence.read(folder / "input.json")
    subject = evidence.subject
    if (subject.about, subject.subject_id, evidence.year) != (kind, name, year):
        raise ExecuteError(
            f"{folder / 'input.json'}: holds {subject.subject_id}/{evidence.year}, "
            f"the parameters say {name}/{year}; give the folder of that report"
        )
    report = Report(evidence, folder)
    report._display_front()
    return report


def _prepare_default(kind: About, name: str, year: int) -> Path:
    # Imported here: a build's kernel never prepares, and never pays for pandas and pandera.
    from utfall.prepare import prepare_for_notebook

    return prepare_for_notebook(kind, name, year)


class Report:
    """One open report. Its methods display; nothing is returned and nothing is computed here."""

    def __init__(self, evidence: Evidence, folder: Path) -> None:
        self.evidence = evidence
        self._folder = folder
        self._used: dict[str, Value] = {}
        self._answers: list[questions.Answered] = []
        self._drew = False

    def answers(self) -> None:
        """Display the questions that readers ask, each with its answer or the reason for none."""
        self._display_text(answers.block(self.evidence))

    def short(self) -> None:
        """Display the main questions with their shortest answers."""
        self._display_text(answers.short(self.evidence))

    def questions(self) -> None:
        """Display every question that such a report is asked; `answers.csv` holds the same."""
        self._answers = questions.questions(self.evidence)
        self._display_text(questions.answered(self.evidence))

    def text(self, name: str) -> None:
        """Display a paragraph or list of `sections` that is written from the values."""
        self._display_text(_part(sections, name)(self.evidence))

    def table(self, name: str) -> None:
        """Display a table of `tables` with its caption and label, or the words for having none.

        One that holds the numbers of a chart is folded only where the chart before it was drawn:
        a reader shall not meet a heading with nothing below it.
        """
        source = _part(tables, name)(self.evidence) or tables.WITHOUT.get(name, "")
        self._display_text(source if self._drew else standing(source))

    def figure(self, name: str) -> None:
        """Display a chart of `figures` as SVG, with its caption and alternative text."""
        from utfall import figures

        chart = _part(figures, name)(self.evidence)
        self._drew = chart is not None
        if chart is None:
            return
        metadata = {"label": f"fig-{name}", "caption": chart.caption, "alt": chart.described}
        display(
            {"image/svg+xml": _svg(chart.figure, name), "text/plain": chart.described},
            raw=True,
            metadata={"utfall": metadata},
        )

    def value(
        self, measure: str, programme: str = "", member: str = "", year: str = "", **groups: str
    ) -> str:
        """Return one value as marked Markdown for an author's own sentence.

        Raises
        ------
        ExecuteError
            If the report's input has no such value: what is not prepared cannot be published.
        """
        from utfall.values import group

        key = ":".join((measure, programme, member, year, group(**groups)))
        value = self.evidence.get(key)
        if value is None:
            near = [v.key for v in self.evidence if v.measure == measure][:5]
            declare = "none; declare it in MEASURES of notebooks/NAME.py (docs/notebooks.md)"
            raise ExecuteError(
                f"no value {key!r} in this report's input; with that measure: {near or declare}"
            )
        return text.show(value)

    def markdown(self, source: str) -> None:
        """Display an author's own Markdown; numbers in it come from `value`."""
        self._display_text(source)

    def write_published(self) -> None:
        """Write `published.csv` beside the input: every value that this report has shown."""
        path = self._folder / "published.csv"
        path.write_text(to_csv(self._used.values()), encoding="utf-8", newline="")
        if self._answers:
            table = questions.answers_csv(self._answers)
            (self._folder / "answers.csv").write_text(table, encoding="utf-8", newline="")

    def _display_text(self, source: str) -> None:
        if not source:
            return
        for key in text.marked_keys(source):
            self._used[key] = self.evidence[key]
        # A bundle rather than IPython's Markdown class: only text/markdown leaves the kernel.
        display({"text/markdown": source, "text/plain": ""}, raw=True)

    def _display_front(self) -> None:
        display({FRONT_MIME: sections.front(self.evidence), "text/plain": ""}, raw=True)


def _part(module: Any, name: str) -> Any:
    try:
        return getattr(module, name.replace("-", "_"))
    except AttributeError:
        # Package: `figures.costs.costs`; module: `sections.costs`.
        known = list(getattr(module, "__all__", []))
        raise ExecuteError(
            f"{module.__name__} has no {name!r}; known: {', '.join(known)}"
        ) from None


def warm() -> None:
    """Do what every report does first, in a process that reports are forked from.

    Makes what reads inputs and loads what charts share, by drawing one with a letter or two. It
    starts no thread, leaves no setting behind and no file open that children would read from.
    """
    import matplotlib as mpl

    from utfall import figures
    from utfall.figures.theme import canvas

    adapter()
    with mpl.rc_context():
        figure, axes = canvas(1)
        axes.set_xlabel(figures.__name__)
        _svg(figure, "warm")


def _svg(figure: Any, name: str) -> str:
    import matplotlib as mpl

    out = io.StringIO()
    # The same chart gives the same bytes: a fixed salt for ids, no date; text as outlines, so
    # that no font has to be at the reader's.
    with mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": name}):
        figure.savefig(
            out, format="svg", metadata={"Date": None, "Creator": None}, transparent=True
        )
    svg = out.getvalue()
    svg = svg[svg.index("<svg") :]
    # Ids are unique within one chart only; a page holds several.
    svg = re.sub(r'\bid="', f'id="{name}-', svg)
    return re.sub(r'(url\(#|href="#)', rf"\1{name}-", svg)
