"""An import takes an export whole or not at all, says what it did, and shows nobody's data."""

import csv
import errno
import hmac
import os
import stat
import subprocess
from pathlib import Path

import duckdb
import pytest

from export_files import (
    HEADER,
    MAP,
    SECRET,
    files_of,
    records_of,
    row,
    take,
    write_export,
    write_map,
)
from folder_files import write_folder, write_register
from utfall.cli import run
from utfall.data.records import RECORDS, read_records
from utfall.errors import DataError, ParamsError
from utfall.imports.merge import Stage

KEY = {"pseudonymise": ("Deltagare",)}
# Skatteverket's own example of a personnummer, in use by nobody.
PERSONNUMMER = "19811218-9876"


def refusal(*words: object, **options: object) -> list[str]:
    with pytest.raises((DataError, ParamsError)) as refused:
        take(*words, **options)  # type: ignore[arg-type]
    return str(refused.value).splitlines()


def stopped_import(
    fault: BaseException | type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> int:
    """Stop a second import by a fault, see that the folder is as it was, and return the exit code."""
    map_file, folder = write_map(tmp_path), tmp_path / "f"
    take(write_export(tmp_path / "1.csv", row()), map_file, folder)
    before = files_of(folder)

    def stop(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(Stage, "merged", stop)
    export = write_export(tmp_path / "2.csv", row(), row(Deltagare="d2"))

    code = run(["import", str(export), "--map", str(map_file), "--to", str(folder)])

    assert files_of(folder) == before
    return code


def rejected(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


def test_rows_become_records_with_the_meaning_that_the_mapping_gives(tmp_path: Path) -> None:
    write_register(tmp_path / "register")
    export = write_export(
        tmp_path / "e.csv",
        row(Deltagare="d1", Kommun="Strängnäs", Född="1985-02-03", Start="1/3 2022"),
        row(Deltagare="d2", Kommun="381", Kön="MAN", Slut="30 juni 2022", Orsak="enligt plan."),
    )

    summary = take(export, write_map(tmp_path), tmp_path / "f")

    columns = ("person_id", "residence", "sex", "birth_year", "entry", "exit", "exit_reason")
    told = records_of(tmp_path / "f", *(f"{c}::VARCHAR" for c in columns))
    assert told == [
        ("d1", "0486", "K", "1985", "2022-03-01", None, None),
        ("d2", "0381", "M", "1985", "2022-03-01", "2022-06-30", "completed"),
    ]
    assert (summary.read, summary.taken, summary.changes.added) == (2, 2, 2)


def test_programmes_and_members_of_the_folder_go_by_their_names(tmp_path: Path) -> None:
    folder = write_folder(
        tmp_path / "rar",
        programmes=[{"programme_id": "ima", "name": "Individens möjlighet till arbete"}],
    )
    export = write_export(
        tmp_path / "e.csv", row(Insats="individens möjlighet till arbete", Kommun="flen")
    )

    take(export, write_map(tmp_path), folder)

    assert records_of(folder, "programme_id", "residence") == [("ima", "0482")]


MADE_UP = row(Deltagare="synthetic-1", Kommun="9901")


def synthetic_folder(folder: Path) -> Path:
    stated = write_folder(folder) / "association.toml"
    text = stated.read_text(encoding="utf-8").replace("synthetic = false", "synthetic = true")
    stated.write_text(text, encoding="utf-8")
    return folder


def test_made_up_persons_and_places_are_for_synthetic_associations_only(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "rar")

    said = refusal(write_export(tmp_path / "e.csv", MADE_UP), write_map(tmp_path), folder)

    assert "a synthetic person in an association that is not" in said[0]
    assert "a code for synthetic associations only" in said[1]


def test_no_real_person_or_place_gets_into_a_synthetic_association(tmp_path: Path) -> None:
    folder, map_file = synthetic_folder(tmp_path / "rar"), write_map(tmp_path)
    real = row(Deltagare="d1", Kommun="0482")  # Flen

    said = refusal(write_export(tmp_path / "e.csv", MADE_UP, real), map_file, folder)
    take(write_export(tmp_path / "s.csv", MADE_UP), map_file, folder)

    assert "row 3, column Deltagare: not a synthetic person" in said[0]
    assert "synthetic = true; made-up ids begin with synthetic-" in said[0]
    assert "row 3, column Kommun: a real municipality in a synthetic association" in said[1]
    assert records_of(folder, "person_id", "residence") == [("synthetic-1", "9901")]


def test_nobody_of_a_synthetic_association_needs_a_pseudonym(tmp_path: Path) -> None:
    folder = synthetic_folder(tmp_path / "rar")

    said = refusal(write_export(tmp_path / "e.csv", MADE_UP), write_map(tmp_path), folder, **KEY)

    assert "--pseudonymise: " in said[0]
    assert "where nobody is real" in said[0]


def test_a_new_folder_and_its_records_are_their_owners_only(tmp_path: Path) -> None:
    take(write_export(tmp_path / "e.csv", row()), write_map(tmp_path), tmp_path / "f")

    assert stat.S_IMODE((tmp_path / "f").stat().st_mode) == 0o700
    assert list(files_of(tmp_path / "f")) == ["participations.parquet"]
    mode = (tmp_path / "f" / "participations.parquet").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_a_folder_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    folder = tmp_path / "f"
    folder.mkdir(mode=0o755)

    take(write_export(tmp_path / "e.csv", row()), write_map(tmp_path), folder)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_same_export_twice_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = write_export(tmp_path / "e.csv", row(), row(Deltagare="d2"))
    words = ["import", str(export), "--map", str(write_map(tmp_path)), "--to", str(tmp_path / "f")]
    assert run(words) == 0
    before = files_of(tmp_path / "f")
    capsys.readouterr()

    code = run(words)

    said = capsys.readouterr().out
    assert code == 0
    assert files_of(tmp_path / "f") == before
    assert "2 rows taken = 0 added + 0 changed + 2 unchanged" in said
    assert said.endswith("nothing changed\n")


def test_a_later_export_updates_and_says_what_changed(tmp_path: Path) -> None:
    map_file = write_map(tmp_path)
    first = (row(), row(Deltagare="d2"), row(Deltagare="d3"))
    take(write_export(tmp_path / "1.csv", *first), map_file, tmp_path / "f")
    second = (row(Slut="2023-01-31", Orsak="Flytt"), row(Deltagare="d2"), row(Deltagare="d4"))

    summary = take(
        write_export(tmp_path / "2.csv", *second), map_file, tmp_path / "f", as_of="2023-02-28"
    )

    c = summary.changes
    # d4 is new; d1 has left; d2 is as before, later; d3 is not in the second export.
    assert (c.added, c.changed, c.unchanged, c.confirmed, c.kept, c.removed) == (1, 1, 1, 1, 1, 0)
    assert c.columns == {"exit": 1, "exit_reason": 1}
    assert records_of(tmp_path / "f", "person_id", "as_of::VARCHAR") == [
        ("d1", "2023-02-28"),
        ("d2", "2023-02-28"),
        ("d3", "2022-12-31"),
        ("d4", "2023-02-28"),
    ]


def test_a_complete_export_removes_and_counts_what_it_lacks(tmp_path: Path) -> None:
    map_file = write_map(tmp_path, f"complete = true\n{MAP}")
    take(write_export(tmp_path / "1.csv", row(), row(Deltagare="d2")), map_file, tmp_path / "f")

    summary = take(write_export(tmp_path / "2.csv", row()), map_file, tmp_path / "f")

    assert (summary.changes.removed, summary.changes.kept) == (1, 0)
    assert records_of(tmp_path / "f", "person_id") == [("d1",)]


def test_an_older_export_never_overwrites_newer_records(tmp_path: Path) -> None:
    export, map_file = write_export(tmp_path / "e.csv", row()), write_map(tmp_path)
    take(export, map_file, tmp_path / "f")
    before = files_of(tmp_path / "f")

    said = refusal(export, map_file, tmp_path / "f", as_of="2022-06-30")

    assert "row 2, column as_of: older than what the records hold" in said[0]
    assert files_of(tmp_path / "f") == before


# Twenty rows, each with one fault, as somebody's hands make them; the fault of the last is that it
# says again what the first good row says.
TWENTY = [
    row(Deltagare=""),
    row(Deltagare="d3", Insats=""),
    row(Deltagare="d4", Insats="Okänd Insats"),
    row(Deltagare="d5", Kommun="Atlantis"),
    row(Deltagare="d6", Kommun="9999"),
    row(Deltagare="d7", Kön="flicka?"),
    row(Deltagare="d8", Född="37"),
    row(Deltagare="d9", Född="1850"),
    row(Deltagare="d10", Född="nitton"),
    row(Deltagare="d11", Start=""),
    row(Deltagare="d12", Start="2022-02-30"),
    row(Deltagare="d13", Start="22-04-05"),
    row(Deltagare="d14", Start="2023-03-01"),
    row(Deltagare="d15", Slut="2022-02-01"),
    row(Deltagare="d16", Slut="2023-02-01"),
    row(Deltagare="d17", Orsak="Flytt"),
    row(Deltagare="d18", Slut="2022-04-01", Orsak="Vet inte riktigt"),
    row(Deltagare="d19", Född="2015"),
    row(Deltagare="Summa", Insats="", Kommun="", Kön="", Född="", Start=""),
    row(),
]


def broken(tmp_path: Path) -> Path:
    write_register(tmp_path / "register")
    return write_export(tmp_path / "e.csv", row(), *TWENTY)


def test_twenty_faults_are_twenty_problems_and_the_folder_is_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, map_file = tmp_path / "f", write_map(tmp_path)
    export = broken(tmp_path)
    take(write_export(tmp_path / "good.csv", row()), map_file, folder)
    before = files_of(folder)

    code = run(["import", str(export), "--map", str(map_file), "--to", str(folder)])

    said = capsys.readouterr().err
    listed = rejected(tmp_path / "e.rejected.csv")
    assert code == 2
    assert files_of(folder) == before
    # Row 1 is the header and row 2 the good one.
    assert [int(line["row"]) for line in listed] == list(range(3, 23))
    assert all(line["problem"] and line["cure"] for line in listed)
    assert len([line for line in said.splitlines() if ", row " in line]) == 20
    assert "20 rows cannot be taken, so nothing was imported" in said


def test_the_list_has_the_cells_for_its_owner_and_the_message_has_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export, map_file = broken(tmp_path), write_map(tmp_path)

    run(["import", str(export), "--map", str(map_file), "--to", str(tmp_path / "f")])

    said = capsys.readouterr()
    file = tmp_path / "e.rejected.csv"
    values = [line["value"] for line in rejected(file)]
    assert {"Atlantis", "flicka?", "2022-02-30", "Vet inte riktigt"} <= set(values)
    assert not [v for v in values if len(v) > 3 and v in said.out + said.err]
    assert "d17" not in said.err
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    # Semicolons and a byte order mark are what a Swedish Excel opens as a table.
    assert file.read_bytes().startswith(b"\xef\xbb\xbfrow;column;")


def test_texts_without_a_meaning_are_counted_per_column(tmp_path: Path) -> None:
    rows = [row(Deltagare=f"d{i}", Kön=kön) for i, kön in enumerate(("X", "Y", "X", "Man"))]

    said = refusal(write_export(tmp_path / "e.csv", *rows), write_map(tmp_path), tmp_path / "f")

    assert any(
        "column Kön: 2 different texts have no meaning, first in rows 2, 3; " in line
        for line in said
    )


def test_partial_takes_the_good_rows_and_counts_add_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export, folder = broken(tmp_path), tmp_path / "f"
    map_file = write_map(tmp_path)

    code = run(["import", str(export), "--map", str(map_file), "--to", str(folder), "--partial"])

    assert code == 1
    assert "21 rows read = 0 empty + 20 rejected + 1 taken" in capsys.readouterr().out
    assert records_of(folder, "person_id") == [("d1",)]
    assert len(rejected(folder / "participations.rejected.csv")) == 20
    assert not (tmp_path / "e.rejected.csv").exists()


def test_partial_without_a_good_row_takes_nothing(tmp_path: Path) -> None:
    export = write_export(tmp_path / "e.csv", row(Kön="X"))

    said = refusal(export, write_map(tmp_path), tmp_path / "f", partial=True)

    assert "1 rows cannot be taken, so nothing was imported" in said[-1]
    assert not (tmp_path / "f").exists()


def test_a_list_of_rejected_rows_runs_no_formula(tmp_path: Path) -> None:
    export = write_export(tmp_path / "e.csv", row(Kön="=1+1"), row(Kön="@x", Deltagare="d2"))

    refusal(export, write_map(tmp_path), tmp_path / "f")

    assert [line["value"] for line in rejected(tmp_path / "e.rejected.csv")] == ["'=1+1", "'@x"]


def test_an_export_that_fails_leaves_no_new_folder(tmp_path: Path) -> None:
    refusal(write_export(tmp_path / "e.csv", row(Kön="X")), write_map(tmp_path), tmp_path / "f")

    assert not (tmp_path / "f").exists()


@pytest.mark.parametrize(
    "fault", [KeyboardInterrupt, OSError(28, "full"), RuntimeError(PERSONNUMMER)]
)
def test_whatever_stops_an_import_the_folder_is_as_it_was(
    fault: BaseException | type[BaseException],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = stopped_import(fault, tmp_path, monkeypatch)

    assert code != 0
    assert PERSONNUMMER not in capsys.readouterr().err


def test_what_a_killed_import_left_is_cleared_away(tmp_path: Path) -> None:
    left = tmp_path / "f" / ".import" / "staged.parquet"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")

    take(write_export(tmp_path / "e.csv", row()), write_map(tmp_path), tmp_path / "f")

    assert list(files_of(tmp_path / "f")) == ["participations.parquet"]


# --- identities --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "cell", "kind"),
    [
        ("Deltagare", PERSONNUMMER, "personnummer"),
        ("Orsak", "se pnr 811218-9876", "personnummer"),
        ("Övrigt", "anna.berg@example.se", "e-mail address"),
        # One such id among others is a name; of a programme it would take a quarter of the cells.
        ("Deltagare", "Anna Berg", "name"),
        ("Handläggare", "A", "a column that by its name holds identities"),
    ],
)
def test_an_identity_stops_the_import_and_is_told_by_column_and_count_only(
    column: str, cell: str, kind: str, tmp_path: Path
) -> None:
    header = (*HEADER, "Övrigt", "Handläggare")
    export = write_export(tmp_path / "e.csv", row(), row(**{column: cell}), header=header)

    said = refusal(export, write_map(tmp_path), tmp_path / "f")

    assert len(said) == 1
    assert f"column {column}: " in said[0]
    assert kind in said[0]
    assert "in 1 cells; " in said[0]
    assert "8112" not in said[0]
    assert "anna" not in said[0]
    assert not (tmp_path / "f").exists()
    # No list either: it would hold what was refused.
    assert not (tmp_path / "e.rejected.csv").exists()


def test_a_dropped_column_may_hold_anything(tmp_path: Path) -> None:
    export = write_export(tmp_path / "e.csv", row(Namn="Anna Berg"), header=(*HEADER, "Namn"))

    take(export, write_map(tmp_path, f'drop = ["Namn"]\n{MAP}'), tmp_path / "f")

    assert b"Anna" not in (tmp_path / "f" / "participations.parquet").read_bytes()


def test_a_pseudonym_is_the_same_for_every_written_form_and_the_number_is_nowhere(
    tmp_path: Path,
) -> None:
    text = MAP.replace('"Född"', '"Deltagare"').replace('"Kön"', '"Deltagare"')
    forms = (PERSONNUMMER, "811218-9876", "8112189876", "198112189876")
    rows = [row(Deltagare=form, Start=f"2022-03-0{i}") for i, form in enumerate(forms, 1)]

    take(write_export(tmp_path / "e.csv", *rows), write_map(tmp_path, text), tmp_path / "f", **KEY)

    found = records_of(tmp_path / "f", "person_id", "birth_year", "sex")
    assert len(set(found)) == 1
    # The last digit but one, 7, is odd: a man.
    assert found[0][1:] == (1981, "M")
    assert len(str(found[0][0])) == 32
    everything = b"".join(files_of(tmp_path / "f").values())
    told = f"{records_of(tmp_path / 'f', '*')}{everything!r}"
    assert not [secret for secret in (*forms, "811218", SECRET) if secret in told]


def test_a_header_that_is_a_row_of_data_is_refused_unseen(tmp_path: Path) -> None:
    file = tmp_path / "e.csv"
    file.write_text(f"{PERSONNUMMER};Flen;IMA;ja\nx;y;z;å\n", encoding="utf-8")

    said = refusal(file, write_map(tmp_path), tmp_path / "f")

    assert "row 1: the first row holds identities" in said[0]
    assert "9876" not in said[0]


def test_another_key_is_noticed(tmp_path: Path) -> None:
    export, map_file = write_export(tmp_path / "e.csv", row()), write_map(tmp_path)
    take(export, map_file, tmp_path / "f", **KEY)

    said = refusal(export, map_file, tmp_path / "f")

    assert "person ids made with another key" in said[0]


# --- what would lose records or count somebody twice ---------------------------------------------


def anonymous(tmp_path: Path, complete: str = "") -> Path:
    text = MAP.replace('person_id = "Deltagare"\n', "").replace('"named"', '"anonymous"')
    return write_map(tmp_path, complete + text)


def test_anonymous_rows_that_say_the_same_are_all_kept(tmp_path: Path) -> None:
    export = write_export(tmp_path / "e.csv", row(), row(), row())

    summary = take(export, anonymous(tmp_path), tmp_path / "f")

    assert summary.changes.added == 3
    assert take(export, anonymous(tmp_path), tmp_path / "f").changes.nothing


def test_a_changed_anonymous_row_needs_a_complete_export(tmp_path: Path) -> None:
    take(write_export(tmp_path / "1.csv", row()), anonymous(tmp_path), tmp_path / "f")
    later = write_export(tmp_path / "2.csv", row(Slut="2022-05-01"))

    said = refusal(later, anonymous(tmp_path), tmp_path / "f")
    summary = take(later, anonymous(tmp_path, "complete = true\n"), tmp_path / "f", remove=True)

    assert "1 anonymous rows cannot be told from changed ones" in said[0]
    assert (summary.changes.added, summary.changes.removed) == (1, 1)


def test_a_complete_export_with_rejected_rows_removes_nobody(tmp_path: Path) -> None:
    map_file = write_map(tmp_path, f"complete = true\n{MAP}")
    take(write_export(tmp_path / "1.csv", row(), row(Deltagare="d2")), map_file, tmp_path / "f")
    export = write_export(tmp_path / "2.csv", row(), row(Deltagare="d2", Kön="X"))

    said = refusal(export, map_file, tmp_path / "f", partial=True)

    assert "would be removed" in said[0]
    assert records_of(tmp_path / "f", "person_id") == [("d1",), ("d2",)]


def test_rows_of_one_record_that_disagree_are_all_rejected(tmp_path: Path) -> None:
    export = write_export(tmp_path / "e.csv", row(), row(Kön="Man"), row(Deltagare="d2"))

    summary = take(export, write_map(tmp_path), tmp_path / "f", partial=True)

    told = [(line["row"], line["problem"]) for line in rejected(summary.rejected_file)]
    what = "the same person, programme and entry as row"
    assert told == [
        ("2", f"{what} 3, with other content"),
        ("3", f"{what} 2, with other content"),
    ]
    assert records_of(tmp_path / "f", "person_id") == [("d2",)]


def test_persons_of_whom_two_things_are_said_are_counted(tmp_path: Path) -> None:
    export = write_export(
        tmp_path / "e.csv", row(), row(Start="2022-05-01", Född="1986"), row(Deltagare="d2")
    )

    summary = take(export, write_map(tmp_path), tmp_path / "f")

    assert summary.changes.persons_with_two_birth_years == 1
    assert "remark: 1 persons have two years of birth in their records" in summary.lines()


# --- the folder --------------------------------------------------------------------------------


def test_a_folder_in_git_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "f"
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)

    said = refusal(tmp_path / "missing.csv", tmp_path / "missing.toml", folder)

    assert "records in a folder that git tracks or would take" in said[0]
    assert not folder.exists()


def test_records_by_hand_are_not_mixed_with_imported_ones(tmp_path: Path) -> None:
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "participations.csv").write_text("", encoding="utf-8")

    said = refusal(write_export(tmp_path / "e.csv", row()), write_map(tmp_path), tmp_path / "f")

    assert "participations.csv: records that were not imported" in said[0]


def test_two_imports_at_once_are_one_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export, map_file = write_export(tmp_path / "e.csv", row()), write_map(tmp_path)
    seen: list[list[str]] = []
    identify = Stage.identify

    def meanwhile(stage: Stage, record_id: str) -> None:
        seen.append(refusal(export, map_file, tmp_path / "f"))
        identify(stage, record_id)

    monkeypatch.setattr(Stage, "identify", meanwhile)

    take(export, map_file, tmp_path / "f")

    assert "another import is at work here" in seen[0][0]
    assert records_of(tmp_path / "f", "person_id") == [("d1",)]


def test_the_command_says_which_option_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = str(write_export(tmp_path / "e.csv", row()))

    assert run(["import", export]) == 2
    assert run(["import", export, "--to", str(tmp_path / "f")]) == 2

    said = capsys.readouterr().err
    assert "--to: missing" in said
    assert "--map: missing; draft the mapping file with" in said


def test_an_export_without_its_day_is_refused(tmp_path: Path) -> None:
    text = MAP.replace("as_of = 2022-12-31\n", "")
    export, map_file = write_export(tmp_path / "e.csv", row()), write_map(tmp_path, text)

    assert "--as-of: missing" in refusal(export, map_file, tmp_path / "f")[0]
    assert "--as-of: no day" in refusal(export, map_file, tmp_path / "f", as_of="igår")[0]
    said = refusal(export, map_file, tmp_path / "f", as_of="2095-12-31")
    assert said == [
        "as_of: found 2095-12-31, which has not come; give the day on which the export was taken"
    ]


def test_no_other_file_of_this_machine_learns_of_the_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    home.mkdir()
    temporary.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.chdir(home)

    take(write_export(tmp_path / "e.csv", row()), write_map(tmp_path), tmp_path / "f")

    assert os.listdir(home) == os.listdir(temporary) == []  # noqa: PTH208


# --- what the file keeps of imports --------------------------------------------------------------


def imports_of(folder: Path) -> list[dict[str, object]]:
    records, _ = read_records(folder)
    assert records is not None
    return list(records.metadata["imports"])


def test_the_file_tells_days_and_counts_of_imports_and_nothing_of_rows(tmp_path: Path) -> None:
    map_file, folder = write_map(tmp_path), tmp_path / "f"
    take(write_export(tmp_path / "1.csv", row(), row(Deltagare="d2")), map_file, folder)
    take(write_export(tmp_path / "2.csv", row(Slut="2022-05-01")), map_file, folder)

    assert imports_of(folder) == [
        {"as_of": "2022-12-31", "rows": 2, "added": 2, "changed": 0},
        {"as_of": "2022-12-31", "rows": 1, "added": 0, "changed": 1},
    ]


def test_an_erased_person_leaves_no_trace_among_the_imports(tmp_path: Path) -> None:
    map_file, folder = write_map(tmp_path, f"complete = true\n{MAP}"), tmp_path / "f"
    take(write_export(tmp_path / "1.csv", row(), row(Deltagare="d2")), map_file, folder)
    take(write_export(tmp_path / "2.csv", row()), map_file, folder)
    fresh = tmp_path / "g"
    take(write_export(tmp_path / "3.csv", row()), map_file, fresh)

    # As if the person had never been there, but for how many rows were new.
    assert imports_of(folder) == [{**imports_of(fresh)[0], "added": 0}]


def test_ids_of_rows_without_one_are_keyed_hashes_where_there_is_a_key(tmp_path: Path) -> None:
    key_file = tmp_path / "key"
    key_file.write_text("0123456789abcdef" * 4, encoding="utf-8")
    key_file.chmod(0o600)
    export, map_file = write_export(tmp_path / "e.csv", row()), anonymous(tmp_path)
    take(export, map_file, tmp_path / "plain")
    take(export, map_file, tmp_path / "keyed", key_file=key_file)

    again = take(export, map_file, tmp_path / "keyed", key_file=key_file)
    said = refusal(export, map_file, tmp_path / "keyed")

    def said_by(folder: str) -> str:
        return str(records_of(tmp_path / folder, "record_id")[0][0])

    # HMAC by RFC 2104, of the cells in their order but for record_id and as_of, joined by the
    # unit separator, and of the number of the copy.
    cells = ["", "anonymous", "ima", "0486", "K", "1985", "", "", "", "2022-03-01"] + [""] * 22
    text = "\x1f".join([*cells[: len(RECORDS.column_names) - 2], "1"])
    own = hmac.digest(b"0123456789abcdef" * 4, b"key:record_id", "sha256")
    assert said_by("keyed") == hmac.digest(own, text.encode(), "sha256").hex()[:16]
    assert said_by("plain") != said_by("keyed")
    assert again.changes.nothing
    assert "record ids from another column (or derived ones)" in said[0]


# --- the list of rejected rows ------------------------------------------------------------------


def test_a_foreign_file_is_never_taken_for_a_list(tmp_path: Path) -> None:
    map_file, folder = write_map(tmp_path), tmp_path / "f"
    bad = write_export(tmp_path / "e.csv", row(), row(Kön="X", Deltagare="d2"))
    foreign = tmp_path / "e.rejected.csv"
    foreign.write_text("mine", encoding="utf-8")
    in_folder = folder / "participations.rejected.csv"
    folder.mkdir()
    in_folder.write_text("mine", encoding="utf-8")

    said = refusal(bad, map_file, folder)
    partly = refusal(bad, map_file, folder, partial=True)
    take(write_export(tmp_path / "e.csv", row()), map_file, folder)

    assert "row 3, column Kön" in said[0]
    assert "no list of the rejected rows was written: " in said[-2]
    assert "move it away" in said[-2]
    assert "move it away" in partly[0]
    assert foreign.read_text(encoding="utf-8") == in_folder.read_text(encoding="utf-8") == "mine"


def test_no_list_is_written_where_git_would_take_it(tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    subprocess.run(["git", "init", "-q", str(repository)], check=True)
    export = write_export(repository / "e.csv", row(Kön="hemligt"))

    said = refusal(export, write_map(tmp_path), tmp_path / "f")

    assert "row 2, column Kön" in said[0]
    assert "no list of the rejected rows was written: " in said[-2]
    assert "git" in said[-2]
    assert not (repository / "e.rejected.csv").exists()
    assert not [line for line in said if "see " in line or "hemligt" in line]


def test_records_are_never_without_the_list_of_what_they_lack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export, folder = broken(tmp_path), tmp_path / "f"
    replace = Path.replace

    def stop(fresh: Path, target: Path) -> Path:
        if target.name == "participations.parquet":
            raise KeyboardInterrupt
        return replace(fresh, target)

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        take(export, write_map(tmp_path), folder, partial=True)

    assert len(rejected(folder / "participations.rejected.csv")) == 20


# --- what stops an import with a message ---------------------------------------------------------


def test_half_of_the_records_are_not_removed_unasked(tmp_path: Path) -> None:
    map_file, folder = write_map(tmp_path, f"complete = true\n{MAP}"), tmp_path / "f"
    three = [row(Deltagare=f"d{i}") for i in range(3)]
    take(write_export(tmp_path / "1.csv", *three), map_file, folder)
    one = write_export(tmp_path / "2.csv", three[0])

    said = refusal(one, map_file, folder)
    summary = take(one, map_file, folder, remove=True)

    assert "lacks 2 of 3 records" in said[0]
    assert "say --remove" in said[0]
    assert summary.changes.removed == 2


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (duckdb.IOException("No space left on device"), "the disk is full or fails"),
        (duckdb.OutOfMemoryException("failed to allocate"), "the memory is full"),
    ],
)
def test_a_full_disk_is_one_message_and_the_folder_is_as_it_was(
    fault: Exception,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = stopped_import(fault, tmp_path, monkeypatch)

    said = capsys.readouterr().err.splitlines()
    assert code == 1
    assert len(said) == 1
    assert f"{told}, so nothing was imported" in said[0]


def test_programmes_and_explained_texts_with_given_names_are_no_persons(tmp_path: Path) -> None:
    folder = write_folder(
        tmp_path / "rar", programmes=[{"programme_id": "klara", "name": "Klara Maria"}]
    )
    text = MAP + '"Anna Lind" = "other"\n'
    export = write_export(
        tmp_path / "e.csv",
        row(Insats="Klara Maria", Kommun="Flen", Slut="2022-05-01", Orsak="Anna Lind"),
    )

    take(export, write_map(tmp_path, text), folder)

    assert records_of(folder, "programme_id", "exit_reason") == [("klara", "other")]


def test_an_error_of_a_spreadsheet_is_no_value_though_the_mapping_explains_it(
    tmp_path: Path,
) -> None:
    text = f'not_known = ["#N/A"]\n{MAP}'
    export = write_export(tmp_path / "e.csv", row(Kön="#SAKNAS!", Född="#N/A"))

    said = refusal(export, write_map(tmp_path, text), tmp_path / "f")

    assert len([line for line in said if "an error of the spreadsheet program" in line]) == 2


def test_a_bare_1_of_full_time_is_taken_as_the_mapping_says(tmp_path: Path) -> None:
    text = MAP.replace("[defaults]", 'work_extent_entry = "Andel"\n\n[defaults]')
    export = write_export(tmp_path / "e.csv", row(Andel="1"), header=(*HEADER, "Andel"))

    said = refusal(export, write_map(tmp_path, text), tmp_path / "f")
    mended = text + '\n[values.work_extent]\n"1" = "100"\n'
    take(export, write_map(tmp_path, mended), tmp_path / "f")

    assert '[values.work_extent] "1" = "100"' in said[0]
    assert records_of(tmp_path / "f", "work_extent_entry") == [(100,)]


def test_at_most_twenty_columns_are_listed_as_not_imported(tmp_path: Path) -> None:
    more = tuple(f"Fråga {i}" for i in range(23))
    export = write_export(tmp_path / "e.csv", row(), header=(*HEADER, *more))

    told = take(export, write_map(tmp_path), tmp_path / "f").lines()

    assert len([line for line in told if line.startswith("not imported: column")]) == 20
    assert "not imported: 3 columns more" in told
