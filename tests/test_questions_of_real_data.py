"""The table of all questions, for every report of the data folders: what they hold is not ignored.

What is expected was read in the CSV files of `data/`, and is written down here beside its rows.
"""

import re
from collections.abc import Callable

import pytest

from pages import ROOT, Page
from utfall.answers.short import short
from utfall.evidence import Evidence
from utfall.params import load
from utfall.prepare import prepare_run
from utfall.sections.questions import Answered, questions
from utfall.sections.questions import people as people_questions
from utfall.sections.questions.written import plain

Pages = Callable[[str], dict[str, Page]]
Reports = dict[str, Evidence]


@pytest.fixture(scope="module")
def real(real_pages: Pages) -> Reports:
    """Return the evidence of every report of the real data, by run and name."""
    return {
        f"{run}/{name}": Evidence.read(page.folder / "input.json")
        for run in ("rar", "tibro", "uppsala")
        for name, page in real_pages(run).items()
    }


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Reports:
    """Return the evidence of the made-up association's reports of its newest year."""
    run = load(ROOT / "params" / "example.toml").model_copy(update={"years": (2025,)})
    return {
        f"{one.notebook}/{one.subject_id}": Evidence.read(one.folder / "input.json")
        for one in prepare_run(run, ROOT, tmp_path_factory.mktemp("example"))
    }


def asked(e: Evidence, question_id: str) -> Answered:
    return next(one for one in questions(e) if question_id in one.question_id.split())


def said(e: Evidence, question_id: str) -> str:
    return plain(asked(e, question_id).text).replace("\u00a0", " ")


RAR = "rar/association/2025/rar"
SIKTA = "rar/programme/2025/sikta"
RATT_INSATS = "rar/programme/2022/ratt-insats"
TIBRO = "tibro/2022/tibro"
ENKOPING = "uppsala/2023/enkoping"


