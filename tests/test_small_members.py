"""Members about whom little is known: one participant, published counts alone, or nothing at all."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pages import ROOT, Page, run_notebook
from readable import plain, reads_sensibly
from utfall.evidence import Evidence
from utfall.example import write_example
from utfall.params import RunParams
from utfall.prepare import prepare_run

Pages = Callable[[str], dict[str, Page]]
ONE, NOBODY = "lillskar", "tallvik"
_CODES = {ONE: "9909", NOBODY: "9908"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    """Return the reports of two members of a small association: of one participant and of none."""
    root = tmp_path_factory.mktemp("small")
    folder = root / "data" / "liten"
    write_example(folder, 90, 3)
    shutil.copytree(ROOT / "data" / "register", root / "data" / "register")
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    _keep_one(folder / "participations.csv")
    params = RunParams(
        association="liten", notebooks=("member",), members=(ONE, NOBODY), years=(2025,)
    )
    notebook = root / "notebooks" / "member.ipynb"
    return {
        one.subject_id: run_notebook(notebook, "liten", one.subject_id, one.year, one.folder)
        for one in prepare_run(params, root, tmp_path_factory.mktemp("out"))
    }


def _keep_one(file: Path) -> None:
    """Let one participation of the one member stay, and none of the other's."""
    with file.open(encoding="utf-8") as text:
        reader = csv.DictReader(text)
        rows, names = list(reader), reader.fieldnames or []
    residents = [row for row in rows if row["residence"] == _CODES[ONE]]
    strangers = [row for row in rows if row["residence"] not in _CODES.values()]
    if not residents:
        residents = [{**strangers.pop(), "residence": _CODES[ONE]}]
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, names)
        writer.writeheader()
        writer.writerows([*strangers, residents[0]])


def _counts(page: Page) -> list[dict[str, str]]:
    found = [
        row
        for row in page.published.values()
        if row["member_id"] == page.member
        and "from=records" in row["group"]
        and row["unit"] in ("persons", "participations")
    ]
    assert found
    return found


def test_a_member_with_a_single_participant_reads_sensibly_and_tells_of_nobody(
    small: dict[str, Page],
) -> None:
    page = small[ONE]
    reads_sensibly(page)
    counts = _counts(page)
    assert {row["value"] for row in counts} <= {"", "0"}
    assert any(row["status"] == "suppressed" for row in counts)
    short = next(t for t in page.texts if ".short" in t)
    assert "visas inte" in short


def test_a_member_without_participants_reads_sensibly_and_has_no_number_but_zero(
    small: dict[str, Page],
) -> None:
    page = small[NOBODY]
    reads_sensibly(page)
    # A zero may be hidden, where it would tell of somebody else's small number.
    assert {row["value"] for row in _counts(page)} <= {"", "0"}


def test_a_member_of_whom_no_source_says_anything_reads_sensibly(real_pages: Pages) -> None:
    silent = [
        page
        for page in real_pages("uppsala").values()
        if Evidence.read(page.folder / "input.json").basis == "none"
    ]
    assert silent
    for page in silent:
        reads_sensibly(page)
        assert "källa" in plain(page)


@pytest.mark.parametrize("name", ["2022/strangnas", "2022/vingaker", "2025/region-sormland"])
def test_a_member_with_published_counts_alone_reads_sensibly(real_pages: Pages, name: str) -> None:
    page = real_pages("rar")[name]
    assert not Evidence.read(page.folder / "input.json").records
    reads_sensibly(page)
    assert "individuppgifter" not in next(t for t in page.texts if ".short" in t)


def test_results_of_others_are_never_told_as_the_municipalitys_own(real_pages: Pages) -> None:
    first = plain(real_pages("rar")["2022/flen"]).split(":::")[1]
    assert "Det är inte redovisat för Flen för sig. isak (hela länet): 75 av 376" in first
