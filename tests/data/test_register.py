from pathlib import Path

import pytest

from folder_files import register, write_register
from utfall.data.check import check_register
from utfall.data.register import read_register
from utfall.errors import DataError

_CONTEXT = "x1,0486,Strängnäs,unemployed,Öppet arbetslösa,5.3,percent,2021,2021,shown,p1,"
_SOURCE = "p1,Arbetslösa,Regionfakta,2022-01-13,web_page,true,,excerpt,"


def test_the_register_knows_names_population_and_prices(tmp_path: Path) -> None:
    found = register(tmp_path)

    assert found.name("0486") == "Strängnäs"
    assert found.counties["04"] == "Södermanlands län"
    assert found.population_16_64("0486") == 20834
    # 1 000 000 kr of 2019 = 1 000 000 x 403.70 / 334.26 = 1 207 742 kr of 2023.
    assert round(1_000_000 * found.price_index(2023) / found.price_index(2019)) == 1_207_742


def test_what_the_register_lacks_is_an_error_that_says_what_it_has(tmp_path: Path) -> None:
    found = register(tmp_path)

    with pytest.raises(DataError, match=r"no municipality code '9999'; known: 0381 to 0486"):
        found.name("9999")
    with pytest.raises(DataError, match=r"cpi_1980.csv: no year 2024; known: 2019 to 2023"):
        found.price_index(2024)


def test_a_register_without_its_folder_or_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="folder missing"):
        read_register(tmp_path / "register")
    path = write_register(tmp_path / "register")
    (path / "cpi_1980.csv").unlink()
    with pytest.raises(DataError, match=r"cpi_1980\.csv: file missing"):
        read_register(path)


def test_a_year_given_twice_in_the_price_index_is_a_problem(tmp_path: Path) -> None:
    path = write_register(tmp_path / "register", cpi_1980=["2019,334.26", "2019,335"])

    (problem,) = check_register(read_register(path))

    assert "row 3, column year: same year twice: found '2019'" in str(problem)


def test_a_context_figure_is_told_once_and_its_period_has_an_order(tmp_path: Path) -> None:
    first, rest = _CONTEXT.split(",", 1)
    again = f"{first}-2,{rest.replace('5.3', '5.4')}"
    backwards = f"{first}-3,{rest.replace('2021,2021', '2022,2021')}"
    path = write_register(
        tmp_path / "register", context=[_CONTEXT, again, backwards], context_sources=[_SOURCE]
    )

    assert [(p.row, p.problem) for p in check_register(read_register(path))] == [
        (3, "the same figure again"),
        (4, "before period_start"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        (",0486,", ",486,", ["unknown area"]),
        ("5.3", "", ["value and status disagree"]),
        ("shown", "suppressed", ["value and status disagree"]),
        (",p1,", ",p2,", ["p2 is not in context_sources.csv"]),
        ("2021,2021", "2021-13,2021", ["no date"]),
    ],
)
def test_context_figures_have_an_area_a_source_and_a_value_when_shown(
    tmp_path: Path, old: str, new: str, expected: list[str]
) -> None:
    context = [_CONTEXT.replace(old, new)]
    path = write_register(tmp_path / "register", context=context, context_sources=[_SOURCE])

    assert [p.problem for p in check_register(read_register(path))] == expected
