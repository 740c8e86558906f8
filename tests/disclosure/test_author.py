"""An author's own measures, from a notebook's module to what is published."""

import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

from folder_files import Rows, write_folder, write_register
from record_rows import Cells, record, write_records
from utfall.errors import ParamsError
from utfall.evidence import Evidence
from utfall.measures.author import Count, Model, Share, authored
from utfall.measures.declared import RECORDS, check_declared
from utfall.params import load
from utfall.prepare import prepare_run
from utfall.values import Value, parse_group

SMALL = Path(__file__).parents[1] / "notebooks" / "small.ipynb"
MODULE = """\
from utfall.measures.author import Count, Model, Share


def mean_year(rows):
    assert not {"record_id", "person_id", "person"} & set(rows.columns)
    return round(float(rows["birth_year"].median()))


MEASURES = [
    Count("n_new_young", "new", "birth_year >= 1995"),
    Share("share_new_young", "n_new_young"),
    Model("median_birth_year", "year", "new", mean_year, 10, "En median av hela år.",
          by=("member", "programme")),
]
"""
RUN = """\
association = "rar"
years = [2020, 2021]

[disclosure]
coarsen = []
hidden_at_most = 1.0
"""
MEMBERS: Rows = [
    {"member_id": "eskilstuna", "name": "Eskilstuna", "municipality_code": "0484"},
    {"member_id": "flen", "name": "Flen", "municipality_code": "0482"},
    {"member_id": "strangnas", "name": "Strängnäs", "municipality_code": "0486"},
]
CODES = {row["municipality_code"]: row["member_id"] for row in MEMBERS}
# Young and others who came in 2020: Flen's young are few, and Strängnäs altogether.
CAME = {"0484": (30, 40), "0482": (2, 25), "0486": (1, 2)}


def people() -> list[Cells]:
    draw = random.Random(4)  # noqa: S311 - made-up people
    found: list[Cells] = []
    for residence, (young, others) in CAME.items():
        for at in range(young + others):
            born = draw.randint(1996, 2002) if at < young else draw.randint(1965, 1990)
            name = f"{residence}-{at}"
            found.append(
                record(
                    f"r{name}",
                    person_id=f"p-{name}",
                    residence=residence,
                    birth_year=str(born),
                    entry="2020-02-03",
                    exit="2020-09-01",
                    activity_exit=draw.choice(("work", "job_seeking")),
                    as_of="2021-12-31",
                )
            )
    return found


def project(root: Path, module: str = MODULE, **tables: Rows) -> Path:
    write_folder(root / "data" / "rar", members=MEMBERS, **tables)
    write_records(root / "data" / "rar", *people()).chmod(0o600)
    (root / "data" / "rar").chmod(0o700)
    write_register(root / "data" / "register")
    for name, text in (("params/run.toml", RUN), ("notebooks/member.py", module)):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    shutil.copyfile(SMALL, root / "notebooks" / "member.ipynb")
    return root


def prepared(root: Path) -> dict[str, Value]:
    """Prepare every report and return all their values by key."""
    found: dict[str, Value] = {}
    for one in prepare_run(load(root / "params" / "run.toml"), root, root / "build"):
        evidence = Evidence.read(one.folder / "input.json")
        found |= {value.key: value for value in evidence.values}
    return found


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Value]:
    return prepared(project(tmp_path_factory.mktemp("author")))


def of(values: dict[str, Value], measure: str) -> dict[str, Value]:
    return {
        v.member_id: v
        for v in values.values()
        if v.measure == measure
        and (v.year, v.programme_id) == ("2020", "all")
        and not {"sex", "age", "referred_by"} & set(parse_group(v.group))
    }


def test_a_count_is_published_for_the_association_and_each_member(
    values: dict[str, Value],
) -> None:
    young = of(values, "n_new_young")

    assert set(young) == {"all", *CODES.values()}
    counted = Counter(one["residence"] for one in people() if int(one["birth_year"]) >= 1995)
    shown = {name: v.value for name, v in young.items() if v.status == "shown"}
    assert (
        shown.items()
        <= {
            "all": sum(counted.values()),
            **{CODES[code]: n for code, n in counted.items()},
        }.items()
    )
    assert shown
    assert all(parse_group(v.group)["from"] == "records" for v in young.values())


def test_small_counts_of_an_author_are_hidden_and_cannot_be_subtracted(
    values: dict[str, Value],
) -> None:
    young, came = of(values, "n_new_young"), of(values, "n_new")

    assert young["flen"].status == young["strangnas"].status == "suppressed"
    assert came["strangnas"].status == "suppressed"
    for name in ("flen", "strangnas"):
        v = young[name]
        assert (v.value, v.numerator, v.denominator, v.low, v.high) == (None,) * 5
    # 2 + 1 = 33 - 30: three people, which either total would tell.
    assert "suppressed" in {young["all"].status, young["eskilstuna"].status}


def test_nobody_is_told_how_many_fail_an_authors_test(values: dict[str, Value]) -> None:
    assert [v.key for v in values.values() if parse_group(v.group).get("part")] == []


def test_a_share_is_of_shown_counts_and_hidden_with_them(values: dict[str, Value]) -> None:
    share, young = of(values, "share_new_young"), of(values, "n_new_young")

    assert set(share) == set(young)
    for name, v in share.items():
        if young[name].status == "suppressed":
            assert (v.status, v.value, v.numerator, v.denominator) == (
                "suppressed", None, None, None,
            )  # fmt: skip
        elif v.status == "shown":
            assert v.numerator == young[name].value
            assert v.denominator == young[name].denominator
            assert v.value == pytest.approx((v.numerator or 0) / (v.denominator or 1))
    assert "shown" in {v.status for v in share.values()}


