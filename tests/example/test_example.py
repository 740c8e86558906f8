"""The synthetic association: the same for everybody, without fault, and full of traps."""

import csv
import hashlib
import stat
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from pages import ROOT
from utfall.cli import run
from utfall.data.check import check_path
from utfall.data.records import read_records
from utfall.data.register import Register, made_up_code, read_register
from utfall.errors import ParamsError
from utfall.example import SMALL, write_example
from utfall.example.people import PIECE, participations
from utfall.example.world import MUNICIPALITIES, OUTSIDE

EXAMPLE = ROOT / "data" / "example"

Row = dict[str, str]


@pytest.fixture(scope="module")
def register() -> Register:
    """Return the project's own register."""
    return read_register(ROOT / "data" / "register")


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    """Return the records of the committed example."""
    with (EXAMPLE / "participations.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def bytes_of(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def day(cell: str) -> date:
    return date.fromisoformat(cell)


def people(some: list[Row]) -> int:
    """Count named persons once and anonymous rows one by one."""
    named = {row["person_id"] for row in some if row["person_id"]}
    return len(named) + sum(row["person_id"] == "" for row in some)


def count(name: str) -> tuple[str, int]:
    """Return a published count of the committed example with its source."""
    with (EXAMPLE / "counts.csv").open(encoding="utf-8", newline="") as lines:
        (found,) = [row for row in csv.DictReader(lines) if row["count_id"] == name]
    return found["source_id"], int(found["value"])


# The same for everybody


def test_the_committed_example_is_what_the_command_makes(tmp_path: Path) -> None:
    write_example(tmp_path / "example", 400, 1)

    assert bytes_of(tmp_path / "example") == bytes_of(EXAMPLE)


@pytest.mark.parametrize("persons", [300, SMALL + 1])
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(
    tmp_path: Path, persons: int
) -> None:
    for place, seed in (("a", 7), ("b", 7), ("c", 8)):
        write_example(tmp_path / place / "try", persons, seed)

    first, second, other = (bytes_of(tmp_path / place / "try") for place in "abc")
    (records,) = [name for name in first if name.startswith("participations")]
    assert first == second
    assert first[records] != other[records]


def test_more_persons_leave_the_pieces_before_them_as_they_are() -> None:
    alone = next(participations(PIECE, 3))
    first, more = participations(PIECE + 5, 3)

    assert first.equals(alone)
    assert more.num_rows > 0
    # Numbered on from the rows before.
    assert more.column("record_id")[0].as_py() == f"R{alone.num_rows + 1:08d}"


# Without fault


@pytest.mark.parametrize(("persons", "seed"), [(1, 1), (2, 9), (40, 3), (3000, 2), (SMALL + 1, 1)])
def test_an_example_of_any_size_has_no_problem(
    tmp_path: Path, register: Register, persons: int, seed: int
) -> None:
    write_example(tmp_path / "try", persons, seed, export=True)

    _, problems = check_path(tmp_path / "try", register)

    assert problems == []


def test_a_small_example_is_text_and_a_large_one_parquet_for_its_owner_only(tmp_path: Path) -> None:
    write_example(tmp_path / "small", SMALL, 1)
    write_example(tmp_path / "large", SMALL + 1, 1)

    file = tmp_path / "large" / "participations.parquet"
    assert (tmp_path / "small" / "participations.csv").is_file()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not (tmp_path / "large" / "participations.csv").exists()


def test_persons_are_counted_and_not_rows(tmp_path: Path) -> None:
    written = write_example(tmp_path / "try", 5000, 1)

    assert written.persons == 5000
    # About 1.3 participations each: 6 500, give or take a tenth.
    assert 5850 < written.participations < 7150
    found, _ = read_records(tmp_path / "try")
    assert found is not None
    assert found.rows == written.participations


def test_nothing_in_it_exists(register: Register) -> None:
    real = {name.casefold() for name in register.names.values()}

    for one in MUNICIPALITIES:
        assert one.name.casefold() not in real
    for code in (*(m.code for m in MUNICIPALITIES), *OUTSIDE):
        assert made_up_code(code)
        assert code not in register.names


def test_no_member_of_the_example_bears_the_id_of_a_real_one() -> None:
    def ids(folder: str) -> set[str]:
        with (ROOT / "data" / folder / "members.csv").open(encoding="utf-8", newline="") as lines:
            return {row["member_id"] for row in csv.DictReader(lines)}

    assert len(ids("example")) == 12
    for folder in ("rar", "tibro", "uppsala"):
        assert ids("example") & ids(folder) == set()


# Full of traps


def test_it_covers_eight_years_and_some_have_not_left(rows: list[Row]) -> None:
    years = Counter(row["entry"][:4] for row in rows)

    assert sorted(years) == [str(year) for year in range(2018, 2026)]
    assert sum(row["exit"] == "" for row in rows) > 20
    assert max(row["as_of"] for row in rows) == "2025-12-31"
    # Unfinished, and not in the newest export.
    assert any(row["exit"] == "" and row["as_of"] < "2025-12-31" for row in rows)


def test_people_come_back_move_and_are_in_two_programmes_at_once(rows: list[Row]) -> None:
    of: dict[str, list[Row]] = {}
    for row in rows:
        if row["person_id"]:
            of.setdefault(row["person_id"], []).append(row)
    pairs = [
        (a, b) for own in of.values() for i, a in enumerate(own) for b in own[i + 1 :]
    ]  # fmt: skip

    assert any(a["programme_id"] == b["programme_id"] for a, b in pairs)
    assert any(a["residence"] != b["residence"] for a, b in pairs)
    assert any(
        a["programme_id"] != b["programme_id"]
        and a["entry"] <= (b["exit"] or "9")
        and b["entry"] <= (a["exit"] or "9")
        for a, b in pairs
    )


def test_nobody_is_twice_in_one_programme_at_a_time(rows: list[Row]) -> None:
    last: dict[tuple[str, str], str] = {}
    for row in sorted(rows, key=lambda row: row["entry"]):
        key = (row["person_id"], row["programme_id"])
        if row["person_id"]:
            assert last.get(key, "") < row["entry"]
            last[key] = row["exit"] or "9"


def test_some_cells_are_empty_and_some_rows_tell_of_nobody(rows: list[Row]) -> None:
    anonymous = [row for row in rows if row["consent"] == "anonymous"]

    assert {row["person_id"] for row in anonymous} == {""}
    assert 0.01 < len(anonymous) / len(rows) < 0.08
    for column in ("sex", "residence", "education", "birth_year", "referred_by", "exit_reason"):
        assert any(row[column] == "" for row in rows), column
    assert any(row["residence"] in OUTSIDE for row in rows)


def test_days_that_trip_up_a_count_are_there(rows: list[Row]) -> None:
    exits = [row["exit"] for row in rows]

    assert any(row["exit"] == row["entry"] for row in rows)
    assert any(cell.endswith("-12-31") for cell in exits)
    assert any(row["entry"].endswith("-01-01") for row in rows)
    assert "2024-02-29" in exits or "2020-02-29" in exits


def test_a_follow_up_is_due_or_not_yet_and_known_or_not(rows: list[Row]) -> None:
    left = [row for row in rows if row["exit"]]
    late = [row for row in left if row["exit"] > "2025-06-30"]
    due = [row for row in left if row["exit"] <= "2024-12-31"]

    assert late
    assert {row["activity_6m"] == "" for row in due} == {True, False}
    assert {row["activity_12m"] == "" for row in due} == {True, False}


def test_a_small_group_all_went_the_same_way_and_a_member_has_almost_nobody(
    rows: list[Row],
) -> None:
    known = {
        row["activity_exit"]
        for row in rows
        if row["programme_id"] == "bron" and row["exit"] and row["activity_exit"]
    }
    residents = Counter(row["residence"] for row in rows)

    assert known == {"study_csn"}
    assert 0 < residents["9909"] < 10


def test_july_is_empty_and_spring_2020_thin(tmp_path: Path) -> None:
    months: Counter[tuple[int, int]] = Counter()
    for batch in participations(20_000, 1):
        months.update((d.year, d.month) for d in batch.column("entry").to_pylist())

    for year in range(2018, 2026):
        assert months[year, 7] < 0.6 * months[year, 8]
    # Entries of April to June: between the years beside it, and well below the later one.
    spring = {year: sum(months[year, month] for month in (4, 5, 6)) for year in (2019, 2020, 2021)}
    assert spring[2020] < 0.7 * spring[2021]
    assert spring[2020] < spring[2019]


def test_who_stays_longer_does_better() -> None:
    well: dict[bool, list[bool]] = {True: [], False: []}
    for batch in participations(20_000, 1):
        table = {
            name: batch.column(name).to_pylist() for name in ("entry", "exit", "activity_exit")
        }
        for entry, left, activity in zip(*table.values(), strict=True):
            if left and activity and not 60 < (left - entry).days < 300:
                well[(left - entry).days >= 300].append(activity.startswith(("work", "study")))

    share = {longer: sum(found) / len(found) for longer, found in well.items()}
    assert share[True] > share[False] + 0.05


# Its sources and its records


def test_a_published_count_is_that_of_the_records(rows: list[Row]) -> None:
    project = [row for row in rows if row["programme_id"] == "kompass-kraft"]
    young = [
        row for row in rows if row["programme_id"] == "ung-framat" and row["residence"] == "9901"
    ]

    assert count("c-kk-participants")[1] == people(project)
    assert count("c-kk-completed")[1] == sum(row["exit_reason"] == "completed" for row in project)
    assert count("c-ung-storlunda-participants")[1] == people(young)


def test_one_annual_report_counts_too_many_and_the_minutes_do_not(rows: list[Row]) -> None:
    during = [
        row
        for row in rows
        if row["programme_id"] == "stegvis"
        and row["residence"] == "9901"
        and row["entry"] <= "2024-12-31"
        and (row["exit"] or "9") >= "2024-01-01"
    ]

    assert count("c-stegvis-storlunda-protokoll") == ("protokoll-2024", people(during))
    source, wrong = count("c-stegvis-storlunda-ar")
    assert source == "ar-2024"
    assert wrong > people(during)
    findings = (EXAMPLE / "findings.csv").read_text(encoding="utf-8")
    assert "{c-stegvis-storlunda-ar}" in findings


def test_the_law_decides_who_pays_what() -> None:
    paid: Counter[str] = Counter()
    with (EXAMPLE / "contributions.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["year"] == "2024":
                kind = {"f": "state", "r": "region"}.get(row["member_id"][0], "municipality")
                kind = "municipality" if row["member_id"] == "furuhult" else kind
                paid[kind] += int(row["amount_sek"])

    whole = sum(paid.values())
    # Half, a quarter and a quarter: lag (2003:1210), section 5; rounded to thousands.
    assert paid["state"] / whole == pytest.approx(0.5, abs=0.002)
    assert paid["region"] / whole == pytest.approx(0.25, abs=0.002)
    assert paid["municipality"] / whole == pytest.approx(0.25, abs=0.002)


# All or nothing


def test_an_earlier_example_is_replaced_whole(tmp_path: Path) -> None:
    write_example(tmp_path / "try", SMALL + 1, 1, export=True)
    write_example(tmp_path / "try", 10, 1)

    names = bytes_of(tmp_path / "try")
    assert "participations.csv" in names
    assert "participations.parquet" not in names
    assert "export/map.toml" not in names
    assert [p.name for p in tmp_path.iterdir()] == ["try"]


def test_what_is_no_earlier_example_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "association.toml").write_text('name = "RAR"\nsynthetic = true\n', encoding="utf-8")
    before = bytes_of(other)

    with pytest.raises(ParamsError, match="is not an earlier example"):
        write_example(other, 10, 1)

    assert bytes_of(other) == before


def test_somebodys_own_file_in_an_earlier_example_is_not_lost(tmp_path: Path) -> None:
    write_example(tmp_path / "try", 10, 1)
    (tmp_path / "try" / "notes.txt").write_text("mine", encoding="utf-8")
    before = bytes_of(tmp_path / "try")

    with pytest.raises(ParamsError, match=r"holds files that no example has: notes\.txt; move"):
        write_example(tmp_path / "try", 10, 2)

    assert bytes_of(tmp_path / "try") == before


@pytest.mark.parametrize("name", ["Förbundet", "9 lives", "a_b", "9901"])
def test_a_name_that_is_no_id_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ParamsError, match="the folder's name is the association's id"):
        write_example(tmp_path / name, 10, 1)

    assert list(tmp_path.iterdir()) == []


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "try").write_text("mine", encoding="utf-8")

    with pytest.raises(ParamsError, match="is no folder"):
        write_example(tmp_path / "try", 10, 1)


