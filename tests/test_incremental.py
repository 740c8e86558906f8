"""A build after a change: only what the change concerns is made, and the result is a clean one's."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from small_project import Project, participants, small_project
from utfall import render
from utfall.build import Choice, build, open_run, steps
from utfall.makers import Plain

BOTH = (participants("alfa", 66), participants("beta", 5))
Patch = pytest.MonkeyPatch
_TEMPLATE = render.template


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a project that is built; tests take a copy."""
    folder = tmp_path_factory.mktemp("built") / "project"
    with pytest.MonkeyPatch.context() as patch:
        project = small_project(folder, patch)
        project.change_data(*BOTH)
        (folder / "requirements.lock").write_text("a==1\n", encoding="utf-8")
        made(project)
    return folder


@pytest.fixture
def project(built: Path, tmp_path: Path, monkeypatch: Patch) -> Project:
    """Return a project that is built."""
    shutil.copytree(built, tmp_path / "one")
    project = Project(tmp_path / "one", list(BOTH))
    monkeypatch.setattr("utfall.prepare.prepare_run", project.prepare_run)
    return project


def made(project: Project) -> dict[str, str]:
    """Build everything and return what became of each member's report."""
    results = build(open_run(project.run, project.out), Choice(), jobs=2)
    return {result.spec.subject_id: result.status for result in results}


def planned(project: Project) -> dict[str, str]:
    """Return what a build would do with each member's report."""
    found = steps(open_run(project.run, project.out), Choice())
    return {s.spec.subject_id: s.standing.todo for s in found if s.chosen}


def content(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Return which file lies where, and when it was last written."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
    }


def executed(project: Project, member: str) -> int:
    """Return which executed notebook a member has: another one has another number."""
    folder = project.out / "run" / "executed" / "small" / "2022" / member
    return (folder / "small.ipynb").stat().st_ino


def aged(folder: Path) -> None:
    """Let a minute pass: what was written just now is looked at twice."""
    then = time.time() - 60
    for path in folder.rglob("*"):
        os.utime(path, (then, then))


def rename(project: Project, member: str, name: str) -> None:
    """Give a member another name, which in this project its page does not say."""
    project.members[member] = name
    table = project.root / "data" / "small" / "members.csv"
    table.write_text(f"{member},{name}\n", encoding="utf-8")


def title(project: Project, words: str) -> None:
    with project.run.open("a", encoding="utf-8") as out:
        out.write(f'title = "{words}"\n')


def restyle(patch: Patch) -> None:
    """Change the style sheet."""

    def changed(name: str) -> str:
        return _TEMPLATE(name) + ("\n.new { color: red; }\n" if name == "style.css" else "")

    patch.setattr("utfall.render.template", changed)
    # What is forked for this session has the style sheet as it was.
    patch.setattr("utfall.makers.maker", Plain)
    patch.setattr("utfall.site.template", changed)


def of_both_formats(project: Project) -> None:
    text = project.run.read_text(encoding="utf-8")
    project.run.write_text(text.replace('["html"]', '["html", "pdf"]'), encoding="utf-8")


Change = Callable[[Project, Patch], None]

