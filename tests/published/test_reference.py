"""What the sources' own numbers must give, worked by hand: the heart of the answer to the councillor.

Every expected number here is a source's or is worked beside it; none is this program's output.
"""

from collections.abc import Callable

import pytest

from pages import Page, Rows

Pages = Callable[[str], dict[str, Page]]
BOTH = "eskilstuna+strangnas"


@pytest.fixture(scope="module")
def strangnas(real_pages: Pages) -> Rows:
    return real_pages("rar")["2022/strangnas"].published


@pytest.fixture(scope="module")
def eskilstuna(real_pages: Pages) -> Rows:
    return real_pages("rar")["2022/eskilstuna"].published


def number(rows: Rows, key: str, column: str = "value") -> float:
    assert rows[key]["status"] == "shown", rows[key]
    return float(rows[key][column])


@pytest.mark.parametrize(
    ("measure", "persons"),
    [
        ("n_participants", 77),
        ("n_completed", 53),
        ("n_broken_off", 20),
        ("n_unaccounted", 4),  # 77 − 53 − 20
    ],
)
def test_ima_ledger(strangnas: Rows, measure: str, persons: int) -> None:
    assert number(strangnas, f"{measure}:ima:{BOTH}:2016/2019:") == persons


def test_ima_employment_of_those_who_completed(strangnas: Rows) -> None:
    key = f"share_outcome:ima:{BOTH}:2016/2019:of=completed;outcome=employment"

    assert number(strangnas, key) == pytest.approx(23 / 53)  # 43.4 %
    assert number(strangnas, key, "numerator") == 23
    assert number(strangnas, key, "denominator") == 53
    # Wilson, worked from the formula with z = 1.959964
    assert number(strangnas, key, "ci_low") == pytest.approx(0.3095, abs=5e-5)
    assert number(strangnas, key, "ci_high") == pytest.approx(0.5673, abs=5e-5)


def test_ima_employment_of_all_is_at_least(strangnas: Rows) -> None:
    key = f"share_outcome:ima:{BOTH}:2016/2019:of=participants;outcome=employment"

    assert strangnas[key]["bound"] == "at_least"
    assert number(strangnas, key, "low") == pytest.approx(23 / 77)  # 29.9 %
    assert number(strangnas, key, "high") == pytest.approx((23 + 24) / 77)  # 61.0 %: 77 − 53 = 24
    assert number(strangnas, key, "ci_low") == pytest.approx(0.2080, abs=5e-5)
    assert number(strangnas, key, "ci_high") == pytest.approx(0.4085, abs=5e-5)


def test_ima_cost_per_employment_is_at_most(strangnas: Rows) -> None:
    key = f"cost_per_outcome:ima:{BOTH}:2016/2019:basis=budget;outcome=employment"

    assert strangnas[key]["bound"] == "at_most"
    assert number(strangnas, key) == pytest.approx(12_645_673 / 23)  # 549 812
    # 12 645 673 / (77 × 0.4085) and / (77 × 0.2080), with the limits at full precision
    assert number(strangnas, key, "ci_low") == pytest.approx(402_036, abs=1)
    assert number(strangnas, key, "ci_high") == pytest.approx(789_417, abs=1)


@pytest.mark.parametrize(
    ("programme", "words"),
    [
        ("tuna-strangnas", "vilken period pengarna gäller"),
        ("likes", "en del av insatsen"),
        ("react-eu", "hela perioden"),
    ],
)
def test_cost_per_participant_is_refused_with_its_reason(
    strangnas: Rows, programme: str, words: str
) -> None:
    found = [
        row
        for row in strangnas.values()
        if row["measure"] == "cost_per_participant"
        and row["programme_id"] == programme
        and row["member_id"] == "strangnas"
    ]

    assert [row["status"] for row in found] == ["refused"]
    assert words in found[0]["reason"]


def test_ratt_insats_cost_per_participant_is_at_most_so_far(eskilstuna: Rows) -> None:
    key = "cost_per_participant:ratt-insats:eskilstuna:2019/2020:basis=granted"

    assert eskilstuna[key]["bound"] == "at_most"
    assert number(eskilstuna, key) == pytest.approx(2_000_000 / 26)  # 76 923


def test_strangnas_took_part_at_least_66_times(strangnas: Rows) -> None:
    key = "n_participations:all:strangnas:2018/2022:"

    assert number(strangnas, key, "low") == 51 + 15  # TUNA 2018 and React EU so far
    assert strangnas[key]["high"] == ""
    assert strangnas[key]["bound"] == "at_least"
    assert strangnas[key]["reason"]


def test_strangnas_took_part_at_least_89_times_in_reading_a(strangnas: Rows) -> None:
    found = [
        row
        for row in strangnas.values()
        if row["measure"] == "n_participations"
        and row["member_id"] == "strangnas"
        and row["group"] == "reading=A"
    ]

    assert [float(row["low"]) for row in found] == [51 + 15 + 23]


@pytest.mark.parametrize(
    ("key", "sek"),
    [
        # 9 405 600 + 3 100 000 + 12 645 673 + 800 000 + 2 027 000 = 27 978 273
        ("funding_listed:all:all::list=s0-svar", 27_978_273),
        # 4 150 500 + 3 100 000 + 8 435 098 + 800 000 = 16 485 598
        ("funding_listed:all:all::funder=esf;list=s0-svar", 16_485_598),
        # 300 000 + 2 027 000 = 2 327 000
        ("funding_listed:all:all::funder=association;list=s0-svar", 2_327_000),
        # 27 978 273 − 16 485 598 − 2 327 000 = 9 165 675
        ("funding_listed:all:all::funder=not_stated;list=s0-svar", 9_165_675),
    ],
)
def test_budgets_stated_in_the_answer(strangnas: Rows, key: str, sek: int) -> None:
    assert number(strangnas, key) == sek
    assert "inte är vad en medlem har betalat" in strangnas[key]["reason"]


