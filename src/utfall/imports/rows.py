"""A batch of texts → typed rows, and every fault of every row.

Each distinct text of a column is read once per batch, so that a million rows cost little.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from utfall.data.columns import SLUG
from utfall.data.identities import personal_number
from utfall.data.records import RULES, SYNTHETIC, Rule, arrow_schema
from utfall.data.register import SYNTHETIC_COUNTY, made_up_code
from utfall.imports.cells import CellError, day, folded, percent, whole
from utfall.imports.export import Batch
from utfall.imports.mapping import FIELDS, ImportMap, untimed
from utfall.imports.pseudonyms import Key
from utfall.imports.sheets import ERROR

__all__ = ["UNMAPPED", "Fault", "Reader", "Vocabulary"]

Value = str | int | date | None
_Parse = Callable[[str], Value]

# A text that the mapping file does not explain: told per column, since one cure mends many rows.
UNMAPPED = "a text without a meaning"
_NO_PERSONAL_NUMBER = CellError(
    "no personal number to read this from", "correct the cell, or map the column to another one"
)
_ERROR = CellError(
    "an error of the spreadsheet program instead of a value",
    "correct the formula, or empty the cell where nothing is known",
)
_REMEMBERED = 100_000
_BETWEEN = re.compile(r"\s*[;,\n]\s*")
_YEARS, _AGES = range(1800, 2101), range(130)
_CODE = re.compile(r"[0-9]{4}")
_TOTALS = r"(?i)^(summa|summa totalt|delsumma|total|totalt|totalsumma|antal)\s*:?$"


class Fault(NamedTuple):
    """Why a row cannot be taken.

    Attributes
    ----------
    row : int
        As a spreadsheet shows it.
    place : int
        Where the column stands among those of the records, to sort by.
    theirs, ours : str
        The column in the export and in the records; both empty where the whole row is at fault.
    value : str
        The cell, for the list of rejected rows only; empty of a pseudonymised column.
    problem, cure : str
        What is wrong and what to do.
    """

    row: int
    place: int
    theirs: str
    ours: str
    value: str
    problem: str
    cure: str


@dataclass(frozen=True)
class Vocabulary:
    """What programmes and municipalities are called, by the folder and the register.

    Attributes
    ----------
    programmes : mapping of str to str
        Name or id, folded → id; empty where the folder has no programmes yet.
    municipalities : mapping of str to str
        Name or member id, folded → SCB's code; empty where neither members nor register are known.
    codes : frozenset of str
        Every municipality code of the register; empty where there is no register, and then any
        four digits pass.
    synthetic : bool
        Whether the association is a synthetic one, whose municipalities are 9901 to 9999.
    """

    programmes: Mapping[str, str]
    municipalities: Mapping[str, str]
    codes: frozenset[str]
    synthetic: bool

    def programme(self, text: str) -> str:
        """Return the id of a programme named by its id or name; raise CellError for no such."""
        known = self.programmes.get(folded(text))
        if known is None and not self.programmes and SLUG.fullmatch(text):
            return text
        if known is None:
            raise CellError(UNMAPPED, "write its id under [values.programme_id]")
        return known

    def explained(self) -> frozenset[str]:
        """Return the folded names of programmes, members and municipalities: none is a person's."""
        return frozenset({*self.programmes, *self.municipalities})

    def municipality(self, text: str) -> str:
        """Return SCB's code for a code, a name or a member's id; raise CellError for no such."""
        padded = text.zfill(4) if text.isdecimal() else text
        if _CODE.fullmatch(padded):
            synthetic = self.synthetic and made_up_code(padded)
            known = padded in self.codes or padded in self.municipalities.values()
            if known or synthetic or (not self.codes and len(text) == 4):
                return padded
            raise CellError("no municipality has this code", "write SCB's code, four digits")
        name = folded(text)
        stem = name.removesuffix(" kommun").removesuffix(" stad")
        for form in (name, stem, stem.removesuffix("s")):
            if form in self.municipalities:
                return self.municipalities[form]
        raise CellError(UNMAPPED, "write the code under [values.residence]")


