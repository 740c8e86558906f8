"""Answers of a filled form taken into a data folder: completed, added, never overwritten.

Everything is tried on a copy. Only what passes every check takes the place of the old files,
and the same form once more changes nothing.
"""

import csv
import io
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from utfall.data.check import check_path
from utfall.data.columns import Table
from utfall.data.folder import Folder, Problem
from utfall.data.register import Register, read_register
from utfall.data.schema import TABLES
from utfall.errors import DataError, ParamsError, UtfallError
from utfall.imports.place import staging_folder
from utfall.measures.catalogue import catalogue
from utfall.request.answers import Answer, Form, read_form
from utfall.request.form import QUESTIONS
from utfall.request.question import digest

__all__ = ["Summary", "import_form"]

# Sources last: an import that was cut off leaves rows without their source, which every check
# and build refuses until the same form is imported again.
_ORDER = ("counts", "funding", "contributions", "findings", "sources")
_RECORDS = "participations"


@dataclass
class Summary:
    """How many answers a form held, and what became of them.

    `completed` filled an empty cell of a row, `added` made a row, `contradicting` stand beside
    what was stated before, `unanswerable` became findings and `known` were there already.
    """

    about: str
    completed: int = 0
    added: int = 0
    contradicting: int = 0
    unanswerable: int = 0
    known: int = 0
    files: tuple[str, ...] = ()

    @property
    def answers(self) -> int:
        """How many answers there were in all."""
        parts = (self.completed, self.added, self.contradicting, self.unanswerable, self.known)
        return sum(parts)

    def __str__(self) -> str:
        """Say it in words, for whoever imports the form."""
        told = (
            f"answers about {self.about}: {self.answers}; {self.completed} completed a row, "
            f"{self.added} added one, {self.contradicting} contradict what was stated, "
            f"{self.unanswerable} cannot be answered, {self.known} known before"
        )
        return f"{told}; changed: {', '.join(self.files) or 'nothing'}"


def import_form(path: Path, folder: Path) -> Summary:
    """Take the answers of a filled form into the folder that it asks about.

    Parameters
    ----------
    path : Path
        The filled form.
    folder : Path
        The data folder, with the register beside it.

    Returns
    -------
    Summary
        What became of the answers.

    Raises
    ------
    ParamsError
        If it is no form of this association and edition.
    DataError
        If an answer cannot be taken or the folder would not pass its checks; the folder is then
        as it was.
    """
    form, folder = read_form(path), folder.resolve()
    if not folder.is_dir():
        raise ParamsError(f"{folder}: no such folder; give the data folder that the form is for")
    register = read_register(folder.parent / "register")
    with staging_folder(folder) as staging:
        before, problems = check_path(folder, register)
        source_id = _source_id(form)
        if problems and (before.incomplete or not _begun(problems, source_id)):
            raise DataError([str(problem) for problem in problems])
        if before.association["id"] != form.association:
            raise ParamsError(
                f"{path}: is not about {before.association['id']}; give the folder of the "
                "association that it was made for"
            )
        edit = _Edit(folder, form, source_id, before)
        for answer in form.answers:
            edit.take(answer)
        edit.finish()
        if edit.problems:
            raise DataError([f"{path}, sheet {QUESTIONS}, {line}" for line in edit.problems])
        changed = {name: text for name, text in edit.texts() if text is not None}
        edit.summary.files = tuple(f"{name}.csv" for name in changed)
        if changed:
            _try(folder, staging, changed, register)
            _replace(folder, staging, changed)
        return edit.summary


def _source_id(form: Form) -> str:
    """Return the id of a form's answers as a source, the same for the same answers only."""
    said = [f"{a.question.question_id}={a.value}{a.cannot}{a.comment}" for a in form.answers]
    who = (form.organisation, form.role, form.date, form.document, str(form.public))
    # A corrected form is another source, so that both of its answers can be told apart.
    return f"svar-{form.fingerprint[:8]}-{digest(*who, *said)}"


def _begun(problems: Sequence[Problem], source_id: str) -> bool:
    """Tell whether an import of these answers was cut off: the source comes last into the folder.

    What else is wrong then may be what is missing, and is judged with the answers in place.
    """
    return any(p.column == "source_id" and source_id in (p.value or "") for p in problems)


def _name_of(form: Form, before: Folder) -> str:
    """Return what the form asks about by its name in the folder, not by what the form says."""
    table, _, row_id = form.whom.partition(":")
    if table in {"programmes", "members"}:
        rows = before[table]
        for name in rows.loc[rows[rows.columns[0]] == row_id, "name"]:
            return str(name)
    raise DataError(["the form asks about what the folder does not have; make a new form"])