def test_a_model_is_hidden_with_the_count_that_it_is_of(values: dict[str, Value]) -> None:
    model, came = of(values, "median_birth_year"), of(values, "n_new")

    # Three people are too few for it at all.
    assert "strangnas" not in model
    assert set(model) == {"all", "eskilstuna", "flen"}
    for name, v in model.items():
        assert v.status == came[name].status
        assert (v.value is None) == (v.status == "suppressed")
    # Strängnäs is hidden, and so is one more: its median too.
    assert Counter(v.status for v in model.values())["suppressed"] >= 1


def test_what_an_author_has_not_declared_is_refused(values: dict[str, Value]) -> None:
    [own] = [v for v in values.values() if v.key.startswith("n_new_young:all:all:2020:")]
    declared = {RECORDS + "n_new_young": Count("n_new_young", "new", "true").declaration}
    check_declared([own], declared)

    with pytest.raises(ParamsError) as refused:
        check_declared([own], {})

    assert "n_new_young: is not declared" in str(refused.value)
    assert "MEASURES" in str(refused.value)


def test_a_share_without_its_count_is_a_fault(tmp_path: Path) -> None:
    module = tmp_path / "own.py"
    module.write_text(
        "from utfall.measures.author import Share\nMEASURES = [Share('share_x', 'n_x')]\n",
        encoding="utf-8",
    )

    with pytest.raises(ParamsError, match="a Count above it"):
        authored([module], 5)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    first, second = tmp_path / "first.py", tmp_path / "second.py"
    first.write_text(
        "from utfall.measures.author import Count, Model, Share\n"
        "MEASURES = [\n"
        "    Count('n_a', 'during', 'true'),\n"
        "    Count('n_a', 'new', 'true'),\n"
        "    Count('Stor Bokstav', 'new', 'true', by=('kommun',)),\n"
        "    Share('share_b', 'n_nowhere'),\n"
        "    Model('m', 'year', 'exits', len, 3, ''),\n"
        "    'no measure',\n"
        "]\n",
        encoding="utf-8",
    )
    second.write_text("x = 1\n\nMEASURES = [1 / 0]\n", encoding="utf-8")

    with pytest.raises(ParamsError) as refused:
        authored([first, second, tmp_path / "not-there.py"], 5)

    lines = str(refused.value).splitlines()
    for needle in (
        "n_a: of: found 'during'; allowed: new, exits",
        "found 'n_a' twice",
        "name: found 'Stor Bokstav'",
        "by: found ['kommun']",
        "share_b: of: found 'n_nowhere'",
        "m: smallest: found 3; allowed: 5 or more",
        "m: reason: is missing",
        "1 that are no measures",
        "second.py, line 3: ZeroDivisionError",
    ):
        assert [line for line in lines if needle in line], needle
    assert all(str(tmp_path) in line for line in lines)


def test_a_module_that_cannot_be_read_names_its_line(tmp_path: Path) -> None:
    module = tmp_path / "own.py"
    module.write_text("MEASURES = [\n    1,\n    2 +\n]\n", encoding="utf-8")

    with pytest.raises(ParamsError, match=r"own\.py, line [34]: SyntaxError"):
        authored([module], 5)


@pytest.mark.parametrize("name", ["n_new", "n_exits", "n_outcome", "share_reached"])
def test_an_author_cannot_take_the_name_of_a_measure_that_there_is(
    name: str, tmp_path: Path
) -> None:
    module = tmp_path / "own.py"
    module.write_text(
        "from utfall.measures.author import Count\n"
        f"MEASURES = [Count('{name}', 'new', \"sex = 'K'\")]\n",
        encoding="utf-8",
    )

    with pytest.raises(ParamsError, match=name):
        authored([module], 5)


def test_sql_that_is_none_is_the_authors_fault(tmp_path: Path) -> None:
    module = MODULE.replace("birth_year >= 1995", "no_such_column = 1")

    with pytest.raises(ParamsError, match="n_new_young"):
        prepared(project(tmp_path, module))


def test_sql_that_no_row_can_answer_is_the_authors_fault_and_tells_nothing_of_a_row(
    tmp_path: Path,
) -> None:
    module = MODULE.replace("birth_year >= 1995", "CAST(activity_exit AS INTEGER) > 0")

    with pytest.raises(ParamsError, match="n_new_young") as fault:
        prepared(project(tmp_path, module))
    assert "job_seeking" not in str(fault.value)


def test_a_model_that_raises_is_the_authors_fault(tmp_path: Path) -> None:
    module = MODULE.replace('round(float(rows["birth_year"].median()))', "1 / 0")

    with pytest.raises(ParamsError, match="median_birth_year"):
        prepared(project(tmp_path, module))


def test_a_plan_whose_period_is_not_stated_is_told_as_refused(tmp_path: Path) -> None:
    plan = {"unit": "persons", "value": "50", "member_ids": "eskilstuna+flen+strangnas"}
    goals: Rows = [
        {**plan, "goal_id": "a", "period_start": "2020"},
        {**plan, "goal_id": "b"},
    ]

    found = prepared(project(tmp_path, goals=goals))

    plans = {v.year: v.status for v in found.values() if v.measure == "share_of_plan"}
    assert plans == {"2020/": "refused", "": "refused"}


def test_measures_without_records_publish_nothing() -> None:
    assert Count("n_x", "new", "true").tables[0].pooled
    assert Share("s", "n_x").declaration.kind == "share"
    assert Model("m", "year", "new", len, 10, "r").declaration.smallest == 10
