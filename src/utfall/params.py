"""Run parameters: one TOML file, checked whole before anything else happens."""

import csv
import difflib
import json
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from utfall.errors import ExecuteError, ParamsError
from utfall.notebook import about
from utfall.tomlfile import read_toml

__all__ = ["Disclosure", "RunParams", "YearSpan", "load", "located", "notebook_file"]

# Begins with a letter, so that no municipality code passes for a name.
_SLUG = r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$"
Slug = Annotated[str, StringConstraints(pattern=_SLUG)]
Coarser = Literal["years", "ages", "outcomes", "referrals"]
Year = Annotated[int, Field(ge=1990, le=2100)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class YearSpan(_Strict):
    """All years from `first` to `last`, both included."""

    first: Year
    last: Year


class Disclosure(_Strict):
    """When a count of people is hidden, and what is done before that.

    Counts below `threshold` persons are hidden, of what tells of health below `threshold_health`;
    counts that their source has made public are shown as published unless `protect_public`.
    `coarsen` names what may be told in larger groups instead, so that at most `hidden_at_most` of
    a table's counts must be hidden. `earlier` are lists of figures that have been published.
    """

    threshold: Annotated[int, Field(ge=1)] = 5
    threshold_health: Annotated[int, Field(ge=1)] = 10
    protect_public: bool = False
    coarsen: tuple[Coarser, ...] = ("years", "ages", "outcomes", "referrals")
    hidden_at_most: Annotated[float, Field(ge=0, le=1)] = 0.2
    earlier: tuple[str, ...] = ()


class RunParams(_Strict):
    """One run; what each key means and allows is in ``params/README.md``."""

    association: Slug
    notebooks: Annotated[tuple[Slug, ...], Field(min_length=1)] = ("member",)
    members: Literal["all"] | Annotated[tuple[Slug, ...], Field(min_length=1)] = "all"
    programmes: Literal["all"] | Annotated[tuple[Slug, ...], Field(min_length=1)] = "all"
    years: Annotated[tuple[Year, ...], Field(min_length=1)] | YearSpan
    history: Annotated[int, Field(ge=5)] = 5
    formats: Annotated[tuple[Literal["html", "pdf"], ...], Field(min_length=1)] = ("html", "pdf")
    language: Literal["sv", "en"] = "sv"
    renderer: Literal["auto", "quarto", "embedded"] = "auto"
    price_year: Year = 2023
    confidence: Annotated[float, Field(gt=0, lt=1)] = 0.95
    timeout_s: Annotated[int, Field(ge=1)] = 300
    memory_mb: Annotated[int, Field(ge=256)] = 2048
    title: str = ""
    payback: tuple[Slug, ...] = ()
    disclosure: Disclosure = Disclosure()

    @property
    def report_years(self) -> tuple[int, ...]:
        """The years that get a report, in order and once each."""
        if isinstance(self.years, YearSpan):
            return tuple(range(self.years.first, self.years.last + 1))
        return tuple(sorted(set(self.years)))


_ALLOWED = {
    "association": 'the name of a folder under data/, such as "rar"',
    "notebooks": 'a list of file stems under notebooks/, such as ["member"]',
    "members": '"all" or a list of member_id of members.csv, such as ["strangnas"]',
    "programmes": '"all" or a list of programme_id of programmes.csv, such as ["tuna"]',
    "years": "a list of years between 1990 and 2100, or { first = 2016, last = 2022 }",
    "history": "a whole number of years, 5 or more",
    "formats": 'a list of "html" and "pdf"',
    "language": '"sv"',
    "renderer": '"auto", "quarto" or "embedded"',
    "price_year": "a year between 1990 and 2100",
    "confidence": "a number above 0 and below 1, such as 0.95",
    "timeout_s": "a whole number of seconds, 1 or more",
    "memory_mb": "a whole number of megabytes, 256 or more",
    "title": "a text",
    "payback": 'a list of file stems under params/payback/, such as ["example-2025"]',
    "disclosure": "a table of threshold, threshold_health, protect_public, coarsen, hidden_at_most "
    "and earlier",
    "disclosure.threshold": "a whole number of persons, 1 or more",
    "disclosure.threshold_health": "a whole number of persons, 1 or more",
    "disclosure.protect_public": "true or false",
    "disclosure.coarsen": 'a list of "years", "ages", "outcomes", "referrals"',
    "disclosure.hidden_at_most": "a number from 0 to 1, such as 0.2",
    "disclosure.earlier": 'a list of files in the project, such as ["editions/2024/published.csv"]',
}


def load(path: Path) -> RunParams:
    """Read and check a run's parameters.

    Raises
    ------
    ParamsError
        With one line per problem: file, key, what was found and what is allowed.
    """
    raw = read_toml(path, missing="give a file of params/")
    if not re.match(_SLUG, path.stem):
        raise ParamsError(
            f"{path}: its name becomes a folder under build/; allowed are a-z, 0-9, - and _"
        )
    try:
        # A TOML list is a Python list; strict reading wants the tuple that a frozen model holds.
        params = RunParams.model_validate(_tuples(raw))
    except ValidationError as err:
        raise ParamsError("\n".join(f"{path}: {line}" for line in _lines(err, raw))) from err
    if isinstance(params.years, YearSpan) and params.years.first > params.years.last:
        found = f"first = {params.years.first}, last = {params.years.last}"
        raise ParamsError(f"{path}: years: found {found}; first must not be after last")
    return params


def _tuples(raw: dict[str, Any]) -> dict[str, Any]:
    """Return a table with its lists, also of inner tables, as tuples."""
    found = {key: _once(cell) if isinstance(cell, list) else cell for key, cell in raw.items()}
    return {k: _tuples(cell) if isinstance(cell, dict) else cell for k, cell in found.items()}


def _once(cells: list[Any]) -> tuple[Any, ...]:
    """Return a list's items, each once: a member named twice still gets one report."""
    return tuple(cell for i, cell in enumerate(cells) if cell not in cells[:i])


def located(params: RunParams, root: Path) -> list[str]:
    """Return what the parameters name and the project does not have, one line each."""
    problems = []
    if not (root / "data" / params.association / "association.toml").is_file():
        known = sorted(file.parent.name for file in (root / "data").glob("*/association.toml"))
        problems.append(
            f"association: found {params.association!r}; data/ has no such folder with an "
            f"association.toml; allowed: {', '.join(known) or 'none yet'}"
        )
    problems += [
        f"disclosure.earlier: found {name!r}, which is not there; give a published.csv of an "
        "earlier edition, from the project's folder"
        for name in params.disclosure.earlier
        if not (root / name).is_file()
    ]
    problems += [
        f"payback: found {name!r}; params/payback/ has no {name}.toml"
        for name in params.payback
        if not (root / "params" / "payback" / f"{name}.toml").is_file()
    ]
    folder = root / "data" / params.association
    problems += _unknown("members", "member_id", params.members, folder)
    problems += _unknown("programmes", "programme_id", params.programmes, folder)
    for name in params.notebooks:
        if not (root / "notebooks" / f"{name}.ipynb").is_file():
            known = sorted(file.stem for file in (root / "notebooks").glob("*.ipynb"))
            problems.append(f"notebooks: found {name!r}; allowed: {', '.join(known) or 'none yet'}")
        elif (fault := _notebook_fault(notebook_file(params, root, name))) is not None:
            problems.append(f"notebooks: notebooks/{name}.ipynb: {fault}; mend it in JupyterLab")
        elif params.language == "en" and not notebook_file(params, root, name).is_file():
            problems.append(
                f"language: found 'en', but there is no notebooks/{name}.en.ipynb yet; "
                'the reports are in Swedish only: use "sv"'
            )
    return problems


def _notebook_fault(file: Path) -> str | None:
    """Say why a file is no notebook, before a kernel is started for it."""
    if not file.is_file():
        return None
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, OSError) as err:
        return f"cannot be read as a notebook ({err})"
    if not (isinstance(content, dict) and {"cells", "metadata", "nbformat"} <= content.keys()):
        return "has no cells"
    try:
        about(file)
    except ExecuteError as err:
        return str(err)
    return None


