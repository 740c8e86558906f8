"""A row changed in the data: the reports asked for are those whose input it changed, and told why."""

import json
import random
import shutil
from pathlib import Path

import pytest

from folder_files import Rows, write_folder, write_register
from pretended import pretend
from record_rows import Cells, record, write_records
from utfall.build import Choice, open_run, steps
from utfall.changes import moved
from utfall.cli import run as command

NOTEBOOK = Path(__file__).parent / "notebooks" / "small.ipynb"
RUN = 'association = "rar"\nyears = [2019, 2021]\nrenderer = "embedded"\n'
# No longer periods are pooled: the preparation stays small.
PROTECTED = "[disclosure]\ncoarsen = []\nhidden_at_most = 1.0\n"
CODES = {"eskilstuna": "0484", "flen": "0482", "strangnas": "0486"}
MEMBERS = [
    {"member_id": member, "name": member.title(), "municipality_code": code}
    for member, code in CODES.items()
]
SOURCES = [{"source_id": "s0", "date": "2022-12-12"}]


class Project:
    """A project of three municipalities with counts or records, which counts as built."""

    def __init__(self, root: Path, run: str = RUN) -> None:
        self.root, self.file, self.out = root, root / "params" / "run.toml", root / "build"
        self.data = root / "data" / "rar"
        write_register(root / "data" / "register")
        for name in ("params", "notebooks"):
            (root / name).mkdir()
        shutil.copyfile(NOTEBOOK, root / "notebooks" / "member.ipynb")
        self.file.write_text(run, encoding="utf-8")

    def write(self, **tables: Rows) -> None:
        write_folder(self.data, **{"members": MEMBERS, "sources": SOURCES, **tables})

    def inputs(self) -> dict[str, bytes]:
        """Return the inputs that lie prepared, by report."""
        folder = self.out / "run" / "prepared"
        return {
            file.parent.relative_to(folder).as_posix(): file.read_bytes()
            for file in folder.rglob("input.json")
        }

    def built(self) -> dict[str, bytes]:
        """Prepare, count every report as built and return the inputs."""
        pretend(open_run(self.file, self.out))
        return self.inputs()

    def planned(self) -> dict[str, str]:
        """Return what has changed for each report that is to be executed."""
        run = open_run(self.file, self.out)
        found = steps(run, Choice())
        assert all(step.standing.todo in ("execute", "nothing") for step in found)
        return {s.spec.id: moved(s.spec, run.layout) for s in found if s.chosen}


def counts(**told: int) -> Rows:
    """Return how many took part in 2018, by municipality."""
    return [
        {"count_id": member, "member_ids": member, "period_start": "2018", "period_end": "2018",
         "value": str(number)}
        for member, number in told.items()
    ]  # fmt: skip


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {report for report in after if before.get(report) != after[report]}


def test_a_changed_count_asks_for_the_reports_that_it_changed_and_says_what(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = Project(tmp_path)
    project.write(counts=counts(eskilstuna=41, flen=30, strangnas=127))
    before = project.built()
    assert project.planned() == {}

    project.write(counts=counts(eskilstuna=41, flen=31, strangnas=127))
    planned = project.planned()

    assert set(planned) == changed(before, project.inputs())
    assert {"member/2019/flen", "member/2021/flen"} <= set(planned)
    assert "n_participa" in planned["member/2019/flen"]
    code = command(["plan", str(project.file), "--out", str(project.out)])
    said = capsys.readouterr().out
    assert code == 0
    assert (
        f"build    member/2019/flen: its data changed: {planned['member/2019/flen']}"
        in said.splitlines()
    )

    command(["plan", str(project.file), "--out", str(project.out), "--json"])
    reports = json.loads(capsys.readouterr().out)["reports"]
    assert {r["id"]: r["data"] for r in reports if r["todo"] == "execute"} == planned


def test_where_it_is_not_known_what_a_report_was_made_from_nothing_is_said_of_its_data(
    tmp_path: Path,
) -> None:
    project = Project(tmp_path)
    project.write(counts=counts(flen=30))
    project.built()
    (project.out / "run" / "executed" / "member" / "2019" / "flen" / "input.json").write_text("{}")

    project.write(counts=counts(flen=31))
    planned = project.planned()

    assert planned["member/2019/flen"] == ""
    assert planned["member/2021/flen"] != ""


def test_a_count_that_is_gone_and_a_new_one_are_told_apart(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write(counts=counts(eskilstuna=41, flen=30))
    project.built()

    project.write(counts=counts(eskilstuna=41, strangnas=30))
    planned = project.planned()

    assert "gone" in planned["member/2021/flen"]
    assert "new" in planned["member/2021/strangnas"]


def test_a_name_asks_for_the_reports_that_say_it(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write(counts=counts(eskilstuna=41, flen=30, strangnas=127))
    before = project.built()

    renamed = [{**row, "name": row["name"].replace("Flen", "Nya Flen")} for row in MEMBERS]
    project.write(members=renamed, counts=counts(eskilstuna=41, flen=30, strangnas=127))
    planned = project.planned()

    assert set(planned) == changed(before, project.inputs())
    assert "its name" in planned["member/2019/flen"]


def test_a_description_of_the_association_shows_on_the_front_page_alone_if_no_report_says_it(
    tmp_path: Path,
) -> None:
    project = Project(tmp_path)
    project.write(counts=counts(flen=30))
    before = project.built()

    file = project.data / "association.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("litet", "mindre"), encoding="utf-8")
    planned = project.planned()

    assert set(planned) == changed(before, project.inputs())
    assert set(planned.values()) <= {"association"}


def people() -> list[Cells]:
    draw = random.Random(4)  # noqa: S311 - made-up people
    return [
        record(
            f"r{code}-{at}",
            person_id=f"p-{code}-{at}",
            residence=code,
            birth_year=str(draw.randint(1970, 2000)),
            sex=draw.choice("KM"),
            entry="2020-02-03",
            exit="2020-09-01",
            activity_exit=draw.choice(("work", "job_seeking")),
            as_of="2021-12-31",
        )
        for code, number in zip(CODES.values(), (40, 25, 30), strict=True)
        for at in range(number)
    ]


def test_a_changed_record_asks_for_the_reports_that_it_changed_and_no_earlier_year(
    tmp_path: Path,
) -> None:
    project = Project(tmp_path, RUN + PROTECTED)
    project.write(counts=counts(flen=30))
    project.data.chmod(0o700)
    rows = people()
    write_records(project.data, *rows).chmod(0o600)
    before = project.built()

    # One of Flen's who looked for work at the end is found to have got it.
    at = next(
        n
        for n, row in enumerate(rows)
        if (row["residence"], row["activity_exit"]) == ("0482", "job_seeking")
    )
    rows[at]["activity_exit"] = "work"
    write_records(project.data, *rows).chmod(0o600)
    planned = project.planned()

    assert set(planned) == changed(before, project.inputs())
    assert "member/2021/flen" in planned
    # Records of 2020 say nothing of 2019.
    assert not {report for report in planned if "/2019/" in report}
    assert "outcome" in planned["member/2021/flen"]
