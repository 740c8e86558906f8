"""Files of payback parameters: read strictly, with every problem at once."""

from pathlib import Path

import pytest

from utfall.errors import ParamsError
from utfall.measures.payback import read_all, read_parameters

ROOT = Path(__file__).parents[3]
FILES = sorted((ROOT / "params" / "payback").glob("*.toml"))
BASE = next(file for file in FILES if file.stem == "example-2024")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_projects_own_files_are_read_and_every_assumption_is_marked(file: Path) -> None:
    found = read_parameters(file)
    assert str(found.file.price_year) in file.stem
    assert found.model.retention.assumption
    assert not found.taxes.employer_contributions.assumption
    assert found.taxes.employer_contributions.value == 0.3142  # socialavgiftslagen


def test_by_law_the_state_pays_half_and_the_others_a_quarter_each() -> None:
    for file in FILES:
        payers = read_parameters(file).payers
        assert (payers.municipality.value, payers.region.value, payers.state.value) == (
            0.25, 0.25, 0.5,
        )  # fmt: skip


def changed(tmp_path: Path, *pairs: tuple[str, str]) -> Path:
    text = BASE.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "prices.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_two_files_of_one_years_prices_are_refused(tmp_path: Path) -> None:
    again = changed(tmp_path)
    with pytest.raises(ParamsError, match=r"found 2024, which example-2024\.toml has too"):
        read_all([BASE, again])
    assert sorted(read_all(FILES)) == [2023, 2024, 2025]


def test_the_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    one, other = tmp_path / "one.toml", tmp_path / "other.toml"
    for file in (one, other):
        file.write_text("[file]\n", encoding="utf-8")
    with pytest.raises(ParamsError) as raised:
        read_all([one, other, FILES[0]])
    message = str(raised.value)
    assert f"{one}: file.name: is missing" in message
    assert f"{other}: file.name: is missing" in message


def test_an_unknown_key_and_a_missing_source_are_told_at_once(tmp_path: Path) -> None:
    file = changed(
        tmp_path,
        ("horizon_years", "horizont"),
        ('income_equalisation = { value = 0.95, year = 2024, source = "', 'income_equalisation = { value = 0.95, year = 2024, sources = "'),
    )  # fmt: skip
    with pytest.raises(ParamsError) as raised:
        read_parameters(file)
    message = str(raised.value)
    assert "model.horizon_years: is missing" in message
    assert "model.horizont: unknown key; allowed: discount_rate, horizon_years" in message
    assert "model.income_equalisation.source: is missing" in message


@pytest.mark.parametrize(
    ("pair", "told"),
    [
        (("retention = { value = 0.8", "retention = { value = 80"), "less than or equal to 1"),
        (("state = { value = 0.5", "state = { value = 0.4"), "must add up to 1"),
        (("[outcomes.employment]", "[outcomes.work]"), "outcomes.employment: is missing"),
        (("year = 2024", 'year = "2024"'), "valid integer"),
        (("horizon_years = { value = 10", "horizon_years = { value = 0"), "greater than 0"),
        (("horizon_years = { value = 10", "horizon_years = { value = inf"), "finite number"),
        (("wage = { value = 24500", "wage = { value = nan"), "finite number"),
        (("wage = { value = 24500", "wage = { value = -1"), "greater than or equal to 0"),
        (("wage = { value = 24500", "wage = { value = false"), "valid number"),
        (("[outcomes.studies]", "[outcomes.study]"), "outcomes.studies: is missing"),
        (("[outcomes.studies]", "[outcomes.study]"), "outcomes.study: unknown outcome"),
        (("low = 0.6, high = 1.0", "low = 0.6"), "a range has both ends"),
        (("low = 0.6, high = 1.0", "low = 0.9, high = 1.0"), "holds the value"),
        (("low = 0.6, high = 1.0", "low = 1.0, high = 0.6"), "holds the value"),
        (
            (
                'source = "5 § lagen (2003:1210)", assumption = false',
                'source = "5 § lagen (2003:1210)", assumption = false, low = 0.2, high = 0.3',
            ),
            "cannot change on its own",
        ),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, pair: tuple[str, str], told: str) -> None:
    with pytest.raises(ParamsError, match=told):
        read_parameters(changed(tmp_path, pair))


@pytest.mark.parametrize(
    ("pair", "told"),
    [
        (("[before]", "[befor]"), "befor: unknown key; allowed: file, model, payers"),
        (("price_year =", "prices ="), "file.prices: unknown key; allowed: name, price_year"),
        (("wage_subsidy", "subsidy"), "outcomes.employment.subsidy: unknown key; allowed: wage,"),
        (("assumption = true", "asumption = true"), "asumption: unknown key; allowed: value, year"),
    ],
)
def test_an_unknown_key_is_told_with_those_allowed_in_its_room(
    tmp_path: Path, pair: tuple[str, str], told: str
) -> None:
    with pytest.raises(ParamsError, match=told):
        read_parameters(changed(tmp_path, pair))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ParamsError, match=r"none\.toml"):
        read_parameters(tmp_path / "none.toml")
