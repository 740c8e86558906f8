"""A site is of one protected set: where protection moves, all pages that it moves on are built."""

import csv
import shutil
from pathlib import Path

import pytest

from folder_files import Rows, write_folder, write_register
from small_project import NOTEBOOKS
from utfall.build import Choice, build, open_run
from utfall.errors import DisclosureError

RUN = """\
association = "rar"
notebooks = ["small"]
years = [2020]
formats = ["html"]
renderer = "embedded"

[disclosure]
threshold = 5
protect_public = true
"""
MEMBERS: Rows = [
    {"member_id": "eskilstuna", "name": "Eskilstuna", "municipality_code": "0484"},
    {"member_id": "flen", "name": "Flen", "municipality_code": "0482"},
    {"member_id": "strangnas", "name": "Strängnäs", "municipality_code": "0486"},
]
IN_2019 = {"measure": "participants", "period_start": "2019", "period_end": "2019"}


def counts(flen: int) -> Rows:
    """Return two members and their sum in one programme; Strängnäs has one of its own."""
    told = {"flen": flen, "eskilstuna": 30, "eskilstuna+flen": 30 + flen}
    return [
        {**IN_2019, "count_id": who.replace("+", "-"), "value": str(n), "member_ids": who}
        for who, n in told.items()
    ] + [
        {
            **IN_2019,
            "count_id": "d",
            "value": "40",
            "member_ids": "strangnas",
            "programme_id": "two",
        }
    ]


def write_counts(root: Path, flen: int) -> None:
    write_folder(
        root / "data" / "rar",
        members=MEMBERS,
        counts=counts(flen),
        programmes=[{"programme_id": name, "name": name.upper()} for name in ("ima", "two")],
        sources=[{"source_id": "s0", "date": "2020-02-01"}],
    )


@pytest.fixture
def run_file(tmp_path: Path) -> Path:
    write_counts(tmp_path, 3)
    write_register(tmp_path / "data" / "register")
    for name in ("notebooks", "params"):
        (tmp_path / name).mkdir()
    shutil.copy(NOTEBOOKS / "small.ipynb", tmp_path / "notebooks")
    file = tmp_path / "params" / "run.toml"
    file.write_text(RUN, encoding="utf-8")
    return file


def made(run_file: Path, *members: str) -> dict[str, str]:
    run = open_run(run_file, run_file.parents[1] / "build")
    return {
        r.spec.subject_id: r.status for r in build(run, Choice(members=members or None), jobs=1)
    }


def published(run_file: Path, member: str) -> dict[str, str]:
    """Return the status of each count of participants on a member's page."""
    site = run_file.parents[1] / "build" / "run" / "site"
    with (site / "small" / "2020" / member / "published.csv").open(encoding="utf-8") as file:
        return {
            row["member_id"]: row["status"]
            for row in csv.DictReader(file)
            if row["measure"] == "n_participants"
        }


def test_a_build_of_one_member_also_takes_up_the_one_that_protection_moves_to(
    run_file: Path,
) -> None:
    assert set(made(run_file).values()) == {"built"}
    # The 3 is few, and 33 less 30 would tell it; the sum costs more to hide than the 30.
    joint = "eskilstuna+flen"
    assert published(run_file, "flen") == {"flen": "suppressed", joint: "shown"}
    assert published(run_file, "eskilstuna") == {"eskilstuna": "suppressed", joint: "shown"}
    write_counts(run_file.parents[1], 13)

    again = made(run_file, "flen")

    # Every page compares the members, so that the third one says something else, too.
    assert set(again.values()) == {"built"}
    assert published(run_file, "flen") == {"flen": "shown", joint: "shown"}
    assert published(run_file, "eskilstuna") == {"eskilstuna": "shown", joint: "shown"}


def test_what_gives_a_count_away_leaves_the_published_site_as_it_was(run_file: Path) -> None:
    made(run_file)
    site = run_file.parents[1] / "build" / "run" / "site"
    before = {file: file.read_bytes() for file in site.rglob("*") if file.is_file()}
    row = "n_participants,ima,flen,2019,,3,persons,,,,,exact,False,,,shown,,s0\n"
    shown = (site / "small" / "2020" / "flen" / "published.csv").read_text(encoding="utf-8")
    (run_file.parents[1] / "earlier.csv").write_text(shown.splitlines()[0] + "\n" + row, "utf-8")
    text = RUN + 'earlier = ["earlier.csv"]\n'
    run_file.write_text(text, encoding="utf-8")

    with pytest.raises(DisclosureError):
        made(run_file, "strangnas")

    assert {file: file.read_bytes() for file in site.rglob("*") if file.is_file()} == before
