"""The association's own table of context figures."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from folder_files import write_folder, write_register
from kolada_server import Kolada, row, serving
from utfall.cli import run
from utfall.context import Filled, fill
from utfall.context import kolada as kolada_module
from utfall.context.kolada import KoladaError
from utfall.data.check import check_path, check_register
from utfall.data.register import read_register, with_own_context
from utfall.errors import DataError, ParamsError
from utfall.params import load

TODAY = date(2026, 11, 1)
MEMBERS = [
    {"member_id": "flen", "name": "Flen", "municipality_code": "0482"},
    {"member_id": "strangnas", "name": "Strängnäs", "municipality_code": "0486"},
    {"member_id": "vard", "name": "Vården", "kind": "region", "municipality_code": ""},
]
ROWS = [
    row("N03920", "0486", 2023, 6.5),
    row("N03920", "0482", 2023, None, status="Missing"),
    row("N01713", "0486", 2023, 21453),
    row("N03920", "0000", 2023, 6.1),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_folder(tmp_path / "data" / "rar", members=MEMBERS)
    write_register(tmp_path / "data" / "register")
    (tmp_path / "run.toml").write_text('association = "rar"\nyears = [2022]\n')
    return tmp_path


def filled(root: Path, base: str, today: date = TODAY) -> Filled:
    params = load(root / "run.toml")
    return fill(params, root, today=today, years=[2023], base=base, wait=0.001)


def table(root: Path, name: str = "context") -> pd.DataFrame:
    return pd.read_csv(root / "data" / "rar" / f"{name}.csv", dtype=str, keep_default_na=False)


def test_figures_are_kept_with_their_day_and_credit(root: Path) -> None:
    with serving(Kolada(ROWS)) as base:
        told = filled(root, base)
    assert (told.rows, told.missing) == (4, 1)
    kept = table(root).set_index("context_id")
    strangnas = kept.loc["kolada-n03920-0486-2023"]
    assert (strangnas["value"], strangnas["name"], strangnas["status"]) == (
        "6.5", "Strängnäs", "shown",
    )  # fmt: skip
    assert kept.loc["kolada-n01713-0486-2023", "value"] == "21453"
    assert tuple(kept.loc["kolada-n03920-0482-2023", ["value", "status"]]) == ("", "missing")
    assert kept.loc["kolada-n03920-0000-2023", "municipality_code"] == "00"
    [source] = table(root, "context_sources").to_dict("records")
    assert (source["date"], source["note"]) == ("2026-11-01", "Källa: Kolada")


def test_what_is_kept_is_read_with_the_register_and_is_sound(root: Path) -> None:
    with serving(Kolada(ROWS)) as base:
        filled(root, base)
    alone = read_register(root / "data" / "register")
    both = with_own_context(alone, root / "data" / "rar")
    assert len(both.context) == len(alone.context) + 4
    assert check_register(both) == []
    assert check_path(root / "data" / "rar", alone)[1] == []


def test_a_fault_in_what_is_kept_is_told_where_it_is(root: Path) -> None:
    with serving(Kolada(ROWS)) as base:
        filled(root, base)
    # A code of its own for each row: no two of them may tell the same figure again.
    wrong = table(root).assign(municipality_code=["7771", "7772", "7773", "7774"])
    wrong.to_csv(root / "data/rar/context.csv", index=False)
    _, problems = check_path(root / "data" / "rar", read_register(root / "data" / "register"))
    assert {(Path(p.file).name, p.problem) for p in problems} == {("context.csv", "unknown area")}
    assert sorted(p.row or 0 for p in problems) == [2, 3, 4, 5]


def test_what_kolada_hides_is_hidden_and_what_it_lacks_is_missing(root: Path) -> None:
    rows = [row("N03920", "0486", 2023, None, status="Private"),
            row("N03920", "0482", 2023, None, status="Missing")]  # fmt: skip
    with serving(Kolada(rows)) as base:
        filled(root, base)
    assert table(root)["status"].tolist() == ["missing", "suppressed"]


def test_figures_from_other_sources_stay(root: Path) -> None:
    with serving(Kolada(ROWS)) as base:
        filled(root, base)
    own = table(root).iloc[[0]].assign(context_id="x1", source_id="egen", measure="eget")
    pd.concat([table(root), own]).to_csv(root / "data/rar/context.csv", index=False)
    source = table(root, "context_sources").assign(source_id="egen")
    pd.concat([table(root, "context_sources"), source]).to_csv(
        root / "data/rar/context_sources.csv", index=False
    )
    with serving(Kolada(ROWS)) as base:
        filled(root, base, date(2026, 12, 1))
    assert "x1" in set(table(root)["context_id"])
    assert sorted(table(root, "context_sources")["source_id"]) == ["egen", "kolada"]
    assert len(table(root)) == 5


def test_another_shape_is_no_missing_network(root: Path) -> None:
    with serving(Kolada(ROWS)) as base:
        filled(root, base)
    with (
        serving(Kolada([], fault=lambda n, _: (200, {}, b"<html>"))) as base,
        pytest.raises(KoladaError, match="no JSON"),
    ):
        filled(root, base)


def test_a_table_without_its_sources_is_told(root: Path) -> None:
    with serving(Kolada(ROWS)) as base:
        filled(root, base)
    (root / "data" / "rar" / "context_sources.csv").unlink()
    with pytest.raises(DataError, match="context_sources"):
        with_own_context(read_register(root / "data" / "register"), root / "data" / "rar")


def test_the_same_answer_gives_the_same_bytes(root: Path) -> None:
    found = []
    for rows in (ROWS, ROWS[::-1]):
        with serving(Kolada(rows)) as base:
            filled(root, base)
        found.append((root / "data" / "rar" / "context.csv").read_bytes())
    assert found[0] == found[1]


def test_without_a_network_the_last_copy_stands_and_its_day_is_told(root: Path) -> None:
    with serving(Kolada(ROWS)) as base:
        filled(root, base)
    before = (root / "data" / "rar" / "context.csv").read_bytes()
    told = filled(root, base, date(2026, 12, 24))
    assert "the figures fetched 2026-11-01 stand" in told.told
    assert (root / "data" / "rar" / "context.csv").read_bytes() == before
    assert table(root, "context_sources")["date"].tolist() == ["2026-11-01"]


def test_an_answer_that_breaks_off_half_way_leaves_the_last_copy(root: Path) -> None:
    with serving(Kolada(ROWS)) as base:
        filled(root, base)
    before = (root / "data" / "rar" / "context.csv").read_bytes()
    many = [row("N03920", "0486", 2023, 9.9), row("N01713", "0486", 2023, 1.0)]
    broken = Kolada(many, page=1, fault=lambda n, _: (500, {}, b"") if n > 1 else None)
    with serving(broken) as base:
        told = filled(root, base)
    assert "stand" in told.told
    assert (root / "data" / "rar" / "context.csv").read_bytes() == before
    assert not list((root / "data" / "rar").glob(".*"))


def test_without_a_network_and_a_copy_it_says_what_to_do(root: Path) -> None:
    with serving(Kolada([])) as base:
        pass
    with pytest.raises(KoladaError, match="no earlier copy"):
        filled(root, base)
    assert not (root / "data" / "rar" / "context.csv").exists()


def test_made_up_municipalities_are_never_asked_for(root: Path) -> None:
    members = [{"member_id": "x", "name": "X", "municipality_code": "9901"}]
    write_folder(root / "data" / "rar", members=members)
    kolada = Kolada(ROWS)
    with serving(kolada) as base, pytest.raises(ParamsError, match="all made up"):
        filled(root, base)
    assert kolada.asked == []


def test_the_command_fills_the_table_and_ends_well(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("params", "notebooks"):
        (root / name).mkdir()
    file = root / "params" / "run.toml"
    file.write_text((root / "run.toml").read_text())
    (root / "notebooks" / "member.ipynb").write_bytes(SMALL.read_bytes())
    with serving(Kolada(ROWS)) as base:
        monkeypatch.setenv("UTFALL_KOLADA", base)
        code = run(["context", str(file), "--from", "2023", "--to", "2023"])
    assert code == 0
    assert "4 figures of 2023 to 2023, 1 of them without a value" in capsys.readouterr().out
    assert run(["context", str(file), "--from", "2024", "--to", "2023"]) == 2


def test_a_municipality_that_kolada_does_not_know_is_named_and_a_stranger_is_not_kept(
    root: Path,
) -> None:
    rows = [row("N03920", "0486", 2023, 9.9), row("N03920", "1234", 2023, 1.0)]
    with serving(Kolada(rows, fault=lambda n, path: None)) as base:
        told = filled(root, base)
    assert "Kolada has nothing about " in told.told
    assert set(table(root)["municipality_code"]) == {"0486"}


def test_the_command_without_a_network_or_a_copy_fails_and_writes_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("params", "notebooks"):
        (root / name).mkdir()
    file = root / "params" / "run.toml"
    file.write_text((root / "run.toml").read_text())
    (root / "notebooks" / "member.ipynb").write_bytes(SMALL.read_bytes())
    with serving(Kolada([])) as base:
        monkeypatch.setenv("UTFALL_KOLADA", base)
    monkeypatch.setattr(kolada_module, "_TRIES", 0)
    assert run(["context", str(file), "--from", "2023", "--to", "2023"]) == 1
    assert "no earlier copy" in capsys.readouterr().err
    assert not (root / "data" / "rar" / "context.csv").exists()


SMALL = Path(__file__).parents[1] / "notebooks" / "small.ipynb"
