"""The association's own table of context figures."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folder_files import write_folder, write_register
from kolada_server import Answer, Kolada, row, serving
from utfall.cli import run
from utfall.context import Filled, fill
from utfall.context import kolada as kolada_module
from utfall.context.kolada import KoladaError
from utfall.data.check import check_path, check_register
from utfall.data.register import read_register, with_own_context
from utfall.errors import DataError, ParamsError, UtfallError
from utfall.params import load

TODAY = date(2026, 11, 1)
MEMBERS = [
    {"member_id": "flen", "name": "Flen", "municipality_code": "0482"},
    {"member_id": "strangnas", "name": "Strängnäs", "municipality_code": "0486"},
    {"member_id": "vard", "name": "Vården", "kind": "region", "municipality_code": ""},
]
ROWS = [
    row("N03920", "0486", 2023, 6.5),
    row("N03920", "0482", 2023, None, status="Missing"),
    row("N01713", "0486", 2023, 21453),
    row("N03920", "0000", 2023, 6.1),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_folder(tmp_path / "data" / "rar", members=MEMBERS)
    write_register(tmp_path / "data" / "register")
    (tmp_path / "run.toml").write_text('association = "rar"\nyears = [2022]\n')
    return tmp_path


def filled(root: Path, base: str, today: date = TODAY, years: tuple[int, ...] = (2023,)) -> Filled:
    params = load(root / "run.toml")
    return fill(params, root, today=today, years=years, base=base, wait=0.001)


def table(root: Path, name: str = "context") -> pd.DataFrame:
    return pd.read_csv(root / "data" / "rar" / f"{name}.csv", dtype=str, keep_default_na=False)


def test_figures_are_kept_with_their_day_and_credit(root: Path) -> None:
    with serving(Kolada(ROWS)) as base:
        told = filled(root, base)
    assert (told.rows, told.missing) == (4, 1)
    kept = table(root).set_index("context_id")
    strangnas = kept.loc["kolada-n03920-0486-2023"]
    assert (strangnas["value"], strangnas["name"], strangnas["status"]) == (
        "6.5", "Strängnäs", "shown",
    )  # fmt: skip
    assert kept.loc["kolada-n01713-0486-2023", "value"] == "21453"
    assert tuple(kept.loc["kolada-n03920-0482-2023", ["value", "status"]]) == ("", "missing")
    assert kept.loc["kolada-n03920-0000-2023", "municipality_code"] == "00"
    [source] = table(root, "context_sources").to_dict("records")
    assert (source["date"], source["note"]) == ("2026-11-01", "Källa: Kolada")


def test_what_is_kept_is_read_with_the_register_and_is_sound(root: Path) -> None:
    with serving(Kolada(ROWS)) as base:
        filled(root, base)
    alone = read_register(root / "data" / "register")
    both = with_own_context(alone, root / "data" / "rar")
    assert len(both.context) == len(alone.context) + 4
    assert check_register(both) == []
    assert check_path(root / "data" / "rar", alone)[1] == []


def test_a_fault_in_what_is_kept_is_told_where_it_is(root: Path) -> None:
    with serving(Kolada(ROWS)) as base:
        filled(root, base)
    # A code of its own for each row: no two of them may tell the same figure again.
    wrong = table(root).assign(municipality_code=["7771", "7772", "7773", "7774"])
    wrong.to_csv(root / "data/rar/context.csv", index=False)
    _, problems = check_path(root / "data" / "rar", read_register(root / "data" / "register"))
    assert {(Path(p.file).name, p.problem) for p in problems} == {("context.csv", "unknown area")}
    assert sorted(p.row or 0 for p in problems) == [2, 3, 4, 5]


def test_what_kolada_hides_is_hidden_and_what_it_lacks_is_missing(root: Path) -> None:
    rows = [row("N03920", "0486", 2023, None, status="Private"),
            row("N03920", "0482", 2023, None, status="Missing")]  # fmt: skip
    with serving(Kolada(rows)) as base:
        filled(root, base)
    assert table(root)["status"].tolist() == ["missing", "suppressed"]


def test_figures_from_other_sources_stay(root: Path) -> None:
    with serving(Kolada(ROWS)) as base:
        filled(root, base)
    own = table(root).iloc[[0]].assign(context_id="x1", source_id="egen", measure="eget")
    pd.concat([table(root), own]).to_csv(root / "data/rar/context.csv", index=False)
    source = table(root, "context_sources").assign(source_id="egen")
    pd.concat([table(root, "context_sources"), source]).to_csv(
        root / "data/rar/context_sources.csv", index=False
    )
    with serving(Kolada(ROWS)) as base:
        filled(root, base, date(2026, 12, 1))
    assert "x1" in set(table(root)["context_id"])
    assert sorted(table(root, "context_sources")["source_id"]) == ["egen", "kolada"]
    assert len(table(root)) == 5


def test_another_shape_is_no_missing_network(root: Path) -> None:
    with serving(Kolada(ROWS)) as base:
        filled(root, base)
    with (
        serving(Kolada([], fault=lambda n, _: (200, {}, b"<html>"))) as base,
        pytest.raises(KoladaError, match=r"no JSON.*; the figures fetched 2026-11-01 stand$"),
    ):
        filled(root, base)


@pytest.mark.parametrize(
    "answer",
    [
        (404, {}, b""),
        (404, {"Content-Type": "text/html"}, b"<p>Not found"),
        (200, {}, b"<html>"),
        (200, {}, b'{"count": 0, "values": [], "next_url": 5}'),
        (200, {}, b'{"count": 0, "values": [], "next_url": "http://localhost:1/x"}'),
        (200, {}, b'{"count": 0, "values": []}'),
    ],
)
def test_whatever_is_wrong_the_earlier_copy_stands_and_its_day_is_told(
    root: Path, answer: Answer
) -> None:
    broken = Kolada([], fault=lambda n, _: answer)
    with serving(broken) as base, pytest.raises(KoladaError, match=r"; there is no earlier copy$"):
        filled(root, base)
    with serving(Kolada(ROWS)) as base:
        filled(root, base)
    before = (root / "data" / "rar" / "context.csv").read_bytes()
    with serving(broken) as base, pytest.raises(KoladaError, match=r"fetched 2026-11-01 stand$"):
        filled(root, base, date(2026, 12, 24))
    assert (root / "data" / "rar" / "context.csv").read_bytes() == before
    assert table(root, "context_sources")["date"].tolist() == ["2026-11-01"]


SEVERAL = [row("N03920", "0486", year, year / 1000) for year in range(2019, 2024)]


def test_earlier_years_stay_and_the_newest_fetched_wins(root: Path) -> None:
    with serving(Kolada(SEVERAL)) as base:
        filled(root, base, years=tuple(range(2019, 2024)))
    anew = [row("N03920", "0486", 2023, 9.9), row("N01713", "0486", 2023, 21453)]
    with serving(Kolada(anew)) as base:
        told = filled(root, base, date(2026, 12, 1))
    assert (told.rows, told.stayed) == (2, 4)
    assert told.told.endswith("; 4 fetched earlier stayed")
    kept = table(root).set_index("context_id")
    assert kept["value"].to_dict() == {
        "kolada-n01713-0486-2023": "21453",
        **{f"kolada-n03920-0486-{year}": f"{year / 1000}" for year in range(2019, 2023)},
        "kolada-n03920-0486-2023": "9.9",
    }
    # The source has the newest day alone, so that what is older says so itself.
    assert table(root, "context_sources")["date"].tolist() == ["2026-12-01"]
    assert kept["note"].tolist() == [
        "nyckeltal N01713", *["nyckeltal N03920, hämtat 2026-11-01"] * 4, "nyckeltal N03920",
    ]  # fmt: skip
    assert check_path(root / "data" / "rar", read_register(root / "data" / "register"))[1] == []


def test_what_stayed_keeps_the_day_it_was_fetched(root: Path) -> None:
    for year, day in ((2019, 1), (2020, 2), (2021, 3)):
        with serving(Kolada(SEVERAL)) as base:
            filled(root, base, date(2026, 11, day), years=(year,))
    notes = [note.removeprefix("nyckeltal N03920") for note in table(root)["note"]]
    assert notes == [", hämtat 2026-11-01", ", hämtat 2026-11-02", ""]


def test_what_kolada_no_longer_answers_stays_and_is_told(root: Path) -> None:
    with serving(Kolada(ROWS)) as base:
        filled(root, base)
    with serving(Kolada(ROWS[:1])) as base:
        told = filled(root, base, date(2026, 12, 1))
    assert (
        "; 3 fetched earlier stayed, 3 of them asked for again and no longer answered" in told.told
    )
    assert len(table(root)) == 4


def test_a_wait_that_was_cut_short_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kolada_module, "sleep", lambda seconds: None)
    busy: Answer = (429, {"Retry-After": "86400"}, b"")
    with serving(Kolada(ROWS, fault=lambda n, _: busy if n == 1 else None)) as base:
        told = filled(root, base)
    assert "'86400': 60 seconds is the longest that is waited" in told.told


def test_small_and_large_figures_are_written_as_the_check_reads_them(root: Path) -> None:
    rows = [row("N03920", "0486", 2023, 1e-7), row("N01713", "0486", 2023, 1e22)]
    with serving(Kolada(rows)) as base:
        filled(root, base)
    assert table(root)["value"].tolist() == ["1" + "0" * 22, "0.0000001"]
    assert check_path(root / "data" / "rar", read_register(root / "data" / "register"))[1] == []


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"\xff\xfe", b'context_id,"', b""])
def test_an_earlier_copy_that_cannot_be_read_is_not_written_over(
    root: Path, content: bytes
) -> None:
    with serving(Kolada(ROWS)) as base:
        filled(root, base)
    (root / "data" / "rar" / "context.csv").write_bytes(content)
    kolada = Kolada(ROWS)
    with serving(kolada) as base, pytest.raises(DataError, match=r"context\.csv"):
        filled(root, base)
    assert (root / "data" / "rar" / "context.csv").read_bytes() == content
    assert kolada.asked == []


def test_a_table_that_cannot_be_written_leaves_nothing_behind(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(Kolada(ROWS)) as base:
        filled(root, base)
    before = (root / "data" / "rar" / "context.csv").read_bytes()
    whole = Path.write_text

    def full(self: Path, text: str, *more: Any, **named: Any) -> int:
        if self.name == ".context_sources.new":
            whole(self, text[:10], *more, **named)
            raise OSError(28, "No space left on device")
        return whole(self, text, *more, **named)

    monkeypatch.setattr(Path, "write_text", full)
    with serving(Kolada(SEVERAL)) as base, pytest.raises(OSError, match="No space"):
        filled(root, base)
    assert (root / "data" / "rar" / "context.csv").read_bytes() == before
    assert not list((root / "data" / "rar").glob(".*"))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["N03920", "0486", 2023, "T", 10**400, "\ud800", "http://localhost:1/"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["gender", "value", "status", "kpi", "values"]), inner),
    max_leaves=6,
)  # fmt: skip


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """A sound document of which one part, at any depth, is something else or gone."""
    told: Any = {"count": 1, "values": [row("N03920", "0486", 2023, 6.5)], "next_url": None}
    place: Any = told
    for _ in range(draw(st.integers(0, 4))):
        inner = list(place.values() if isinstance(place, dict) else place)
        deeper = [one for one in inner if isinstance(one, dict | list) and one]
        if not deeper:
            break
        place = draw(st.sampled_from(deeper))
    at = draw(st.sampled_from(list(place) if isinstance(place, dict) else list(range(len(place)))))
    if draw(st.integers(0, 9)):
        place[at] = draw(ANYTHING)
    else:
        del place[at]
    return json.dumps(told).encode()


@pytest.fixture(scope="module")
def server() -> Iterator[Kolada]:
    """One server for every document: a server's end takes half a second."""
    kolada = Kolada(ROWS)
    with serving(kolada):
        yield kolada


