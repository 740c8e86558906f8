"""Data, measures and protection made into one input per report, once per run.

This is the last place that sees the data folder. What it writes is all that a notebook can show.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from utfall.data.check import check_path, check_register
from utfall.data.folder import Folder
from utfall.data.guard import is_synthetic
from utfall.data.register import Register, read_register, with_own_context
from utfall.disclosure.run import protect
from utfall.errors import DataError, ParamsError
from utfall.evidence import About, Evidence, Subject
from utfall.measures.payback.parameters import read_all
from utfall.notebook import about
from utfall.params import RunParams, load, notebook_file
from utfall.selection import Basis, Selection

__all__ = ["Prepared", "check_run", "prepare_for_notebook", "prepare_run"]


@dataclass(frozen=True)
class Prepared:
    """One report's input on disk, and what a plan and an index need to know of it."""

    notebook: str
    subject_id: str
    subject_name: str
    subject_kind: str
    year: int
    folder: Path
    evidence: Basis
    as_of: str


def check_run(params: RunParams, root: Path) -> list[str]:
    """Return every problem in a run's data, one finished line each."""
    return _checked(params, root)[2]


def prepare_run(
    params: RunParams, root: Path, out: Path, tell: Callable[[str], None] | None = None
) -> list[Prepared]:
    """Write the input of every report of a run.

    Parameters
    ----------
    params : RunParams
        The run; all its members and years are prepared, also where only a part is built.
    root : Path
        The project's folder, which holds `data/`.
    out : Path
        The run's folder under `build/`.
    tell : callable, optional
        Called with lines on what was protected and what it cost, for the staff.

    Returns
    -------
    list of Prepared
        One per notebook, year and member, association or programme, in that order.

    Raises
    ------
    DataError
        If the data have problems; nothing is written then.
    ParamsError
        If the run asks for a member that the data do not know.
    DisclosureError
        If a hidden count could be worked out from what would be published.
    """
    folder, register = _good(params, root)
    protected = protect(folder, register, params, root)
    for line in protected.told if tell else ():
        tell(line)  # type: ignore[misc]
    maker = Selection(folder, register, params, protected)
    found = []
    chosen: dict[tuple[Subject, int], Evidence] = {}
    for notebook in params.notebooks:
        kind = about(notebook_file(params, root, notebook))
        for year in params.report_years:
            for subject in maker.subjects(kind, year):
                if (subject, year) not in chosen:
                    chosen[subject, year] = maker.evidence(subject, year)
                evidence = chosen[subject, year]
                place = out / "prepared" / notebook / str(year) / subject.subject_id
                _write(place / "input.json", evidence.to_json())
                found.append(
                    Prepared(
                        notebook,
                        subject.subject_id,
                        subject.name,
                        subject.kind,
                        year,
                        place,
                        evidence.basis,  # type: ignore[arg-type]
                        evidence.as_of,
                    )
                )
    _write(out / "prepared" / "site.json", json.dumps(maker.site(), ensure_ascii=False, indent=1))
    return found


def prepare_for_notebook(kind: About, name: str, year: int) -> Path:
    """Prepare one report from the committed data, for a notebook opened as it lies.

    The run is the first in `params/` that has the member, association or programme.

    Raises
    ------
    ParamsError
        If there is no project around the working folder, or no run with that name.
    """
    root = _project()
    for file in sorted((root / "params").glob("*.toml")):
        params = load(file)
        folder, register = _good(params, root)
        everything = params.model_copy(update={"members": "all", "programmes": "all"})
        maker = Selection(folder, register, everything)
        if not any(one.subject_id == name for one in maker.subjects(kind, year)):
            continue
        maker = Selection(folder, register, everything, protect(folder, register, params, root))
        subject = next(one for one in maker.subjects(kind, year) if one.subject_id == name)
        place = root / "build" / "notebook" / kind / str(year) / name
        _write(place / "input.json", maker.evidence(subject, year).to_json())
        return place
    raise ParamsError(
        f"notebook parameters: {kind}: found {name!r}; no run in params/ has that {kind} in {year}; "
        f"write {_WRITE[kind]}"
    )


_WRITE: dict[About, str] = {
    "member": "a member_id of members.csv",
    "association": "the name of a folder under data/",
    "programme": "a programme_id of programmes.csv",
}


def _project() -> Path:
    here = Path.cwd().resolve()
    for folder in (here, *here.parents, *Path(__file__).resolve().parents):
        if (folder / "params").is_dir() and (folder / "data" / "register").is_dir():
            return folder
    raise ParamsError(
        f"{here}: no project here; open the notebook inside the project, which holds params/ and data/"
    )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")


def _checked(params: RunParams, root: Path) -> tuple[Folder, Register, list[str]]:
    """Read and check a run's data: all problems of all tables, and between them."""
    register = read_register(root / "data" / "register")
    path = root / "data" / params.association
    folder, problems = check_path(path, register)
    found = [str(p) for p in (*check_register(register), *problems)]
    found += _params_problems(params, folder, register)
    try:
        paid = read_all(root / "params" / "payback" / f"{name}.toml" for name in params.payback)
        found += [
            f"payback: {one.file.name} is made up (file.synthetic), and the association is not; name "
            "a file of values that someone has looked up or assumed for it"
            for one in paid.values()
            if one.file.synthetic and not is_synthetic(path)
        ]
    except ParamsError as err:
        found += str(err).splitlines()
    return folder, register if found else with_own_context(register, path), found


def _params_problems(params: RunParams, folder: Folder, register: Register) -> list[str]:
    """Say what the parameters ask of the data and the data do not have."""
    problems = []
    index = sorted(int(year) for year in register.cpi["year"])
    if index and params.price_year not in index:
        problems.append(
            f"price_year: found {params.price_year}; the price index has {index[0]} to {index[-1]}"
        )
    columns = [("programmes", "start"), ("counts", "period_start"), ("funding", "period_start")]
    cells = [cell for table, column in columns for cell in folder[table][column]]
    dates = [int(cell[:4]) for cell in folder["sources"]["date"] if cell]
    known = [int(cell[:4]) for cell in cells if cell] + dates
    outside = [y for y in params.report_years if dates and not min(known) <= y <= max(dates)]
    if outside:
        problems.append(
            f"years: found {', '.join(map(str, outside))}; the data begin in {min(known)} and their "
            f"newest source is from {max(dates)}"
        )
    return problems


def _good(params: RunParams, root: Path) -> tuple[Folder, Register]:
    folder, register, problems = _checked(params, root)
    if problems:
        raise DataError(problems)
    return folder, register
