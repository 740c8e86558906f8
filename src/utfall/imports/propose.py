"""`utfall import --propose`: an export → a draft of its mapping file, to be read by a person.

The draft shows the names of columns and the texts of columns that hold codes, never a row, and
nothing of a column in which identities were found. A text is shown if it stands in two rows or more,
or its words are those of a code: what somebody wrote once about one person is neither.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from utfall.data.columns import Column
from utfall.data.identities import identity_column, scan
from utfall.data.names import GIVEN_NAMES
from utfall.errors import DataError
from utfall.imports.cells import CellError, day, folded
from utfall.imports.export import Batch, Export, open_export
from utfall.imports.mapping import FIELDS, untimed
from utfall.imports.place import vocabulary
from utfall.imports.rows import Vocabulary
from utfall.imports.sheets import ERROR
from utfall.imports.words import (
    COLUMNS,
    NOT_KNOWN,
    TIMED,
    TIMES,
    code_of,
    field_kind,
    has_words_of,
)
from utfall.tomlfile import quoted

__all__ = ["propose"]

_LOOKED_AT = 50_000
_MOST_TEXTS, _LONGEST = 40, 60
_DAYS = ("entry", "planned_exit", "exit")
# "Tid med försörjning före" is of the time, "Försörjning före" of what it was.
_HOW_LONG = r"(hur länge|tid|antal mån\w*|månader)\b.*(försörjning|ersättning|bidrag)"
_NUMBER = re.compile(r"[0-9 ]+([.,][0-9]+)?( ?%)?")


@dataclass(frozen=True)
class _Columns:
    """What the draft says of the export's columns.

    Attributes
    ----------
    chosen : dict of str to str
        Ours → theirs.
    others : dict of str to list
        Theirs, not chosen → ours that they could be as well.
    drop, pseudonymise : list of str
        Columns with identities: to be left out, and to be replaced by a keyed hash.
    """

    chosen: dict[str, str]
    others: dict[str, list[str]]
    drop: list[str]
    pseudonymise: list[str]


def propose(file: Path, folder: Path | None = None) -> str:
    """Draft the mapping file of an export.

    Parameters
    ----------
    file : Path
        The export; its first 50 000 rows are looked at.
    folder : Path, optional
        The data folder that it is to be imported into: its programmes and members need no mapping.

    Returns
    -------
    str
        TOML. What could not be decided stands in a comment with what it could mean.

    Raises
    ------
    DataError
        If the file cannot be read, or has no rows.
    """
    export = open_export(file)
    batch = next(export.batches(_LOOKED_AT), None)
    if batch is None or not len(batch.rows):
        raise DataError([f"{file}: no rows below the header; export once more"])
    known = vocabulary(folder) if folder else Vocabulary({}, {}, frozenset(), synthetic=False)
    return "\n".join(_draft(export, batch, known)) + "\n"


def _draft(export: Export, batch: Batch, known: Vocabulary) -> Iterator[str]:
    columns = _columns(export.header, batch)
    texts = {
        ours: _distinct(batch, theirs)
        for ours, theirs in columns.chosen.items()
        if theirs not in columns.pseudonymise
    }
    values = dict(_values(texts, known, columns.chosen, _often(batch, texts, columns.chosen)))
    unknown = sorted({text for ours in texts for text in texts[ours] if _not_known(text)})
    yield f"# Drafted by `utfall import --propose` from {export.file.name}. Read it through: what stands"
    yield "# after ?? is for you to decide. docs/records.md explains every key."
    for theirs in columns.pseudonymise:
        yield f"# Identities, to be replaced: run the import with --pseudonymise {quoted(theirs)}"
    yield ""
    yield from _day_and_order(columns, texts)
    yield "complete = false  # true: the export holds every participation, what it lacks is removed"
    if export.sheet:
        yield f"sheet = {quoted(export.sheet)}"
    if unknown:
        yield f"not_known = [{', '.join(map(quoted, unknown))}]"
    if columns.drop:
        yield "# Identities, or by the name a column of identities: neither imported nor looked into."
        yield f"drop = [{', '.join(map(quoted, columns.drop))}]"
    yield from _column_lines(columns)
    yield from _default_lines(columns)
    for ours, lines in values.items():
        yield from ("", f"[values.{ours}]", *lines)


# --- columns -----------------------------------------------------------------------------------


def _columns(header: Sequence[str], batch: Batch) -> _Columns:
    secret = [name for name in header if identity_column(name) or scan(name, batch.cells[name])]
    places: dict[str, list[tuple[int, int, str]]] = {}
    for nth, theirs in enumerate(header):
        for rank, ours in _fits(theirs, batch):
            if theirs not in secret or ours == "person_id":
                # A column without identities is the better one to tell persons apart by.
                places.setdefault(ours, []).append((rank + 10 * (theirs in secret), nth, theirs))
    chosen: dict[str, str] = {}
    others: dict[str, list[str]] = {}
    for ours in FIELDS:
        for _, _, theirs in sorted(places.get(ours, [])):
            if ours not in chosen and theirs not in chosen.values():
                chosen[ours] = theirs
            elif theirs not in secret:
                others.setdefault(theirs, []).append(ours)
    if "record_id" in chosen and not _unique(batch, chosen["record_id"]):
        others.setdefault(chosen.pop("record_id"), []).append("record_id")
    pseudonymise = [chosen["person_id"]] if chosen.get("person_id") in secret else []
    if pseudonymise and scan(pseudonymise[0], batch.cells[pseudonymise[0]])[:1]:
        # A personnummer tells the year of birth and the sex; nothing else of it is kept.
        kinds = {found.kind for found in scan(pseudonymise[0], batch.cells[pseudonymise[0]])}
        for ours in ("birth_year", "sex"):
            if "personnummer" in kinds and ours not in chosen:
                chosen[ours] = pseudonymise[0]
    drop = [name for name in secret if name not in pseudonymise]
    others = {theirs: ours for theirs, ours in others.items() if theirs not in chosen.values()}
    return _Columns(
        {ours: chosen[ours] for ours in FIELDS if ours in chosen},
        {name: others.get(name, []) for name in header if name not in {*chosen.values(), *drop}},
        drop,
        pseudonymise,
    )


def _fits(theirs: str, batch: Batch) -> Iterator[tuple[int, str]]:
    """Yield the columns of ours that a header can mean, with how well it fits: 0 is best."""
    words = folded(theirs)
    timed = _timed(words, theirs, batch)
    if timed:
        yield 0, timed
        return
    for ours, patterns in COLUMNS.items():
        for rank, pattern in enumerate(patterns):
            if re.search(pattern, words):
                yield rank, ours
                break


def _timed(words: str, theirs: str, batch: Batch) -> str:
    """Return a column of ours that is asked for at several times, as ``activity_entry``."""
    if re.match(_HOW_LONG, words):
        return ""
    time = next((time for pattern, time in TIMES if re.search(pattern, words)), "")
    kind = next((kind for pattern, kind in TIMED if re.search(pattern, words)), "")
    numbers = _numbers(batch, theirs)
    if time and numbers and kind in ("", "activity"):
        # "Arbete (%) före": what is a number tells how much, not what.
        kind = "work_extent" if re.search(r"arbet|jobb", words) else kind
        kind = "study_extent" if re.search(r"studie|utbildning", words) else kind
    if not time or not kind or numbers != kind.endswith("extent"):
        return ""
    return f"{kind}_{time}"


def _numbers(batch: Batch, theirs: str) -> bool:
    texts = [text for text in _distinct(batch, theirs) if not _not_known(text)]
    return bool(texts) and all(_NUMBER.fullmatch(text) for text in texts)


def _unique(batch: Batch, theirs: str) -> bool:
    cells = batch.cells[theirs]
    return cells.null_count == 0 and len(pc.unique(cells)) == len(cells)


def _column_lines(columns: _Columns) -> Iterator[str]:
    yield ""
    yield "[columns]"
    for ours, theirs in columns.chosen.items():
        yield f"{ours} = {quoted(theirs)}"
    missing = [ours for ours in FIELDS if ours not in columns.chosen and ours != "as_of"]
    if missing:
        yield f"# The export seems to lack: {', '.join(missing)}"
    for theirs, candidates in columns.others.items():
        could = f"; it could be {' or '.join(candidates)}" if candidates else ""
        yield f"# Not imported: {quoted(theirs)}{could}"


def _default_lines(columns: _Columns) -> Iterator[str]:
    defaults = []
    if "consent" not in columns.chosen:
        told = "named" if "person_id" in columns.chosen else "anonymous"
        defaults.append(f'consent = "{told}"  # the export does not say who has consented')
    if "programme_id" not in columns.chosen:
        defaults.append('# programme_id = "id-of-the-programme"  # ?? the export names none')
    if "entry" not in columns.chosen:
        defaults.append("# ?? no column for entry was found, which every row needs: see [columns]")
    if defaults:
        yield from ("", "[defaults]", *defaults)


# --- days --------------------------------------------------------------------------------------


def _day_and_order(columns: _Columns, texts: Mapping[str, Sequence[str]]) -> Iterator[str]:
    written = [text for ours in _DAYS for text in texts.get(ours, ()) if not _not_known(text)]
    unread: dict[Literal["dmy", "mdy"], int] = {
        "dmy": _unread(written, "dmy"), "mdy": _unread(written, "mdy"),
    }  # fmt: skip
    order: Literal["dmy", "mdy"] = "mdy" if unread["mdy"] < unread["dmy"] else "dmy"
    if "as_of" not in columns.chosen:
        happened = [text for ours in ("entry", "exit") for text in texts.get(ours, ())]
        newest = max(_days(happened, order), default=None)
        if newest:
            yield f"as_of = {newest}  # ?? the newest day found; write the day the export was taken"
        else:
            yield "# as_of = 2024-12-31  # ?? the day the export was taken"
    if order == "mdy":
        yield 'date_order = "mdy"  # the month stands first'


def _days(texts: Iterable[str], order: Literal["dmy", "mdy"]) -> Iterator[date]:
    for text in texts:
        try:
            yield day(text, order)
        except CellError:
            continue


def _unread(texts: Sequence[str], order: Literal["dmy", "mdy"]) -> int:
    return len(texts) - sum(1 for _ in _days(texts, order))


# --- texts -------------------------------------------------------------------------------------


def _often(batch: Batch, texts: Iterable[str], chosen: Mapping[str, str]) -> set[str]:
    """Return the texts, or parts of them, that stand in two rows or more of some column."""
    found = set()
    for ours in texts:
        times: Counter[str] = Counter()
        for one in pc.value_counts(batch.cells[chosen[ours]].drop_null()).to_pylist():
            for part in set(_parts(ours, one["values"])):
                times[part] += one["counts"]
        found |= {text for text, count in times.items() if count > 1}
    return found


def _personal(text: str) -> bool:
    """Tell whether a text could be about somebody: an identity, or a given name among its words."""
    names = {word.casefold() for word in re.findall(r"[^\W\d_]+", text) if word[0].isupper()}
    return bool(scan("", pa.array([text], pa.string())) or names & GIVEN_NAMES)


def _told(texts: Sequence[str], often: set[str], line: Callable[[str], str]) -> list[str]:
    """Write a line for each text that stands in several rows, and how many do not."""
    told = [text for text in texts if text in often and not _personal(text)][:_MOST_TEXTS]
    return [*map(line, told), *_untold(len(texts) - len(told))]


def _untold(count: int) -> list[str]:
    return [f"# ?? {count} other texts, in one row each or personal: see the export"] * bool(count)


def _values(
    texts: Mapping[str, list[str]], known: Vocabulary, chosen: Mapping[str, str], often: set[str]
) -> Iterator[tuple[str, list[str]]]:
    # What is asked for at several times is explained once.
    together: dict[str, set[str]] = {}
    for ours, found in texts.items():
        parts = (part for text in found if not _not_known(text) for part in _parts(ours, text))
        together.setdefault(untimed(ours), set()).update(parts)
    for ours, told in together.items():
        lines = []
        if kind := field_kind(ours, folded(chosen.get(ours, ""))):
            column = FIELDS.get(ours, FIELDS.get(f"{ours}_entry"))
            lines = _code_lines(kind, column, sorted(told), often)
        elif ours == "programme_id":
            new = [text for text in sorted(told) if not _understood(known.programme, text)]
            lines = _told(new, often, _slugged if known.programmes else _made_up)
        elif ours == "residence" and known.municipalities:
            new = [text for text in sorted(told) if not _understood(known.municipality, text)]
            lines = _told(
                new, often, _undecided("the code of a municipality, or empty for not known")
            )
        elif ours.endswith("_extent") and _shares(told):
            # Excel's full time; elsewhere a bare 1 could be one per cent.
            lines = ['"1" = "100"  # the column holds shares of full time']
        elif ours == "months_on_support":
            new = [text for text in sorted(told) if not _NUMBER.fullmatch(text)]
            lines = _told(
                new, often, _undecided('how many months, such as "18"; empty for not known')
            )
        if lines:
            yield ours, lines


def _shares(told: Iterable[str]) -> bool:
    found = {text.replace(",", ".") for text in told if re.fullmatch(r"[01]([.,][0-9]+)?", text)}
    return "1" in found and any(0 < float(text) < 1 for text in found)


def _parts(ours: str, text: str) -> list[str]:
    if not FIELDS[ours].joined:
        return [text]
    return [part for part in re.split(r"\s*[;,\n]\s*", text) if part]


def _slugged(text: str) -> str:
    return f"{quoted(text)} = {quoted(_slug(text))}"


def _made_up(text: str) -> str:
    return f"{_slugged(text)}  # ?? an id made from the name"


def _undecided(question: str) -> Callable[[str], str]:
    return lambda text: f'# {quoted(text)} = ""  # ?? {question}'


def _code_lines(kind: str, column: Column | None, told: list[str], often: set[str]) -> list[str]:
    allowed = column.allowed if column else ()
    shown = [text for text in told if text not in allowed]
    if len(shown) > _MOST_TEXTS or any(len(text) > _LONGEST for text in shown):
        most = f"more than {_MOST_TEXTS} codes"
        return [f"# ?? the column holds free text, or {most}: is it the right one?"]
    lines: list[str] = []
    count = len(shown)
    shown = [
        text
        for text in shown
        if (text in often or has_words_of(kind, folded(text))) and not _personal(text)
    ]
    folds = [folded(text) for text in shown]
    for text, plain in zip(shown, folds, strict=True):
        match code_of(kind, plain, folds):
            case (code,):
                lines.append(f"{quoted(text)} = {quoted(code)}")
            case ():
                lines.append(_undecided(f"one of {', '.join(allowed)}")(text))
            case candidates:
                lines.append(_undecided(" or ".join(candidates))(text))
    return [*lines, *_untold(count - len(shown))]


def _understood(read: Callable[[str], str], text: str) -> bool:
    try:
        read(text)
    except CellError:
        return False
    return True


def _not_known(text: str) -> bool:
    return bool(re.search(NOT_KNOWN, folded(text)))


def _distinct(batch: Batch, theirs: str) -> list[str]:
    texts = pc.unique(batch.cells[theirs]).drop_null().to_pylist()
    return sorted(text for text in texts if not ERROR.fullmatch(text))


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "insats"