@dataclass
class _Row:
    """A row of a table: its cells, and its text where nothing in it has changed."""

    cells: dict[str, str]
    text: str | None = None


@dataclass
class _Lines:
    """One CSV file whose untouched rows stay as they are, byte for byte."""

    table: Table
    head: str
    names: list[str]
    rows: list[_Row]
    end: str
    changed: bool = field(default=False)

    @classmethod
    def read(cls, folder: Path, table: Table) -> "_Lines":
        file = folder / f"{table.name}.csv"
        text = file.read_bytes().decode("utf-8") if file.is_file() else ""
        end = "\r\n" if "\r\n" in text else "\n"
        parsed = list(_with_text(text))
        if not parsed:
            names = table.column_names
            return cls(table, ",".join(names) + end, names, [], end)
        (head, header), *rows = parsed
        # A byte order mark is a part of the first line's text and of no column's name.
        names = [name.strip().removeprefix("\ufeff") for name in header]
        kept = [
            _Row(dict(zip(names, map(str.strip, cells), strict=False)), line)
            for line, cells in rows
        ]
        return cls(table, head, names, kept, end)

    def find(self, row_id: str) -> _Row | None:
        """Return a row by its id; a contribution's is its member and year."""

        def name(row: _Row) -> str:
            cells = row.cells
            if self.table.name == "contributions":
                return f"{cells.get('member_id')}:{cells.get('year')}"
            return cells.get(self.table.key[0], "")

        return next((row for row in self.rows if name(row) == row_id), None)

    def add(self, cells: Mapping[str, str]) -> _Row:
        """Add a row; cells that are not named are empty, and flags false."""
        empty = {c.name: "false" if c.kind == "flag" else "" for c in self.table.columns}
        row = _Row(empty | dict(cells))
        self.rows.append(row)
        self.changed = True
        return row

    def set(self, row: _Row, name: str, cell: str) -> None:
        """Change a cell."""
        row.cells[name] = cell
        row.text = None
        self.changed = True

    def text(self) -> str:
        """Return the whole file."""
        parts = [self.head if self.head.endswith(("\n", "\r")) else self.head + self.end]
        for row in self.rows:
            text = self._written(row) if row.text is None else row.text
            parts.append(text if text.endswith(("\n", "\r")) else text + self.end)
        return "".join(parts)

    def _written(self, row: _Row) -> str:
        out = io.StringIO()
        csv.writer(out, lineterminator=self.end).writerow(
            [row.cells.get(name, "") for name in self.names]
        )
        return out.getvalue()


