"""What a notebook's reports are about: a member, the association or a programme."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pages import Page
from utfall.build import Choice
from utfall.errors import ExecuteError
from utfall.evidence import Evidence
from utfall.notebook import about
from utfall.plan import ReportSpec

Pages = Callable[[str], dict[str, Page]]
ROOT = Path(__file__).parents[1]


def notebook(path: Path, parameters: str) -> Path:
    cell = {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": [parameters]}
    path.write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4}), encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", ["member", "association", "programme"])
def test_the_parameter_says_what_a_report_is_about(tmp_path: Path, kind: str) -> None:
    source = f'{kind}: str = "x"  # which\nyear: int = 2022\nprepared: str = ""\n'
    assert about(notebook(tmp_path / "n.ipynb", source)) == kind
    assert about(ROOT / "notebooks" / f"{kind}.ipynb") == kind


@pytest.mark.parametrize("source", ["year = 1", 'member = "a"\nprogramme = "b"', "member ="])
def test_none_or_several_or_no_python_are_refused(tmp_path: Path, source: str) -> None:
    with pytest.raises(ExecuteError, match="parameters cell"):
        about(notebook(tmp_path / "n.ipynb", source))


def spec(kind: str, name: str) -> ReportSpec:
    return ReportSpec(
        "n", 2022, name, name, kind, "none", "", Path("n.ipynb"), Path("p"), {"a": "b"}
    )


def test_a_choice_of_members_or_programmes_leaves_the_others_alone() -> None:
    every = [spec("municipality", "a"), spec("association", "x"), spec("programme", "p")]

    def chosen(choice: Choice) -> list[str]:
        return [one.subject_id for one in every if choice.has(one)]

    assert chosen(Choice()) == ["a", "x", "p"]
    assert chosen(Choice(members=("a",))) == ["a"]
    assert chosen(Choice(programmes=("p",))) == ["p"]
    assert chosen(Choice(members=("a",), programmes=("p",))) == ["a", "p"]


def evidence(page: Page) -> Evidence:
    return Evidence.read(page.folder / "input.json")


def test_the_associations_report_has_every_programme_and_no_allocation(real_pages: Pages) -> None:
    e = evidence(real_pages("rar")["association/2025/rar"])
    assert {"ima", "sikta", "isak"} <= {p.programme_id for p in e.programmes}
    assert not [v for v in e if "allocation=" in v.group]
    assert e.subject.name == "RAR i Sörmland"


def test_a_programmes_report_has_its_own_values_and_others_only_beside(real_pages: Pages) -> None:
    e = evidence(real_pages("rar")["programme/2022/ima"])
    assert {v.programme_id for v in e} <= {"ima", ""}
    assert {v.programme_id for v in e.compared} - {"ima"}
    assert [p.programme_id for p in e.programmes] == ["ima"]
    assert e.name_of(e.compared[0].programme_id)


def test_a_programme_has_no_report_before_it_began(real_pages: Pages) -> None:
    names = set(real_pages("rar"))
    assert "programme/2025/sikta" in names
    assert "programme/2019/sikta" not in names


@pytest.mark.parametrize("run", ["rar", "tibro", "uppsala"])
def test_the_first_screen_answers_five_or_six_questions_in_under_150_words(
    real_pages: Pages, run: str
) -> None:
    for name, page in real_pages(run).items():
        (block,) = [text for text in page.texts if "{.answers .short}" in text]
        assert 5 <= block.count("\n:   ") <= 6, name
        words = [w for w in block.replace("](", "] (").split() if any(c.isalpha() for c in w)]
        shown = [w for w in words if not w.startswith(("data-", ".", "{", "("))]
        assert len(shown) < 150, name


# What readers have asked; some of it only of a programme, of a member or of the association.
EVERY = {f"Q{n}" for n in range(1, 40)}
ASKED_ELSEWHERE = {
    "member": {"Q16", "Q17", "Q19", "Q20"},
    "association": {"Q5", "Q16", "Q17", "Q19"},
    "programme": {"Q5", "Q11", "Q20"},
}


@pytest.mark.parametrize("run", ["rar", "tibro"])
def test_answers_csv_holds_every_question_with_evidence_or_refusal(
    real_pages: Pages, run: str
) -> None:
    for name, page in real_pages(run).items():
        with (page.folder / "answers.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        asked = [one for row in rows for one in row["question_id"].split()]
        assert len(set(asked)) == len(asked)
        kind = name.split("/")[0] if name.count("/") > 1 else "member"
        assert EVERY - set(asked) == ASKED_ELSEWHERE[kind], name
        published = set(page.published)
        for row in rows:
            assert row["answer"], (name, row["question_id"])
            assert row["status"] in ("answered", "partly", "refused")
            assert "data-row" not in row["answer"]
            assert set(row["evidence"].split()) <= published


def test_what_has_not_been_studied_is_said_so(real_pages: Pages) -> None:
    page = real_pages("rar")["association/2025/rar"]
    with (page.folder / "answers.csv").open(encoding="utf-8") as file:
        answers = {row["question_id"]: row for row in csv.DictReader(file)}
    assert answers["Q26"]["answer"].startswith("Det har inte undersökts för Sikta mot arbetslivet")
    assert answers["Q26"]["status"] == "refused"
    assert "29 månader" not in answers["Q23"]["answer"] or "uppgett" in answers["Q23"]["answer"]


def test_the_change_from_29_to_9_months_is_refused(real_pages: Pages) -> None:
    page = real_pages("rar")["association/2025/rar"]
    row = page.published["payback_change:all:all::of=statements"]
    assert row["status"] == "refused"
