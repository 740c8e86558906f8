"""Ask for what is missing: an Excel form of the figures that reports lack, and its answers."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from utfall.data.check import check_path
from utfall.data.register import read_register
from utfall.errors import DataError, ParamsError
from utfall.params import RunParams
from utfall.request.answers import is_form
from utfall.request.apply import Summary, import_form
from utfall.request.form import form_bytes
from utfall.request.gaps import gaps_of
from utfall.request.questions import questions_of
from utfall.selection import Selection

__all__ = ["Request", "Summary", "import_form", "is_form", "make_request"]


@dataclass(frozen=True)
class Request:
    """A form to send: its bytes, what it is about, and how many figures it asks for."""

    content: bytes
    about: str
    count: int

    def write(self, file: Path) -> None:
        """Write the form whole or not at all.

        Raises
        ------
        ParamsError
            If the file is there already, since somebody may have filled it in.
        """
        if file.suffix.lower() != ".xlsx":
            raise ParamsError(f"{file}: the form is an Excel file; end its name in .xlsx")
        if file.exists():
            raise ParamsError(f"{file}: is there already; move it away or name another file")
        if not file.parent.is_dir():
            raise ParamsError(f"{file.parent}: no such folder; make it or name another")
        staged = file.with_name(f".{file.name}.new")
        try:
            staged.write_bytes(self.content)
            staged.replace(file)
        finally:
            staged.unlink(missing_ok=True)


def make_request(
    params: RunParams, root: Path, *, programme: str = "", member: str = "", by: date | None = None
) -> Request:
    """Make the form that asks for what a run's reports lack.

    Parameters
    ----------
    params : RunParams
        The run; what its reports say for its years counts.
    root : Path
        The project's folder, which holds `data/`.
    programme, member : str
        Exactly one id: whom to ask about.
    by : date, optional
        The last day to answer.

    Returns
    -------
    Request
        With a count of zero where nothing is missing that an answer could fill.

    Raises
    ------
    DataError
        If the data have problems.
    ParamsError
        If there is no such programme or member.
    """
    register = read_register(root / "data" / "register")
    folder, problems = check_path(root / "data" / params.association, register)
    if problems:
        raise DataError([str(problem) for problem in problems])
    selection = Selection(folder, register, params)
    gaps = gaps_of(selection, programme=programme, member=member)
    questions = questions_of(selection, gaps, programme=programme, member=member)
    names = {m.member_id: m.name for m in selection.members}
    about = names[member] if member else selection.programmes[programme].name
    content = form_bytes(
        questions,
        association=str(folder.association["id"]),
        name=str(folder.association["name"]),
        whom=f"members:{member}" if member else f"programmes:{programme}",
        about=about,
        by=by,
    )
    return Request(content, about, len(questions))
