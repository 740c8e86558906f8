"""What is asked: everything that reports refuse, nothing that is known, nothing twice."""

from collections import Counter
from functools import cache

import pytest

from request_forms import ROOT, asked, selection_of
from utfall.errors import ParamsError
from utfall.measures import reasons
from utfall.request.gaps import Gap, gaps_of
from utfall.request.question import Question
from utfall.request.questions import ASKED, NOT_ASKED, questions_of
from utfall.selection import Selection

_REASONS = {text for name, text in vars(reasons).items() if name.isupper()}
_ASSOCIATIONS = ("rar", "tibro", "uppsala")


@cache
def _selection(association: str) -> Selection:
    return selection_of(ROOT, association)


@cache
def _of_members(association: str) -> dict[str, tuple[list[Gap], list[Question]]]:
    selection = _selection(association)
    found = {}
    for member in selection.members:
        gaps = gaps_of(selection, member=member.member_id)
        found[member.member_id] = (gaps, questions_of(selection, gaps, member=member.member_id))
    return found


def _asks(questions: list[Question]) -> list[str]:
    return [q.asks for q in questions]


def test_every_reason_leads_to_a_question_or_says_why_nothing_is_asked() -> None:
    assert set(ASKED) | set(NOT_ASKED) == _REASONS
    assert not set(ASKED) & set(NOT_ASKED)
    assert all(NOT_ASKED.values())


@pytest.mark.parametrize("association", _ASSOCIATIONS)
def test_no_refusal_of_any_member_s_reports_is_passed_over(association: str) -> None:
    selection = _selection(association)
    seen: set[str] = set()
    for member, (gaps, _) in _of_members(association).items():
        for gap in gaps:
            if set(gap.reasons) <= set(NOT_ASKED) or gap.value.key in seen:
                continue
            seen.add(gap.value.key)
            own = questions_of(selection, [gap], member=member)
            about_programme = [q for q in own if q.target.table != "contributions"]
            # Who has no programme cannot say how many took part in it.
            places = [p.place for p in selection.programmes.values()]
            none = gap.value.programme_id == "all" and not any(member in p for p in places)
            assert about_programme or none, gap.value.key


@pytest.mark.parametrize("association", _ASSOCIATIONS)
def test_nothing_is_asked_twice_of_anybody(association: str) -> None:
    for _, questions in _of_members(association).values():
        cells = Counter(
            (q.target.table, q.target.column, row) for q in questions for row in q.target.rows
        )
        assert [cell for cell, times in cells.items() if times > 1] == []
        said = Counter((q.asks, q.whom, q.period, q.definition) for q in questions)
        assert [words for words, times in said.items() if times > 1] == []


@pytest.mark.parametrize("association", _ASSOCIATIONS)
def test_nothing_that_the_data_state_is_asked(association: str) -> None:
    folder = _selection(association).folder
    for _, questions in _of_members(association).values():
        for q in questions:
            rows = folder[q.target.table]
            present = rows[rows.iloc[:, 0].isin(q.target.rows)]
            if q.target.table == "contributions":
                present = present[present["year"].isin([q.period])]
            stated = present[q.target.column]
            assert all(cell in ("", "not_stated") or cell != cell for cell in stated), q.asks


def test_tuna_is_asked_for_the_period_of_its_money_and_for_those_not_reported() -> None:
    # 51 participants less 10 in work, 21 in rehabilitation and 4 in daily activities leaves 16.
    questions = asked(ROOT, programme="tuna-strangnas")
    assert _asks(questions) == [
        "Från vilken dag gäller pengarna till TUNA Strängnäs?",
        "Till vilken dag gäller pengarna till TUNA Strängnäs?",
        "Gäller beloppet till TUNA Strängnäs hela perioden eller bara hittills?",
        "Hur många deltog fortfarande i TUNA Strängnäs när perioden var slut?",
        "Hur många av deltagarna i TUNA Strängnäs gick till studier?",
    ]
    assert questions[0].whom == "Strängnäs"
    assert questions[0].known == "2\xa0027\xa0000\xa0kr (budget), utan period"
    assert questions[0].source == (
        "Svar på interpellationen om samordningsförbundet RAR i Sörmland, 12\xa0december 2022 "
        "(svaret, TUNA)"
    )
    # Whoever studies is none of those in another result, so the four must not exceed the 51.
    assert questions[4].target.new[questions[4].target.rows[0]]["exclusive_group"] == (
        "tuna-strangnas-exit"
    )