def _unknown(
    key: str, column: str, asked: Literal["all"] | tuple[str, ...], folder: Path
) -> list[str]:
    """Compare what is asked for with its table; what is wrong with the table itself is said later."""
    table = folder / f"{key}.csv"
    if asked == "all" or not table.is_file():
        return []
    rows = csv.DictReader(table.read_text(encoding="utf-8", errors="replace").splitlines())
    known = [row.get(column) or "" for row in rows]
    if not any(known):
        return []
    unknown = [one for one in asked if one not in known]
    return [f"{key}: found {one!r}; allowed: all, {', '.join(known)}" for one in unknown]


def notebook_file(params: RunParams, root: Path, name: str) -> Path:
    """Return the file of a notebook in the run's language."""
    suffix = "" if params.language == "sv" else f".{params.language}"
    return root / "notebooks" / f"{name}{suffix}.ipynb"


def _lines(error: ValidationError, raw: dict[str, Any]) -> list[str]:
    """Write one line per key: pydantic reports each branch of a union on its own."""
    lines: dict[str, str] = {}
    for problem in error.errors():
        location = problem["loc"]
        key = str(location[0])
        if key == "disclosure" and len(location) > 1:
            key = f"disclosure.{location[1]}"
        if problem["type"] == "extra_forbidden" and key in _top_or_inner(raw):
            lines.setdefault(key, _unknown_key(key))
        elif problem["type"] == "missing":
            lines.setdefault(key, f"{key}: is missing; allowed: {_ALLOWED[key.split('.')[0]]}")
        else:
            found = _found(key, raw)
            lines.setdefault(
                key, f"{key}: found {_toml(found)}; allowed: {_ALLOWED[key]}{_hint(key, found)}"
            )
    return list(lines.values())