def test_own_budgets_in_reading_a(strangnas: Rows) -> None:
    found = [
        row
        for row in strangnas.values()
        if row["measure"] == "funding_listed" and "scope=own" in row["group"]
    ]

    # 9 405 600 + 3 100 000 + 2 027 000 = 14 532 600
    assert [float(row["value"]) for row in found] == [14_532_600]
    assert "reading=A" in found[0]["group"]


def test_applications_are_8_335_000_and_in_no_total_of_money(real_pages: Pages) -> None:
    for page in real_pages("rar").values():
        for row in page.published.values():
            # 2 000 000 + 500 000 + 1 788 000 + 4 047 000 = 8 335 000
            if row["measure"] == "applied_sum":
                assert float(row["value"]) == 8_335_000
            if row["measure"].startswith(("funding", "cost")):
                assert "applied" not in row["group"]
                assert row["programme_id"] not in {"ratt-insats-2", "jamstalld-vard", "nuvas"}
    assert any(
        row["measure"] == "applied_sum"
        for row in real_pages("rar")["2022/nykoping"].published.values()
    )


def test_strangnas_made_zero_applications_and_zero_is_a_number(strangnas: Rows) -> None:
    found = [row for row in strangnas.values() if row["measure"] == "n_applications"]

    assert [(row["value"], row["status"]) for row in found] == [("0", "shown")]


def test_isak_against_its_plan(real_pages: Pages) -> None:
    rows = real_pages("rar")["2022/flen"].published
    isak = [row for row in rows.values() if row["programme_id"] == "isak"]
    by_measure = {row["measure"]: row for row in isak if "allocation" not in row["group"]}

    assert float(by_measure["n_participants"]["value"]) == 376
    assert float(by_measure["n_planned"]["value"]) == 250
    assert by_measure["n_planned"]["approximate"] == "true"
    assert [float(r["value"]) for r in isak if r["measure"] == "n_outcome"] == [75]


def test_tibro_work_of_all_who_took_part(real_pages: Pages) -> None:
    rows = real_pages("tibro")["2022/tibro"].published
    key = "share_outcome:kompetenscenter:tibro:2022:of=participants;outcome=employment"

    assert number(rows, "n_participants:kompetenscenter:tibro:2022:") == 119
    assert number(rows, key) == pytest.approx(9 / 119)  # 7.6 %
    assert number(rows, key, "ci_low") == pytest.approx(0.0403, abs=5e-5)
    assert number(rows, key, "ci_high") == pytest.approx(0.1375, abs=5e-5)


def test_likes_later_outcome_is_unknown_not_zero(strangnas: Rows) -> None:
    later = [
        row
        for row in strangnas.values()
        if row["programme_id"] == "likes" and "after=later" in row["group"]
    ]
    direct = "n_outcome:likes:strangnas::component=courses;outcome=employment;reading=A"

    assert number(strangnas, direct) == 9
    assert later
    assert all(row["status"] == "unknown" and row["value"] == "" for row in later)


def test_a_million_of_2019_in_the_prices_of_2023(strangnas: Rows) -> None:
    # 1 000 000 × 403.70 / 334.26 = 1 207 742.5…
    assert number(strangnas, "price_of_million:::2019:prices=2023") == pytest.approx(
        1_000_000 * 403.70 / 334.26
    )


def test_cases_are_never_participants(strangnas: Rows) -> None:
    misam = [row for row in strangnas.values() if row["programme_id"] == "misam"]

    assert {row["measure"] for row in misam if row["status"] == "shown"} == {"n_cases"}
    assert all(row["unit"] == "cases" for row in misam if row["status"] == "shown")


def test_ima_outcomes_are_more_than_the_people_who_had_them(strangnas: Rows) -> None:
    key = f"n_outcomes_reported:ima:{BOTH}:2016/2019:of=completed"

    assert number(strangnas, key) == 23 + 18 + 7 + 5 + 23  # 76
    assert number(strangnas, key, "denominator") == 53


def test_ima_work_or_study_has_bounds_since_a_person_may_be_in_both(strangnas: Rows) -> None:
    key = f"n_any_outcome:ima:{BOTH}:2016/2019:outcome=employment+studies"

    assert number(strangnas, key, "low") == 23  # all who study also work
    assert number(strangnas, key, "high") == 41  # nobody does both: 23 + 18
    assert strangnas[key]["bound"] == "conditional"


def test_ima_budget_in_the_prices_of_2023_is_a_range_by_when_it_was_spent(strangnas: Rows) -> None:
    found = [
        row
        for row in strangnas.values()
        if row["measure"] == "funding"
        and row["programme_id"] == "ima"
        and "prices=2023" in row["group"]
        and "allocation" not in row["group"]
    ]

    # KPI 2016 316.43, 2019 334.26, 2023 403.70: 12 645 673 × 403.70 / 334.26 and / 316.43
    assert float(found[0]["low"]) == pytest.approx(12_645_673 * 403.70 / 334.26)
    assert float(found[0]["high"]) == pytest.approx(12_645_673 * 403.70 / 316.43)
    assert float(found[0]["high"]) == pytest.approx(16_133_294, abs=1)
    assert float(found[0]["value"]) == pytest.approx(15_700_015, abs=1)  # a quarter in each year
