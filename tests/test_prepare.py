"""Data made into one input per report: what a report gets to know, and what it never does."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from folder_files import Rows, write_folder, write_register
from utfall.errors import DataError, ParamsError
from utfall.evidence import Evidence
from utfall.params import load
from utfall.prepare import check_run, prepare_for_notebook, prepare_run
from utfall.values import to_csv

SMALL = Path(__file__).parent / "notebooks" / "small.ipynb"
RUN = 'association = "rar"\nyears = [2019, 2022]\nmembers = {members}\n'
EVERYBODY: Rows = [
    {"member_id": "eskilstuna", "name": "Eskilstuna", "municipality_code": "0484"},
    {"member_id": "flen", "name": "Flen", "municipality_code": "0482"},
    {"member_id": "strangnas", "name": "Strängnäs", "municipality_code": "0486"},
    {"member_id": "vard", "name": "Vården", "kind": "region", "municipality_code": ""},
]


def count(count_id: str, n: int, **cells: str) -> dict[str, str]:
    year = cells.pop("year", "2018")
    about = {"period_start": year, "period_end": year, "count_id": count_id, "value": str(n)}
    return {**about, **cells}


def money(funding_id: str, sek: int, start: str, end: str, **cells: str) -> dict[str, str]:
    about = {"funding_id": funding_id, "amount_sek": str(sek), "list_id": "", "member_ids": "flen"}
    return {**about, "period_start": start, "period_end": end, **cells}


class Project:
    """A project in a temporary folder, prepared on demand."""

    def __init__(self, root: Path, members: str = '"all"', **tables: Rows) -> None:
        self.root = root
        write_folder(root / "data" / "rar", **{"members": EVERYBODY, **tables})
        write_register(root / "data" / "register")
        (root / "params").mkdir(exist_ok=True)
        (root / "notebooks").mkdir(exist_ok=True)
        shutil.copyfile(SMALL, root / "notebooks" / "member.ipynb")
        self.file = root / "params" / "run.toml"
        self.file.write_text(RUN.format(members=members), encoding="utf-8")

    def prepare(self, out: str = "build") -> Path:
        """Prepare the run and return the folder of its inputs."""
        prepare_run(load(self.file), self.root, self.root / out)
        return self.root / out / "prepared"

    def report(self, member: str, year: int = 2022) -> Evidence:
        """Return one prepared report."""
        return Evidence.read(self.prepare() / "member" / str(year) / member / "input.json")


Make = Callable[..., Project]


@pytest.fixture
def project(tmp_path: Path) -> Make:
    return lambda **tables: Project(tmp_path, **tables)


def shown(e: Evidence, measure: str) -> list[str]:
    return [v.key for v in e.find(measure) if v.status == "shown"]


# Which reports


def test_there_is_one_input_per_year_and_member_authorities_too(project: Make) -> None:
    folder = project().prepare()

    found = {p.parent.relative_to(folder).as_posix() for p in folder.rglob("input.json")}

    assert found == {
        f"member/{year}/{member}"
        for year in (2019, 2022)
        for member in ("eskilstuna", "flen", "strangnas", "vard")
    }


def test_a_run_of_one_member_prepares_that_one(project: Make) -> None:
    folder = project(members='["flen"]').prepare()

    assert {p.parent.name for p in folder.rglob("input.json")} == {"flen"}


def test_members_that_the_data_do_not_know_are_all_named_with_those_allowed(project: Make) -> None:
    with pytest.raises(ParamsError) as info:
        project(members='["flenn", "flen", "trosa"]').prepare()

    assert "'flenn', 'trosa'" in str(info.value)
    assert "eskilstuna, flen, strangnas, vard" in str(info.value)


def test_nothing_is_written_from_bad_data_and_check_says_the_same(project: Make) -> None:
    bad = project(counts=[count("c1", 1, member_ids="trosa"), count("c2", 1, programme_id="x")])

    with pytest.raises(DataError) as info:
        bad.prepare()

    assert not (bad.root / "build").exists()
    said = check_run(load(bad.file), bad.root)
    assert len(said) >= 2
    assert all(line in str(info.value) for line in said[:2])


def test_the_same_data_give_the_same_bytes(project: Make) -> None:
    made = project(
        counts=[count("c1", 9), count("c2", 3, member_ids="eskilstuna+flen", year="2017")]
    )

    first, second = (
        {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*.json")}
        for folder in (made.prepare("one"), made.prepare("two"))
    )

    assert first == second
    assert len(first) == 2 * 4 + 1  # two years, four members, the site


# Whose facts


def test_a_member_gets_its_own_and_shared_counts_and_never_anothers(project: Make) -> None:
    made = project(
        counts=[
            count("c1", 9),
            count("c2", 8, member_ids="eskilstuna"),
            count("c3", 7, member_ids="eskilstuna+flen", year="2017"),
        ]
    )

    assert shown(made.report("flen"), "n_participants") == [
        "n_participants:ima:eskilstuna+flen:2017:",
        "n_participants:ima:flen:2018:",
    ]
    assert shown(made.report("strangnas"), "n_participants") == []


def test_no_number_of_another_member_is_anywhere_in_the_input(project: Make) -> None:
    made = project(counts=[count("c1", 9), count("c2", 8137, member_ids="eskilstuna+strangnas")])

    made.prepare()

    # Totals of every member stand in the table of members; joint ones only where one is in.
    for year in (2019, 2022):
        text = (made.root / f"build/prepared/member/{year}/flen/input.json").read_text("utf-8")
        assert "8137" not in text


def test_an_authority_gets_what_concerns_the_whole_county(project: Make) -> None:
    everyone = "eskilstuna+flen+strangnas"
    made = project(
        counts=[count("c1", 9), count("c2", 50, member_ids=everyone, year="2017")],
        programme_members=[{"member_id": m} for m in everyone.split("+")],
    )

    assert shown(made.report("vard"), "n_participants") == [f"n_participants:ima:{everyone}:2017:"]


def test_an_authority_named_as_a_party_gets_the_programme(project: Make) -> None:
    party = {"party_id": "x", "name": "Vården", "member_id": "vard"}

    with_party = project(counts=[count("c1", 9)], parties=[party]).report("vard")

    assert [p.programme_id for p in with_party.programmes] == ["ima"]
    assert with_party.programmes[0].parties == ("Vården",)


def test_a_finding_of_another_members_programme_cites_its_number_without_its_being_found(
    project: Make,
) -> None:
    finding = {"finding_id": "f", "text": "Eskilstuna hade {c2} deltagare.", "kind": "definition"}
    made = project(counts=[count("c2", 8, member_ids="eskilstuna")], findings=[finding])

    e = made.report("flen")

    key = "n_participants:ima:eskilstuna:2018:"
    assert e.findings[0].refs == {"c2": key}
    assert e[key].value == 8
    assert e.find("n_participants") == []


# Known by a year


def test_people_are_known_from_the_year_in_which_their_period_ends(project: Make) -> None:
    made = project(counts=[count("c1", 9, period_start="2018", period_end="2020")])

    assert shown(made.report("flen", 2019), "n_participants") == []
    assert shown(made.report("flen", 2022), "n_participants") == [
        "n_participants:ima:flen:2018/2020:"
    ]


def test_money_is_known_from_the_year_in_which_it_begins(project: Make) -> None:
    made = project(
        funding=[money("m1", 100, "2018", "2020"), money("m2", 50, "2020", "2021", funder="esf")]
    )

    assert shown(made.report("flen", 2019), "funding") == [
        "funding:ima:flen:2018/2020:basis=budget;funder=total;source=s0"
    ]


def test_a_count_without_period_is_known_from_its_date(project: Make) -> None:
    made = project(counts=[count("c1", 9, year="", as_of="2021-03-01")])

    assert shown(made.report("flen", 2019), "n_participants") == []
    assert shown(made.report("flen", 2022), "n_participants") == ["n_participants:ima:flen::"]


def test_a_programme_that_has_not_begun_is_in_no_report(project: Make) -> None:
    made = project(
        programmes=[{"programme_id": "ima", "name": "IMA", "start": "2021"}],
        counts=[count("c1", 9, year="2021")],
    )

    assert made.report("flen", 2019).programmes == ()
    assert [p.name for p in made.report("flen", 2022).programmes] == ["IMA"]


def test_a_report_is_dated_by_its_newest_fact_and_not_by_the_next_ones(project: Make) -> None:
    made = project(
        sources=[{"source_id": "s0"}],
        counts=[count("c1", 9, as_of="2019-05"), count("c2", 9, year="2020", as_of="2021-02-03")],
    )

    assert made.report("flen", 2019).as_of == "2019-05"
    assert made.report("flen", 2022).as_of == "2021-02-03"


# What it rests on


@pytest.mark.parametrize(
    ("member", "basis"), [("flen", "published"), ("eskilstuna", "shared"), ("strangnas", "none")]
)
def test_a_report_says_what_it_rests_on(project: Make, member: str, basis: str) -> None:
    made = project(
        counts=[count("c1", 9), count("c2", 7, member_ids="eskilstuna+flen", year="2017")]
    )

    assert made.report(member).basis == basis


def test_a_zero_is_a_fact_and_is_not_the_same_as_nothing(project: Make) -> None:
    asked = count("c1", 0, measure="applications", unit="applications", population="cases")
    made = project(counts=[{**asked, "programme_id": ""}])

    assert made.report("flen").find("n_applications")[0].value == 0
    assert made.report("eskilstuna").find("n_applications") == []


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [("16", "24", "16–24 år"), ("16", "", "från 16 år"), ("", "24", "till 24 år"), ("", "", "")],
)
def test_ages_are_written_as_far_as_they_are_stated(
    project: Make, low: str, high: str, told: str
) -> None:
    made = project(
        programmes=[{"programme_id": "ima", "name": "IMA", "age_min": low, "age_max": high}],
        counts=[count("c1", 9)],
    )

    assert made.report("flen").programme("ima").ages == told


def test_what_an_earlier_edition_told_otherwise_comes_with_what_it_was(project: Make) -> None:
    made = project(counts=[count("c1", 51), count("c2", 12, year="2019")])
    first = made.report("flen")
    before = [
        replace(v, value=50.0) if v.year == "2018" else v
        for v in first
        if v.measure == "n_participants" and v.programme_id != "all"
    ]
    assert {v.value for v in before} == {50.0, 12.0}
    (made.root / "old.csv").write_text(to_csv(before), encoding="utf-8")
    with made.file.open("a", encoding="utf-8") as file:
        file.write('[disclosure]\nearlier = ["old.csv"]\n')

    now = made.report("flen")

    assert (first.editions, first.revised) == (0, ())
    assert now.editions == 1
    [changed] = now.revised
    assert (now[changed.key].value, changed.before) == (51, 50)


def test_check_reads_the_payback_files_too(project: Make) -> None:
    made = project(counts=[count("c1", 9)])
    payback = made.root / "params" / "payback"
    payback.mkdir()
    (payback / "bad.toml").write_text("[file]\nprice_year = 2024\n", encoding="utf-8")
    with made.file.open("a", encoding="utf-8") as file:
        file.write('payback = ["bad"]\n')

    problems = check_run(load(made.file), made.root)

    assert problems
    assert all("bad.toml" in line for line in problems)


# The front page and the notebook as it lies


def test_the_front_page_names_the_members_that_no_source_says_anything_about(
    project: Make,
) -> None:
    folder = project(counts=[count("c1", 9)]).prepare()

    site = json.loads((folder / "site.json").read_text("utf-8"))

    assert site["silent_members"] == ["Eskilstuna", "Strängnäs", "Vården"]
    assert [m["name"] for m in site["members"]] == ["Eskilstuna", "Flen", "Strängnäs", "Vården"]


def test_the_front_page_shows_the_largest_counts_with_their_keys(project: Make) -> None:
    folder = project(
        counts=[
            count("c1", 9),
            count("c2", 4, measure="outcome", outcome="employment", of="participants"),
        ]
    ).prepare()

    figures = json.loads((folder / "site.json").read_text("utf-8"))["figures"]

    assert [(f["text"], f["data_row"]) for f in figures] == [
        ("9", "n_participants:ima:flen:2018:"),
        ("4", "n_outcome:ima:flen:2018:outcome=employment"),
    ]


def test_a_notebook_in_the_project_is_prepared_from_the_run_that_has_its_member(
    project: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = project(counts=[count("c1", 9)])
    monkeypatch.chdir(made.root / "notebooks")

    place = prepare_for_notebook("member", "flen", 2021)

    e = Evidence.read(place / "input.json")
    assert (e.subject.name, e.year) == ("Flen", 2021)
    assert place.is_relative_to(made.root / "build")


def test_a_notebook_of_an_unknown_member_is_told_where_members_are(
    project: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project().root)

    with pytest.raises(ParamsError, match=r"'flenn'; no run in params/ has that member in 2021"):
        prepare_for_notebook("member", "flenn", 2021)


def test_check_names_years_and_price_years_that_the_data_do_not_have() -> None:
    from pages import ROOT

    params = load(ROOT / "params" / "rar.toml").model_copy(
        update={"years": (1995, 2022, 2031), "price_year": 2040}
    )

    problems = check_run(params, ROOT)

    # The price index ends in 2023; TUNA in Eskilstuna, isak 2012 and RAR 2005 begin the facts.
    assert [problem.split(":")[0] for problem in problems] == ["price_year", "years"]
    assert "1995, 2031" in problems[1]


def test_made_up_prices_are_refused_for_an_association_that_is_not(tmp_path: Path) -> None:
    from pages import ROOT

    made = Project(tmp_path)
    shutil.copytree(ROOT / "params" / "payback", made.root / "params" / "payback")
    made.file.write_text(
        RUN.format(members='"all"') + 'payback = ["example-2024"]\n', encoding="utf-8"
    )
    [problem] = check_run(load(made.file), made.root)
    assert problem.startswith("payback: Exempelbygden 2024 is made up")
    toml = made.root / "data" / "rar" / "association.toml"
    made_up = toml.read_text(encoding="utf-8").replace("synthetic = false", "synthetic = true")
    toml.write_text(made_up, encoding="utf-8")
    assert not [p for p in check_run(load(made.file), made.root) if "file.synthetic" in p]
