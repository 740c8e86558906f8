"""The made-up records as a follow-up system would export them, and the mapping to read them by."""

import csv
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path

import pyarrow as pa

from utfall.data import codes
from utfall.data.records import RECORDS
from utfall.example.world import LAST_DAY, MUNICIPALITIES, NAME, PROGRAMMES
from utfall.tomlfile import quoted

__all__ = ["write_export"]

_NOT_KNOWN = "Uppgift saknas"
_WHEN = {
    "entry": "vid start",
    "exit": "vid avslut",
    "6m": "6 mån efter avslut",
    "12m": "12 mån efter avslut",
}
_HEADER = {
    "record_id": "Löpnr",
    "person_id": "Deltagar-ID",
    "consent": "Deltagartyp",
    "programme_id": "Insats",
    "residence": "Bostadskommun",
    "sex": "Kön",
    "birth_year": "Födelseår",
    "education": "Högsta avslutade utbildning",
    "months_on_support": "Tid med offentlig försörjning före (mån)",
    "referred_by": "Remitterande part",
    "entry": "Startdatum",
    "planned_exit": "Planerat slutdatum",
    "exit": "Slutdatum",
    "exit_reason": "Avslutningsanledning",
    **{
        f"{ours}_{time}": f"{theirs} {when}"
        for time, when in _WHEN.items()
        for ours, theirs in (
            ("activity", "Sysselsättning"),
            ("work_extent", "Omfattning arbete (%)"),
            ("study_extent", "Omfattning studier (%)"),
            ("income", "Huvudsaklig försörjning"),
        )
    },
    "job_lasts_month": "Arbetet varar minst en månad",
    "supports": "Stöd under insatsen",
    "as_of": "Uppgiftsdatum",
}


def _capital(labels: Mapping[str, str]) -> dict[str, str]:
    return {code: label[:1].upper() + label[1:] for code, label in labels.items()}


_NAMES: dict[str, dict[str, str]] = {
    "consent": _capital(codes.CONSENT),
    "programme_id": {p.programme_id: p.name for p in PROGRAMMES},
    "residence": {m.code: m.name for m in MUNICIPALITIES},
    "sex": _capital(codes.SEX),
    "education": _capital(codes.EDUCATION),
    "referred_by": _capital(codes.REFERRED_BY),
    "exit_reason": _capital(codes.EXIT_REASON),
    **{f"activity_{time}": _capital(codes.ACTIVITY) for time in codes.TIMES},
    **{f"income_{time}": _capital(codes.INCOME) for time in codes.TIMES},
    "job_lasts_month": _capital(codes.YES_NO),
    "supports": _capital(codes.SUPPORTS),
}
# Where the system has a choice for it; elsewhere what is not known is left empty.
_SAID = ("sex", "education", "referred_by", "residence")


def write_export(folder: Path, batches: Iterable[pa.RecordBatch]) -> None:
    """Write ``export/deltagare.csv`` and ``export/map.toml`` into a data folder.

    Parameters
    ----------
    folder : Path
        The example's folder.
    batches : iterable of RecordBatch
        Its records.

    Notes
    -----
    The CSV is what a Swedish spreadsheet writes: Windows-1252, semicolons, decimal commas.
    `utfall import` of it with the mapping gives the same records.
    """
    place = folder / "export"
    place.mkdir()
    told = [_told(name) for name in RECORDS.column_names]
    with (place / "deltagare.csv").open("w", encoding="cp1252", newline="") as out:
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        writer.writerow(_HEADER[name] for name in RECORDS.column_names)
        for batch in batches:
            columns = [
                [tell(cell) for cell in column.to_pylist()]
                for tell, column in zip(told, batch.columns, strict=True)
            ]
            writer.writerows(zip(*columns, strict=True))
    (place / "map.toml").write_text(_mapping(), encoding="utf-8", newline="")


def _told(name: str) -> Callable[[str | int | date | None], str]:
    """Return how the system writes a cell of a column."""
    labels = _NAMES.get(name, {})
    unknown = _NOT_KNOWN if name in _SAID else ""
    number = ",0" if "extent" in name else ""
    joined = next(c.joined for c in RECORDS.columns if c.name == name)

    def tell(cell: str | int | date | None) -> str:
        if cell is None:
            return unknown
        parts = str(cell).split(joined) if joined else [str(cell)]
        return ", ".join(labels.get(part, part) for part in parts) + number

    return tell


def _mapping() -> str:
    lines = [
        f"# {NAME}, exported on {LAST_DAY}. What each key means: docs/records.md.",
        "complete = true",
        f"not_known = [{quoted(_NOT_KNOWN)}]",
        "",
        "[columns]",
        *(f"{name} = {quoted(_HEADER[name])}" for name in RECORDS.column_names),
    ]
    for name, labels in _NAMES.items():
        lines += ["", f"[values.{name}]"]
        lines += [f"{quoted(label)} = {quoted(code)}" for code, label in labels.items()]
    return "\n".join(lines) + "\n"
