"""What must hold of a whole run of published counts, whatever members and programmes are called."""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folder_files import Rows, write_folder, write_register
from utfall.evidence import Evidence
from utfall.params import load
from utfall.prepare import prepare_run
from utfall.values import Value

MEMBER = Path(__file__).parent / "notebooks" / "small.ipynb"
RUN = 'association = "rar"\nyears = [2022]\nmembers = "all"\n'
PROTECTED = "[disclosure]\nprotect_public = true\n"
CODES = {"eskilstuna": "0484", "flen": "0482", "strangnas": "0486"}
NAMES = {"eskilstuna": "Eskilstuna", "flen": "Flen", "strangnas": "Strängnäs"}
PEOPLE = {"eskilstuna": 41, "flen": 3, "strangnas": 127}
WORK = {"eskilstuna": 17, "flen": 2, "strangnas": 58}

Told = dict[str, dict[str, Value]]


def run(tables: Mapping[str, Rows], more: str = "") -> Told:
    """Return what each member's report is given, by member and key."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_folder(root / "data" / "rar", **tables)
        write_register(root / "data" / "register")
        for name in ("params", "notebooks"):
            (root / name).mkdir()
        shutil.copyfile(MEMBER, root / "notebooks" / "member.ipynb")
        file = root / "params" / "run.toml"
        file.write_text(RUN + more, encoding="utf-8")
        return {
            one.subject_id: {
                v.key: v for v in Evidence.read(one.folder / "input.json").values
            }
            for one in prepare_run(load(file), root, root / "build")
        }  # fmt: skip


def _period(year: str = "2018") -> dict[str, str]:
    return {"period_start": year, "period_end": year}


def tables(
    names: Mapping[str, str],
    order: Sequence[int] = range(3),
    people: Mapping[str, int] = PEOPLE,
) -> dict[str, Rows]:
    """Return members under some names, with counts, a joint programme and money, in some order."""
    members = [
        {"member_id": names[m], "name": NAMES[m], "municipality_code": CODES[m]} for m in CODES
    ]
    counts = [
        {**_period(), "count_id": f"{m}-{measure}", "member_ids": names[m], "measure": measure,
         "outcome": "employment" if measure == "outcome" else "", "value": str(told[m]),
         "of": "participants" if measure == "outcome" else ""}
        for measure, told in (("participants", people), ("outcome", WORK))
        for m in CODES
    ]  # fmt: skip
    joint = "+".join(sorted(names[m] for m in ("eskilstuna", "flen")))
    counts += [
        {**_period("2019"), "count_id": "joint", "programme_id": "tuna", "member_ids": joint,
         "measure": "participants", "value": "66"}
    ]  # fmt: skip
    paid = [
        {**_period(), "funding_id": f"f-{m}", "member_ids": names[m], "list_id": "",
         "amount_sek": str(100_000 * PEOPLE[m])}
        for m in CODES
    ]  # fmt: skip
    return {
        "members": [members[at] for at in order],
        "counts": [*(counts[at] for at in order), *counts[3:]],
        "funding": [paid[at] for at in order],
        "programmes": [
            {"programme_id": "ima", "name": "IMA"}, {"programme_id": "tuna", "name": "TUNA"}
        ],
        "programme_members": [
            {"programme_id": "ima", "member_id": names[m]} for m in CODES
        ] + [{"programme_id": "tuna", "member_id": names[m]} for m in ("eskilstuna", "flen")],
        "readings": [],
    }  # fmt: skip


def renamed(told: Told, names: Mapping[str, str]) -> Told:
    """Return the same with every member under its new name."""

    def of(member_id: str) -> str:
        return "+".join(sorted(names.get(one, one) for one in member_id.split("+")))

    return {
        names[member]: {
            (new := replace(v, member_id=of(v.member_id))).key: new for v in values.values()
        }
        for member, values in told.items()
    }


SAME = {m: m for m in CODES}


@pytest.mark.parametrize("more", ["", PROTECTED], ids=["as published", "protected"])
def test_renaming_and_reordering_members_changes_no_value_in_any_report(more: str) -> None:
    before = run(tables(SAME), more)
    assert set(before) == set(CODES)
    assert any(v.measure == "cost_per_outcome" for v in before["strangnas"].values())
    hidden = [v for v in before["flen"].values() if v.status == "suppressed"]
    assert bool(hidden) is bool(more)

    @settings(deadline=None, max_examples=4, derandomize=True)
    @given(
        st.permutations(["eskilstuna", "flen", "strangnas", "a", "zz"]), st.permutations(range(3))
    )
    def changes_nothing(names: list[str], order: list[int]) -> None:
        new = dict(zip(CODES, names, strict=False))
        assert run(tables(new, order), more) == renamed(before, new)

    changes_nothing()


def test_of_two_counts_alike_the_same_municipality_is_hidden_whatever_it_is_called() -> None:
    # Three people must not be had as all less the two others, one of which is hidden with them.
    alike = {"eskilstuna": 127, "flen": 3, "strangnas": 127}

    def told(names: Mapping[str, str]) -> Told:
        given = tables(names, people=alike)
        whole = {**_period(), "count_id": "all", "member_ids": "+".join(sorted(names.values())),
                 "measure": "participants", "value": "257"}  # fmt: skip
        return run({**given, "counts": [*given["counts"], whole]}, PROTECTED)

    before = told(SAME)
    at = "n_participants:ima:{}:2018:"
    states = {m: before[m][at.format(m)].status for m in CODES}
    assert sorted(states.values()) == ["shown", "suppressed", "suppressed"]
    for names in (("strangnas", "flen", "eskilstuna"), ("zz", "b", "a"), ("a", "b", "zz")):
        new = dict(zip(CODES, names, strict=True))
        assert told(new) == renamed(before, new)


def test_a_programme_divided_in_two_with_the_same_people_changes_no_total_of_participations() -> (
    None
):
    def of(*programmes: tuple[str, int]) -> list[Value]:
        counts = [
            {**_period(), "count_id": p, "programme_id": p, "measure": "participants",
             "value": str(n)}
            for p, n in programmes
        ]  # fmt: skip
        told = run({
            "programmes": [{"programme_id": p, "name": p} for p, _ in programmes],
            "programme_members": [{"programme_id": p} for p, _ in programmes],
            "readings": [],
            "counts": counts,
        })  # fmt: skip
        return [v for v in told["flen"].values() if v.programme_id == "all"]

    whole, divided = of(("p", 60)), of(("p", 37), ("q", 23))
    assert any(v.measure == "n_participations" and v.value == 60 for v in whole)
    assert {v.key: (v.value, v.low, v.high) for v in whole} == {
        v.key: (v.value, v.low, v.high) for v in divided
    }
