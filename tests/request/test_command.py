"""`utfall request` and `utfall import` of its form, as they are typed."""

from pathlib import Path

import pytest

from request_forms import ROOT, copied, fill, sent
from utfall.cli import run

PARAMS = str(ROOT / "params" / "rar.toml")


def test_a_form_is_written_and_says_how_much_it_asks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "tuna.xlsx"
    assert run(["request", PARAMS, "--programme", "tuna-strangnas", "--to", str(file)]) == 0
    assert capsys.readouterr().out == f"{file}: asks for 5 figures about TUNA Strängnäs\n"
    assert file.is_file()


def test_where_nothing_is_missing_no_form_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "misam.xlsx"
    assert run(["request", PARAMS, "--programme", "misam", "--to", str(file)]) == 0
    assert "lack nothing that an answer could fill" in capsys.readouterr().out
    assert not file.exists()


def test_an_unknown_programme_is_one_message_and_exit_2(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["request", PARAMS, "--programme", "tuna"]) == 2
    assert capsys.readouterr().err.startswith("--programme: found 'tuna'; allowed are")


def test_a_filled_form_is_imported_without_a_mapping(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = copied(tmp_path)
    form = sent(tmp_path / "tuna.xlsx", programme="tuna-strangnas")
    fill(form, {"Hur många av deltagarna i TUNA Strängnäs gick till studier": 3})
    assert run(["import", str(form), "--to", str(root / "data" / "rar")]) == 0
    told = capsys.readouterr().out
    assert told.startswith("answers about TUNA Strängnäs: 1; 0 completed a row, 1 added one")
    assert told.endswith("changed: counts.csv, sources.csv\n")