def test_money_without_people_asks_for_people_over_the_money_s_own_period() -> None:
    questions = asked(ROOT, programme="egos")
    assert _asks(questions) == [
        "Hur många deltog i EGOS?",
        "Hur många av deltagarna i EGOS gick till arbete?",
        "Hur många av deltagarna i EGOS gick till studier?",
    ]
    cells = questions[0].target.new[questions[0].target.rows[0]]
    assert (cells["period_start"], cells["period_end"]) == ("2021-01-01", "2023-02-28")
    assert cells["member_ids"] == "eskilstuna"


def test_people_without_money_ask_for_what_was_spent_over_their_period() -> None:
    (cost,) = [q for q in asked(ROOT, "tibro", programme="kompetenscenter") if q.unit == "kronor"]
    cells = cost.target.new[cost.target.rows[0]]
    assert (cells["funder"], cells["basis"]) == ("total", "spent")
    assert (cells["period_start"], cells["period_end"]) == ("2022-01", "2022-12-14")


def test_a_part_of_an_unknown_total_asks_for_the_total_and_names_what_is_known() -> None:
    (cost,) = [q for q in asked(ROOT, programme="isak") if q.unit == "kronor"]
    assert cost.known == (
        "19\xa0800\xa0000\xa0kr (beviljat), från ESF; 47\xa0000\xa0000\xa0kr (omsättning), i allt"
    )


def test_people_counted_so_far_ask_for_the_whole_period_of_the_money() -> None:
    questions = asked(ROOT, programme="react-eu")
    assert _asks(questions) == [
        "Hur många deltog i React EU Ung comeback?",
        "Hur många av deltagarna i React EU Ung comeback gick mot arbete?",
        "Hur många av deltagarna i React EU Ung comeback tog gymnasieexamen?",
    ]
    assert {q.period for q in questions} == {"1\xa0januari 2022–april 2023"}
    assert {q.known for q in questions} == {"15 deltagare hittills"}


def test_one_statement_in_two_readings_is_one_question_for_the_rows_of_both() -> None:
    later = [q for q in asked(ROOT, programme="likes") if "senare uppföljning" in q.asks]
    assert [q.target.rows for q in later] == [
        ("c-likes-a-employment-later", "c-likes-b-employment-later")
    ]


def test_a_member_is_asked_for_its_contribution_in_each_year_that_has_a_report() -> None:
    _, questions = _of_members("rar")["flen"]
    paid = [q.period for q in questions if q.target.table == "contributions"]
    assert paid == ["2019", "2022", "2025"]


def test_a_member_of_whom_nothing_is_counted_is_asked_for_its_own_participants() -> None:
    _, questions = _of_members("rar")["flen"]
    own = {
        q.asks for q in questions if q.whom == "Flen" and q.asks.startswith("Hur många deltog i")
    }
    assert "Hur många deltog i isak?" in own
    # No participant is counted in what is about how organisations work together.
    assert not [words for words in own if "förstudier" in words or "Livslångt" in words]


def test_a_municipality_s_own_unit_pays_no_contribution() -> None:
    (_, questions), *_ = _of_members("tibro").values()
    assert not [q for q in questions if q.target.table == "contributions"]


@pytest.mark.parametrize(
    ("whom", "words"),
    [
        ({}, "name one of --programme and --member"),
        ({"programme": "ima", "member": "flen"}, "name one of --programme and --member"),
        ({"programme": "imma"}, "--programme: found 'imma'; allowed are"),
        ({"member": "x"}, "--member: found 'x'; allowed are arbetsformedlingen"),
    ],
)
def test_a_form_goes_to_one_known_answerer(whom: dict[str, str], words: str) -> None:
    with pytest.raises(ParamsError, match=words):
        gaps_of(_selection("rar"), **whom)


def test_what_is_counted_member_by_member_is_asked_member_by_member() -> None:
    ongoing = [q for q in asked(ROOT, "example", programme="ung-framat") if "fortfarande" in q.asks]

    assert sorted(q.whom for q in ongoing) == ["Ekeviken", "Granåker", "Storlunda", "Älvtorp"]
    assert all(len(q.target.rows) == 1 for q in ongoing)


def test_neither_those_still_there_nor_results_are_asked_where_other_counts_state_them() -> None:
    # Kompass & Kraft: everybody has left. Stegvis 2024: a stock of the last day, and results of
    # those who left.
    assert asked(ROOT, "example", programme="kompass-kraft") == []
    stegvis = asked(ROOT, "example", programme="stegvis")
    assert not [q for q in stegvis if "fortfarande" in q.asks]
    assert not [q for q in stegvis if q.whom.startswith("alla") and "2024" in q.period]
