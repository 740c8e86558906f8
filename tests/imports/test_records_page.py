"""docs/records.md says what the records hold, as the code has it."""

import re
from pathlib import Path

import pytest

from utfall.data import codes
from utfall.data.columns import Column
from utfall.data.records import RECORDS
from utfall.imports.mapping import ImportMap, load

PAGE = (Path(__file__).parents[2] / "docs" / "records.md").read_text(encoding="utf-8")
CODES = {
    "CONSENT": codes.CONSENT,
    "SEX": codes.SEX,
    "EDUCATION": codes.EDUCATION,
    "REFERRED_BY": codes.REFERRED_BY,
    "EXIT_REASON": codes.EXIT_REASON,
    "ACTIVITY": codes.ACTIVITY,
    "INCOME": codes.INCOME,
    "YES_NO": codes.YES_NO,
    "SUPPORTS": codes.SUPPORTS,
}


def holds(column: Column) -> str:
    """Say what a cell of a column may hold."""
    if column.allowed:
        return "one of the codes below"
    if column.kind == "number":
        return f"a whole number, {column.minimum:g} to {column.maximum:g}"
    return {"day": "a day, as 2022-03-01", "slug": "an id"}.get(column.kind, "text")


@pytest.mark.parametrize("column", RECORDS.columns, ids=lambda column: column.name)
def test_the_page_describes_every_column(column: Column) -> None:
    required = "yes" if column.required else ""
    line = f"| `{column.name}` | {column.description} | {holds(column)} | {required} |"

    assert line in PAGE


def test_the_page_describes_no_other_column() -> None:
    table = PAGE.split("## The codes")[0].split("## The columns")[1]

    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == RECORDS.column_names


@pytest.mark.parametrize("listed", CODES.values(), ids=CODES)
def test_the_page_lists_every_code_with_its_swedish_label(listed: codes.Codes) -> None:
    assert all(f"`{code}` {label}" in PAGE for code, label in listed.items())


def test_the_mapping_file_of_the_page_is_one(tmp_path: Path) -> None:
    file = tmp_path / "map.toml"
    example = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert example
    file.write_text(example[1], encoding="utf-8")

    stated = load(file)

    assert stated.columns["entry"] == "Startdatum"
    # Every key is shown in use.
    assert set(stated.model_fields_set) == set(ImportMap.model_fields)
