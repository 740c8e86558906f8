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
    # as the published counts of the association say: 53 took part and 26 left
    assert "c-stegvis-2024: agree: published 53, records 53" in out
    assert "c-stegvis-2024-exited: agree: published 26, records 26" in out
    assert "synthetic-" not in out


def test_the_disagreement_in_the_example_is_told_first(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["records", str(project)]) == 0

    told = capsys.readouterr().out.partition("Published counts against records")[2].splitlines()
    assert told[0].endswith("1 disagree, 2 cannot be compared")
    assert told[1].startswith("  c-stegvis-storlunda-ar: disagree: ")


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
