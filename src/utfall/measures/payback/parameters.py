"""The prices, taxes and assumptions of a payback calculation: a dated TOML file, read strictly.

What each key means: params/payback/README.md.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from utfall.errors import ParamsError, as_typed
from utfall.tomlfile import read_toml

__all__ = ["Parameters", "Priced", "read_all", "read_parameters"]

_Year = Annotated[int, Field(ge=1990, le=2100)]
_Part = Annotated[float, Field(ge=0, le=1)]
_Kronor = Annotated[float, Field(ge=0)]
_OUTCOMES = {"employment", "studies"}
_ALLOWED = _OUTCOMES | {"employment_subsidised"}


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Priced(_Strict):
    """One value with where it is from; `low` and `high` are tried beside it."""

    value: float
    year: _Year
    source: Annotated[str, StringConstraints(min_length=3)]
    assumption: bool
    low: float | None = None
    high: float | None = None


class _Share(Priced):
    value: _Part
    low: _Part | None = None
    high: _Part | None = None


class _Amount(Priced):
    value: _Kronor
    low: _Kronor | None = None
    high: _Kronor | None = None


class _Years(Priced):
    value: Annotated[float, Field(gt=0)]
    low: Annotated[float, Field(gt=0)] | None = None
    high: Annotated[float, Field(gt=0)] | None = None


class _File(_Strict):
    name: Annotated[str, StringConstraints(min_length=3)]
    price_year: _Year
    synthetic: bool = False


class _Model(_Strict):
    discount_rate: _Share
    horizon_years: _Years
    retention: _Share
    deadweight: _Share
    income_equalisation: _Share


class _Payers(_Strict):
    municipality: _Share
    region: _Share
    state: _Share


class _Taxes(_Strict):
    municipal: _Share
    regional: _Share
    taxed_share: _Share
    employer_contributions: _Share
    consumption: _Share


class _Before(_Strict):
    social_assistance: _Amount
    state_benefit: _Amount
    municipal_service: _Amount
    care: _Amount


class _After(_Strict):
    wage: _Amount
    wage_subsidy: _Amount
    study_grant: _Amount


class Parameters(_Strict):
    """Everything that one calculation rests on; kronor are per person and month.

    Attributes
    ----------
    file
        Name, and the year whose prices it has: costs of that year are worked with.
    model
        Discount rate and retention per year, deadweight and income equalisation as shares.
    payers
        Which part of the cost each pays: shares that add up to one.
    taxes
        Rates, and the share of an income that is taxed.
    before
        What a participant received or cost, by who pays.
    outcomes : mapping
        Per outcome: its wage before tax, and what the state pays for it. Work with a wage subsidy
        (``employment_subsidised``) is worth nothing without its own prices.
    """

    file: _File
    model: _Model
    payers: _Payers
    taxes: _Taxes
    before: _Before
    outcomes: dict[str, _After]

    def changed(self, path: str, value: float) -> "Parameters":
        """Return the same with one value changed, such as ``model.retention``."""
        room, _, name = path.partition(".")
        raw = self.model_dump()
        if room == "outcomes":
            outcome, _, name = name.partition(".")
            raw[room][outcome][name]["value"] = value
        else:
            raw[room][name]["value"] = value
        return Parameters.model_validate(raw)

    def priced(self) -> list[tuple[str, Priced]]:
        """Return every value with its path, such as ``model.retention``."""
        found = []
        for room in ("model", "outcomes", "before", "taxes", "payers"):
            part = getattr(self, room)
            if room == "outcomes":
                pairs = [
                    (f"{room}.{code}.{name}", getattr(after, name))
                    for code, after in part.items()
                    for name in type(after).model_fields
                ]
            else:
                pairs = [
                    (f"{room}.{name}", getattr(part, name)) for name in type(part).model_fields
                ]
            found += pairs
        return found

    def ranged(self) -> list[tuple[str, Priced]]:
        """Return the values that have a range to be tried, with their paths."""
        return [(path, one) for path, one in self.priced() if None not in (one.low, one.high)]


def read_parameters(path: Path) -> Parameters:
    """Read and check a file of parameters.

    Raises
    ------
    ParamsError
        With one line per problem: file, key, what was found and what is allowed.
    """
    where = as_typed(path)
    raw = read_toml(path, missing="give a file of params/payback/, without .toml")
    try:
        found = Parameters.model_validate(_floats(raw))
    except ValidationError as err:
        lines = [f"{where}: {'.'.join(map(str, e['loc']))}: {_told(e)}" for e in err.errors()]
        raise ParamsError("\n".join(lines)) from err
    problems = list(_impossible(found))
    if problems:
        raise ParamsError("\n".join(f"{where}: {line}" for line in problems))
    return found


def read_all(paths: Iterable[Path]) -> dict[int, Parameters]:
    """Read several files, each of another year's prices.

    Returns
    -------
    dict of int to Parameters
        By the year of the prices.

    Raises
    ------
    ParamsError
        If files are not as they must be, or two have prices of the same year: one line for each
        problem of all the files.
    """
    found: dict[int, tuple[Path, Parameters]] = {}
    problems = []
    for path in paths:
        try:
            one = read_parameters(path)
        except ParamsError as err:
            problems.append(str(err))
            continue
        year = one.file.price_year
        if year in found:
            problems.append(
                f"{as_typed(path)}: file.price_year: found {year}, which {found[year][0].name} has too; "
                "name one of them in payback"
            )
        found[year] = (path, one)
    if problems:
        raise ParamsError("\n".join(problems))
    return {year: one for year, (_, one) in found.items()}


def _told(error: Any) -> str:
    if error["type"] == "missing":
        return "is missing; every value has value, year, source and assumption"
    if error["type"] == "model_type":
        return f"found {error['input']!r}; a table with value, year, source and assumption"
    if error["type"] == "extra_forbidden":
        return f"unknown key; allowed: {_allowed(error['loc'])}"
    return f"found {error['input']!r}; {error['msg'][0].lower()}{error['msg'][1:]}"


def _allowed(place: tuple[str, ...]) -> str:
    inner: Any = Parameters
    for name in place[:-1]:
        by_outcome = get_origin(inner) is dict
        inner = get_args(inner)[1] if by_outcome else inner.model_fields[name].annotation
    return ", ".join(inner.model_fields)


def _found(number: float | None) -> str:
    return "nothing" if number is None else f"{number:g}"


def _floats(raw: Any) -> Any:
    """Return a table with whole numbers as numbers, but for years."""
    if isinstance(raw, dict):
        return {
            key: float(cell)
            if key in ("value", "low", "high") and type(cell) is int
            else _floats(cell)
            for key, cell in raw.items()
        }
    return raw


def _impossible(found: Parameters) -> list[str]:
    problems = []
    paid = sum(getattr(found.payers, name).value for name in type(found.payers).model_fields)
    if abs(paid - 1) > 1e-9:
        problems.append(f"payers: add up to {paid:g}; they must add up to 1")
    for path, one in found.priced():
        if (one.low, one.high) == (None, None):
            continue
        if path.startswith("payers."):
            problems.append(f"{path}: has a range; one part of the cost cannot change on its own")
        elif one.low is None or one.high is None or not one.low <= one.value <= one.high:
            problems.append(
                f"{path}: found low = {_found(one.low)}, value = {one.value:g}, "
                f"high = {_found(one.high)}; a range has both ends and holds the value"
            )
    problems += [
        f"outcomes.{name}: is missing; it says what a success is worth"
        for name in sorted(_OUTCOMES - set(found.outcomes))
    ]
    problems += [
        f"outcomes.{name}: unknown outcome; allowed: {', '.join(sorted(_ALLOWED))}"
        for name in sorted(set(found.outcomes) - _ALLOWED)
    ]
    return problems
