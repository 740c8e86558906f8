"""The published tree: one release from one set of values, whole or not at all."""

import errno
import hashlib
import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from small_project import Project, participants, small_project
from utfall import site
from utfall.build import Choice, build, open_run, steps
from utfall.errors import RenderError
from utfall.files import switch
from utfall.make import _agree
from utfall.manifest import Result
from utfall.memory import Memory
from utfall.text import mark
from utfall.values import Value, not_shown


def made(project: Project, choice: Choice | None = None, *, force: bool = False) -> list[Result]:
    run = open_run(project.run, project.out)
    return build(run, choice or Choice(), jobs=2, force=force)


def statuses(results: list[Result]) -> dict[str, str]:
    return {result.spec.subject_id: result.status for result in results}


def bytes_of(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def index(project: Project) -> BeautifulSoup:
    text = (project.site / "index.html").read_text(encoding="utf-8")
    return BeautifulSoup(text, "html.parser")


def page(project: Project, member: str, notebook: str) -> str:
    path = project.site / notebook / "2022" / member / "index.html"
    return path.read_text(encoding="utf-8")


def test_a_second_build_does_nothing_and_the_site_has_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_project(tmp_path, monkeypatch, formats='["html", "pdf"]')
    first = statuses(made(project))
    before = bytes_of(project.site)
    monkeypatch.setattr("utfall.build._make", lambda *_: pytest.fail("a report was made"))

    second = statuses(made(project))

    assert first == {"alfa": "built", "beta": "built"}
    assert second == {"alfa": "current", "beta": "current"}
    assert bytes_of(project.site) == before
    assert project.prepared == 1
    assert set(before) == {
        "index.html",
        "tillganglighet.html",
        *(
            f"small/2022/{member}/{name}"
            for member in ("alfa", "beta")
            for name in ("index.html", "report.pdf", "published.csv")
        ),
    }


def test_building_anew_elsewhere_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = small_project(tmp_path / "one", monkeypatch, "good", formats='["html", "pdf"]')
    made(one)
    two = small_project(tmp_path / "two" / "deeper", monkeypatch, "good", formats='["html", "pdf"]')
    made(two)

    assert bytes_of(one.site) == bytes_of(two.site)


def test_the_plan_says_what_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = small_project(tmp_path, monkeypatch)

    def why(member: str = "alfa") -> str:
        found = steps(open_run(project.run, project.out), Choice())
        return next(s.standing.why for s in found if s.spec.subject_id == member)

    new = why()
    made(project)
    nothing = why()
    project.change_notebook("small", "## Svar", "## Svaret")
    notebook = why()
    made(project)
    project.change_data(participants("alfa", 67))
    data, untouched = why(), why("beta")
    made(project)
    monkeypatch.setattr("utfall.build.templates_digest", lambda: "other")
    templates = why()

    assert new == "is not built yet"
    assert nothing == ""
    assert notebook == "the notebook changed"
    assert (data, untouched) == ("its data changed", "")
    assert templates == "the templates, the formats or the renderer changed"


@pytest.mark.parametrize("notebook", ["fails", "undeclared", "unresolved"])
def test_the_plan_says_what_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, notebook: str
) -> None:
    project = small_project(tmp_path, monkeypatch, notebook)

    assert statuses(made(project))["alfa"] == "failed"

    found = steps(open_run(project.run, project.out), Choice())
    assert {s.standing.why for s in found} == {"failed before"}


def test_other_reports_go_on_when_one_fails_and_its_place_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_project(tmp_path, monkeypatch, "fails_for_beta")

    results = statuses(made(project))

    assert results == {"alfa": "built", "beta": "failed"}
    missing = page(project, "beta", "fails_for_beta")
    assert "Rapporten saknas" in missing
    assert "beräkningen stannade i notebooks/fails_for_beta.ipynb, cell 4" in missing
    assert "ValueError" not in missing
    assert "saknas" in index(project).select_one("tr[data-words*=beta]").text  # type: ignore[union-attr]
    report = project.manifest()["fails_for_beta/2022/beta"]
    assert "cell 4: ValueError: beta cannot" in report["error"]
    log = project.out / "run" / "executed" / "fails_for_beta" / "2022" / "beta" / "log.txt"
    assert "beta cannot" in log.read_text(encoding="utf-8")


def test_a_failed_report_keeps_its_last_version_while_its_values_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_project(tmp_path, monkeypatch)
    project.change_data(participants("alfa", 66), participants("beta", 5))
    made(project)
    good = page(project, "beta", "small")
    project.change_notebook("small", "import json", "1 / 0")

    kept = made(project)

    assert statuses(kept)["beta"] == "failed"
    assert all(result.kept for result in kept)
    assert page(project, "beta", "small") == good

    project.change_data(participants("alfa", 66), participants("beta", 6))
    dropped = {result.spec.subject_id: result.kept for result in made(project)}

    # Beta's page said 5 and the set now says 6; alfa's page still says what the set says.
    assert dropped == {"alfa": True, "beta": False}
    assert "Rapporten saknas" in page(project, "beta", "small")
    assert not (project.site / "small" / "2022" / "beta" / "published.csv").exists()


def test_a_build_of_a_part_also_takes_up_reports_whose_values_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_project(tmp_path, monkeypatch)
    project.change_data(participants("alfa", 66), participants("beta", 5))
    made(project)
    project.change_data(participants("alfa", 67), participants("beta", 5))
    only_beta = Choice(members=("beta",))

    moved = statuses(made(project, only_beta))

    assert moved == {"alfa": "built", "beta": "current"}


