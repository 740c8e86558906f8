"""The reports of an association with many municipalities and people, as the example has too few.

With so many the funnel is drawn, years stand beside each other, work and studies are told apart,
and there are three periods to see a trend in.
"""

import csv
import random
import re
from pathlib import Path
from typing import Any

import pytest

from pages import ROOT, Page, run_notebook
from readable import plain, reads_sensibly, wrong_numbers
from utfall.example import params as example_params
from utfall.example import write_example
from utfall.params import load
from utfall.prepare import prepare_run

MUNICIPALITIES, PERSONS = 12, 3000

Rows = list[dict[str, str]]


def read(file: Path) -> Rows:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def write(file: Path, rows: Rows) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def many(folder: Path) -> None:
    """Write the example with more municipalities, its people drawn evenly over them."""
    write_example(folder, PERSONS, 1)
    members = read(folder / "members.csv")
    towns = [row for row in members if row["municipality_code"]]
    more = [
        {**towns[0], "member_id": f"by-{n}", "name": f"Påhittsby {n}",
         "municipality_code": f"99{20 + n}"}
        for n in range(len(towns), MUNICIPALITIES)
    ]  # fmt: skip
    write(folder / "members.csv", [*members, *more])
    programmes = [{**row, "start": "", "end": ""} for row in read(folder / "programmes.csv")]
    write(folder / "programmes.csv", programmes)
    # What sources count is of other people.
    for name in ("counts", "goals", "volumes", "findings", "indicators"):
        file = folder / f"{name}.csv"
        file.write_text(file.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    people = read(folder / "participations.csv")
    draw = random.Random(1)  # noqa: S311 - made-up people
    codes = [row["municipality_code"] for row in (*towns, *more)]
    home: dict[str, str] = {}
    for row in people:
        code = home.setdefault(row["person_id"], draw.choice(codes))
        row |= {"residence": code, "programme_id": "stegvis"}
    write(folder / "participations.csv", people)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    """Return one report of each kind, by notebook."""
    root = tmp_path_factory.mktemp("large")
    many(root / "data" / "large")
    for name in ("notebooks", "data/register"):
        (root / name).symlink_to(ROOT / name)
    (root / "params").mkdir()
    (root / "params" / "payback").symlink_to(ROOT / "params" / "payback")
    run_file = root / "params" / "large.toml"
    run_file.write_text(example_params(root / "data" / "large"), encoding="utf-8")
    wanted = {"years": (2025,), "members": ("by-9",), "programmes": ("stegvis",),
              "notebooks": ("member", "association", "programme")}  # fmt: skip
    run = load(run_file).model_copy(update=wanted)
    return {
        one.notebook: run_notebook(
            ROOT / "notebooks" / f"{one.notebook}.ipynb",
            "large", one.subject_id, one.year, one.folder,
        )
        for one in prepare_run(run, root, root / "out")
    }  # fmt: skip


def test_every_report_reads_sensibly_and_tells_its_rows_numbers(large: dict[str, Page]) -> None:
    for page in large.values():
        reads_sensibly(page)
        assert wrong_numbers(page) == []


def chart(page: Page, name: str) -> dict[str, Any]:
    return next(one for one in page.charts if one["label"] == f"fig-{name}")


def test_from_ten_municipalities_they_stand_in_a_funnel_and_in_no_rank(
    large: dict[str, Page],
) -> None:
    for page in (large["association"], large["member"]):
        told = chart(page, "side-by-side")
        assert "linjerna är gränser" in told["caption"]
        assert "Ingen rangordning" in told["caption"]
        limits = [row for key, row in page.published.items() if key.startswith("funnel_reached")]
        own = [row for row in limits if "level=998" in row["group"]]
        assert all(
            float(row["ci_low"]) < float(row["value"]) < float(row["ci_high"]) for row in own
        )


def test_a_member_is_told_where_it_lies_among_the_others(large: dict[str, Page]) -> None:
    assert "gränser som slumpen sällan går över" in plain(large["member"])


def test_small_multiples_have_every_municipality_that_is_told(large: dict[str, Page]) -> None:
    told = chart(large["association"], "multiples")["alt"]
    assert told.count("Påhittsby") == MUNICIPALITIES - 9
    assert "Storlunda" in told


def test_over_three_periods_the_trend_is_told(large: dict[str, Page]) -> None:
    told = plain(large["association"])
    assert re.search(r"Utveckling\.\*\* Andelen har (gått|ökat|minskat) från [\d,]+ % till", told)


def test_where_work_and_studies_are_apart_in_the_table_they_are_so_in_the_flow(
    large: dict[str, Page],
) -> None:
    told = chart(large["association"], "flow")["alt"]
    table = next(t for t in large["association"].texts if "{#tbl-records-outcomes}" in t)
    assert ("| Arbete |" in table.replace("  ", "")) == ("; studier" in told)
