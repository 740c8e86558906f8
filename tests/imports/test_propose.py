"""A draft of the mapping needs few edits, and shows columns and codes but nobody's data."""

import tomllib
from pathlib import Path

import pytest

from export_files import files_of, records_of, take, write_export
from folder_files import write_folder, write_register
from utfall.cli import run
from utfall.imports.cells import folded
from utfall.imports.propose import propose
from utfall.imports.words import code_of

EXPORTS = Path(__file__).parent / "exports"
# Skatteverket's own example of a personnummer, and a made-up one: 9+0+0+1+0+1+4+3+7 = 25, check digit 5.
PERSONNUMMER = ("19811218-9876", "19900101-2385")


def undecided(draft: str) -> list[str]:
    """Return the lines that wait for a decision."""
    return [line for line in draft.splitlines() if "??" in line and line.startswith('# "')]


@pytest.mark.parametrize(
    ("name", "edits"),
    [
        ("sus-lik.csv", []),
        # Whether who drops out has left by choice, nobody but the association knows.
        ("eget-register.csv", ['# "Avhopp" = ""  # ?? completed or other or own_choice']),
    ],
)
def test_an_export_in_the_manner_of_sus_imports_with_few_edits(
    name: str, edits: list[str], tmp_path: Path
) -> None:
    write_register(tmp_path / "register")
    draft = propose(EXPORTS / name)
    map_file = tmp_path / "map.toml"
    map_file.write_text(draft.replace('# "Avhopp" = ""', '"Avhopp" = "own_choice"'), "utf-8")

    # A copy, since the list of rejected rows would lie beside the export.
    export = tmp_path / name
    export.write_bytes((EXPORTS / name).read_bytes())
    summary = take(export, map_file, tmp_path / "f")

    assert undecided(draft) == edits
    assert (summary.taken, summary.not_imported) == (59, ())


def test_a_draft_maps_sus_columns_to_ours(tmp_path: Path) -> None:
    columns = tomllib.loads(propose(EXPORTS / "sus-lik.csv"))["columns"]

    assert columns == {
        "person_id": "Deltagar-ID",
        "consent": "Samtycke",
        "programme_id": "Insatsnamn",
        "residence": "Bostadskommun",
        "sex": "Kön",
        "birth_year": "Födelseår",
        "education": "Högsta avslutade utbildning",
        "months_on_support": "Tid med offentlig försörjning före insats (mån)",
        "referred_by": "Remitterande part",
        "entry": "Startdatum",
        "planned_exit": "Planerat slutdatum",
        "exit": "Slutdatum",
        "exit_reason": "Avslutningsanledning",
        "activity_entry": "Sysselsättning före",
        "work_extent_entry": "Omfattning arbete före (%)",
        "study_extent_entry": "Omfattning studier före (%)",
        "income_entry": "Försörjning före",
        "activity_exit": "Sysselsättning efter",
        "work_extent_exit": "Omfattning arbete efter (%)",
        "study_extent_exit": "Omfattning studier efter (%)",
        "income_exit": "Försörjning efter",
    }


HEADER = ("Personnummer", "Namn", "Insats", "Startdatum", "Slutdatum", "Avslutsorsak", "Anteckning")


def with_identities(file: Path) -> Path:
    rows = [
        dict(
            zip(
                HEADER, (number, name, "IMA", day, "2022-12-01", "Flytt", "ringt Lisa"), strict=True
            )
        )
        for number, name, day in zip(
            PERSONNUMMER, ("Anna Berg", "Erik Ek"), ("2022-03-01", "2022-05-02"), strict=True
        )
    ]
    return write_export(file, *rows, header=HEADER)


def test_identities_are_dropped_or_pseudonymised_and_never_shown(tmp_path: Path) -> None:
    draft = propose(with_identities(tmp_path / "e.csv"))

    stated = tomllib.loads(draft)
    assert '--pseudonymise "Personnummer"' in draft
    assert stated["drop"] == ["Namn"]
    # The number tells the year of birth and the sex, which the export has no columns for.
    assert {ours for ours, theirs in stated["columns"].items() if theirs == "Personnummer"} == {
        "person_id",
        "birth_year",
        "sex",
    }
    assert '# Not imported: "Anteckning"' in draft
    assert not [cell for cell in ("1981", "9876", "2385", "Anna", "Lisa", 'Ek"') if cell in draft]


def test_a_draft_with_a_pseudonym_imports_as_it_is(tmp_path: Path) -> None:
    export, map_file = with_identities(tmp_path / "e.csv"), tmp_path / "map.toml"
    map_file.write_text(propose(export), encoding="utf-8")

    take(export, map_file, tmp_path / "f", pseudonymise=("Personnummer",))

    # The last digit but one: 7 is odd, a man, and 8 is even, a woman.
    found = set(records_of(tmp_path / "f", "birth_year", "sex", "exit_reason"))
    assert found == {(1981, "M", "moved"), (1990, "K", "moved")}


def test_free_text_under_a_name_of_codes_is_not_repeated(tmp_path: Path) -> None:
    rows = [
        {
            "Deltagar-ID": str(i),
            "Insats": "IMA",
            "Start": "2022-01-01",
            "Avslutsorsak": f"Fritext {i}",
        }
        for i in range(41)
    ]
    export = write_export(tmp_path / "e.csv", *rows, header=tuple(rows[0]))

    draft = propose(export)

    assert "Fritext" not in draft
    assert "the column holds free text" in draft