def test_a_first_build_of_a_part_leaves_the_rest_marked_as_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_project(tmp_path, monkeypatch)

    results = statuses(made(project, Choice(members=("alfa",))))

    assert results == {"alfa": "built", "beta": "not_built"}
    assert not (project.site / "small" / "2022" / "beta").exists()
    assert "inte gjord" in index(project).text


def test_pages_that_are_no_longer_planned_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_project(tmp_path, monkeypatch)
    made(project)
    del project.members["beta"]
    project.change_data(participants("alfa", 66))

    made(project)

    assert (project.site / "small" / "2022" / "alfa" / "index.html").is_file()
    assert not (project.site / "small" / "2022" / "beta").exists()
    assert not (project.out / "run" / "rendered" / "small" / "2022" / "beta").exists()


@pytest.mark.parametrize("where", ["utfall.build._task", "utfall.site._front"])
def test_a_disk_that_fills_leaves_the_last_release_untouched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    project = small_project(tmp_path, monkeypatch)
    made(project)
    before = bytes_of(project.site), project.manifest()
    project.change_notebook("small", "## Svar", "## Svaret")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(where, full)
    with pytest.raises(OSError, match="No space left"):
        made(project)
    monkeypatch.undo()

    assert (bytes_of(project.site), project.manifest()) == before
    assert [p.name for p in (project.out / "run").iterdir() if p.name.startswith(".")] == []


@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_release_is_switched_in_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool
) -> None:
    if not can_exchange:
        monkeypatch.setattr("utfall.files._exchange", lambda *_: False)
    old, new = tmp_path / "site", tmp_path / ".site-new"
    for folder, text in ((old, "old"), (new, "new")):
        folder.mkdir()
        (folder / "index.html").write_text(text, encoding="utf-8")

    switch(new, old)

    assert (old / "index.html").read_text(encoding="utf-8") == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_the_front_page_lists_members_by_years_with_marks_and_escapes_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_project(tmp_path, monkeypatch)
    project.members["alfa"] = "Alfa <script>alert(1)</script> & x"
    made(project)

    front = index(project)

    assert front.h1 is not None
    assert front.h1.text == "Förbundet <i>"
    row = front.select_one("table tbody tr:not(.kind)")
    assert row is not None
    assert row.select_one("th[scope=row]").text == "Alfa <script>alert(1)</script> & x"  # type: ignore[union-attr]
    assert row.select_one("a")["href"] == "small/2022/alfa/index.html"  # type: ignore[index]
    assert row.select_one(".mark").text == "publicerade uppgifter"  # type: ignore[union-attr]
    assert front.select_one(".figures [data-row='n:all:all::']").text == "66"  # type: ignore[union-attr]
    assert "egna tal om deltagare, resultat eller pengar för Beta" in front.text
    assert len(front.select("script")) == 1
    assert front.select("[src], link:not([href^='data:'])") == []


def test_every_link_of_the_site_leads_to_a_file_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_project(tmp_path, monkeypatch, "fails_for_beta", formats='["html", "pdf"]')
    made(project)

    broken = []
    for file in project.site.rglob("*.html"):
        soup = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
        for link in soup.select("a[href]"):
            path, _, fragment = str(link["href"]).partition("#")
            target = (file.parent / path) if path else file
            if not target.is_file() or (fragment and not path and not soup.find(id=fragment)):
                broken.append((file.name, link["href"]))
    assert broken == []


def test_no_path_of_the_machine_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_project(tmp_path, monkeypatch, "good", formats='["html", "pdf"]')
    made(project)

    for file in project.site.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert str(tmp_path).encode() not in content, file
            assert b"/tmp/utfall-" not in content, file


def test_the_manifest_names_versions_inputs_and_every_output_with_its_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_project(tmp_path, monkeypatch)
    made(project)

    whole = json.loads((project.out / "run" / "manifest.json").read_text(encoding="utf-8"))

    assert whole["renderer"]["name"] == "embedded"
    assert {"python", "papermill", "typst"} <= set(whole["versions"])
    assert set(whole["inputs"]) == {
        "params/run.toml",
        "data/small/association.toml",
        "notebooks/small.ipynb",
    }
    report = project.manifest()["small/2022/alfa"]
    assert (report["status"], report["error"], report["kept"]) == ("built", "", False)
    for name, digest in report["outputs"].items():
        assert hashlib.sha256((project.site / name).read_bytes()).hexdigest() == digest
    assert str(tmp_path) not in json.dumps(whole)


def test_a_member_without_pages_is_found_by_its_name(tmp_path: Path) -> None:
    pages = site._Pages(frozenset(), tmp_path, Memory(tmp_path / "memory.json"))

    assert site._words("Ö-vik", [], pages) == "ö-vik"


def test_a_page_with_another_number_than_the_protected_one_is_not_published() -> None:
    shown = Value("n_new", "all", "m", "2022", "from=records", 12, "participations")
    hidden = not_shown(replace(shown, year="2023"), "suppressed", "det gäller få")
    rows = [asdict(value) for value in (shown, hidden)]

    def agree(cell: str, page: str) -> None:
        output = {"data": {"text/markdown": cell}}
        cells = [{"cell_type": "code", "source": [], "outputs": [output]}]
        _agree({"values": rows}, json.dumps({"cells": cells}).encode(), page.encode())

    good = mark(shown, "12"), f'<p>av <span class="s" data-row="{hidden.key}">visas inte</span></p>'
    agree(*good)
    for cell, page in (
        (mark(shown, "13"), good[1]),
        (mark(hidden, "4"), good[1]),
        (good[0], good[1].replace("visas inte", "4")),
        (good[0], f'<span class="n" data-row="{shown.key}">11</span>'),
    ):
        with pytest.raises(RenderError) as refused:
            agree(cell, page)
        assert "n_new:all:m:202" in str(refused.value)
