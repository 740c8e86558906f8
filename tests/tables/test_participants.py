"""How many took part, by programme and period; and what became of the count."""

from evidence_rows import COUNTY, cells_of, concealed, evidence, unknown, value
from utfall.labels import EXIT
from utfall.tables.participants import ledger, participants, what_counted, whose
from utfall.values import not_shown


def test_a_zero_an_unknown_and_a_hidden_count_are_three_different_cells() -> None:
    hidden = not_shown(value("n_participants", 3, year="2020"), "suppressed", "färre än fem")
    e = evidence(value("n_participants", 0), unknown("n_participants", year="2019"), hidden)

    cells = cells_of(participants(e))

    assert [row[-1] for row in cells] == ["0 deltagare", "inte känt", "visas inte"]


def test_cases_are_named_as_cases_and_are_not_participants() -> None:
    e = evidence(value("n_participants", 9), value("n_cases", 42, unit="cases"))

    cases, people = sorted(row[-1] for row in cells_of(participants(e)))
    assert cases.startswith("42 ärenden")
    assert people == "9 deltagare"


def test_one_case_is_singular() -> None:
    e = evidence(value("n_cases", 1, unit="cases"))

    assert cells_of(participants(e))[0][-1].split()[:2] == ["1", "ärende"]


def test_a_count_whose_member_is_not_stated_is_no_row() -> None:
    assert participants(evidence(value("n_participants", 9, member_id=""))) == ""


def test_a_value_is_the_members_shared_the_countys_or_nobodys() -> None:
    values = [
        value("n_participants", 1, member_id=who) for who in ("alfa", "alfa+beta", COUNTY, "")
    ]
    e = evidence(*values)

    assert [whose(e, v) for v in values] == [
        "Alfa", "Alfa och Beta tillsammans", "hela länet", "kommun inte angiven",
    ]  # fmt: skip


def test_a_count_says_its_period_moment_part_and_reading() -> None:
    to_date = value("n_participants", 1, kind="to_date")
    e = evidence(to_date, dates={to_date.key: "2018-12-12"})

    assert what_counted(e, to_date).replace("\u00a0", " ") == "2018, hittills, 12 december 2018"
    assert what_counted(e, value("n", 1, kind="stock")) == "2018, vid ett tillfälle"
    assert what_counted(e, value("n", 1, reading="A", year="")) == (
        "period inte angiven, läsning A"
    )
    assert what_counted(e, value("n", 1, component="courses")) == "2018, deltagare i två kurser"


def test_the_ledger_tells_every_way_out_and_what_is_left() -> None:
    e = evidence(
        value("n_participants", 77),
        value("n_broken_off", 20),
        value("n_completed", 53),
        value("n_unaccounted", 4),  # 77 − 53 − 20
    )

    assert cells_of(ledger(e)) == [
        [
            "Insatsen",
            "2018",
            "77",
            f"53 {EXIT['n_completed']}; 20 {EXIT['n_broken_off']}; 4 {EXIT['n_unaccounted']}",
        ]
    ]


def test_a_ledger_that_adds_up_shows_its_zero_and_one_without_parts_says_so() -> None:
    e = evidence(
        value("n_participants", 53),
        value("n_completed", 53),
        value("n_unaccounted", 0),
        value("n_participants", 9, year="2019"),
    )

    assert [row[-1] for row in cells_of(ledger(e))] == [
        "53 fullföljde; 0 saknas i redovisningen", "inte redovisat",
    ]  # fmt: skip


def test_the_ledger_never_mixes_years_or_readings() -> None:
    e = evidence(
        value("n_participants", 10),
        value("n_completed", 7, year="2019"),
        value("n_completed", 6, reading="B"),
    )

    assert cells_of(ledger(e))[0][-1] == "inte redovisat"


def test_the_ledger_tells_hidden_parts_and_wholes_as_hidden_and_never_leaves_them_out() -> None:
    e = evidence(
        value("n_participants", 77),
        concealed(value("n_completed", 4)),
        concealed(value("n_participants", 4, year="2019")),
    )

    assert [row[2:] for row in cells_of(ledger(e))] == [
        ["77", "fullföljde: visas inte"], ["visas inte", "inte redovisat"],
    ]  # fmt: skip