@pytest.mark.parametrize(
    ("report", "question_id", "status", "words"),
    [
        # statements.csv: s-sikta-displacement
        (SIKTA, "Q28", "partly", ["konkurrerar insatsen inte med parternas ordinarie verksamhet"]),
        (RAR, "Q28", "partly", ["Sikta mot arbetslivet: Enligt förbundet konkurrerar"]),
        # findings.csv: n-sikta-volume
        (SIKTA, "Q27", "partly", ["färre deltagare än planerat", "bemanningen i Eskilstuna är låg"]),
        # goals.csv and counts.csv: isak 250 and 376, React EU 170 and 15, TUNA 20-25 per coach and 51
        (RAR, "Q27", "partly", ["376 deltog i hela länet, omkring 250 var planerade", "170 (bara 15 från Strängnäs", "(20–25)", "51 från Strängnäs (2018) deltog", "bemanningen i Eskilstuna är låg"]),
        # statements.csv: s-esf-since-2012, s-esf-concern, s-fk-external-funds
        (RAR, "Q29", "partly", ["sedan 2012: omkring 140 000 000 kr", "befarar att samverkan går förlorad", "finsamlagen"]),
        # statements.csv: s-sus-closed; findings.csv: n-sus-break
        (RAR, "Q30", "answered", ["SUS har stängts", "vad det innehåller är inte beskrivet", "svåra att jämföra"]),
        ("rar/2025/eskilstuna", "Q30", "answered", ["SUS har stängts"]),
        # programmes.csv: 13 for participants, 9 for structures, 2 for both, 7 unknown;
        # statements.csv: s-mix-change, s-process-orientation
        (RAR, "Q22", "partly", ["(13 av 24)", "(9 av 24)", "(2 av 24)", "För 7 är inriktningen inte angiven", "från insatser för strukturer till insatser för deltagare", "i processer hellre än i projekt"]),
        # statements.csv: s-payback-2020, s-payback-2025, s-payback-explanation
        (RAR, "Q23", "partly", ["29 månader", "9 månader", "Förbundet förklarar den kortare tiden", "kan inte delas upp"]),
        ("rar/2025/flen", "Q23", "partly", ["29 månader", "9 månader"]),
        (RAR, "Q24", "partly", ["(29 månader): vad som är räknat med framgår inte", "(9 månader): inte räknat med är personer som gick vidare till studier"]),
        (RAR, "Q25", "partly", ["mest osubventionerat"]),
        # programmes.csv: age_min, age_max; findings.csv: n-spira-age
        (RAR, "Q8", "answered", ["19–24 år", "psykisk ohälsa, 18–65 år", "unga, 16–24 år", "16–25 år på förbundets sida"]),
        # counts.csv: c-tibro-age-16-24, c-tibro-other-ages, both of 14 December 2022
        (TIBRO, "Q8", "answered", ["16–65 år", "14 december 2022: 18 (16–24 år) och 101 (övrig ålder)"]),
        # counts.csv: c-tibro-outside; findings.csv: n-tibro-long-term, n-tibro-sex
        (TIBRO, "Q14", "partly", ["omkring 70 personer"]),
        (TIBRO, "Q10", "partly", ["9 av 119", "Frågan gällde långtidsarbetslösa"]),
        (TIBRO, "Q21", "refused", ["Kvinnor och män är inte redovisade var för sig."]),
        # applications.csv: all four
        (RAR, "Q18", "answered", ["2 000 000 kr till Rätt Insats 2.0", "500 000 kr till Jämställd vård", "1 788 000 kr till NUVAS", "4 047 000 kr till Slussen", "förslag: bifall med villkor", "19–24 år", "läst sfi i flera år"]),
        # counts.csv: c-strangnas-applications; statements.csv: s-last-application
        ("rar/2022/strangnas", "Q18", "answered", ["0 ansökningar 2018–2022", "senast om pengar från förbundet 2015"]),
        # counts.csv: c-ratt-insats-participants; statements.csv: s-ratt-insats-doubt
        (RATT_INSATS, "Q34", "answered", ["inte redovisat för någon av de 26"]),
        (RAR, "Q34", "answered", ["inte redovisat för någon av de 26", "TUNA Strängnäs 16 av 51"]),
        (RATT_INSATS, "Q16", "partly", ["ytterst tveksamma"]),
        (RATT_INSATS, "Q21", "refused", ["redovisar inga resultat för deltagarna"]),
        # counts.csv: c-react-exited 4, all accounted for, c-react-ongoing 11
        ("rar/programme/2025/react-eu", "Q34", "answered", ["0 av dem som har slutat är okända", "11 deltog fortfarande"]),
        # contributions.csv: strangnas
        ("rar/2022/strangnas", "Q5", "partly", ["Enligt frågeställaren betalar Strängnäs omkring 500 000 kronor om året"]),
        # funding.csv: f-isak-esf; there is no total but a turnover
        ("rar/programme/2025/isak", "Q4b", "partly", ["19,8 miljoner kronor (beviljat, 2012–2014, ESF)"]),
        # counts.csv: c-misam-cases and c-tuna-eskilstuna-participants, 130 at one time
        (RAR, "Q1", "partly", ["MISAM omkring 40–50 ärenden", "130 i TUNA Eskilstuna", "Inga antal är redovisade för"]),
        # programmes.csv: likes, description; findings.csv: n-tuna-period
        (RAR, "Q12", "partly", ["två förkortade yrkesutbildningar som finns kvar", "ordinarie verksamhet från oktober 2016", "ordinarie verksamhet sedan juni 2017"]),
        # applications.csv: a-ratt-insats-2 has a proposal and no decision
        (RAR, "Q16b", "partly", ["föreslaget villkor, om det beslutades framgår inte"]),
        # statements.csv: s-lsg-rsg
        (RAR, "Q20", "partly", ["lokala samverkansgrupperna har slagits samman"]),
        # statements.csv: s-enkoping-return, -npf, -foreign-born, s-enkoping-budget-factor
        (ENKOPING, "Q11", "partly", ["klart sämre än i jämförbara kommuner", "varken bekräftas eller avvisas"]),
        (ENKOPING, "Q14", "partly", ["neuropsykiatriska diagnoser", "utrikes födda barn"]),
        (ENKOPING, "Q13", "partly", ["projektkostnaderna ska vara: 4"]),
        (ENKOPING, "Q15", "partly", ["minst två medlemmar ser behovet"]),
        (ENKOPING, "Q18", "partly", ["En ny ansökan förbereds"]),
    ],
)  # fmt: skip
def test_what_the_data_hold_is_told(
    real: Reports, report: str, question_id: str, status: str, words: list[str]
) -> None:
    told = said(real[report], question_id)

    assert [word for word in words if word not in told] == []
    assert asked(real[report], question_id).status == status


def test_the_first_screen_is_under_150_words_where_most_is_hidden(example: Reports) -> None:
    for name, e in example.items():
        assert len(plain(short(e)).split()) < 150, name


def test_who_sends_participants_is_told_where_nobody_counts_them(real: Reports) -> None:
    # parties.csv of Tibro: Försäkringskassan, role refers.
    one = asked(real["tibro/2022/tibro"], "Q31")

    assert one.status == "partly"
    assert "Tibro kompetenscenter: Försäkringskassan" in plain(one.text).replace("\u00a0", " ")


def test_what_is_said_in_2025_of_earlier_years_is_not_known_in_2022(real: Reports) -> None:
    # statements.csv: both times, 29 months of 2016-2019 and 9 months, are from a meeting in June 2025.
    told = said(real["rar/2022/strangnas"], "Q23")

    assert "månader" not in told
    assert "inte finns två tider att jämföra" in told
    assert "29 månader" in said(real["rar/2025/strangnas"], "Q23")