@pytest.fixture(scope="module")
def kept(server: Kolada, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept")
    write_folder(folder / "data" / "rar", members=MEMBERS)
    write_register(folder / "data" / "register")
    (folder / "run.toml").write_text('association = "rar"\nyears = [2022]\n')
    filled(folder, server.base)
    return folder


@settings(max_examples=200, deadline=None)
@given(body=documents() | ANYTHING.map(lambda told: json.dumps(told).encode()) | st.binary())
def test_no_document_is_a_traceback_or_half_a_table(
    kept: Path, server: Kolada, body: bytes
) -> None:
    files = [kept / "data" / "rar" / f"{name}.csv" for name in ("context", "context_sources")]
    before = [file.read_bytes() for file in files]
    server.fault = lambda n, _: (200, {}, body)
    refused = ""
    try:
        filled(kept, server.base, date(2026, 12, 24))
    except UtfallError as err:
        refused = str(err)
    if refused:
        assert refused.endswith("; the figures fetched 2026-11-01 stand")
        assert refused.isprintable()
        assert [file.read_bytes() for file in files] == before
    else:  # what is taken over is sound
        register = read_register(kept / "data" / "register")
        assert check_path(kept / "data" / "rar", register)[1] == []
    for file, content in zip(files, before, strict=True):
        file.write_bytes(content)
    assert not list((kept / "data" / "rar").glob(".*"))


def test_a_table_without_its_sources_is_told(root: Path) -> None:
    with serving(Kolada(ROWS)) as base:
        filled(root, base)
    (root / "data" / "rar" / "context_sources.csv").unlink()
    with pytest.raises(DataError, match="context_sources"):
        with_own_context(read_register(root / "data" / "register"), root / "data" / "rar")


def test_the_same_answer_gives_the_same_bytes(root: Path) -> None:
    found = []
    for rows in (ROWS, ROWS[::-1]):
        with serving(Kolada(rows)) as base:
            filled(root, base)
        found.append((root / "data" / "rar" / "context.csv").read_bytes())
    assert found[0] == found[1]


def test_without_a_network_the_last_copy_stands_and_its_day_is_told(root: Path) -> None:
    with serving(Kolada(ROWS)) as base:
        filled(root, base)
    before = (root / "data" / "rar" / "context.csv").read_bytes()
    told = filled(root, base, date(2026, 12, 24))
    assert "the figures fetched 2026-11-01 stand" in told.told
    assert (root / "data" / "rar" / "context.csv").read_bytes() == before
    assert table(root, "context_sources")["date"].tolist() == ["2026-11-01"]


def test_an_answer_that_breaks_off_half_way_leaves_the_last_copy(root: Path) -> None:
    with serving(Kolada(ROWS)) as base:
        filled(root, base)
    before = (root / "data" / "rar" / "context.csv").read_bytes()
    many = [row("N03920", "0486", 2023, 9.9), row("N01713", "0486", 2023, 1.0)]
    broken = Kolada(many, page=1, fault=lambda n, _: (500, {}, b"") if n > 1 else None)
    with serving(broken) as base:
        told = filled(root, base)
    assert "stand" in told.told
    assert (root / "data" / "rar" / "context.csv").read_bytes() == before
    assert not list((root / "data" / "rar").glob(".*"))


def test_without_a_network_and_a_copy_it_says_what_to_do(root: Path) -> None:
    with serving(Kolada([])) as base:
        pass
    with pytest.raises(KoladaError, match="no earlier copy"):
        filled(root, base)
    assert not (root / "data" / "rar" / "context.csv").exists()


def test_made_up_municipalities_are_never_asked_for(root: Path) -> None:
    members = [{"member_id": "x", "name": "X", "municipality_code": "9901"}]
    write_folder(root / "data" / "rar", members=members)
    kolada = Kolada(ROWS)
    with serving(kolada) as base, pytest.raises(ParamsError, match="all made up"):
        filled(root, base)
    assert kolada.asked == []


def test_the_command_fills_the_table_and_ends_well(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("params", "notebooks"):
        (root / name).mkdir()
    file = root / "params" / "run.toml"
    file.write_text((root / "run.toml").read_text())
    (root / "notebooks" / "member.ipynb").write_bytes(SMALL.read_bytes())
    with serving(Kolada(ROWS)) as base:
        monkeypatch.setenv("UTFALL_KOLADA", base)
        code = run(["context", str(file), "--from", "2023", "--to", "2023"])
    assert code == 0
    assert "4 figures of 2023 to 2023, 1 of them without a value" in capsys.readouterr().out
    assert run(["context", str(file), "--from", "2024", "--to", "2023"]) == 2


def test_a_municipality_that_kolada_does_not_know_is_named_and_a_stranger_is_not_kept(
    root: Path,
) -> None:
    rows = [row("N03920", "0486", 2023, 9.9), row("N03920", "1234", 2023, 1.0)]
    with serving(Kolada(rows, fault=lambda n, path: None)) as base:
        told = filled(root, base)
    assert "Kolada has nothing about " in told.told
    assert set(table(root)["municipality_code"]) == {"0486"}


def test_the_command_without_a_network_or_a_copy_fails_and_writes_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("params", "notebooks"):
        (root / name).mkdir()
    file = root / "params" / "run.toml"
    file.write_text((root / "run.toml").read_text())
    (root / "notebooks" / "member.ipynb").write_bytes(SMALL.read_bytes())
    with serving(Kolada([])) as base:
        monkeypatch.setenv("UTFALL_KOLADA", base)
    monkeypatch.setattr(kolada_module, "_TRIES", 0)
    assert run(["context", str(file), "--from", "2023", "--to", "2023"]) == 1
    assert "no earlier copy" in capsys.readouterr().err
    assert not (root / "data" / "rar" / "context.csv").exists()


SMALL = Path(__file__).parents[1] / "notebooks" / "small.ipynb"