CHANGES: dict[str, tuple[Change, dict[str, str]]] = {
    "a row": (
        lambda project, _: project.change_data(BOTH[0], participants("beta", 6)),
        {"beta": "execute"},
    ),
    "a style sheet": (
        lambda _, patch: restyle(patch),
        {"alfa": "render", "beta": "render"},
    ),
    "a name": (lambda project, _: rename(project, "alfa", "Alvesta"), {}),
    "the title": (lambda project, _: title(project, "En annan"), {}),
    "the formats": (
        lambda project, _: of_both_formats(project),
        {"alfa": "execute", "beta": "execute"},
    ),
    "the notebook": (
        lambda project, _: project.change_notebook("small", "## Svar", "## Svaret"),
        {"alfa": "execute", "beta": "execute"},
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_after_a_change_what_it_concerns_is_made_and_the_site_is_that_of_a_clean_build(
    project: Project, tmp_path: Path, monkeypatch: Patch, what: str
) -> None:
    change, concerned = CHANGES[what]
    before, pages = {m: executed(project, m) for m in project.members}, content(project.site)

    change(project, monkeypatch)
    plan = planned(project)
    built = made(project)
    clean = small_project(tmp_path / "two", monkeypatch)
    clean.change_data(*BOTH)
    shutil.copy(project.root / "requirements.lock", clean.root)
    change(clean, monkeypatch)
    made(clean)

    assert plan == concerned
    assert {member for member, status in built.items() if status == "built"} == set(concerned)
    again = {member for member, todo in concerned.items() if todo == "execute"}
    assert {m for m in before if executed(project, m) != before[m]} == again
    assert content(project.site) == content(clean.site)
    assert content(project.site) != pages


def test_touching_every_file_changes_nothing(project: Project) -> None:
    before = content(project.site), stamps(project.site)
    for name in ("data", "params", "notebooks", "requirements.lock"):
        aged(project.root / name)
        os.utime(project.root / name)

    again = made(project)

    assert set(again.values()) == {"current"}
    assert project.prepared == 0
    assert (content(project.site), stamps(project.site)) == before


def test_pages_that_stay_are_the_very_files_of_the_release_before(
    project: Project,
) -> None:
    # Whoever copies the site elsewhere copies what is new, by its time.
    before = stamps(project.site)

    project.change_data(BOTH[0], participants("beta", 6))
    made(project)

    after = stamps(project.site)
    files = {name for name in before if (project.site / name).is_file()}
    assert {name for name in files if before[name] != after[name]} == {
        f"small/2022/beta/{name}" for name in ("index.html", "published.csv")
    }


# Nothing to do

WATCHED = """
import sys
opened, started = [], []

def note(event, args):
    if event == "open" and isinstance(args[0], str):
        opened.append((args[0], args[2]))
    elif event == "subprocess.Popen":
        started.append(args[1][0])
    elif event in ("os.fork", "os.posix_spawn", "os.exec", "os.system"):
        started.append(event)

sys.addaudithook(note)
from utfall import memory
# As if what was built had been built long ago.
memory._UNSURE = -1
from utfall.cli import run
code = run(sys.argv[1:])
import json
print(json.dumps({"code": code, "opened": opened, "started": started, "modules": list(sys.modules)}))
"""


@pytest.mark.parametrize("word", ["build", "plan"])
def test_with_nothing_to_do_no_report_is_read_no_kernel_started_and_nothing_published(
    project: Project, word: str, monkeypatch: Patch
) -> None:
    monkeypatch.setattr("utfall.memory._UNSURE", -1)
    made(project)
    before = stamps(project.site)

    words = [word, str(project.run), "--out", str(project.out)]
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *words], capture_output=True, text=True, check=True
    )

    told = json.loads(done.stdout.splitlines()[-1])
    assert told["code"] == 0
    assert "2 current" in done.stdout or "0 of 2 reports to build" in done.stdout
    heavy = {
        "duckdb", "jupyter_client", "matplotlib", "nbclient", "nbformat", "numpy", "pandas",
        "papermill", "scipy", "utfall.prepare",
    }  # fmt: skip
    assert heavy & set(told["modules"]) == set()
    # The manifest names the commit.
    assert set(told["started"]) <= {"git"}
    run = project.out / "run"
    read = {str(Path(name)) for name, _ in told["opened"]}
    for folder in ("executed", "rendered"):
        files = {str(path) for path in (run / folder).rglob("*") if path.name != "key.json"}
        assert not files & read
    # Of the site only the two pages that it has of its own are compared.
    published = {name for name in read if name.startswith(str(project.site))}
    assert {Path(name).parent for name in published} <= {project.site}
    assert stamps(project.site) == before


# What somebody did to the site


def _altered(project: Project) -> None:
    page = project.site / "small" / "2022" / "alfa" / "index.html"
    with page.open("a", encoding="utf-8") as out:
        out.write("!")


def _of_the_same_length(project: Project) -> None:
    page = project.site / "small" / "2022" / "alfa" / "published.csv"
    page.write_bytes(page.read_bytes().replace(b"66", b"67"))


def _another_front(project: Project) -> None:
    (project.site / "index.html").write_text("hej", encoding="utf-8")


def _a_folder_for_a_file(project: Project) -> None:
    (project.site / "tillganglighet.html").unlink()
    (project.site / "tillganglighet.html").mkdir()


HARM: dict[str, Callable[[Project], object]] = {
    "altered": _altered,
    "altered to the same length": _of_the_same_length,
    "removed": lambda p: (p.site / "small" / "2022" / "alfa" / "index.html").unlink(),
    "the front page": _another_front,
    "a folder": _a_folder_for_a_file,
    "added": lambda p: (p.site / "notes.txt").write_text("x", encoding="utf-8"),
    "a link": lambda p: (p.site / "link").symlink_to(p.site / "small"),
    "all of it": lambda p: shutil.rmtree(p.site),
}


@pytest.mark.parametrize("how", HARM)
def test_a_site_that_somebody_changed_is_put_right_without_making_a_report(
    project: Project, how: str
) -> None:
    before = content(project.site)
    aged(project.out)
    made(project)

    HARM[how](project)
    again = made(project)

    assert set(again.values()) == {"current"}
    assert content(project.site) == before
    assert not (project.site / "link").exists()
    # What is published is never the same file as what it was copied from.
    assert all(path.stat().st_nlink == 1 for path in project.site.rglob("*") if path.is_file())


# What is left by a build that was ended


def _rest(name: str, *files: str) -> Callable[[Path], object]:
    """Leave a folder behind that a build was putting together, with half of its content."""

    def leave(run: Path) -> None:
        (run / name / "small").mkdir(parents=True)
        for file in files:
            (run / name / file).write_text("ha", encoding="utf-8")

    return leave


def _half(name: str) -> Callable[[Path], object]:
    def halve(run: Path) -> None:
        file = run / name
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])

    return halve


