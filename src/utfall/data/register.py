"""The register: municipalities, population, price index and context figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import pandas as pd

from utfall.data.csvfile import read_table
from utfall.data.folder import Problem
from utfall.data.schema import OWN_CONTEXT, REGISTER_TABLES
from utfall.errors import DataError

__all__ = [
    "SYNTHETIC_COUNTY",
    "Register",
    "made_up_code",
    "read_own_context",
    "read_register",
    "with_own_context",
]

# No county of Sweden has this code, so no municipality has one that begins with it.
SYNTHETIC_COUNTY = "99"

_Key = TypeVar("_Key", int, str)
_Found = TypeVar("_Found")


@dataclass(frozen=True)
class Register:
    """What is known of municipalities and prices, whoever is evaluated.

    Attributes
    ----------
    path : Path
        The folder.
    tables : mapping of str to DataFrame
        Every table of the register by its file's name; dtypes as in `Folder`.
    """

    path: Path
    tables: Mapping[str, pd.DataFrame]

    @property
    def municipalities(self) -> pd.DataFrame:
        """One row per municipality: code, name, county."""
        return self.tables["municipalities"]

    @property
    def population(self) -> pd.DataFrame:
        """Population of each municipality on 31 December 2019, persons."""
        return self.tables["population_2019"]

    @property
    def population_by_age(self) -> pd.DataFrame:
        """The same by sex and age band."""
        return self.tables["population_2019_sex_age"]

    @property
    def cpi(self) -> pd.DataFrame:
        """Consumer price index: ``year`` (number), ``kpi_annual_mean_1980_100``."""
        return self.tables["cpi_1980"]

    @property
    def unemployment(self) -> pd.DataFrame:
        """Per cent openly unemployed at some time in the year; not the unemployment rate."""
        return self.tables["unemployment_2010_2021"]

    @property
    def context(self) -> pd.DataFrame:
        """Figures about the need, one per area, measure and period; never results."""
        return self.tables["context"]

    @property
    def context_sources(self) -> pd.DataFrame:
        """Sources of the context figures."""
        return self.tables["context_sources"]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Short name by four-character code, as ``{"0486": "Strängnäs"}``."""
        rows = self.municipalities
        return dict(zip(rows["municipality_code"], rows["municipality_name_short"], strict=True))

    @cached_property
    def counties(self) -> Mapping[str, str]:
        """Name by two-character county code, as ``{"04": "Södermanlands län"}``."""
        rows = self.municipalities
        return dict(zip(rows["county_code"], rows["county_name"], strict=True))

    @cached_property
    def _inhabitants(self) -> Mapping[str, float]:
        rows = self.population
        return dict(zip(rows["municipality_code"], rows["pop_16_64_2019"], strict=True))

    @cached_property
    def _index(self) -> Mapping[int, float]:
        rows = self.cpi
        return dict(zip(rows["year"].astype(int), rows["kpi_annual_mean_1980_100"], strict=True))

    def name(self, code: str) -> str:
        """Return a municipality's short name; raise DataError for an unknown code."""
        return self._look_up(self.names, code, "municipalities", "municipality code")

    def population_16_64(self, code: str) -> float:
        """Return a municipality's persons aged 16 to 64; raise DataError for an unknown code."""
        return self._look_up(self._inhabitants, code, "population_2019", "municipality code")

    def price_index(self, year: int) -> float:
        """Return a year's consumer price index, 1980 = 100, as published.

        Raises
        ------
        DataError
            If the register has no such year; an index is never carried forward.
        """
        return self._look_up(self._index, year, "cpi_1980", "year")

    def _look_up(self, values: Mapping[_Key, _Found], key: _Key, table: str, what: str) -> _Found:
        if key not in values:
            known = f"known: {min(values)} to {max(values)}" if values else "the table is empty"
            file = self.path / f"{table}.csv"
            raise DataError([f"{file}: no {what} {key!r}; {known}"])
        return values[key]


def made_up_code(code: str) -> bool:
    """Tell whether a municipality code is one for synthetic associations: 9901 to 9999.

    >>> made_up_code("9901"), made_up_code("0486"), made_up_code("9900")
    (True, False, False)
    """
    return (
        len(code) == 4 and code.isdecimal() and code.startswith(SYNTHETIC_COUNTY) and code != "9900"
    )


def read_own_context(path: Path) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """Read the context figures that an association's folder has of its own.

    Returns
    -------
    dict of str to DataFrame, list of Problem
        The tables of `OWN_CONTEXT`, none where the folder has neither, and what is wrong in them.
    """
    tables: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    if not any((path / f"{name}.csv").is_file() for name in OWN_CONTEXT):
        return tables, problems
    for name in OWN_CONTEXT:
        if not (path / f"{name}.csv").is_file():
            cure = "fetch both by `utfall context`, or remove the other table"
            file = str(path / f"{name}.csv")
            problems.append(Problem(file, None, "", None, "file missing", cure))
            continue
        tables[name], _, found = read_table(path, REGISTER_TABLES[name])
        problems += found
    return tables, problems


def with_own_context(register: Register, path: Path) -> Register:
    """Return the register with the context figures of an association's own folder.

    Raises
    ------
    DataError
        With every problem of the two tables.
    """
    own, problems = read_own_context(path)
    if problems:
        raise DataError([str(problem) for problem in problems])
    more = {
        name: pd.concat([register.tables[name], frame], ignore_index=True)
        for name, frame in own.items()
    }
    return Register(register.path, {**register.tables, **more})


def read_register(path: Path) -> Register:
    """Read the register.

    Parameters
    ----------
    path : Path
        Folder with the tables of `REGISTER_TABLES`; `context.csv` may be absent.

    Raises
    ------
    DataError
        With every problem of every file.
    """
    path = Path(path)
    frames: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    if not path.is_dir():
        cure = "check the name in params and the current folder"
        raise DataError([str(Problem(str(path), None, "", None, "folder missing", cure))])
    for name, table in REGISTER_TABLES.items():
        frames[name], _, found = read_table(path, table)
        problems += found
    if problems:
        raise DataError([str(problem) for problem in problems])
    return Register(path, frames)