@dataclass
class Reader:
    """How the rows of one export are read.

    Attributes
    ----------
    stated : ImportMap
        The mapping file.
    vocabulary : Vocabulary
        Names of programmes and municipalities.
    as_of : date or None
        The day the export was taken; None where each row says its own.
    key : Key or None
        Of the keyed hash.
    pseudonymised : frozenset of str
        Columns of the export whose content is replaced.
    unmapped : dict of str to dict
        Filled while reading: per column of ours the texts without a meaning and their first row.
    """

    stated: ImportMap
    vocabulary: Vocabulary
    as_of: date | None
    key: Key | None
    pseudonymised: frozenset[str]
    unmapped: dict[str, dict[str, int]] = field(default_factory=dict)
    _remembered: dict[str, dict[str, Value | CellError]] = field(default_factory=dict, repr=False)

    def read(self, batch: Batch, con: duckdb.DuckDBPyConnection) -> tuple[pa.Table, list[Fault]]:
        """Return the rows without fault, with a column ``row`` more, and the faults of the others.

        A rule that looks at a cell which could not be read is not told of: it would say twice
        what is wrong once.
        """
        columns, faults = {}, []
        totals = _totals(batch)
        for place, ours in enumerate(FIELDS):
            columns[ours], errors = self._column(ours, batch)
            if len(errors):
                faults += [f for f in self._told(batch, place, ours, errors) if f.row not in totals]
        table = pa.table(columns, schema=arrow_schema()).append_column("row", batch.rows)
        faults += self._rule_faults(con, table, batch, faults, totals)
        wide = len(batch.cells)
        for row, cells in batch.ragged:
            what = f"{cells} cells where the header has {wide}"
            cure = 'put a text that holds the separator between "…", and empty cells where none are'
            faults.append(Fault(row, -1, "", "", "", what, cure))
        cure = "remove the row; utfall adds up itself"
        faults += [Fault(row, -1, "", "", "", "a row of totals", cure) for row in sorted(totals)]
        bad = pa.array(sorted({fault.row for fault in faults}), pa.int64())
        return table.filter(pc.invert(pc.is_in(batch.rows, value_set=bad))), faults

    def _column(self, ours: str, batch: Batch) -> tuple[pa.Array, dict[int, CellError]]:
        """Read one column; the errors are told by the place of their row in the batch."""
        kind, column = arrow_schema().field(ours).type, FIELDS[ours]
        wide = len(batch.rows)
        if ours == "as_of" and self.as_of:
            return pa.array([self.as_of] * wide, kind), {}
        theirs, default = self.stated.columns.get(ours), self.stated.defaults.get(ours)
        texts = batch.cells[theirs] if theirs else pa.nulls(wide, pa.string())
        if default:
            texts = texts.fill_null(default)
        encoded = texts.dictionary_encode()
        read = [self._value(ours, text) for text in encoded.dictionary.to_pylist()]
        values = pa.array([None if isinstance(v, CellError) else v for v in read], kind)
        found = values.take(encoded.indices)
        errors: dict[int, CellError] = {}
        bad = [i for i, value in enumerate(read) if isinstance(value, CellError)]
        if bad:
            at = encoded.indices.to_numpy(zero_copy_only=False)
            for place in np.flatnonzero(np.isin(at, bad)):
                error = read[int(at[place])]
                if isinstance(error, CellError):
                    errors[int(place)] = error
        needed = (column.required and ours != "record_id") or (ours == "record_id" and theirs)
        if needed and found.null_count > len(errors):
            empty = CellError("empty", column.description[0].lower() + column.description[1:])
            places = np.flatnonzero(found.is_null().to_numpy(zero_copy_only=False))
            errors |= {int(place): empty for place in places if int(place) not in errors}
        return found, errors

    def _told(
        self, batch: Batch, place: int, ours: str, errors: Mapping[int, CellError]
    ) -> list[Fault]:
        theirs = self.stated.columns.get(ours, "")
        faults = []
        for at, error in sorted(errors.items()):
            row, value = batch.rows[at].as_py(), self._shown(batch, theirs, at)
            if error.problem == UNMAPPED:
                self.unmapped.setdefault(ours, {}).setdefault(value, row)
            faults.append(Fault(row, place, theirs, ours, value, error.problem, error.cure))
        return faults

    def _shown(self, batch: Batch, theirs: str, at: int) -> str:
        if not theirs or theirs in self.pseudonymised:
            return ""
        return batch.cells[theirs][at].as_py() or ""

    def _rule_faults(
        self,
        con: duckdb.DuckDBPyConnection,
        table: pa.Table,
        batch: Batch,
        known: list[Fault],
        totals: set[int],
    ) -> list[Fault]:
        unread: dict[int, set[str]] = {}
        for fault in known:
            unread.setdefault(fault.row, set()).add(fault.ours)
        places = {ours: place for place, ours in enumerate(FIELDS)}
        rules = _rules(self.vocabulary.synthetic)
        faults = []
        looked_at = [_looked_at(rule) for rule in rules]
        told = ", ".join(f"coalesce({rule.fault}, false) AS f{i}" for i, rule in enumerate(rules))
        either = " OR ".join(f"f{i}" for i in range(len(rules)))
        query = (
            f"SELECT * FROM (SELECT row, place, {told} FROM batch) WHERE {either} ORDER BY place"  # noqa: S608
        )
        places_of_rows = pa.array(range(len(table)), pa.int32())
        con.register("batch", table.append_column("place", places_of_rows))
        try:
            broken_rows = con.execute(query).fetchall()
        finally:
            # Else the database would hold on to every batch.
            con.unregister("batch")
        for row, at, *broken in broken_rows:
            for rule, columns, found in zip(rules, looked_at, broken, strict=True):
                if found and row not in totals and not columns & unread.get(row, set()):
                    theirs = self.stated.columns.get(rule.column, "")
                    value = self._shown(batch, theirs, at)
                    place = places[rule.column]
                    faults.append(
                        Fault(row, place, theirs, rule.column, value, rule.problem, rule.cure)
                    )
        return faults

    def explained(self, theirs: str) -> frozenset[str]:
        """Return the folded texts of a column that are explained, so that they name no person."""
        meant = (
            self.stated.texts(o) for o, named in self.stated.columns.items() if named == theirs
        )
        return self.vocabulary.explained().union(*meant)

    def _value(self, ours: str, text: str) -> Value | CellError:
        if ERROR.fullmatch(text):
            return _ERROR
        if ours in ("person_id", "record_id"):
            return self._identifier(ours, text)
        if self.stated.columns.get(ours) in self.pseudonymised:
            number = personal_number(text, self._today)
            return _of_personal_number(ours, number) if number else _NO_PERSONAL_NUMBER
        remembered = self._remembered.setdefault(ours, {})
        if text not in remembered:
            if len(remembered) >= _REMEMBERED:
                remembered.clear()
            try:
                remembered[text] = self._parsed(ours, text)
            except CellError as error:
                remembered[text] = error
        return remembered[text]

    def _identifier(self, ours: str, text: str) -> str:
        if self.key and self.stated.columns[ours] in self.pseudonymised:
            return self.key.pseudonym(text, self._today)
        return text

    @property
    def _today(self) -> date:
        """The day from which a year of two digits is read."""
        return self.as_of or date.today()

    def _parsed(self, ours: str, text: str) -> Value:
        """Read one text; raise CellError if it is none that the column can hold."""
        column = FIELDS[ours]
        meant = self.stated.texts(ours).get(folded(text), text)
        if not meant:
            return None
        if column.allowed:
            return self._codes(ours, meant)
        if ours == "programme_id":
            explained = folded(text) in self.stated.texts(ours)
            known = self.vocabulary.programmes
            if explained and known and meant not in known.values():
                raise CellError("mapped to a programme that programmes.csv does not have",
                                "correct [values.programme_id], or add the programme")  # fmt: skip
            return meant if explained else self.vocabulary.programme(meant)
        if ours == "residence":
            return self.vocabulary.municipality(meant)
        if column.kind == "day":
            return day(meant, self.stated.date_order, self._today)
        if ours == "birth_year":
            number = self._year(meant)
        else:
            number = percent(meant) if column.unit == "percent" else whole(meant)
        if not column.minimum <= number <= column.maximum:
            cure = f"write a number from {column.minimum:g} to {column.maximum:g}"
            raise CellError("out of range", cure)
        return number

    def _codes(self, ours: str, text: str) -> str:
        column, texts = FIELDS[ours], self.stated.texts(ours)
        codes = {code.casefold(): code for code in column.allowed}

        def code(part: str) -> str:
            meant = texts.get(folded(part), part)
            if meant and meant.casefold() not in codes:
                raise CellError(UNMAPPED, f"write its code under [values.{untimed(ours)}]")
            return codes.get(meant.casefold(), "")

        if not column.joined:
            return code(text)
        return column.joined.join(
            sorted({code(part) for part in _BETWEEN.split(text) if part} - {""})
        )

    def _year(self, text: str) -> int:
        number = _whole_or_none(text)
        if number is not None and number in _YEARS:
            return number
        if number is not None and number in _AGES:
            cure = "give the year or the day of birth"
            raise CellError("an age, which is another every year", cure)
        return day(text, self.stated.date_order, self._today).year


