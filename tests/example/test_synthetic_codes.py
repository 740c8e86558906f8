"""What is made up cannot be taken for a real municipality, nor the other way round."""

from pathlib import Path

import pytest

from folder_files import ASSOCIATION, register, write_folder
from record_rows import record, write_records
from utfall.data.check import check_folder
from utfall.data.read import read_folder
from utfall.data.records import read_records, record_problems
from utfall.data.register import made_up_code

MADE_UP = ASSOCIATION.replace("synthetic = false", "synthetic = true").replace(
    'county_code = "04"', 'county_code = "99"'
)
GOOD = [{"member_id": "mossby", "name": "Mossby", "municipality_code": "9905"}]


def problems(path: Path, association: str, member: dict[str, str]) -> list[str]:
    folder = write_folder(path / "rar", members=[member])
    (folder / "association.toml").write_text(association, encoding="utf-8")
    # Only members are looked at: other tables refer to members that are not here.
    found = check_folder(read_folder(folder), register(path))
    return [str(p).partition("/rar/")[2] for p in found]


@pytest.mark.parametrize("code", ["9901", "9905", "9999"])
def test_codes_9901_to_9999_are_made_up(code: str) -> None:
    assert made_up_code(code)


@pytest.mark.parametrize("code", ["9900", "0486", "2584", "990", "99011", "99o1", ""])
def test_every_other_text_is_not(code: str) -> None:
    assert not made_up_code(code)


def test_a_synthetic_association_has_synthetic_codes(tmp_path: Path) -> None:
    assert problems(tmp_path, MADE_UP, GOOD[0]) == []


@pytest.mark.parametrize("code", ["0482", "9900", "0001", ""])
def test_a_synthetic_member_with_another_code_is_refused(tmp_path: Path, code: str) -> None:
    (said,) = problems(tmp_path, MADE_UP, {**GOOD[0], "municipality_code": code})

    assert said.startswith(
        "members.csv, row 2, column municipality_code: no synthetic municipality"
    )
    assert said.endswith("write 9901 to 9999")


def test_a_synthetic_member_does_not_bear_a_municipalitys_name(tmp_path: Path) -> None:
    (said,) = problems(tmp_path, MADE_UP, {**GOOD[0], "name": "Flens kommun"})

    assert "Flens kommun exists" in said
    assert "invent a name that no municipality has" in said


def test_a_synthetic_association_is_in_no_real_county(tmp_path: Path) -> None:
    county = MADE_UP.replace('county_code = "99"', 'county_code = "04"')

    (said,) = problems(tmp_path, county, GOOD[0])

    assert said.startswith("association.toml, column county_code: a real county's code")
    assert "write '99'" in said


def test_a_real_association_has_no_synthetic_code(tmp_path: Path) -> None:
    (said,) = problems(tmp_path, ASSOCIATION, GOOD[0])

    assert "a code for synthetic associations only" in said


@pytest.mark.parametrize(
    ("synthetic", "residence", "told"),
    [
        (True, "0486", "a real municipality in a synthetic association; write a code from 9901"),
        (False, "9951", "a code for synthetic associations only; write SCB's code"),
    ],
)
def test_nobody_lives_in_the_other_kind_of_municipality(
    tmp_path: Path, synthetic: bool, residence: str, told: str
) -> None:
    person = "synthetic-1" if synthetic else "a1b2"
    write_records(tmp_path, record("a", residence=residence, person_id=person))
    records, _ = read_records(tmp_path)
    assert records is not None

    (problem,) = record_problems(records, synthetic=synthetic, programmes=["ima"])

    assert told in str(problem)
    assert residence not in str(problem).replace("write a code from 9901 to 9999", "")