def _top_or_inner(raw: dict[str, Any]) -> set[str]:
    inner = raw.get("disclosure")
    names = set(raw) - set(_ALLOWED)
    if isinstance(inner, dict):
        names |= {f"disclosure.{key}" for key in inner} - set(_ALLOWED)
    return names


def _unknown_key(key: str) -> str:
    near = difflib.get_close_matches(key, _ALLOWED, n=1)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    return f"{key}: unknown key{meant}; allowed: {', '.join(_ALLOWED)}"


def _found(key: str, raw: dict[str, Any]) -> Any:
    outer, _, inner = key.partition(".")
    return raw[outer][inner] if inner else raw[outer]


def _toml(found: Any) -> str:
    """Write a value about as it stood in the file."""
    if isinstance(found, bool):
        return str(found).lower()
    if isinstance(found, str):
        return f'"{found}"'
    if isinstance(found, list):
        return f"[{', '.join(map(_toml, found))}]"
    if isinstance(found, dict):
        return f"{{ {', '.join(f'{key} = {_toml(cell)}' for key, cell in found.items())} }}"
    return str(found)


def _hint(key: str, found: Any) -> str:
    if key != "members":
        return ""
    cells = found if isinstance(found, list) else [found]
    codes = [cell for cell in cells if _is_code(cell)]
    if not codes:
        return ""
    return (
        f"; {_toml(codes[0])} looks like a municipality code: write the member's slug, "
        'such as "strangnas" for 0486'
    )


def _is_code(cell: Any) -> bool:
    return (isinstance(cell, int) and not isinstance(cell, bool)) or (
        isinstance(cell, str) and bool(re.fullmatch(r"\d{3,4}", cell))
    )