def _with_text(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each row with the lines that it was written on; empty lines belong to the next row."""
    lines: list[str] = []

    def feed() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            lines.append(line)
            yield line

    for cells in csv.reader(feed(), strict=True):
        if cells:
            yield "".join(lines), cells
            lines.clear()


class _Edit:
    """The tables of a folder while answers are taken into them."""

    def __init__(self, path: Path, form: Form, source_id: str, before: Folder) -> None:
        self.form, self.source_id = form, source_id
        self.tables = {name: _Lines.read(path, TABLES[name]) for name in _ORDER}
        self.summary = Summary(_name_of(form, before))
        self.problems: list[str] = []
        members = before["members"]
        self.members = {
            name.casefold(): member
            for name, member in zip(members["name"], members["member_id"], strict=True)
        }
        self.fresh: list[tuple[Answer, _Lines, _Row, str]] = []

    def texts(self) -> Iterator[tuple[str, str | None]]:
        """Yield each table with its new text, None where nothing in it changed."""
        for name, lines in self.tables.items():
            yield name, lines.text() if lines.changed else None

    def take(self, answer: Answer) -> None:
        """Take one answer."""
        if answer.cannot:
            self._cannot(answer)
            return
        value = self._members(answer) if answer.question.kind == "members" else answer.value
        if value:
            self._put(answer, self.tables[answer.question.target.table], value)

    def finish(self) -> None:
        """Give new rows their period, and name the source where anything rests on it."""
        for answer, lines, row, source_row in self.fresh:
            found = [self.tables[name].find(source_row) for name in ("funding", "counts")]
            period = next((one.cells for one in found if one), {})
            if not (period.get("period_start") and period.get("period_end")):
                self.problems.append(
                    f"row {answer.row}: its period is not known; answer the questions about the "
                    "period too, or leave this one empty"
                )
                continue
            for name in ("period_start", "period_end"):
                lines.set(row, name, period[name])
        sources = self.tables["sources"]
        named = any(
            self.source_id in row.cells.get("source_id", "").split(";")
            for lines in self.tables.values()
            for row in lines.rows
        )
        if named and not sources.find(self.source_id):
            sources.add(
                {
                    "source_id": self.source_id,
                    "title": f"Svar på begäran om uppgifter om {self.summary.about}",
                    "publisher": self.form.organisation,
                    "date": self.form.date,
                    "stated_by": "answer",
                    "public": "true" if self.form.public else "false",
                    "seen": "document",
                    "note": f"{self.form.role}; underlag: {self.form.document}",
                }
            )

    def _members(self, answer: Answer) -> str:
        names = [name.strip().casefold() for name in answer.value.split(",") if name.strip()]
        unknown = [name for name in names if name not in self.members]
        if unknown or not names:
            cure = f"write names of members with comma between: {', '.join(sorted(self.members))}"
            self.problems.append(f"row {answer.row}, column Svar: no member; {cure}")
            return ""
        return "+".join(sorted({self.members[name] for name in names}))

    def _put(self, answer: Answer, lines: _Lines, value: str) -> None:
        target = answer.question.target
        column = target.column
        done: set[str] = set()
        for row_id in target.rows:
            row = lines.find(row_id)
            if row is None and row_id not in target.new:
                self.problems.append(
                    f"row {answer.row}: the row it completes is gone from {lines.table.name}.csv; "
                    "make a new form"
                )
            elif row is None:
                self._new(answer, lines, row_id, value)
                done.add("added")
            elif _same(row.cells[column], value):
                done.add("known")
            elif row.cells[column] in {"", "not_stated"}:
                self._complete(answer, lines, row, value)
                done.add("completed")
            elif "contradicting" not in done:
                done.add(
                    "contradicting" if self._contradict(answer, lines, row, value) else "known"
                )
        # Counted once, by the most that it did.
        for name in ("contradicting", "added", "completed", "known"):
            if name in done:
                setattr(self.summary, name, getattr(self.summary, name) + 1)
                return

    def _new(self, answer: Answer, lines: _Lines, row_id: str, value: str) -> None:
        target = answer.question.target
        column = lines.table.key[0]
        cells = {
            **target.new[row_id],
            target.column: value,
            "source_id": self.source_id,
            "section": f"formuläret, fråga {answer.row - 1}",
            "as_of": self.form.date,
            "note": answer.comment,
        }
        if lines.table.name != "contributions":
            cells |= {column: row_id, "primary": "true"}
        row = lines.add(cells)
        if row_id in target.period_of:
            self.fresh.append((answer, lines, row, target.period_of[row_id]))

    def _complete(self, answer: Answer, lines: _Lines, row: _Row, value: str) -> None:
        cells = row.cells
        column = answer.question.target.column
        lines.set(row, column, value)
        sources = dict.fromkeys([*filter(None, cells["source_id"].split(";")), self.source_id])
        lines.set(row, "source_id", ";".join(sources))
        said = [cells["note"], answer.comment]
        if column == "value" and cells["reason"]:
            # A number needs no reason why there is none; what the source said is kept.
            said.insert(1, f"tidigare: {cells['reason']}")
            lines.set(row, "reason", "")
        lines.set(row, "note", "; ".join(dict.fromkeys(filter(None, said))))

    def _contradict(self, answer: Answer, lines: _Lines, row: _Row, value: str) -> bool:
        """Put the answer beside what is stated; False where it stands there already."""
        column, key = answer.question.target.column, lines.table.key[0]
        by_source = lines.table.name == "contributions"
        stated = row.cells[key]
        other = stated if by_source else f"{stated}-{digest(self.source_id, column)}"
        more = {
            key: other,
            column: value,
            "source_id": self.source_id,
            "section": f"formuläret, fråga {answer.row - 1}",
            "as_of": self.form.date,
            "fact_id": "",
            "note": answer.comment,
        }
        if not by_source:
            more["primary"] = "false"
        beside = {**row.cells, **more}
        # Known by its whole key: a member pays in several years.
        names = lines.table.key
        there = any(all(one.cells[n] == beside[n] for n in names) for one in lines.rows)
        if not there:
            lines.add(beside)
        who = f"Svaret från {self.form.organisation}"
        if column == "value" or column.startswith("amount"):
            text = f"{who} anger {{{other}}}, medan {{{stated}}} var angivet förut."
        else:
            text = f"{who} anger något annat än källan om vad {{{stated}}} gäller."
        if by_source:
            text = f"{who} anger ett annat medlemsbidrag än det som var angivet förut."
        refs = "" if by_source else f"{stated};{other}"
        suffix = f"-{digest(self.source_id)}"
        return self._finding(answer, "conflict", text, refs, row.cells, suffix) or not there

    def _cannot(self, answer: Answer) -> None:
        target = answer.question.target
        lines = self.tables[target.table]
        row = lines.find(target.rows[0])
        cells = row.cells if row else target.new.get(target.rows[0], {})
        asks = answer.question.asks.removesuffix("?")
        text = (
            f"Svaret från {self.form.organisation} säger att en uppgift inte går att få fram: "
            f"{asks[0].lower()}{asks[1:]}."
        )
        if self._finding(answer, "missing", text, "", cells, ""):
            self.summary.unanswerable += 1
        else:
            self.summary.known += 1

    def _finding(
        self,
        answer: Answer,
        kind: str,
        text: str,
        refs: str,
        cells: Mapping[str, str],
        suffix: str,
    ) -> bool:
        """Add a finding; False where it is there already."""
        findings = self.tables["findings"]
        finding_id = f"svar-{answer.question.question_id}{suffix}"
        if findings.find(finding_id):
            return False
        findings.add(
            {
                "finding_id": finding_id,
                "kind": kind,
                "programme_id": cells.get("programme_id", ""),
                "member_ids": cells.get("member_ids", cells.get("member_id", "")),
                "text": text,
                "fact_refs": refs,
                "source_id": self.source_id,
                "section": f"formuläret, fråga {answer.row - 1}",
                "as_of": self.form.date,
                "note": "; ".join(filter(None, [answer.cannot, answer.comment])),
            }
        )
        return True


def _same(stated: str, value: str) -> bool:
    """Tell whether two cells say the same, however a number is written."""
    try:
        return float(stated) == float(value)
    except ValueError:
        return stated == value


def _try(folder: Path, staging: Path, changed: Mapping[str, str], register: Register) -> None:
    """Check a copy of the folder with the answers in it, and compute everything from it."""
    copy = staging / folder.name
    copy.mkdir()
    for file in folder.iterdir():
        # Records have nothing to do with a form, and are not copied about.
        if file.is_file() and not file.name.startswith((_RECORDS, ".")):
            shutil.copyfile(file, copy / file.name)
    for name, text in changed.items():
        (copy / f"{name}.csv").write_bytes(text.encode("utf-8"))
    after, problems = check_path(copy, register)
    if problems:
        raise DataError([_told(problem, folder, after) for problem in problems])
    newest = max(int(year) for year in register.cpi["year"])
    try:
        catalogue(after, register, newest, 0.95)
    except UtfallError:
        raise
    except ValueError as err:
        raise DataError(
            [f"{folder}: the answers cannot be told from what is known: {err}"]
        ) from err


def _told(problem: Problem, folder: Path, after: Folder) -> str:
    """Say a problem of the copy in terms of the folder, and of the question that brought it."""
    name = Path(problem.file).stem
    rows = after.tables.get(name)
    asked = ""
    if rows is not None and problem.row is not None and "section" in rows:
        asked = "".join(rows.loc[rows.index == problem.row, "section"])
    where = f" ({asked.replace('formuläret, fråga', 'question Nr')})" if "fråga" in asked else ""
    return (
        f"with the answers{where}, {problem._replace(file=str(folder / Path(problem.file).name))}"
    )


def _replace(folder: Path, staging: Path, changed: Mapping[str, str]) -> None:
    """Put new files in place of the old ones, all or none; cut off, the next import goes on."""
    files = [folder / f"{name}.csv" for name in changed]
    old = {file: file.read_bytes() if file.exists() else None for file in files}
    done: list[Path] = []
    for file, text in zip(files, changed.values(), strict=True):
        (staging / file.name).write_bytes(text.encode("utf-8"))
    try:
        for file in files:
            (staging / file.name).replace(file)
            done.append(file)
    except BaseException:
        _restore(done, old)
        raise


def _restore(files: Sequence[Path], old: Mapping[Path, bytes | None]) -> None:
    for file in files:
        content = old[file]
        if content is None:
            file.unlink(missing_ok=True)
        else:
            file.write_bytes(content)