def test_a_failure_half_way_leaves_the_earlier_example_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_example(tmp_path / "try", 10, 1)
    before = bytes_of(tmp_path / "try")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("utfall.example.tables", full)
    with pytest.raises(OSError, match="No space"):
        write_example(tmp_path / "try", 10, 2)

    assert bytes_of(tmp_path / "try") == before
    assert [p.name for p in tmp_path.iterdir()] == ["try"]


def test_an_interrupt_while_the_folders_change_places_brings_the_earlier_one_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_example(tmp_path / "try", 10, 1)
    before = bytes_of(tmp_path / "try")
    rename = Path.rename

    def interrupted(path: Path, target: Path) -> Path:
        if path.parent.name.startswith(".example-") and path.name == "try":
            raise KeyboardInterrupt
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_example(tmp_path / "try", 10, 2)
    monkeypatch.undo()

    assert bytes_of(tmp_path / "try") == before
    assert [p.name for p in tmp_path.iterdir()] == ["try"]


# The command


def test_the_command_prints_parameters_that_its_reports_are_made_by(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["example", str(tmp_path / "try"), "--participants", "12", "--seed", "5"])

    said = capsys.readouterr().out
    printed = tomllib.loads(said)
    committed = tomllib.loads((ROOT / "params" / "example.toml").read_text(encoding="utf-8"))
    assert code == 0
    assert "12 persons" in said
    assert printed == {**committed, "association": "try"}


def test_the_command_refuses_with_one_message_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "try").mkdir()
    (tmp_path / "try" / "members.csv").write_text("mine", encoding="utf-8")

    code = run(["example", str(tmp_path / "try")])

    said = capsys.readouterr()
    assert code == 2
    assert said.err.count("\n") == 1
    assert "name a folder that does not exist yet" in said.err
