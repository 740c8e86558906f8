"""The synthetic association: the same for everybody, without fault, and full of traps."""

import csv
import hashlib
import stat
import tomllib
from collections import Counter
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

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
# Of the generator itself: days are dates, numbers are numbers, None is not known.
Typed = dict[str, Any]
AFTER = [
    f"{what}_{time}"
    for time in ("exit", "6m", "12m")
    for what in ("activity", "work_extent", "study_extent", "income")
]


@pytest.fixture(scope="module")
def register() -> Register:
    """Return the project's own register."""
    return read_register(ROOT / "data" / "register")


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    """Return the records of the committed example."""
    with (EXAMPLE / "participations.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def many() -> list[Typed]:
    """Return the records of 20 000 persons, so that what is rare is there too."""
    return [row for batch in participations(20_000, 1) for row in batch.to_pylist()]


@pytest.fixture(scope="module")
def pairs(many: list[Typed]) -> list[tuple[Typed, Typed]]:
    """Return each two participations of one named person, the earlier entry first."""
    of: dict[str, list[Typed]] = {}
    for row in many:
        if row["person_id"]:
            of.setdefault(row["person_id"], []).append(row)
    return [
        pair
        for own in of.values()
        for pair in combinations(sorted(own, key=lambda row: row["entry"]), 2)
    ]


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
    pairs = [
        (a, b)
        for a, b in combinations(rows, 2)
        if a["person_id"] and a["person_id"] == b["person_id"]
    ]

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


def test_july_is_empty_and_spring_2020_thin(many: list[Typed]) -> None:
    months = Counter((row["entry"].year, row["entry"].month) for row in many)

    for year in range(2018, 2026):
        assert months[year, 7] < 0.6 * months[year, 8]
    # Entries of April to June: between the years beside it, and well below the later one.
    spring = {year: sum(months[year, month] for month in (4, 5, 6)) for year in (2019, 2020, 2021)}
    assert spring[2020] < 0.7 * spring[2021]
    assert spring[2020] < spring[2019]


def test_who_stays_longer_does_better(many: list[Typed]) -> None:
    well: dict[bool, list[bool]] = {True: [], False: []}
    for row in many:
        if row["exit"] and row["activity_exit"]:
            days = (row["exit"] - row["entry"]).days
            if not 60 < days < 300:
                well[days >= 300].append(row["activity_exit"].startswith(("work", "study")))

    assert part(well[True]) > part(well[False]) + 0.05


def part(told: list[bool]) -> float:
    return sum(told) / len(told)


def test_a_cell_may_tell_how_much_without_telling_what(rows: list[Row]) -> None:
    for time in ("entry", "exit", "6m", "12m"):
        extents = [
            {row[f"work_extent_{time}"], row[f"study_extent_{time}"]}
            for row in rows
            if not row[f"activity_{time}"] and row[f"work_extent_{time}"]
        ]
        assert {"0"} in extents
        assert time == "entry" or any(extent - {"0"} for extent in extents)


def test_all_that_was_unfinished_in_an_older_export_of_one_member_is_as_old(
    rows: list[Row],
) -> None:
    # Friskare väg in Ekeviken, on 30 June 2025.
    late = [
        row
        for row in rows
        if (row["programme_id"], row["residence"]) == ("friskare-vag", "9903")
        and row["as_of"] < "2025-12-31"
    ]

    assert len(late) > 2
    assert {row["as_of"] for row in late} == {"2025-06-30"}
    assert {row["exit"] for row in late} == {""}
    assert any(row["programme_id"] != "friskare-vag" for row in rows if row["as_of"] < "2025-12-31")


@pytest.mark.parametrize("persons", [400, 20_000])
def test_one_person_has_two_years_of_birth(persons: int) -> None:
    born: dict[str, set[int]] = {}
    for batch in participations(persons, 1):
        for row in batch.to_pylist():
            if row["person_id"] and row["birth_year"]:
                born.setdefault(row["person_id"], set()).add(row["birth_year"])

    assert sum(len(years) > 1 for years in born.values()) == 1


# As lives go


def test_nobody_lives_on_after_a_death(many: list[Typed], pairs: list[tuple[Typed, Typed]]) -> None:
    dead = [row for row in many if row["exit_reason"] == "deceased"]
    others = [
        (one, other)
        for pair in pairs
        for one, other in (pair, pair[::-1])
        if one["exit_reason"] == "deceased"
    ]

    assert len(others) > 10
    for row in dead:
        assert {row[name] for name in AFTER} == {None}
    for one, other in others:
        assert other["entry"] <= one["exit"]
        assert other["exit"] is not None
        assert other["exit"] <= one["exit"]
        # Half a year or a year after leaving: not asked of who had died by then.
        for name, days in (("activity_6m", 184), ("activity_12m", 366)):
            if (one["exit"] - other["exit"]).days < days - 2:
                assert other[name] is None


def test_nobody_has_been_on_support_since_before_the_age_of_16(many: list[Typed]) -> None:
    for row in many:
        if row["months_on_support"] is not None and row["birth_year"]:
            assert row["months_on_support"] <= (row["entry"].year - row["birth_year"] - 16) * 12


def test_months_on_support_grow_from_one_entry_to_the_next(
    pairs: list[tuple[Typed, Typed]],
) -> None:
    found = [
        (b["months_on_support"] - a["months_on_support"], a["entry"], b["entry"])
        for a, b in pairs
        if a["months_on_support"] is not None and b["months_on_support"] is not None
    ]

    assert len(found) > 1000
    for grown, first, then in found:
        assert grown == (then.year - first.year) * 12 + then.month - first.month


def test_nobody_has_a_certificate_before_the_age_of_it(many: list[Typed]) -> None:
    youngest: dict[str, int] = {}
    for row in many:
        if row["birth_year"] and row["education"]:
            age = row["entry"].year - row["birth_year"]
            youngest[row["education"]] = min(age, youngest.get(row["education"], 99))

    assert youngest["primary"] < 18
    assert youngest["upper_secondary"] == 20
    assert youngest["post_secondary"] == 23


def test_a_programme_has_those_it_is_for(many: list[Typed]) -> None:
    def those(programme: str, column: str, *kinds: str) -> float:
        return part(
            [
                row[column] in kinds
                for row in many
                if row["programme_id"] == programme and row[column]
            ]
        )

    low = ("below_primary", "primary")
    sick = ("sickness_benefit", "sickness_compensation")
    # Young adults without upper secondary school; adults of short education; people on sick leave.
    assert those("bron", "education", *low) == 1.0
    assert those("spraksteget", "education", *low) > 0.75
    assert those("stegvis", "education", *low) < 0.5
    assert those("friskare-vag", "income_entry", *sick) > 0.75
    assert those("stegvis", "income_entry", *sick) < 0.35


def test_who_left_because_of_a_move_comes_back_from_elsewhere(
    pairs: list[tuple[Typed, Typed]],
) -> None:
    back = [(a, b) for a, b in pairs if a["exit_reason"] == "moved" and b["entry"] > a["exit"]]

    assert len(back) > 50
    for a, b in back:
        assert a["residence"] != b["residence"]


def test_who_left_to_another_programme_is_in_one_within_90_days(
    many: list[Typed], pairs: list[tuple[Typed, Typed]]
) -> None:
    followed = {
        a["record_id"]
        for a, b in pairs
        if a["exit"]
        and 0 <= (b["entry"] - a["exit"]).days <= 90
        and a["programme_id"] != b["programme_id"]
    }
    left = {
        row["record_id"]
        for row in many
        if row["exit_reason"] == "other_programme" and row["person_id"]
    }

    assert len(left) > 500
    assert left <= followed


def test_people_leave_on_weekdays_but_for_a_few(many: list[Typed]) -> None:
    weekends = [row["exit"].weekday() > 4 for row in many if row["exit"]]

    assert 0.01 < part(weekends) < 0.1


def test_as_planned_is_near_the_day_planned_and_earlier_is_mostly_not(many: list[Typed]) -> None:
    slips: dict[bool, list[int]] = {True: [], False: []}
    for row in many:
        if row["exit_reason"] and row["planned_exit"]:
            as_planned = row["exit_reason"] == "completed"
            slips[as_planned].append((row["exit"] - row["planned_exit"]).days)
    early = {reason: sum(slip < -60 for slip in found) for reason, found in slips.items()}

    assert part([abs(slip) <= 60 for slip in slips[True]]) > 0.8
    assert early[False] > 4 * early[True]
    assert part([slip < 0 for slip in slips[False]]) > 0.8


def test_two_spells_that_end_on_one_day_end_in_one_situation(
    pairs: list[tuple[Typed, Typed]],
) -> None:
    together = [(a, b) for a, b in pairs if a["exit"] and a["exit"] == b["exit"]]

    assert len(together) > 5
    for a, b in together:
        assert [a[name] for name in AFTER] == [b[name] for name in AFTER]
        assert a["job_lasts_month"] == b["job_lasts_month"]


# Its sources and its records


def test_a_published_count_is_that_of_the_records(rows: list[Row]) -> None:
    project = [row for row in rows if row["programme_id"] == "kompass-kraft"]
    young = [
        row for row in rows if row["programme_id"] == "ung-framat" and row["residence"] == "9901"
    ]

    assert count("c-kk-participants")[1] == people(project)
    assert count("c-kk-completed")[1] == sum(row["exit_reason"] == "completed" for row in project)
    assert count("c-ung-storlunda-participants")[1] == people(young)


def test_one_annual_report_counts_participations_and_the_minutes_persons(rows: list[Row]) -> None:
    during = [
        row
        for row in rows
        if row["programme_id"] == "stegvis"
        and row["residence"] == "9901"
        and row["entry"] <= "2024-12-31"
        and (row["exit"] or "9") >= "2024-01-01"
    ]

    assert count("c-stegvis-storlunda-ar") == ("ar-2024", len(during))
    assert count("c-stegvis-storlunda-protokoll") == ("protokoll-2024", people(during))
    # So far apart that no anonymous row and no unknown residence explains it.
    assert len(during) - people(during) >= 3
    findings = (EXAMPLE / "findings.csv").read_text(encoding="utf-8")
    assert "{c-stegvis-storlunda-ar}" in findings
    assert "deltaganden och inte personer" in findings


def test_where_nobody_came_back_nothing_is_disputed(tmp_path: Path) -> None:
    write_example(tmp_path / "try", 2, 9)

    assert "c-stegvis-storlunda" not in (tmp_path / "try" / "findings.csv").read_text("utf-8")
    assert "protokoll-2024" not in (tmp_path / "try" / "counts.csv").read_text("utf-8")


def test_one_count_includes_residents_of_nobody_knows_where(rows: list[Row]) -> None:
    members = {m.code for m in MUNICIPALITIES}
    stegvis = [row for row in rows if row["programme_id"] == "stegvis"]
    known = [row for row in stegvis if row["residence"] in members]
    unknown = [row for row in stegvis if not row["residence"]]

    assert unknown
    assert count("c-stegvis-sedan-start") == ("ar-2025", people(known + unknown))


def test_every_published_count_agrees_but_the_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["records", str(ROOT / "params" / "example.toml")]) == 0

    told = capsys.readouterr().out.partition("Published counts against records")[2]
    assert [line.split(":")[0].strip() for line in told.splitlines() if ": disagree:" in line] == [
        "c-stegvis-storlunda-ar"
    ]


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
