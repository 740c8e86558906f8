"""Nothing of a record leaves the folder of the records.

An export with personal numbers is imported, checked, counted, asked about and built from; then
everything that was written or said anywhere is searched for what stood in its rows.
"""

import os
import random
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from pypdf import PdfReader

from pages import ROOT

HEADER = "Personnummer;Insats;Bostadskommun;Kön;Startdatum;Slutdatum;Avslutsorsak;Sysselsättning vid avslut"
MAP = """\
as_of = 2022-12-31

[columns]
person_id = "Personnummer"
birth_year = "Personnummer"
programme_id = "Insats"
residence = "Bostadskommun"
sex = "Kön"
entry = "Startdatum"
exit = "Slutdatum"
exit_reason = "Avslutsorsak"
activity_exit = "Sysselsättning vid avslut"

[values.sex]
"Kvinna" = "K"
"Man" = "M"

[values.exit_reason]
"Enligt plan" = "completed"
"Flyttat" = "moved"

[values.activity_exit]
"Arbete" = "work"
"Söker arbete" = "job_seeking"

[defaults]
consent = "named"
"""
RUN = """\
association = "rar"
members = ["strangnas"]
years = [2022]
renderer = "embedded"
"""


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist, with a number that nobody has."""

    number: str
    entry: str
    exit: str
    programme: str

    @property
    def born(self) -> str:
        return self.number[:8]


def check_digit(nine: str) -> str:
    """Return the last digit of a personal number: Luhn over year, month, day and serial."""
    doubled = [int(c) * (2 if i % 2 == 0 else 1) for i, c in enumerate(nine)]
    return str(-sum(n // 10 + n % 10 for n in doubled) % 10)


def people(n: int) -> list[Person]:
    """Return people with serials from 980, which are set aside for tests and given to nobody."""
    draw = random.Random(3)  # noqa: S311 - the same people in every run
    found = []
    for _ in range(n):
        born = date(1965, 1, 1) + timedelta(days=draw.randrange(13000))
        nine = f"{born:%y%m%d}{draw.randrange(980, 1000)}"
        entry = date(2018, 1, 1) + timedelta(days=draw.randrange(1200))
        left = entry + timedelta(days=draw.randrange(30, 400))
        programme = draw.choice(["ima", "tuna-strangnas", "react-eu"])
        number = f"{born:%Y}{nine[2:]}{check_digit(nine)}"
        found.append(Person(number, entry.isoformat(), left.isoformat(), programme))
    return list({one.number: one for one in found}.values())


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Person], str]:
    """Return the project after all commands, its people, and all that was printed."""
    root = tmp_path_factory.mktemp("private")
    for name in ("rar", "register"):
        shutil.copytree(ROOT / "data" / name, root / "project" / "data" / name)
    shutil.copytree(ROOT / "notebooks", root / "project" / "notebooks")
    (root / "project" / "params").mkdir()
    (root / "project" / "params" / "run.toml").write_text(RUN, encoding="utf-8")
    (root / "map.toml").write_text(MAP, encoding="utf-8")
    (root / "key").write_text("0123456789abcdef" * 3, encoding="utf-8")
    (root / "key").chmod(0o600)
    everybody = people(120)
    lines = [HEADER]
    for i, one in enumerate(everybody):
        reason = "Enligt plan;Arbete" if i % 2 else "Flyttat;Söker arbete"
        sex = "Kvinna" if int(one.number[10]) % 2 == 0 else "Man"
        form = f"{one.number[2:8]}-{one.number[8:]}" if i % 3 else one.number
        lines.append(f"{form};{one.programme};Strängnäs;{sex};{one.entry};{one.exit};{reason}")
    (root / "export.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    home = root / "home"
    (home / "tmp").mkdir(parents=True)
    # Every cache, runtime and temporary folder that a library may write into.
    env = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "JUPYTER", "MPL"))},
        "HOME": str(home),
        "TMPDIR": str(home / "tmp"),
    }
    said = []

    def utfall(*words: str, code: int = 0) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "utfall.cli", *words],
            cwd=root / "project",
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        said.append(done.stdout + done.stderr)
        assert done.returncode == code, said[-1]

    take = ["import", "../export.csv", "--map", "../map.toml", "--to", "data/rar"]
    utfall(*take, code=2)  # personal numbers stop it
    utfall("import", "../export.csv", "--propose")
    utfall(*take, "--pseudonymise", "Personnummer", "--key-file", "../key")
    broken = (root / "export.csv").read_text(encoding="utf-8").replace(everybody[0].exit, "nyss")
    (root / "broken.csv").write_text(broken, encoding="utf-8")
    take[1] = "../broken.csv"
    utfall(*take, "--pseudonymise", "Personnummer", "--key-file", "../key", code=2)
    (root / "broken.rejected.csv").unlink()
    utfall("check", "params/run.toml")
    utfall("records", "params/run.toml")
    utfall("request", "params/run.toml", "--programme", "tuna-strangnas", "--to", "../form.xlsx")
    utfall("plan", "params/run.toml")
    utfall("build", "params/run.toml")
    return root, everybody, "\n".join(said)


def pseudonyms(root: Path) -> list[str]:
    file = root / "project" / "data" / "rar" / "participations.parquet"
    with duckdb.connect() as con:
        rows = con.read_parquet(str(file)).project("record_id, person_id").fetchall()
    return [cell for row in rows for cell in row if cell]


def written(root: Path) -> dict[str, str]:
    """Return the text of every file outside the data folder and what was put in."""
    given = {root / name for name in ("export.csv", "broken.csv", "key", "map.toml")}
    found = {}
    for file in sorted(root.rglob("*")):
        if not file.is_file() or file in given or (root / "project" / "data") in file.parents:
            continue
        text = file.read_bytes().decode("utf-8", "replace")
        if file.suffix == ".pdf":
            text += "\n".join(page.extract_text() for page in PdfReader(file).pages)
        found[str(file.relative_to(root))] = text
    return found


def test_the_import_made_a_pseudonym_of_everybody(told: tuple[Path, list[Person], str]) -> None:
    root, everybody, _ = told

    found = pseudonyms(root)

    assert len(set(found)) == 2 * len(everybody)


def test_no_file_and_no_message_holds_anything_of_a_row(
    told: tuple[Path, list[Person], str],
) -> None:
    root, everybody, said = told
    texts = written(root) | {"what was printed": said}
    assert any(name.endswith("report.pdf") for name in texts)
    assert any(name.endswith("input.json") for name in texts)
    needles = set(pseudonyms(root))
    for one in everybody:
        number = one.number
        needles |= {number, number[2:], f"{number[2:8]}-{number[8:]}", one.born}
        needles |= {f"{one.born[:4]}-{one.born[4:6]}-{one.born[6:]}"}
        needles |= {f"{one.entry};{one.exit}", f"{one.entry},{one.exit}"}

    leaks = [(name, needle) for name, text in texts.items() for needle in needles if needle in text]

    assert leaks == []


def test_records_and_their_folder_are_the_owners(told: tuple[Path, list[Person], str]) -> None:
    folder = told[0] / "project" / "data" / "rar"

    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "participations.parquet").stat().st_mode & 0o077 == 0


def test_the_report_says_that_records_exist_and_nothing_more(
    told: tuple[Path, list[Person], str],
) -> None:
    root, everybody, _ = told
    page = next(
        text for name, text in written(root).items() if name.endswith("2022/strangnas/index.html")
    )

    assert "individuppgifter" in page
    assert f">{len(everybody)}<" not in page
