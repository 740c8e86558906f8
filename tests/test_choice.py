"""A choice that no report is of is refused, with what there is."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from small_project import Project, small_project
from utfall.cli import run
from utfall.plan import Input, ReportSpec, unmatched

# Programme beta has a report of 2022 alone, and member alfa of 2021 alone.
REPORTS = {("alfa", 2021), ("beta", 2022)}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    made = small_project(tmp_path, monkeypatch)
    made.run.write_text(made.run.read_text().replace("[2022]", "[2021, 2022]"))

    def prepared(*arguments: Any) -> list[Input]:
        kinds = {"alfa": "municipality", "beta": "programme"}
        return [
            replace(one, subject_kind=kinds[one.subject_id])
            for one in made.prepare_run(*arguments)
            if (one.subject_id, one.year) in REPORTS
        ]

    monkeypatch.setattr("utfall.prepare.prepare_run", prepared)
    return made


@pytest.mark.parametrize("command", ["build", "plan"])
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--programme", "beta", "--year", "2021"],
            [
                "no report is of --programme beta --year 2021; ask for another combination:",
                "--programme beta has --year 2022",
                "--year 2021 has --programme (none)",
            ],
        ),
        (
            ["--member", "alfa", "--year", "2022"],
            ["--member alfa has --year 2021", "--year 2022 has --member (none)"],
        ),
    ],
)
def test_a_choice_that_no_report_is_of_is_refused_with_what_there_is(
    project: Project,
    capsys: pytest.CaptureFixture[str],
    command: str,
    words: list[str],
    said: list[str],
) -> None:
    code = run([command, str(project.run), "--out", str(project.out), *words])

    printed = capsys.readouterr()
    assert (code, printed.out) == (2, "")
    assert [line for line in said if line not in printed.err] == [], printed.err
    assert not project.site.exists()


def test_with_json_the_refusal_is_one_document(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--programme", "beta", "--year", "2021", "--json"]
    code = run(["build", str(project.run), "--out", str(project.out), *words])

    told = json.loads(capsys.readouterr().out)
    assert (code, told["exit"]) == (2, 2)
    assert "  --programme beta has --year 2022" in told["error"]


def test_a_word_that_the_run_does_not_have_is_told_by_itself(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--programme", "gamma", "--year", "2021"]

    assert run(["build", str(project.run), "--out", str(project.out), *words]) == 2
    assert "--programme: found 'gamma'" in capsys.readouterr().err


def test_a_choice_that_some_report_is_of_is_none_to_refuse(project: Project) -> None:
    words = ["--member", "alfa", "--programme", "beta", "--year", "2021"]

    assert run(["plan", str(project.run), "--out", str(project.out), *words]) == 0


def spec(notebook: str, kind: str, name: str, year: int) -> ReportSpec:
    return ReportSpec(notebook, year, name, name, kind, "none", "", Path("n"), Path("p"), {})


def test_each_part_of_a_choice_tells_what_it_has_of_the_others() -> None:
    specs = [
        spec("member", "municipality", "a", 2022),
        spec("association", "association", "x", 2022),
        spec("programme", "programme", "p", 2023),
        spec("programme", "programme", "q", 2023),
    ]
    asked = {
        "--member": ("a",),
        "--programme": ("p",),
        "--year": (2023,),
        "--notebook": ("association",),
    }

    assert unmatched(specs, asked).splitlines()[1:] == [
        "  --member a has --year 2022",
        "  --member a has --notebook member",
        "  --programme p has --year 2023",
        "  --programme p has --notebook programme",
        "  --year 2023 has --member (none)",
        "  --year 2023 has --programme p, q",
        "  --year 2023 has --notebook programme",
        "  --notebook association has --member (none)",
        "  --notebook association has --programme (none)",
        "  --notebook association has --year 2022",
    ]  # fmt: skip