def _whole_or_none(text: str) -> int | None:
    try:
        return whole(text)
    except CellError:
        return None


def _of_personal_number(ours: str, number: str) -> Value:
    if ours == "birth_year":
        return int(number[:4])
    # The last digit but one is odd for men (folkbokföringslagen, section 18).
    return "M" if int(number[10]) % 2 else "K"


def _rules(synthetic: bool) -> tuple[Rule, ...]:
    """Return the rules of the records, and that made-up persons and places keep to themselves."""
    person = f"starts_with(person_id, '{SYNTHETIC}')"
    code = "regexp_full_match(residence, '[0-9]{4}')"
    place = f"{code} AND starts_with(residence, '{SYNTHETIC_COUNTY}') AND residence <> '9900'"
    if synthetic:
        own = (
            "import real persons into a folder whose association.toml does not say synthetic = true"
        )
        return (
            *RULES,
            Rule("person_id", f"NOT {person}", "not a synthetic person in a synthetic association",
                 f"{own}; made-up ids begin with {SYNTHETIC}"),
            Rule("residence", f"{code} AND NOT ({place})",
                 "a real municipality in a synthetic association",
                 f"{own}; made-up municipalities are 9901 to 9999"),
        )  # fmt: skip
    return (
        *RULES,
        Rule("person_id", person, "a synthetic person in an association that is not",
             "write synthetic = true in association.toml, or remove the rows"),
        Rule("residence", place, "a code for synthetic associations only",
             "write SCB's code of the municipality"),
    )  # fmt: skip


def _looked_at(rule: Rule) -> set[str]:
    """Return the columns that a rule compares."""
    return set(re.findall(r"[a-z_0-9]+", rule.fault)) & set(FIELDS)


def _totals(batch: Batch) -> set[int]:
    """Find the rows that add up others: a cell says nothing but sum or total."""
    found: set[int] = set()
    for texts in batch.cells.values():
        says = pc.match_substring_regex(texts, _TOTALS).fill_null(fill_value=False)
        if pc.any(says).as_py():
            found |= set(batch.rows.filter(says).to_pylist())
    return found
