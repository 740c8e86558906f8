import csv
import shutil
import stat
from pathlib import Path

import pytest

from utfall.cli import run
from utfall.errors import ParamsError
from utfall.measures.from_records.summary import WARNING, refuse_public, write_private
from utfall.values import COLUMNS, Value

_ROOT = Path(__file__).parents[3]

TOML = 'association = "{}"\nyears = [2022]\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return the parameters of the synthetic association, in a project of its own."""
    for name in ("example", "tibro", "register"):
        shutil.copytree(_ROOT / "data" / name, tmp_path / "data" / name)
    (tmp_path / "notebooks").mkdir()
    shutil.copy(_ROOT / "notebooks" / "member.ipynb", tmp_path / "notebooks")
    (tmp_path / "params").mkdir()
    for name in ("example", "tibro"):
        (tmp_path / "params" / f"{name}.toml").write_text(TOML.format(name), encoding="utf-8")
    return tmp_path / "params" / "example.toml"


def test_the_summary_begins_by_saying_that_it_is_unprotected(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["records", str(project), "--programme", "stegvis", "--year", "2024"]) == 0

    out = capsys.readouterr().out
    assert out.splitlines()[0] == WARNING
    assert "Published counts against records: " in out
    assert "synthetic-" not in out


def test_the_disagreement_in_the_example_is_told_first_and_agreements_are_counted(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["records", str(project)]) == 0

    told = capsys.readouterr().out.partition("Published counts against records")[2].splitlines()
    assert " 1 disagree," in told[0]
    assert told[1].startswith("  c-stegvis-storlunda-ar: disagree: ")
    assert not any(": agree" in line for line in told)
    assert "  cannot be compared, since the source states no number: c-sprak-studies" in told


def _of(project: Path, *rows: dict[str, str]) -> list[str]:
    """Write records in place of the example's; return the command's words."""
    file = project.parents[1] / "data" / "example" / "participations.csv"
    header = file.read_text("utf-8").splitlines()[0].split(",")
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, header, lineterminator="\n")
        writer.writeheader()
        for n, cells in enumerate(rows):
            known = {"record_id": f"r{n}", "person_id": f"synthetic-{n}", "consent": "named"}
            writer.writerow({**known, "programme_id": "stegvis", "residence": "9901", **cells})
    return ["records", str(project)]


def _cells(text: str, heading: str, period: str) -> list[str]:
    table = text.partition(heading)[2].partition("\n\n")[0]
    (line,) = (x for x in table.splitlines() if x.split()[1:3] == ["stegvis", period])
    return line.split()[3:]


def test_a_year_that_is_not_over_is_shown_so_far(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spring = {"entry": "2024-05-01", "as_of": "2025-06-30"}
    told = [("completed", "work"), ("moved", "other"), ("", ""), ("illness", "study_other")]
    ended = [{**spring, "exit": "2025-03-01", "exit_reason": why, "activity_exit": activity}
             for why, activity in told]  # fmt: skip

    assert run(_of(project, *ended, spring)) == 0

    out = capsys.readouterr().out
    # five at New Year, of whom four have left: 4 = 1 + 1 + 1 + 1, both ways
    assert _cells(out, "Participations", "2025*") == ["5", "0+", "4+", "1", "5+"]
    assert _cells(out, "How they left", "2025*") == ["4", "1", "1", "1", "1"]
    assert _cells(out, "Main activity", "2025*") == ["4", "1", "1", "1", "1", "-", "-"]


def test_a_year_that_the_records_of_a_programme_do_not_reach_is_a_question(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = {"entry": "2024-01-01", "as_of": "2024-03-31"}
    new = {"entry": "2024-01-01", "as_of": "2025-12-31", "programme_id": "bron"}

    assert run(_of(project, old, new)) == 0

    out = capsys.readouterr().out
    assert _cells(out, "Participations", "2024*") == ["0", "1+", "0+", "1", "1+"]
    assert _cells(out, "Participations", "2025") == ["?"] * 5


def test_the_summary_fits_a_terminal_and_says_what_its_signs_mean(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["records", str(project)]) == 0

    out = capsys.readouterr().out
    assert all(len(line) <= 110 for line in out.splitlines())
    for sign in ("a-b  ", "n+  ", "*  ", "-  ", "?  "):
        assert f" {sign}" in out.partition("\n\n")[0]
    assert "--member M lists one" in out
    assert "eftersom" not in out


def test_without_records_there_is_nothing_to_say(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["records", str(project.with_name("tibro.toml"))]) == 0
    assert "no participation records" in capsys.readouterr().out


def test_every_unknown_id_is_refused_at_once(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["records", str(project), "--member", "nowhere", "--programme", "steg-vis"]
    assert run(words) == 2

    told = capsys.readouterr().err
    assert "--member: found 'nowhere'" in told
    assert "did you mean 'stegvis'?" in told


def test_figures_are_written_for_their_owner_only(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "figures.csv"
    words = ["records", str(project), "--programme", "bron", "--year", "2025", "--csv", str(file)]
    assert run(words) == 0

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    header, *rows = file.read_text("utf-8").splitlines()
    assert header == ",".join(COLUMNS)
    assert rows
    assert all(",bron," in row and ",2025," in row for row in rows)
    assert f"{len(rows)} figures" in capsys.readouterr().out


def test_figures_are_refused_in_a_published_or_tracked_folder(tmp_path: Path) -> None:
    site = tmp_path / "build" / "example" / "site" / "2022"
    site.mkdir(parents=True)

    with pytest.raises(ParamsError, match="published"):
        refuse_public(site / "x.csv")
    with pytest.raises(ParamsError, match="git tracks"):
        refuse_public(_ROOT / "docs" / "x.csv")
    with pytest.raises(ParamsError, match="no such folder"):
        refuse_public(tmp_path / "missing" / "x.csv")
    refuse_public(tmp_path / "x.csv")


def test_a_file_that_cannot_be_written_whole_leaves_the_old_one(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("old", encoding="utf-8")

    def broken() -> object:
        yield Value("n", value=1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_private(file, broken())  # type: ignore[arg-type]

    assert file.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [file]
