"""Run parameters: what is allowed, and what is said of the rest."""

from pathlib import Path

import pytest

from utfall.errors import ParamsError
from utfall.params import load, located

_PARAMETERS = '{"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": "member = 1"}'
_NOTEBOOK = f'{{"cells": [{_PARAMETERS}], "metadata": {{}}, "nbformat": 4, "nbformat_minor": 5}}'

GOOD = 'association = "rar"\nyears = [2022]\n'


def written(folder: Path, text: str, name: str = "run.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder: Path, text: str) -> str:
    with pytest.raises(ParamsError) as info:
        load(written(folder, text))
    return str(info.value)


def test_what_is_left_out_has_the_documented_default(tmp_path: Path) -> None:
    params = load(written(tmp_path, GOOD))

    assert params.notebooks == ("member",)
    assert params.members == "all"
    assert params.formats == ("html", "pdf")
    assert (params.price_year, params.confidence, params.timeout_s) == (2023, 0.95, 300)
    assert (params.disclosure.threshold, params.disclosure.protect_public) == (5, False)


def test_years_are_a_list_or_a_span_with_both_ends(tmp_path: Path) -> None:
    span = load(written(tmp_path, 'association = "rar"\nyears = { first = 2019, last = 2022 }\n'))
    listed = load(written(tmp_path, 'association = "rar"\nyears = [2022, 2019, 2022]\n'))

    assert span.report_years == (2019, 2020, 2021, 2022)
    assert listed.report_years == (2019, 2022)


def test_all_problems_are_said_at_once_with_file_key_found_and_allowed(tmp_path: Path) -> None:
    said = refused(
        tmp_path,
        'association = "rar"\nyears = [2022]\nrenderer = "latex"\nconfidence = 95\nhistory = "5"\n',
    ).splitlines()

    assert len(said) == 3
    assert all(line.startswith(str(tmp_path / "run.toml")) for line in said)
    assert 'history: found "5"; allowed: a whole number' in said[0]
    assert 'renderer: found "latex"; allowed: "auto", "quarto" or "embedded"' in said[1]
    assert "confidence: found 95; allowed: a number above 0 and below 1" in said[2]


def test_an_unknown_key_names_the_one_that_was_probably_meant(tmp_path: Path) -> None:
    said = refused(tmp_path, GOOD + 'membres = "all"\n[disclosure]\ntreshold = 5\n')

    assert "membres: unknown key; did you mean 'members'?" in said
    assert "disclosure.treshold: unknown key; did you mean 'disclosure.threshold'?" in said


@pytest.mark.parametrize("code", ["486", '"486"', '"0486"'])
def test_a_municipality_code_among_members_is_refused_with_the_cure(
    tmp_path: Path, code: str
) -> None:
    said = refused(tmp_path, f"{GOOD}members = [{code}]\n")

    assert f"members: found [{code}]" in said
    assert "write the member's slug" in said


@pytest.mark.parametrize("name", ["../../x", "a/b", "Rar", ""])
def test_a_name_that_could_leave_its_folder_is_refused(tmp_path: Path, name: str) -> None:
    assert "association: found" in refused(tmp_path, f'association = "{name}"\nyears = [2022]\n')
    assert "members: found" in refused(tmp_path, f'{GOOD}members = ["{name}"]\n')
    assert "notebooks: found" in refused(tmp_path, f'{GOOD}notebooks = ["{name}"]\n')


def test_a_span_that_ends_before_it_begins_is_refused(tmp_path: Path) -> None:
    said = refused(tmp_path, 'association = "rar"\nyears = { first = 2022, last = 2019 }\n')

    assert "first must not be after last" in said


def test_a_file_that_is_missing_not_toml_or_not_utf8_says_so(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes('# län\nassociation = "rar"'.encode("cp1252"))

    assert "is not TOML" in refused(tmp_path, "years = [2022\n")
    with pytest.raises(ParamsError, match="not UTF-8"):
        load(tmp_path / "latin.toml")
    with pytest.raises(ParamsError, match="no such file"):
        load(tmp_path / "none.toml")


def test_a_run_must_name_an_association_and_a_notebook_that_exist(tmp_path: Path) -> None:
    (tmp_path / "data" / "rar").mkdir(parents=True)
    (tmp_path / "data" / "rar" / "association.toml").touch()
    params = load(written(tmp_path, 'association = "raar"\nyears = [2022]\nnotebooks = ["mem"]\n'))

    problems = located(params, tmp_path)

    assert len(problems) == 2
    assert "association: found 'raar'" in problems[0]
    assert "allowed: rar" in problems[0]
    assert "notebooks: found 'mem'" in problems[1]


def test_an_unknown_member_is_refused_with_those_allowed(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "rar"
    folder.mkdir(parents=True)
    (folder / "association.toml").touch()
    (folder / "members.csv").write_text("member_id,name\nflen,Flen\n", encoding="utf-8")
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "member.ipynb").write_text(_NOTEBOOK)
    params = load(written(tmp_path, GOOD + 'members = ["flen", "fleen"]\n'))

    assert located(params, tmp_path) == ["members: found 'fleen'; allowed: all, flen"]


def test_english_is_refused_until_there_is_an_english_notebook(tmp_path: Path) -> None:
    (tmp_path / "data" / "rar").mkdir(parents=True)
    (tmp_path / "data" / "rar" / "association.toml").touch()
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "member.ipynb").write_text(_NOTEBOOK)
    params = load(written(tmp_path, GOOD + 'language = "en"\n'))

    before = located(params, tmp_path)
    (tmp_path / "notebooks" / "member.en.ipynb").write_text(_NOTEBOOK)

    assert before == [
        "language: found 'en', but there is no notebooks/member.en.ipynb yet; "
        'the reports are in Swedish only: use "sv"'
    ]
    assert located(params, tmp_path) == []


def test_every_key_of_protection_is_read_and_its_faults_are_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "data" / "rar").mkdir(parents=True)
    (tmp_path / "data" / "rar" / "association.toml").touch()
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "member.ipynb").write_text(_NOTEBOOK)
    file = tmp_path / "run.toml"
    head = 'association = "rar"\nyears = [2022]\n[disclosure]\n'
    file.write_text(
        head + 'threshold = 4\nthreshold_health = 8\nprotect_public = true\ncoarsen = ["ages"]\n'
        'hidden_at_most = 0.5\nearlier = ["old/published.csv"]\n'
    )

    asked = load(file).disclosure

    assert (asked.threshold, asked.threshold_health, asked.protect_public) == (4, 8, True)
    assert (asked.coarsen, asked.hidden_at_most) == (("ages",), 0.5)
    assert [line for line in located(load(file), tmp_path) if "old/published.csv" in line]
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "published.csv").touch()
    assert located(load(file), tmp_path) == []

    file.write_text(head + 'coarsen = ["everything"]\nhidden_at_most = 2\nearlier = "old"\n')
    with pytest.raises(ParamsError) as refused:
        load(file)
    for key in ("disclosure.coarsen", "disclosure.hidden_at_most", "disclosure.earlier"):
        assert f"{key}: found " in str(refused.value)


@pytest.mark.parametrize("content", ["", "{", "{}", "[]"])
def test_a_file_that_is_no_notebook_is_refused_before_any_kernel_starts(
    tmp_path: Path, content: str
) -> None:
    (tmp_path / "data" / "rar").mkdir(parents=True)
    (tmp_path / "data" / "rar" / "association.toml").touch()
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "member.ipynb").write_text(content)
    file = tmp_path / "run.toml"
    file.write_text('association = "rar"\nyears = [2022]\n')

    problems = located(load(file), tmp_path)

    assert len(problems) == 1
    assert "notebooks/member.ipynb" in problems[0]


def test_what_a_list_names_twice_is_made_once(tmp_path: Path) -> None:
    file = tmp_path / "run.toml"
    file.write_text('association = "rar"\nyears = [2022, 2022]\nmembers = ["flen", "flen"]\n')

    params = load(file)

    assert params.members == ("flen",)
    assert params.report_years == (2022,)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "run.toml"
    file.write_bytes(b"\xef\xbb\xbf" + b'association = "rar"\nyears = [2022]\n')

    assert load(file).association == "rar"
