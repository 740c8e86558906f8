"""The prices, taxes and assumptions of a payback calculation: a dated TOML file, read strictly.

What each key means: params/payback/README.md.
"""

from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from utfall.errors import ParamsError
from utfall.tomlfile import read_toml

__all__ = ["Parameters", "Priced", "read_parameters"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Priced(_Strict):
    """One value with where it is from; `low` and `high` are tried beside it."""

    value: float
    year: Annotated[int, Field(ge=1990, le=2100)]
    source: Annotated[str, StringConstraints(min_length=3)]
    assumption: bool
    low: float | None = None
    high: float | None = None


class _File(_Strict):
    name: Annotated[str, StringConstraints(min_length=3)]
    price_year: int
    first_year: int
    last_year: int
    synthetic: bool = False


class _Model(_Strict):
    discount_rate: Priced
    horizon_years: Priced
    retention: Priced
    deadweight: Priced
    income_equalisation: Priced


class _Payers(_Strict):
    municipality: Priced
    region: Priced
    state: Priced


class _Taxes(_Strict):
    municipal: Priced
    regional: Priced
    taxed_share: Priced
    employer_contributions: Priced
    consumption: Priced


class _Before(_Strict):
    social_assistance: Priced
    state_benefit: Priced
    municipal_service: Priced
    care: Priced


class _After(_Strict):
    wage: Priced
    wage_subsidy: Priced
    study_grant: Priced


class Parameters(_Strict):
    """Everything that one calculation rests on; kronor are per person and month.

    Attributes
    ----------
    file
        Name, the year whose prices it has, and the first and last year of the periods it is for.
    model
        Discount rate and retention per year, deadweight and income equalisation as shares.
    payers
        Which part of the cost each pays: shares that add up to one.
    taxes
        Rates, and the share of an income that is taxed.
    before
        What a participant received or cost, by who pays.
    outcomes : mapping
        Per outcome: its wage before tax, and what the state pays for it.
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

    def ranged(self) -> list[tuple[str, Priced]]:
        """Return the values that have a range to be tried, with their paths, in the file's order."""
        found = []
        for room in ("model", "outcomes", "before", "taxes"):
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
            found += [(path, one) for path, one in pairs if None not in (one.low, one.high)]
        return found


def read_parameters(path: Path) -> Parameters:
    """Read and check a file of parameters.

    Raises
    ------
    ParamsError
        With one line per problem: file, key, what was found and what is allowed.
    """
    raw = read_toml(path, missing="give a file of params/payback/, without .toml")
    try:
        found = Parameters.model_validate(_floats(raw))
    except ValidationError as err:
        lines = [f"{path}: {'.'.join(map(str, e['loc']))}: {_told(e)}" for e in err.errors()]
        raise ParamsError("\n".join(lines)) from err
    problems = list(_impossible(found))
    if problems:
        raise ParamsError("\n".join(f"{path}: {line}" for line in problems))
    return found


def _told(error: Any) -> str:
    if error["type"] == "missing":
        return "is missing; every value has value, year, source and assumption"
    if error["type"] == "extra_forbidden":
        return "unknown key; params/payback/README.md lists those that are allowed"
    return f"found {error['input']!r}; {error['msg'][0].lower()}{error['msg'][1:]}"


def _floats(raw: Any) -> Any:
    """Return a table with whole numbers as numbers, but for years."""
    if isinstance(raw, dict):
        return {
            key: float(cell)
            if key in ("value", "low", "high") and isinstance(cell, int) and cell is not True
            else _floats(cell)
            for key, cell in raw.items()
        }
    return raw


def _impossible(found: Parameters) -> list[str]:
    problems = []
    if found.file.first_year > found.file.last_year:
        problems.append("file: first_year must not be after last_year")
    shares = {
        **{
            f"payers.{name}": getattr(found.payers, name)
            for name in type(found.payers).model_fields
        },
        **{f"taxes.{name}": getattr(found.taxes, name) for name in type(found.taxes).model_fields},
        **{
            f"model.{name}": getattr(found.model, name)
            for name in ("discount_rate", "retention", "deadweight", "income_equalisation")
        },
    }
    for name, priced in shares.items():
        tried = [x for x in (priced.value, priced.low, priced.high) if x is not None]
        if not all(0 <= x <= 1 for x in tried):
            problems.append(f"{name}: found {tried}; a share is from 0 to 1")
    paid = sum(getattr(found.payers, name).value for name in type(found.payers).model_fields)
    if abs(paid - 1) > 1e-9:
        problems.append(f"payers: add up to {paid:g}; they must add up to 1")
    if found.model.horizon_years.value <= 0:
        problems.append("model.horizon_years: must be above 0")
    if "employment" not in found.outcomes:
        problems.append("outcomes.employment: is missing; it is what a success is worth")
    return problems
