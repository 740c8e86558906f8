"""From the refusal over the form and its answers to the next build, on RAR's data."""

from datetime import date
from pathlib import Path

from request_forms import asked, bytes_of, copied, fill, selection_of, sent
from utfall.evidence import Subject
from utfall.request import import_form, is_form

PARTICIPANT = "cost_per_participant:tuna-strangnas:strangnas:2018:basis=budget"
OUTCOME = "cost_per_outcome:tuna-strangnas:strangnas:2018:basis=budget;outcome=employment"
PERIOD = {
    "Från vilken dag gäller pengarna": date(2018, 1, 1),
    "Till vilken dag gäller pengarna": date(2018, 12, 31),
    "Gäller beloppet till": "hela perioden",
}


def test_when_tuna_s_period_of_money_is_answered_the_cost_per_outcome_is_computed(
    tmp_path: Path,
) -> None:
    root = copied(tmp_path)
    before = selection_of(root).all.by_key
    assert before[PARTICIPANT].status == before[OUTCOME].status == "refused"
    form = fill(sent(tmp_path / "f.xlsx", programme="tuna-strangnas"), PERIOD)

    assert is_form(form)
    summary = import_form(form, root / "data" / "rar")

    assert (summary.answers, summary.completed) == (3, 3)
    after = selection_of(root)
    # 2 027 000 kronor by 51 participants, and by the 10 who went to work.
    assert after.all.by_key[PARTICIPANT].value == 2_027_000 / 51
    assert after.all.by_key[OUTCOME].value == 202_700
    # What was said of the same money stays: the association paid all of it.
    rest = [
        v
        for v in after.all.values
        if (v.measure, v.programme_id) == ("funding_not_stated", "tuna-strangnas")
    ]
    assert [v.value for v in rest] == [0]
    strangnas = next(m for m in after.members if m.member_id == "strangnas")
    assert OUTCOME in {v.key for v in after.evidence(Subject.of(strangnas), 2022).values}
    assert not [q for q in asked(root, programme="tuna-strangnas") if "pengarna" in q.asks]


def test_what_a_report_showed_before_the_answers_it_shows_after_them(tmp_path: Path) -> None:
    root = copied(tmp_path)

    def shown(year: int) -> set[tuple[str, float | None]]:
        selection = selection_of(root)
        member = next(m for m in selection.members if m.member_id == "strangnas")
        # The source of an amount is a part of its key, and now there are two.
        return {
            (v.measure + v.programme_id, v.value)
            for v in selection.evidence(Subject.of(member), year).values
            if v.status == "shown"
        }

    before = {year: shown(year) for year in (2019, 2022, 2025)}
    form = fill(sent(tmp_path / "f.xlsx", programme="tuna-strangnas"), PERIOD)
    import_form(form, root / "data" / "rar")

    for year, values in before.items():
        assert values <= shown(year)


def test_the_same_form_twice_changes_nothing(tmp_path: Path) -> None:
    root = copied(tmp_path)
    answers = {**PERIOD, "Hur många av deltagarna i TUNA Strängnäs gick till studier": 3}
    form = sent(tmp_path / "f.xlsx", programme="tuna-strangnas")
    fill(form, answers, cannot={"Hur många deltog fortfarande": "det antecknades inte"})
    import_form(form, root / "data" / "rar")
    once = bytes_of(root / "data" / "rar")

    again = import_form(form, root / "data" / "rar")

    assert bytes_of(root / "data" / "rar") == once
    assert (again.answers, again.known, again.files) == (5, 5, ())


def test_only_the_rows_that_are_answered_change(tmp_path: Path) -> None:
    root = copied(tmp_path)
    before = bytes_of(root / "data" / "rar")
    form = fill(sent(tmp_path / "f.xlsx", programme="tuna-strangnas"), PERIOD)

    import_form(form, root / "data" / "rar")

    after = bytes_of(root / "data" / "rar")
    assert {name for name in before if before[name] != after[name]} == {
        "funding.csv",
        "sources.csv",
    }
    old, new = (files["funding.csv"].decode().splitlines() for files in (before, after))
    changed = [line for line, was in zip(new, old, strict=True) if line != was]
    # The total and the association's part are one statement without a period.
    assert [line.split(",")[0] for line in changed] == [
        "f-tuna-strangnas-total",
        "f-tuna-strangnas-association",
    ]
    assert after["sources.csv"].startswith(before["sources.csv"])


def test_what_cannot_be_answered_becomes_a_finding_and_is_not_asked_again(tmp_path: Path) -> None:
    root = copied(tmp_path)
    form = sent(tmp_path / "f.xlsx", programme="ima")
    fill(form, {}, cannot={"Hur många deltog fortfarande": "det antecknades inte"})

    summary = import_form(form, root / "data" / "rar")

    assert summary.unanswerable == 1
    text = (root / "data" / "rar" / "findings.csv").read_text(encoding="utf-8")
    assert "Svaret från Strängnäs kommun säger att en uppgift inte går att få fram" in text
    assert "det antecknades inte" in text
    assert [q.asks for q in asked(root, programme="ima")] == [
        "Hur många hade lämnat IMA när perioden var slut?"
    ]


def test_a_number_replaces_the_reason_why_there_was_none_and_the_reason_is_kept(
    tmp_path: Path,
) -> None:
    root = copied(tmp_path)
    form = sent(tmp_path / "f.xlsx", programme="ratt-insats")
    fill(form, {"Hur många av deltagarna i Rätt Insats gick till arbete": 0})

    import_form(form, root / "data" / "rar")

    key = "n_outcome:ratt-insats:eskilstuna:2019/2020:kind=to_date;outcome=employment"
    after = selection_of(root)
    # Nobody is a number, and other than not known.
    assert (after.all.by_key[key].value, after.all.by_key[key].status) == (0, "shown")
    rows = after.folder["counts"]
    note = rows.loc[rows["count_id"] == "c-ratt-insats-employment", "note"].iloc[0]
    assert note == "tidigare: protokollet redovisar inga resultat för deltagarna"


def test_a_new_count_takes_the_period_that_the_same_form_gives_the_money(tmp_path: Path) -> None:
    root = copied(tmp_path)
    form = sent(tmp_path / "f.xlsx", programme="likes")
    answers = {
        "Från vilken dag gäller pengarna": date(2020, 1, 1),
        "Till vilken dag gäller pengarna": date(2022, 6, 30),
        "Gäller beloppet till": "hela perioden",
        "Hur många deltog i Likes": 60,
    }
    fill(form, answers)

    import_form(form, root / "data" / "rar")

    # In the reading that the money is Strängnäs own: 9 405 600 / 60 = 156 760.
    key = "cost_per_participant:likes:strangnas:2020/2022:basis=budget;reading=A"
    assert selection_of(root).all.by_key[key].value == 156_760


def test_money_of_a_longer_period_leads_on_to_a_question_about_the_people_of_that_period(
    tmp_path: Path,
) -> None:
    root = copied(tmp_path)
    longer = PERIOD | {"Från vilken dag gäller pengarna": date(2015, 1, 1)}
    form = fill(sent(tmp_path / "f.xlsx", programme="tuna-strangnas"), longer)
    import_form(form, root / "data" / "rar")

    assert selection_of(root).all.by_key[PARTICIPANT].status == "refused"
    people = [
        q
        for q in asked(root, programme="tuna-strangnas")
        if q.asks.startswith("Hur många deltog i")
    ]
    assert [q.period for q in people] == ["1\xa0januari 2015–31\xa0december 2018"]
