"""The tutorial's own commands, as they stand there, in a project where nothing has been made."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from pages import ROOT
from utfall.cli import run

TEXT = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
COMMANDS = [
    line for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL) for line in block.splitlines()
]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, str]]:
    """Run every command of the tutorial and return its exit code and what it printed."""
    root = tmp_path_factory.mktemp("tutorial")
    shutil.copytree(ROOT / "data" / "register", root / "data" / "register")
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    shutil.copytree(ROOT / "params" / "payback", root / "params" / "payback")
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        for number, line in enumerate(COMMANDS):
            found[f"{number} {line}"] = _done(line)
    return found


def _done(line: str) -> tuple[int, str]:
    import contextlib
    import io

    command, _, file = line.partition(" > ")
    program, *words = shlex.split(command)
    if program == "rm":
        Path(*words).unlink()
        return 0, ""
    assert program == "utfall"
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(words)
    if file:
        Path(file).write_text(out.getvalue(), encoding="utf-8")
    return code, out.getvalue() + err.getvalue()


def test_the_tutorial_uses_every_command_that_a_newcomer_needs() -> None:
    used = {shlex.split(line)[1] for line in COMMANDS if line.startswith("utfall")}

    assert used == {"example", "check", "import", "records", "build", "request"}


def test_every_command_of_the_tutorial_succeeds(said: dict[str, tuple[int, str]]) -> None:
    assert {line: told for line, (code, told) in said.items() if code} == {}


@pytest.mark.parametrize(
    ("command", "nth", "promise"),
    [
        ("utfall check", 0, "no problems"),
        ("utfall import", 1, "nothing changed"),
        ("utfall records", 0, "1 disagree"),
        ("utfall build", 0, "index.html"),
        ("utfall request", 0, "ung-framat.xlsx"),
    ],
)
def test_what_the_tutorial_says_a_command_says_it_says(
    said: dict[str, tuple[int, str]], command: str, nth: int, promise: str
) -> None:
    told = [told for line, (_, told) in said.items() if line.partition(" ")[2].startswith(command)]

    assert promise in told[nth]


def test_every_page_that_the_tutorial_refers_to_exists() -> None:
    links = re.findall(r"\]\(([\w.-]+\.md)\)", TEXT)

    assert links
    assert [link for link in links if not (ROOT / "docs" / link).is_file()] == []
