"""The members side by side, unranked, and the need around them."""

from evidence_rows import ALFA, cells_of, concealed, evidence, total, value
from utfall.tables.comparison import context, members
from utfall.values import Value


def test_members_are_in_alphabetical_order_whatever_their_numbers() -> None:
    e = evidence(total(5, "alfa"), total(900, "beta"), total(None, "gamma"))

    assert cells_of(members(e)) == [
        ["Alfa", "Minst 5", "2018–2022"],
        ["Beta", "Minst 900", "2018–2022"],
        ["Delta", "Inget känt antal", "ingen uppgift"],
        ["Gamma", "Inte känt", "ingen uppgift"],
    ]


def test_one_municipality_alone_has_no_table_to_compare_in() -> None:
    assert members(evidence(total(5), members=(ALFA,))) == ""


def test_need_stands_beside_the_countys_and_the_countrys_and_a_gap_is_words() -> None:
    def need(area: str, per_cent: float) -> Value:
        return value(
            "context_unemployment", per_cent, unit="percent", programme_id="", member_id=area, year="2021"
        )  # fmt: skip

    e = evidence(
        need("alfa", 6.5), need("country", 7.5), context_labels={"context_unemployment": "Arbetslöshet"}
    )  # fmt: skip

    assert cells_of(context(e)) == [["Arbetslöshet, 2021", "6,5 %", "ingen uppgift", "7,5 %"]]


def test_without_need_there_is_no_table() -> None:
    assert context(evidence()) == ""


def test_a_hidden_count_of_a_member_is_not_called_unknown() -> None:
    rows = cells_of(members(evidence(concealed(total(4)))))

    assert rows[0] == ["Alfa", "Visas inte", "2018–2022"]
