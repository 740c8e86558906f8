"""Where participants went, and shares with what they are a share of."""

from typing import Any

from evidence_rows import (
    WHY_HIDDEN,
    cells_of,
    concealed,
    evidence,
    flow,
    page_of,
    programme,
    record,
    refused,
    unknown,
    value,
)
from utfall.evidence import Subject
from utfall.labels import EXIT
from utfall.tables.estimates import alike
from utfall.tables.outcomes import outcomes, part_label, shares
from utfall.values import Value


def share(k: int, n: int, of: str = "completed", **cells: Any) -> Value:
    cells = {"outcome": "employment", **cells}
    return value("share_outcome", k / n, unit="share", numerator=k, denominator=n, of_=of, **cells)


def test_the_table_of_a_chart_has_its_parts_in_words_in_the_order_they_are_drawn() -> None:
    whole, work = value("n_participants", 51), value("n_outcome", 10, outcome="employment")
    rest = value("n_not_reported", 41)  # 51 − 10
    e = evidence(whole, work, rest, flows=(flow(whole, ("employment", work), ("unknown", rest)),))

    assert cells_of(outcomes(e)) == [
        ["Insatsen", "2018, Alfa", "51", "10 arbete; 41 inte redovisade"]
    ]


def test_a_part_is_named_by_its_outcome_or_by_its_place_in_the_ledger() -> None:
    assert part_label(value("n_outcome", 1, outcome="studies")) == "studier"
    assert part_label(value("n_broken_off", 1)) == EXIT["n_broken_off"]


def test_a_share_stands_with_its_numerator_denominator_and_what_it_is_a_share_of() -> None:
    # 23 / 53 = 43.396 %; Wilson 30.95–56.73 %
    e = evidence(share(23, 53, ci_low=0.3095, ci_high=0.5673))

    assert cells_of(shares(e)) == [
        ["Insatsen, 2018", "Arbete, 23 av 53", "av dem som fullföljde", "43,4 %", "slumpvariation 31,0–56,7 %"]
    ]  # fmt: skip


def test_bounds_for_the_unknown_are_told_apart_from_chance() -> None:
    # 23 / 77 = 29.9 %, (23 + 24) / 77 = 61.0 %
    bounded = share(
        23, 77, "participants", low=23 / 77, high=47 / 77, bound="at_least", ci_low=0.208, ci_high=0.4085
    )  # fmt: skip

    (row,) = cells_of(shares(evidence(bounded)))

    assert row[3:] == [
        "minst 29,9 %", "gränser för det okända 29,9–61,0 %; slumpvariation 20,8–40,8 %",
    ]  # fmt: skip


def test_a_share_that_is_refused_says_why_and_once_for_all_denominators() -> None:
    few = [
        refused("share_outcome", "de är för få", of_=of, outcome="employment")
        for of in ("completed", "participants")
    ]

    rows = cells_of(shares(evidence(*few)))

    assert [row[3:] for row in rows] == [["kan inte beräknas", "eftersom de är för få"]]


def test_an_outcome_without_share_is_told_as_its_number_and_why() -> None:
    e = evidence(value("n_outcome", 25, outcome="employment_subsidised"))

    (row,) = cells_of(shares(e))

    assert row[1:4] == ["Anställning med lönebidrag, 25", "framgår inte", ""]
    assert row[4]


def test_an_outcome_of_another_year_is_not_lost_where_one_year_has_a_share() -> None:
    e = evidence(
        share(23, 53), value("n_outcome", 23, outcome="employment"),
        value("n_outcome", 8, outcome="employment", year="2019"),
    )  # fmt: skip

    told = [row[:2] for row in cells_of(shares(e))]

    assert ["Insatsen, 2019", "Arbete, 8"] in told
    assert len(told) == 2


def test_an_unknown_outcome_later_on_stands_beside_the_share_at_exit() -> None:
    e = evidence(
        share(23, 53), unknown("n_outcome", "ingen har följt upp det", outcome="employment", after_="12m")
    )  # fmt: skip

    assert cells_of(shares(e))[1] == [
        "Insatsen, 2018", "Arbete, efter tolv månader, inte känt", "", "", "eftersom ingen har följt upp det",
    ]  # fmt: skip


def test_each_number_of_a_share_carries_its_own_column() -> None:
    page = page_of(shares(evidence(share(23, 53, ci_low=0.3095, ci_high=0.5673))))

    columns = {tag.get_text(): tag.get("data-col", "value") for tag in page.select("[data-row]")}

    assert columns == {
        "23": "numerator", "53": "denominator", "43,4\u00a0%": "value",
        "31,0": "ci_low", "56,7\u00a0%": "ci_high",
    }  # fmt: skip


def test_a_hidden_part_of_the_chart_is_named_and_explained_once() -> None:
    whole, work = (
        value("n_participants", 51),
        concealed(value("n_outcome", 4, outcome="employment")),
    )
    e = evidence(whole, work, flows=(flow(whole, ("employment", work)),))

    assert cells_of(outcomes(e))[0][-1] == "arbete: visas inte"
    assert outcomes(e).count(WHY_HIDDEN) == 1


def test_a_hidden_share_has_no_number_beside_it_that_gives_it_away() -> None:
    e = evidence(
        concealed(share(4, 51)),
        concealed(value("n_outcome", 4, outcome="employment")),
        value("n_completed", 51),
    )

    (row,) = cells_of(shares(e))

    assert row[1:4] == ["Arbete: visas inte", "av dem som fullföljde", "visas inte"]


def test_of_many_programmes_what_is_left_out_is_not_said_to_be_without_a_base() -> None:
    many = tuple(programme(name) for name in "pqrs")
    e = evidence(
        value("n_outcome", 10, outcome="employment"),
        share(10, 51, of="participants"),
        value("n_outcome", 4, outcome="daily_activities"),
        share(4, 51, of="participants", outcome="daily_activities"),
        subject=Subject("forbundet", "Förbundet", "association"),
        programmes=many,
    )

    rows = cells_of(shares(e))

    assert [row[1] for row in rows] == ["Arbete, 10 av 51"]


def test_a_share_stands_beside_a_cost_of_its_own_time_only() -> None:
    reached = {"definition": "association", "member_id": "all", "unit": "share"}
    e = evidence(
        *(
            record("share_reached", 0.5, programme_id=p, year="2018/2021", numerator=20,
                   denominator=40, **reached)
            for p in ("p", "q")
        ),
        value("cost_per_outcome", 100_000, unit="sek", outcome="employment", year="2020"),
        value("cost_per_outcome", 900_000, unit="sek", outcome="employment", year="2025"),
        subject=Subject("forbundet", "Förbundet", "association"),
        programmes=(programme("p"), programme("q")),
    )  # fmt: skip

    costs = [row[-1].replace("\u00a0", " ") for row in cells_of(alike(e))]

    assert costs == ["100 000 kr (2020)", "kan inte anges"]


def test_of_how_many_nothing_is_told_stands_beside_the_share_of_all() -> None:
    e = evidence(
        share(10, 51, of="participants"),
        share(10, 35, of="exited"),
        value("n_not_reported", 16, denominator=51),
        value("n_not_reported", 3, denominator=23, year="2019"),
    )

    told = {row[2]: row[4] for row in cells_of(shares(e))}

    assert told == {
        "av alla deltagare": "för 16 är läget inte redovisat",
        "av dem som har slutat": "",
    }
