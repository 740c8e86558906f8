"""Reports where what sources have published is protected too: page, PDF and list of figures."""

import csv
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from pages import ROOT
from utfall.cli import run as utfall
from utfall.measures import reasons

HIDDEN = "visas inte"
_DATES = re.compile(r"\b\d{1,2} (?:december|juni) \d{4}\b|\b(?:19|20)\d\d(?:[–-](?:19|20)\d\d)?\b")


@dataclass(frozen=True)
class Report:
    """One report in the three forms that are published, and its input."""

    page: BeautifulSoup
    pdf: str
    csv: Mapping[str, Mapping[str, str]]
    input: Mapping[str, Mapping[str, object]]

    @property
    def hidden(self) -> set[str]:
        """Keys of what is hidden for the sake of people."""
        return {k for k, v in self.input.items() if v["reason"] == reasons.HIDDEN}


def plain(text: str) -> str:
    """Return a text without soft hyphens and runs of spaces."""
    whole = re.sub("\u00ad\\s*", "", text).replace("\u2060", "")
    return re.sub(r"\s+", " ", whole).replace(" ;", ";")


def numbers(text: str) -> set[str]:
    """Return the numbers of a text that are no dates and no amounts of money."""
    return set(
        re.findall(r"(?<![\d,])\d+(?![\d,])", re.sub(r"\d+(?: \d{3})+", " ", _DATES.sub(" ", text)))
    )


def key_of(row: Mapping[str, object]) -> str:
    return ":".join(str(row[n]) for n in ("measure", "programme_id", "member_id", "year", "group"))


def built(root: Path, run: str, member: str) -> Report:
    for name in ("notebooks", f"data/{run}", "data/register"):
        shutil.copytree(ROOT / name, root / name)
    (root / "params").mkdir()
    text = (ROOT / "params" / f"{run}.toml").read_text(encoding="utf-8")
    assert "protect_public = false" in text
    file = root / "params" / f"{run}.toml"
    file.write_text(text.replace("protect_public = false", "protect_public = true"), "utf-8")
    words = ["build", str(file), "--member", member, "--year", "2022", "--out", str(root / "build")]
    assert utfall(words) == 0
    at = Path("member", "2022", member)
    folder = root / "build" / run / "site" / at
    values = root / "build" / run / "prepared" / at / "input.json"
    with (folder / "published.csv").open(encoding="utf-8", newline="") as lines:
        rows = {key_of(row): row for row in csv.DictReader(lines)}
    return Report(
        BeautifulSoup((folder / "index.html").read_text(encoding="utf-8"), "html.parser"),
        plain("\n".join(p.extract_text() for p in PdfReader(folder / "report.pdf").pages)),
        rows,
        {key_of(v): v for v in json.loads(values.read_text(encoding="utf-8"))["values"]},
    )


@pytest.fixture(scope="module")
def strangnas(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return built(tmp_path_factory.mktemp("rar"), "rar", "strangnas")


@pytest.fixture(scope="module")
def tibro(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return built(tmp_path_factory.mktemp("tibro"), "tibro", "tibro")


@pytest.mark.parametrize("name", ["strangnas", "tibro"])
def test_what_is_hidden_has_no_number_in_any_form(
    name: str, request: pytest.FixtureRequest
) -> None:
    report: Report = request.getfixturevalue(name)
    assert len(report.hidden) > 5
    for key in report.hidden & set(report.csv):
        row = report.csv[key]
        assert row["status"] == "suppressed"
        columns = ("value", "numerator", "denominator", "low", "high", "ci_low", "ci_high")
        assert not any(row[column] for column in columns), key
    told = [m for m in report.page.select("[data-row]") if m["data-row"] in report.hidden]
    assert told
    words = {plain(mark.get_text()).strip("() ").lower() for mark in told}
    assert words <= {HIDDEN, f"talet {HIDDEN}"}
    # The words are explained, on the page and in print.
    assert f"Visas inte, eftersom {reasons.HIDDEN}" in plain(report.page.get_text())
    assert f"Visas inte, eftersom {reasons.HIDDEN}" in report.pdf


def rows_of(report: Report, programme: str) -> list[str]:
    rows = [plain(row.get_text(" ")) for row in report.page.select("main tr")]
    return [row for row in rows if row.strip().startswith(programme)]


def sentences_of(report: Report, programme: str) -> list[str]:
    """Return what the first screen and the lists of the page say of a programme."""
    texts = [plain(p.get_text()) for p in report.page.select("main p, main li")]
    pieces = [piece for text in texts for piece in re.split(r"(?<=[.;]) (?=[A-ZÅÄÖ])", text)]
    return [piece for piece in pieces if programme in piece]


def test_tuna_tells_51_10_and_21_and_neither_4_nor_16(strangnas: Report) -> None:
    [where] = [row for row in rows_of(strangnas, "TUNA") if "rehabilitering" in row and "51" in row]
    assert "10 arbete; 21 rehabilitering via Arbetsförmedlingen" in where
    assert f"daglig verksamhet: {HIDDEN}; inte redovisade: {HIDDEN}" in where
    told = [*rows_of(strangnas, "TUNA"), *sentences_of(strangnas, "TUNA")]
    assert len(told) > 5
    for text in told:
        # 7,8 % is 4 of 51, and 31,4 % is 16 of 51.
        of_tuna = text.split("React")[0].split("Likes")[0].partition("TUNA")[2]
        assert not {"4", "16"} & numbers(of_tuna), text
        assert not re.search(r"7,8|31,4", of_tuna), text
    assert f"daglig verksamhet: {HIDDEN}" in strangnas.pdf


def test_react_tells_15_and_nothing_of_its_four_exits(strangnas: Report) -> None:
    told = [*rows_of(strangnas, "React EU"), *sentences_of(strangnas, "React EU")]
    assert any("15" in numbers(text) for text in told)
    for text in told:
        of_react = text.partition("React EU")[2].split("IMA")[0]
        assert not {"1", "3", "4", "11"} & numbers(of_react), text


def test_charts_describe_no_hidden_number(strangnas: Report, tibro: Report) -> None:
    shown = {"TUNA": {"51", "10", "21"}, "React": {"15"}, "kompetenscenter": {"119", "9"}}
    for report, names in ((strangnas, ("TUNA", "React")), (tibro, ("kompetenscenter",))):
        alts = [str(img["alt"]) for img in report.page.select("main img[alt]")]
        pieces = [piece for alt in alts for piece in alt.split(";")]
        for name in names:
            told = [piece for piece in pieces if name in piece and HIDDEN in piece]
            assert told, (name, alts)
            for piece in told:
                assert numbers(piece) <= shown[name], piece


def test_tibro_tells_9_of_119_in_work_and_nothing_of_those_who_study(tibro: Report) -> None:
    text = plain(tibro.page.get_text())
    assert "9 av 119" in text
    studies = {
        key for key in tibro.input if re.search(r"outcome=(?:studies|grundvux|.*\+studies)", key)
    }
    people = {key for key in studies if key.startswith(("n_", "share_", "cost_"))}
    assert people
    assert {str(tibro.input[key]["status"]) for key in people} <= {"suppressed", "refused"}
    # Three studied, one of them on basic adult education, and twelve had work or studied.
    for row in [*rows_of(tibro, "Tibro kompetenscenter"), *sentences_of(tibro, "studier")]:
        assert not re.search(
            r"\b(?:3|12) (?:gick till |av 119 gick till )?(?:arbete eller )?stud", row
        )
