"""Reports made side by side: the longest first, told in the order of the plan, alike however made."""

from pathlib import Path
from typing import Any

import pytest

from small_project import participants, small_project
from test_site import bytes_of
from utfall import makers
from utfall.build import Choice, build, open_run
from utfall.cli import run
from utfall.errors import DataError
from utfall.make import Made, Task
from utfall.manifest import Result
from utfall.plan import ReportSpec
from utfall.progress import _duration, shown

MEMBERS = {"alfa": "Alfa", "beta": "Beta", "gamma": "Gamma"}


class Noting:
    """A maker that makes nothing, and notes in which order it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def make(self, task: Task) -> Made:
        self.asked.append(task.subject)
        return Made(error="nothing is made here", seconds={"execute": 1.0})

    def stop(self) -> None:
        pass


def test_what_has_most_to_tell_is_begun_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_project(tmp_path, monkeypatch)
    project.members = MEMBERS
    project.values = [participants("gamma", 1), participants("gamma", 2), participants("beta", 3)]
    noting = Noting()
    monkeypatch.setattr(makers, "maker", lambda cache: noting)

    build(open_run(project.run, project.out), Choice(), jobs=1)

    assert noting.asked == ["gamma", "beta", "alfa"]


def test_what_reports_are_forked_from_starts_beside_the_preparation_and_ends_with_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_project(tmp_path, monkeypatch)
    told: list[str] = []

    class Told(Noting):
        def __init__(self, cache: Path) -> None:
            super().__init__()
            told.append("started")

        def stop(self) -> None:
            told.append("stopped")

    def prepare(*asked: Any) -> Any:
        told.append("prepared")
        if len(told) > 2:
            raise DataError(["data/: refused"])
        return project.prepare_run(*asked)

    monkeypatch.setattr(makers, "maker", Told)
    monkeypatch.setattr("utfall.prepare.prepare_run", prepare)
    words = ["build", str(project.run), "--out", str(project.out)]

    assert run(words) == 1  # nothing is made here
    assert told[:2] == ["started", "prepared"]
    assert told[-1] == "stopped"
    assert told.count("started") == 1

    project.change_data(participants("alfa", 67))
    told[:] = ["", ""]
    assert run(words) == 2
    assert told[2:] == ["started", "prepared", "stopped"]


def test_the_rest_is_foretold_from_what_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_project(tmp_path, monkeypatch)
    project.members = MEMBERS
    monkeypatch.setattr(makers, "maker", lambda cache: Noting())
    told: list[tuple[str, float]] = []

    class Progress:
        def begin(self, ids: object) -> None:
            told.append((str(ids), 0))

        def step(self, result: Result, left_s: float) -> None:
            told.append((result.spec.subject_id, left_s))

    build(open_run(project.run, project.out), Choice(), jobs=1, progress=Progress())

    assert told[0][0] == "['small/2022/alfa', 'small/2022/beta', 'small/2022/gamma']"
    assert sorted(subject for subject, _ in told[1:]) == ["alfa", "beta", "gamma"]
    assert told[1][1] > 0
    assert told[-1][1] == 0


def test_lines_come_in_the_order_of_the_plan(capsys: pytest.CaptureFixture[str]) -> None:
    def result(subject: str) -> Result:
        spec = ReportSpec(
            "n", 2022, subject, "", "municipality", "published", "", Path(), Path(), {}
        )
        return Result(spec, "built", {"execute": 1.25, "render": 0.5})

    with shown() as progress:
        assert progress is not None
        progress.begin(["n/2022/a", "n/2022/b", "n/2022/c"])
        progress.step(result("c"), 200.0)
        assert capsys.readouterr().err == ""
        progress.step(result("a"), 30.0)
        first = capsys.readouterr().err
        progress.step(result("b"), 0.0)
        rest = capsys.readouterr().err

    assert first == "[1/3] built n/2022/a 1.8 s, about 30 s left\n"
    assert rest.splitlines() == ["[2/3] built n/2022/b 1.8 s", "[3/3] built n/2022/c 1.8 s"]


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.4, "0 s"), (99, "99 s"), (150, "2 min"), (9000, "2.5 h")]
)
def test_time_is_told_as_a_person_would_guess_it(seconds: float, said: str) -> None:
    assert _duration(seconds) == said


def test_the_number_of_jobs_changes_no_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sites = []
    for jobs in ("1", "3"):
        project = small_project(tmp_path / jobs, monkeypatch, formats='["html", "pdf"]')
        project.members = MEMBERS
        assert run(["build", str(project.run), "--out", str(project.out), "--jobs", jobs]) == 0
        sites.append(bytes_of(project.site))

    assert sites[0] == sites[1]
    assert len([name for name in sites[0] if name.endswith("report.pdf")]) == 3


def test_a_notebook_that_changes_meanwhile_gives_no_report_with_the_key_of_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_project(tmp_path, monkeypatch)
    planned = open_run(project.run, project.out)
    project.change_notebook("small", "## Svar", "## Utkast")

    results = build(planned, Choice(), jobs=1)
    project.change_notebook("small", "## Utkast", "## Svar")

    assert {result.status for result in results} == {"failed"}
    assert "its notebook was changed while the run was built" in results[0].error
    again = build(open_run(project.run, project.out), Choice(), jobs=1)
    assert {result.status for result in again} == {"built"}


def test_data_that_change_while_they_are_read_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_project(tmp_path, monkeypatch)
    prepare = project.prepare_run

    def meanwhile(*given: Any) -> Any:
        project.change_data(participants("alfa", 67))
        return prepare(*given)

    monkeypatch.setattr("utfall.prepare.prepare_run", meanwhile)

    with pytest.raises(DataError, match="changed while it was read"):
        open_run(project.run, project.out)