def test_what_the_folder_knows_by_name_needs_no_mapping(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "rar")
    rows = [
        {"Deltagar-ID": "1", "Insats": name, "Kommun": place, "Start": "2022-01-01"}
        for name, place in (("IMA", "Flen"), *(2 * [("Nytt namn", "Okänd ort")]))
    ]
    export = write_export(tmp_path / "e.csv", *rows, header=tuple(rows[0]))

    draft = propose(export, folder)

    assert tomllib.loads(draft)["values"]["programme_id"] == {"Nytt namn": "nytt-namn"}
    assert [line for line in undecided(draft) if "Okänd ort" in line]
    assert '"Flen"' not in draft


def test_a_month_that_stands_first_is_noticed(tmp_path: Path) -> None:
    rows = [
        {"Deltagar-ID": "1", "Insats": "IMA", "Start": day} for day in ("3/1 2022", "12/31 2022")
    ]
    export = write_export(tmp_path / "e.csv", *rows, header=tuple(rows[0]))

    stated = tomllib.loads(propose(export))

    assert stated["date_order"] == "mdy"
    assert stated["as_of"].isoformat() == "2022-12-31"


@pytest.mark.parametrize(
    ("kind", "text", "others", "codes"),
    [
        ("activity", "Arbete", ["Subventionerat arbete"], ("work",)),
        ("activity", "Arbete", [], ("work", "work_subsidised", "work_municipal")),
        ("activity", "Studier", ["Studier utan CSN"], ("study_csn",)),
        ("activity", "Studier", [], ("study_csn", "study_other")),
        ("education", "Ej avslutat gymnasium", [], ("primary", "upper_secondary")),
        ("education", "Förgymnasial utbildning kortare än 9 år", [], ("below_primary",)),
        ("income", "Sjukersättning", [], ("sickness_compensation",)),
        ("income", "Sjukpenning", [], ("sickness_benefit",)),
        ("referred_by", "Kommunens socialtjänst", [], ("municipality",)),
        ("sex", "Annat", [], ()),
    ],
)
def test_a_text_is_decided_only_where_it_is_clear(
    kind: str, text: str, others: list[str], codes: tuple[str, ...]
) -> None:
    assert code_of(kind, folded(text), [folded(other) for other in others]) == codes


def test_a_draft_never_replaces_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["import", str(EXPORTS / "sus-lik.csv"), "--propose", "--map", str(tmp_path / "m.toml")]

    assert run(words) == 0
    before = files_of(tmp_path)
    assert run(words) == 2

    assert files_of(tmp_path) == before
    assert "exists; give the draft another name" in capsys.readouterr().err


def test_a_column_that_asks_who_is_anonymous_turns_yes_and_no_round(tmp_path: Path) -> None:
    export = tmp_path / "e.csv"
    export.write_text(
        "Deltagarnummer;Anonym deltagare;Insats;Startdatum\nd1;Nej;Grip;2022-03-01\n;Ja;Grip;2022-03-02\n",
        encoding="utf-8",
    )

    draft = propose(export)

    assert 'person_id = "Deltagarnummer"' in draft
    assert '"Ja" = "anonymous"' in draft
    assert '"Nej" = "named"' in draft
    assert '"Grip" = "grip"  # ?? an id made from the name' in draft


def test_how_long_support_was_paid_is_not_what_it_was(tmp_path: Path) -> None:
    export = tmp_path / "e.csv"
    export.write_text(
        "Insats;Startdatum;Tid med offentlig försörjning före insats;Huvudsaklig inkomst vid inskrivning;"
        "Arbetsgrad vid inskrivning\n"
        "Grip;2022-03-01;1-2 år;Försörjningsstöd;1\nGrip;2022-03-02;1-2 år;Lön;0,5\n",
        encoding="utf-8",
    )

    draft = propose(export)

    assert 'months_on_support = "Tid med offentlig försörjning före insats"' in draft
    assert 'income_entry = "Huvudsaklig inkomst vid inskrivning"' in draft
    assert '# "1-2 år" = ""  # ?? how many months' in draft
    assert '"1" = "100"  # the column holds shares of full time' in draft


@pytest.mark.parametrize("text", ["beredskapsjobb i kommunen", "kommunal arbetsmarknadsåtgärd"])
def test_a_municipalitys_own_measure_is_no_job_on_the_regular_market(text: str) -> None:
    assert code_of("activity", text, ()) == ("work_municipal",)


def test_what_stands_in_one_row_only_is_counted_but_not_shown(tmp_path: Path) -> None:
    reasons = (
        "Flytt",
        "Lisa ville sluta",
        "Lisa ville sluta",
        "Grannen Nilsson ringde",
        "Kurs",
        "Kurs",
    )
    rows = [
        {"Deltagar-ID": str(i), "Insats": "IMA", "Start": "2022-01-01", "Avslutsorsak": reason}
        for i, reason in enumerate(reasons)
    ]

    draft = propose(write_export(tmp_path / "e.csv", *rows, header=tuple(rows[0])))

    assert '"Flytt" = "moved"' in draft  # once, but a code by its words
    assert '# "Kurs" = ""' in draft
    # Lisa's has a given name, Nilsson's stands once.
    assert "# ?? 2 other texts, in one row each or personal" in draft
    assert not [word for word in ("Lisa", "Nilsson") if word in draft]


def test_a_draft_is_its_owners_only(tmp_path: Path) -> None:
    file = tmp_path / "m.toml"

    assert run(["import", str(EXPORTS / "sus-lik.csv"), "--propose", "--map", str(file)]) == 0

    assert file.stat().st_mode & 0o777 == 0o600
