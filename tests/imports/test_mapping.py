"""A mapping file is checked whole, and then against the export, before any row is read."""

from datetime import date
from pathlib import Path

import pytest

from export_files import MAP, row, take, write_export, write_map
from utfall.errors import ParamsError
from utfall.imports.mapping import load, mapping_problems


def refusal(folder: Path, text: str) -> list[str]:
    file = write_map(folder, text)
    with pytest.raises(ParamsError) as refused:
        load(file)
    return [line.removeprefix(f"{file}: ") for line in str(refused.value).splitlines()]


def test_a_good_mapping_is_read(tmp_path: Path) -> None:
    stated = load(write_map(tmp_path))

    assert stated.as_of == date(2022, 12, 31)
    assert stated.columns["person_id"] == "Deltagare"
    assert not stated.complete


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    said = refusal(
        tmp_path,
        """\
drop = ["Handläggare", "In"]
[columns]
entree = "In"
entry = "In"
[defaults]
consent = "named"
[values.sex]
"Kvinna" = "F"
"kvinna " = "K"
[values.programme_id]
"IMA" = "I MA"
[values.residence]
"Flen" = "flen"
[values.person_id]
"x" = "y"
""",
    )

    assert len(said) == 9
    for told in (
        "columns.entree: no column of the records (did you mean 'entry'?)",
        "columns.programme_id: is missing",
        "columns.person_id: is missing",
        "drop: the column 'In' is imported",
        "values.sex: 'F' is no code; allowed: K, M, \"\"",
        "values.sex: 'kvinna ' is given two meanings",
        "values.programme_id: 'I MA' is no id",
        "values.residence: 'flen' is no municipality code",
        "person_id: can only come from a column",
    ):
        assert any(line.startswith(told) for line in said), told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('as_off = "x"', "as_off: unknown key (did you mean 'as_of'?)"),
        ('as_of = "2022-12-31"', "as_of: not as it should be; allowed: a day"),
        ('complete = "yes"', "complete: not as it should be; allowed: true or false"),
        ('date_order = "ymd"', 'date_order: not as it should be; allowed: "dmy" or "mdy"'),
        ("columns = 1", "columns: not as it should be; allowed: a table"),
        ("as_of =", "is not TOML"),
    ],
)
def test_a_key_of_the_wrong_kind_is_told_with_what_is_allowed(
    text: str, told: str, tmp_path: Path
) -> None:
    assert refusal(tmp_path, text)[0].startswith(told)


def test_a_missing_mapping_is_told_with_how_to_draft_one(tmp_path: Path) -> None:
    with pytest.raises(ParamsError, match="no such file; draft one with `utfall import"):
        load(tmp_path / "map.toml")


def test_texts_are_compared_without_capitals_spaces_and_signs(tmp_path: Path) -> None:
    stated = load(write_map(tmp_path, f'not_known = ["Vet ej", "-"]\n{MAP}'))

    texts = stated.texts("sex")

    assert (texts["kvinna"], texts["vet ej"], texts[""]) == ("K", "", "")


def test_a_table_for_all_times_gives_way_to_that_of_one(tmp_path: Path) -> None:
    both = (
        '\n[values.activity]\n"Jobb" = "work"\n[values.activity_6m]\n"Jobb" = "work_subsidised"\n'
    )
    stated = load(write_map(tmp_path, MAP + both))

    assert stated.texts("activity_exit")["jobb"] == "work"
    assert stated.texts("activity_6m")["jobb"] == "work_subsidised"


def test_what_the_export_lacks_is_told_with_what_is_near(tmp_path: Path) -> None:
    stated = load(write_map(tmp_path, f'drop = ["Handläggare"]\n{MAP}'))
    header = ("Deltagare", "Insats", "Kommun", "Kön", "Född", "Start", "Slutt", "Orsak")

    said = mapping_problems(stated, header, ["Personnummer"])

    # Near matches only: what is taken for the header may be somebody's row.
    cure = "write it as the export has it"
    assert said == [
        f"columns.exit: the export has no column 'Slut' (did you mean 'Slutt'?); {cure}",
        f"drop: the export has no column 'Handläggare'; {cure}",
        f"--pseudonymise: the export has no column 'Personnummer'; {cure}",
    ]


@pytest.mark.parametrize(
    ("text", "pseudonymised", "told"),
    [
        (MAP, ["Kommun"], "columns.residence: the column 'Kommun' is pseudonymised, so only"),
        (MAP, ["Kön"], "--pseudonymise: the column 'Kön' is neither person_id nor record_id"),
        (
            MAP.replace('"Född"', '"Ålder"'),
            [],
            "columns.birth_year: the column 'Ålder' holds an age",
        ),
    ],
)
def test_a_column_is_not_used_for_what_it_cannot_say(
    text: str, pseudonymised: list[str], told: str, tmp_path: Path
) -> None:
    header = ("Deltagare", "Insats", "Kommun", "Kön", "Född", "Ålder", "Start", "Slut", "Orsak")

    said = mapping_problems(load(write_map(tmp_path, text)), header, pseudonymised)

    assert any(line.startswith(told) for line in said)


def test_faults_of_mapping_and_header_name_the_mapping_file(tmp_path: Path) -> None:
    map_file = write_map(tmp_path, MAP.replace('"Orsak"', '"Anledning"'))

    with pytest.raises(ParamsError) as refused:
        take(write_export(tmp_path / "e.csv", row()), map_file, tmp_path / "f")

    assert str(refused.value).startswith(f"{map_file}: columns.exit_reason: the export has no")


def test_an_id_of_a_programme_is_no_personal_number(tmp_path: Path) -> None:
    # Skatteverket's own example, in use by nobody.
    text = MAP.replace('programme_id = "Insats"\n', "")
    said = refusal(tmp_path, text.replace("[defaults]", '[defaults]\nprogramme_id = "811218-9876"'))

    assert said == [
        "defaults.programme_id: an id that identifies somebody; give the programme another"
    ]
