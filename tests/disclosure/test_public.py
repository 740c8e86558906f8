"""Counts that sources have published, where these are protected too."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from folder_files import Rows, register, write_folder
from pages import ROOT
from utfall.data.folder import Folder
from utfall.data.read import read_folder
from utfall.data.register import Register, read_register
from utfall.disclosure.audit import audit
from utfall.disclosure.facts import conflicts, facts_of
from utfall.disclosure.public import hide, published
from utfall.disclosure.run import protect
from utfall.errors import DisclosureError
from utfall.measures.catalogue import Catalogue, catalogue
from utfall.measures.declarations import PUBLISHED_MEASURES
from utfall.params import Disclosure, RunParams
from utfall.values import Value, parse_group


@dataclass(frozen=True)
class Made:
    """An association as its sources have it, and as it is shown."""

    open: Catalogue
    shown: Catalogue
    threshold: int

    def hidden(self) -> set[str]:
        """Keys of what is suppressed, without what the register leaves out for its own reasons."""
        return {
            key
            for key, v in self.shown.by_key.items()
            if v.status == "suppressed" and self.open.by_key[key].status != "suppressed"
        }

    def narrow(self) -> tuple[str, ...]:
        """Return what an attacker works out from every value that is shown."""
        publication = published(self.open, self.threshold)
        members = [str(one) for one in self.shown.folder["members"]["member_id"]]
        values = [*self.shown.values, *self.shown.totals(2025, members)]
        assert conflicts(values) == []
        return audit(publication, facts_of(values, PUBLISHED_MEASURES)).narrow


def made(folder: Folder, known: Register, threshold: int = 5) -> Made:
    run = RunParams(
        association="any",
        years=(2022,),
        disclosure=Disclosure(threshold=threshold, protect_public=True),
    )
    shown = protect(folder, known, run, ROOT / "nowhere").catalogue
    return Made(catalogue(folder, known, run.price_year, run.confidence), shown, threshold)


@cache
def real(name: str, threshold: int = 5) -> Made:
    known = read_register(ROOT / "data" / "register")
    return made(read_folder(ROOT / "data" / name), known, threshold)


@pytest.fixture
def small(tmp_path: Path) -> Callable[..., Made]:
    """Return a maker of an association of the given rows."""

    def make(counts: Rows, threshold: int = 5, **tables: Rows) -> Made:
        path = write_folder(tmp_path / "rar", counts=counts, **tables)
        return made(read_folder(path), register(tmp_path), threshold)

    return make


def numbers_of(one: Made, *keys: str) -> list[float | None]:
    return [one.shown.by_key[key].value for key in keys]


NUMBERS = ("value", "numerator", "denominator", "low", "high", "ci_low", "ci_high")

# The real associations


@pytest.mark.parametrize("name", ["rar", "tibro", "uppsala", "example"])
def test_nothing_hidden_can_be_worked_out_and_no_small_count_is_left(name: str) -> None:
    folder = read_folder(ROOT / "data" / name)
    if name == "example":
        # Its records are protected in other tests; here, what its sources say alone.
        folder = Folder(
            **{
                **vars(folder),
                "path": ROOT / "nowhere",
                "tables": {k: v for k, v in folder.tables.items() if k != "participations"},
            }
        )
    one = made(folder, read_register(ROOT / "data" / "register"))

    assert one.narrow() == ()
    for key, cell in published(one.open, 5).cells.items():
        v = one.shown.by_key[key]
        if cell.rule:
            assert v.status == "suppressed", key
        if v.status == "suppressed":
            assert all(getattr(v, column) is None for column in NUMBERS), key
            assert v.reason


def test_tuna_hides_4_with_what_is_not_reported_and_never_the_10() -> None:
    place = "tuna-strangnas:strangnas:2018"
    at = "n_outcome:" + place + ":outcome="
    one = real("rar")

    assert numbers_of(one, f"n_participants:{place}:", f"{at}employment") == [51, 10]
    assert numbers_of(one, f"{at}rehabilitation_af") == [21]
    assert {key for key in one.hidden() if place in key} == {
        f"{at}daily_activities",
        f"n_not_reported:{place}:",
        f"share_outcome:{place}:of=participants;outcome=daily_activities",
    }
    assert one.shown.by_key[f"share_outcome:{place}:of=participants;outcome=employment"].value


def test_all_of_react_that_gives_its_four_exits_away_is_hidden() -> None:
    one = real("rar")
    place = "react-eu:strangnas:2022:kind=to_date"

    assert numbers_of(one, f"n_participants:{place}") == [15]
    assert {
        f"n_exited:{place}",
        f"n_ongoing:{place}",
        f"n_outcome:{place};outcome=towards_employment",
        f"n_outcome:{place};outcome=upper_secondary",
    } <= one.hidden()
    # That they are too few for a share would tell of how many they are.
    shares = [v for v in one.shown.values if v.measure == "share_outcome" and "react" in v.key]
    assert {v.status for v in shares} == {"suppressed"}


def test_tibro_hides_studies_with_their_kinds_and_one_person_but_not_those_who_work() -> None:
    place = "kompetenscenter:tibro:2022"
    at = f"n_outcome:{place}:outcome="
    one = real("tibro")

    assert numbers_of(one, f"n_participants:{place}:", f"{at}employment") == [119, 9]
    hidden = one.hidden()
    assert {f"{at}{o}" for o in ("studies", "studies_csn", "studies_no_csn", "grundvux")} <= hidden
    # Work or studies less work is studies, and so is everybody less what is left.
    assert f"n_any_outcome:{place}:outcome=employment+studies" in hidden
    assert f"n_not_reported:{place}:" in hidden
    assert not [key for key in hidden if "outcome=employment" in key and "studies" not in key]


def test_where_nothing_is_small_nothing_is_hidden() -> None:
    assert real("uppsala").hidden() == set()
    assert real("tibro", 1).hidden() == set()


def test_a_higher_threshold_hides_what_a_lower_one_hid_and_more() -> None:
    assert real("rar", 5).hidden() < real("rar", 12).hidden()
    assert real("rar", 12).narrow() == ()


# Made-up associations

WHEN = {"period_start": "2019", "period_end": "2019"}


def counted(measure: str, value: float, **cells: str) -> dict[str, str]:
    name = "-".join([measure, *cells.values()])
    return {"count_id": name, "measure": measure, "value": f"{value:g}", **WHEN, **cells}


def left_for(outcome: str, value: float, of: str = "participants", **cells: str) -> dict[str, str]:
    same = {"exclusive_group": "exit"} if outcome not in ("studies_csn", "studies_no_csn") else {}
    return counted("outcome", value, **{"outcome": outcome, "of": of, **same, **cells})


MONEY = {
    "funding_id": "m1",
    "member_ids": "flen",
    "amount_sek": "400000",
    "basis": "spent",
    "period_kind": "flow",
    **WHEN,
}


def test_whatever_rests_on_a_hidden_count_is_hidden_with_it(small: Callable[..., Made]) -> None:
    rows = [
        counted("participants", 40),
        left_for("employment", 4),
        left_for("studies", 20),
    ]
    one = small(rows, funding=[MONEY])
    everything = one.open.by_key
    assert everything["cost_per_outcome:ima:flen:2019:basis=spent;outcome=employment"].value == 1e5

    hidden = one.hidden()

    assert {
        "n_outcome:ima:flen:2019:outcome=employment",
        "share_outcome:ima:flen:2019:of=participants;outcome=employment",
        "cost_per_outcome:ima:flen:2019:basis=spent;outcome=employment",
        "cost_per_outcome:ima:flen:2019:basis=spent;outcome=employment;prices=2023",
        "n_any_outcome:ima:flen:2019:outcome=employment+studies",
        "cost_per_outcome:ima:flen:2019:basis=spent;outcome=employment+studies",
        "n_not_reported:ima:flen:2019:",
    } <= hidden
    kept = {k for k, v in one.shown.by_key.items() if v.status == "shown"}
    assert {
        "n_participants:ima:flen:2019:",
        "n_outcome:ima:flen:2019:outcome=studies",
        "cost_per_participant:ima:flen:2019:basis=spent",
        "share_outcome:ima:flen:2019:of=participants;outcome=studies",
        "funding:ima:flen:2019:basis=spent;funder=total;source=s0",
    } <= kept
    assert one.narrow() == ()


def test_a_hidden_denominator_hides_its_cost_share_and_interval(small: Callable[..., Made]) -> None:
    one = small([counted("participants", 4), left_for("employment", 3)], funding=[MONEY])

    shown = {v.measure for v in one.shown.values if v.status == "shown"}

    assert "cost_per_participant:ima:flen:2019:basis=spent" in one.hidden()
    assert not {"n_participants", "n_outcome", "cost_per_participant", "cost_per_outcome"} & shown
    assert "funding" in shown


def test_zero_missing_and_hidden_stay_three_things(small: Callable[..., Made]) -> None:
    rows = [
        counted("participants", 40),
        left_for("employment", 4),
        left_for("internship", 0),
        {**left_for("studies", 0), "value": "", "exclusive_group": "", "reason": "inte redovisat"},
    ]
    one = small(rows).shown.by_key

    found = {
        name: (v.status, v.value)
        for name in ("internship", "studies", "employment")
        for v in [one[f"n_outcome:ima:flen:2019:outcome={name}"]]
    }

    assert found == {
        "internship": ("shown", 0),
        "studies": ("unknown", None),
        "employment": ("suppressed", None),
    }


def test_everybody_of_a_group_in_one_outcome_is_hidden_with_those_in_none(
    small: Callable[..., Made],
) -> None:
    rows = [
        counted("participants", 30),
        counted("completed", 12),
        left_for("employment", 12, "completed"),
        left_for("studies", 0, "completed"),
    ]
    one = small(rows)

    assert {
        "n_outcome:ima:flen:2019:outcome=employment",
        "n_outcome:ima:flen:2019:outcome=studies",
        "share_outcome:ima:flen:2019:of=completed;outcome=employment",
        "share_outcome:ima:flen:2019:of=completed;outcome=studies",
    } <= one.hidden()
    assert numbers_of(one, "n_participants:ima:flen:2019:") == [30]
    assert one.narrow() == ()


def test_nobody_in_one_of_several_outcomes_gives_nobody_away(small: Callable[..., Made]) -> None:
    rows = [counted("participants", 30), left_for("employment", 12), left_for("studies", 0)]
    one = small(rows)

    assert one.hidden() == set()


MEMBERS: Rows = [
    {"member_id": "eskilstuna", "name": "Eskilstuna", "municipality_code": "0484"},
    {"member_id": "flen", "name": "Flen", "municipality_code": "0482"},
    {"member_id": "strangnas", "name": "Strängnäs", "municipality_code": "0486"},
]
TWO = {"member_ids": "eskilstuna+flen"}
WITH_KINDS = [
    counted("participants", 60),
    left_for("studies", 20),
    left_for("studies_csn", 17),
    left_for("studies_no_csn", 3),
]


@pytest.mark.parametrize(
    ("rows", "few"),
    [
        pytest.param(
            [
                counted("participants", 3),
                counted("participants", 20, member_ids="eskilstuna"),
                counted("participants", 23, **TWO),
            ],
            "n_participants:ima:flen:2019:",
            id="members and all of them",
        ),
        pytest.param(
            [
                counted("participants", 20),
                counted("participants", 3, period_start="2020", period_end="2020"),
                counted("participants", 23, period_start="2019", period_end="2020"),
            ],
            "n_participants:ima:flen:2020:",
            id="years and all of them",
        ),
        pytest.param(
            [
                counted("participants", 23),
                counted("participants", 3, component="young", period_kind="stock"),
                counted("participants", 20, component="old", period_kind="stock"),
            ],
            "n_participants:ima:flen:2019:component=young;kind=stock",
            id="components and all of them",
        ),
        pytest.param(WITH_KINDS, "n_outcome:ima:flen:2019:outcome=studies_no_csn", id="kinds"),
        pytest.param(
            [
                counted("participants", 30),
                left_for("employment", 4),
                {**left_for("employment", 4), "count_id": "again", "primary": "false"}
                | {"source_id": "s1"},
            ],
            "n_outcome:ima:flen:2019:outcome=employment",
            id="another source that says the same",
        ),
        pytest.param(
            [counted("participants", 15), counted("exited", 4), counted("ongoing", 11)],
            "n_exited:ima:flen:2019:",
            id="stock and flow",
        ),
    ],
)
def test_a_count_that_others_add_up_to_is_not_left_alone(
    rows: Rows, few: str, small: Callable[..., Made]
) -> None:
    one = small(rows, members=MEMBERS)

    # Nothing less than all of the others shown tells it, so one more must be hidden.
    cells = published(one.open, 5).cells
    hidden = one.hidden() & set(cells)
    assert cells[few].rule == "small"
    assert few in hidden
    assert len(hidden) > 1
    assert one.narrow() == ()


def test_counts_that_do_not_add_up_bind_nobody(small: Callable[..., Made]) -> None:
    rows = [
        counted("participants", 3),
        counted("participants", 20, member_ids="eskilstuna"),
        counted("participants", 22, **TWO),
    ]
    one = small(rows, members=MEMBERS)

    assert one.hidden() & set(published(one.open, 5).cells) == {"n_participants:ima:flen:2019:"}


def test_counts_of_staff_and_what_is_planned_are_about_nobody(small: Callable[..., Made]) -> None:
    rows = [counted("participants", 3, population="staff"), counted("participants", 20)]
    one = small(rows, goals=[{"goal_id": "g1", "value": "2", "unit": "persons", **WHEN}])

    assert one.hidden() == set()
    assert all(cell.count == 20 for cell in published(one.open, 5).cells.values())


def test_totals_over_programmes_hide_what_a_hidden_count_is_part_of(
    small: Callable[..., Made],
) -> None:
    rows = [counted("participants", 3), counted("participants", 40, programme_id="two")]
    one = small(rows, programmes=[{"programme_id": p, "name": p.upper()} for p in ("ima", "two")])

    (before,) = one.open.totals(2022, ["flen"])
    (after,) = one.shown.totals(2022, ["flen"])

    assert (before.value, before.status) == (43, "shown")
    assert after.status == "suppressed"
    assert all(getattr(after, column) is None for column in NUMBERS)
    # A total of a year before the hidden count has nothing of it.
    assert one.open.totals(2018, ["flen"]) == one.shown.totals(2018, ["flen"])


def test_what_is_hidden_does_not_follow_the_order_of_the_rows(small: Callable[..., Made]) -> None:
    assert small(WITH_KINDS).hidden() == small(WITH_KINDS[::-1]).hidden()


def test_hiding_nothing_changes_nothing() -> None:
    sources = real("uppsala").open

    def never(_: pd.DataFrame) -> Catalogue:
        raise AssertionError("nothing is tried where nothing is hidden")

    assert hide(sources, frozenset(), never) is sources


def test_an_earlier_edition_that_shows_what_is_hidden_now_stops_everything(tmp_path: Path) -> None:
    from utfall.values import to_csv

    rows = [counted("participants", 40), left_for("employment", 4), left_for("studies", 20)]
    folder = read_folder(write_folder(tmp_path / "rar", counts=rows))
    known = register(tmp_path)
    sources = catalogue(folder, known, 2023, 0.95)
    few = "n_outcome:ima:flen:2019:outcome=employment"

    def with_edition(*values: Value) -> Any:
        (tmp_path / "earlier.csv").write_text(to_csv(values), encoding="utf-8", newline="")
        asked = Disclosure(protect_public=True, earlier=("earlier.csv",))
        run = RunParams(association="rar", years=(2022,), disclosure=asked)
        return protect(folder, known, run, tmp_path)

    told = with_edition(sources.by_key["n_participants:ima:flen:2019:"])
    assert told.catalogue.by_key[few].status == "suppressed"
    with pytest.raises(DisclosureError) as caught:
        with_edition(sources.by_key[few])
    assert few in caught.value.cells
    assert "4" not in str(caught.value)

    # 24 went to work or studies: then 20 of them would tell of the 4, and are hidden too.
    both = with_edition(sources.by_key["n_any_outcome:ima:flen:2019:outcome=employment+studies"])
    hidden = {k for k, v in both.catalogue.by_key.items() if v.status == "suppressed"}
    assert {few, "n_outcome:ima:flen:2019:outcome=studies"} <= hidden


def groups(values: Mapping[str, Value]) -> set[str]:
    return {name for v in values.values() for name in parse_group(v.group)}


def test_protection_adds_no_key_and_takes_none_away() -> None:
    one = real("rar")

    assert list(one.shown.by_key) == list(one.open.by_key)
    assert one.shown.keys == one.open.keys
    assert groups(one.shown.by_key) == groups(one.open.by_key)


def test_a_question_with_one_small_answer_is_hidden_whole_and_the_others_told(
    small: Callable[..., Made],
) -> None:
    found = small(
        indicators=[
            {"indicator_id": "few", "text": "en", "favourable": "17"},
            {"indicator_id": "all", "text": "en", "favourable": "10", "programme_id": "ima"},
            {"indicator_id": "other", "text": "annan", "favourable": "10"},
        ],
        counts=[{"count_id": "c", "value": "20"}],
    )
    told = {
        parse_group(v.group)["indicator"]: v.status
        for v in found.shown.values
        if v.measure == "indicator_share"
    }
    assert told == {"few": "suppressed", "all": "suppressed", "other": "shown"}