def _gone(*names: str) -> Callable[[Path], object]:
    def remove(run: Path) -> None:
        for name in names:
            place = run / name
            shutil.rmtree(place) if place.is_dir() else place.unlink()

    return remove


ALFA = "small/2022/alfa"
DEBRIS: dict[str, Callable[[Path], object]] = {
    "a half site": _rest(".site-new", "index.html"),
    "the site put aside": lambda run: (run / "site").rename(run / ".site-old"),
    "a half preparation": _rest(".prepared-new", "site.json"),
    "inputs removed": _gone(f"prepared/{ALFA}/input.json"),
    "half an input": _half(f"prepared/{ALFA}/input.json"),
    "no facts of the front page": _gone("prepared/site.json"),
    "half of what is prepared": _half("prepared/cache.json"),
    "no inputs": _gone("prepared"),
    "half an execution key": _half(f"executed/{ALFA}/key.json"),
    "no execution key": _gone(f"executed/{ALFA}/key.json"),
    "no executed notebook": _gone(f"executed/{ALFA}/small.ipynb"),
    "no executed values": _gone(f"executed/{ALFA}/published.csv"),
    "an executed folder begun": _gone(f"executed/{ALFA}/key.json", f"executed/{ALFA}/input.json"),
    "half a render key": _half(f"rendered/{ALFA}/key.json"),
    "no page": _gone(f"rendered/{ALFA}/index.html"),
    "no values": _gone(f"rendered/{ALFA}/published.csv"),
    "a half page": _rest("rendered/small/2022/.alfa-new", "index.html"),
    "a page put aside": lambda run: (run / "rendered" / ALFA).rename(
        run / "rendered" / "small" / "2022" / ".alfa-old"
    ),
    "half a manifest": _half("manifest.json"),
    "half a memory": _half("memory.json"),
    "no memory": _gone("memory.json"),
    "a half manifest beside": lambda run: (run / ".manifest.json-new").write_text("{"),
}


@pytest.mark.parametrize("what", DEBRIS)
def test_after_an_abrupt_end_the_next_build_is_complete_and_right(
    project: Project, what: str
) -> None:
    before, run = content(project.site), project.out / "run"

    DEBRIS[what](run)
    made(project)

    assert content(project.site) == before
    assert set(planned(project)) == set()
    outputs = [report["outputs"] for report in project.manifest().values()]
    assert {name: digest for one in outputs for name, digest in one.items()} == {
        name: digest for name, digest in before.items() if "/" in name
    }
    left = {path.relative_to(run).as_posix() for path in run.rglob(".*")}
    assert left <= {".lock", "executed/.cache"}


def test_a_memory_of_other_files_is_not_believed(project: Project) -> None:
    aged(project.out)
    made(project)
    old = (project.out / "run" / "memory.json").read_bytes()
    project.change_data(BOTH[0], participants("beta", 6))
    made(project)
    right = content(project.site)

    (project.out / "run" / "memory.json").write_bytes(old)
    again = made(project)

    assert set(again.values()) == {"current"}
    assert content(project.site) == right


ENDED = """
import os
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
import pytest
from small_project import Project
from test_incremental import BOTH, rename, restyle
left = int(sys.argv[1])
WRITES = {{"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "shutil.rmtree"}}

def note(event, args):
    global left
    write = event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax")
    if "ready" in globals() and (write or event in WRITES):
        left -= 1
        if left < 0:
            os._exit(9)

sys.addaudithook(note)
from utfall.cli import run
with pytest.MonkeyPatch.context() as patch:
    project = Project(Path({folder!r}), list(BOTH))
    patch.setattr("utfall.prepare.prepare_run", project.prepare_run)
    project.members["alfa"] = "Alvesta"
    {change}
    ready = True
    code = run(["build", str(project.run), "--out", str(project.out), "--jobs", "1"])
    print("whole", code)
"""


@pytest.mark.parametrize(("change", "step"), [("", 11), ("restyle(patch)", 37)])
def test_a_build_killed_at_any_write_leaves_what_the_next_one_makes_right(
    project: Project, tmp_path: Path, monkeypatch: Patch, change: str, step: int
) -> None:
    rename(project, "alfa", "Alvesta")
    code = ENDED.format(
        tests=str(Path(__file__).parent), folder=str(project.root), change=change or "pass"
    )
    shutil.copytree(project.out, tmp_path / "start")
    if change:
        restyle(monkeypatch)
    made(project)
    right, ends = content(project.site), 0

    for at in range(0, 1000, step):
        shutil.rmtree(project.out)
        shutil.copytree(tmp_path / "start", project.out)
        done = subprocess.run(
            [sys.executable, "-c", code, str(at)], capture_output=True, text=True, check=False
        )
        if "whole 0" in done.stdout:
            break
        assert done.returncode == 9, done.stderr
        ends += 1
        made(project)
        assert content(project.site) == right, at
        left = {path.name for path in (project.out / "run").rglob(".*")}
        assert left <= {".lock", ".cache", ".memory.json-new"}, at

    assert ends > 3