@pytest.mark.parametrize(
    ("report", "question_id", "status", "words"),
    [
        # counts.csv: 37 in Kompass & Kraft, whose records are hidden
        ("programme/kompass-kraft", "Q1", "partly", ["visas inte", "37 (2019–2022)"]),
        ("programme/kompass-kraft", "Q2", "partly", ["visas inte", "37 av 37 har slutat, minst 6 till arbete och 3 till studier"]),
        # 43 and 49 of six municipalities together, of which Lillskär is one
        ("member/lillskar", "Q1", "partly", ["visas inte", "43 i Friskare väg (2024) tillsammans med"]),
        # programme_members.csv: every member takes part in it; programmes.csv: for structures
        ("programme/arenan", "Q15", "answered", ["alla förbundets kommuner, Region Påhittade, Arbetsförmedlingen"]),
        ("programme/arenan", "Q1", "refused", ["riktar sig till organisationer"]),
        ("programme/arenan", "Q31", "refused", ["riktar sig till organisationer"]),
        # findings.csv: n-volume
        ("programme/oppna-dorren", "Q1", "refused", ["räknar besökare utan att registrera dem"]),
        ("programme/oppna-dorren", "Q25", "refused", ["ingen källa redovisar några deltagare"]),
        # Records of who referred are counted for everybody and by residence, not by programme.
        ("programme/stegvis", "Q31", "partly", ["Stegvis: Arbetsförmedlingen Exempelbygden", "men inte för varje insats"]),
        ("programme/stegvis", "Q25", "refused", ["räknat bara för hela förbundet"]),
        ("programme/stegvis", "Q21", "refused", ["inte är redovisade efter kön"]),
        # counts.csv: 6 to work and 3 with a subsidy in Kompass & Kraft
        ("programme/kompass-kraft", "Q25", "partly", ["Med lönebidrag redovisas", " 3, för sig"]),
        # goals.csv: 40 in 2024
        ("programme/stegvis", "Q27", "partly", ["49 deltaganden började, 40 var planerade"]),
        # applications.csv: both
        ("association/example", "Q18", "answered", ["240 000 kr till Bron", "745 000 kr till Ung framåt", "förslag: avslag"]),
        # statements.csv: s-payback, beside the computed time
        ("association/example", "Q24", "answered", ["(19 månader): inte räknat med är personer som gick till studier"]),
        # Each municipality of the same name is told apart.
        ("association/example", "Q34", "answered", ["Ung framåt (Älvtorp) 7 av 8", "Ung framåt (Ekeviken) 11 av 16", "18 av 24"]),
    ],
)  # fmt: skip
def test_reasons_and_published_counts_of_the_example(
    example: Reports, report: str, question_id: str, status: str, words: list[str]
) -> None:
    told = said(example[report], question_id)

    assert [word for word in words if word not in told] == []
    assert asked(example[report], question_id).status == status


def test_no_reason_is_denied_by_the_report_that_it_stands_in(
    real: Reports, example: Reports
) -> None:
    for name, e in (real | example).items():
        text = {one.question_id: plain(one.text).replace("\u00a0", " ") for one in questions(e)}
        every = " ".join(text.values())
        people = [v for v in e.find("n_participants", source=None) if v.status == "shown"]
        if people and e.subject.about != "member":
            assert "redovisar några deltagare" not in every, name
        if any(v.status == "shown" for v in e.find("funding")):
            assert "Ingen källa anger några pengar till insatser" not in text["Q4b"], name
        if e.statements and any(s.about == "displacement" for s in e.statements):
            assert "Enligt förbundet" in text["Q28"], name
        if e.applications:
            amounts = len(re.findall(r"sökte [\d ]+kr", text["Q18"]))
            assert amounts == len(e.applications), name
        if any("referred_by" in v.group and v.status == "shown" for v in e):
            assert "ingen källa anger hur många som anvisades" not in text["Q31"], name


def test_the_status_is_not_read_from_the_words(
    real: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    e = real["rar/programme/2025/isak"]
    before = asked(e, "Q1").status
    monkeypatch.setattr(people_questions, "participants", lambda e: ["Det går inte att säga."])

    assert asked(e, "Q1").text == "Det går inte att säga."
    assert asked(e, "Q1").status == before == "answered"


def test_an_answer_that_only_names_what_is_hidden_or_missing_is_refused(
    real: Reports, example: Reports
) -> None:
    for name, e in (real | example).items():
        for one in questions(e):
            keys = [key for key in one.evidence if key in e]
            if keys and not any(e[key].status == "shown" for key in keys):
                assert one.status == "refused", (name, one.question_id)
