"""What published tables of records are split by: each dimension as SQL, its codes and coarser ones.

Method: docs/disclosure.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from utfall.data.codes import ACTIVITY, INCOME, REFERRED_BY, SEX, STUDY, WORK
from utfall.measures.from_records.cuts import AGE_BANDS
from utfall.measures.from_records.duration import PLANS
from utfall.measures.from_records.horizon import UNKNOWN
from utfall.measures.from_records.outcomes import AFTER_EXIT, DEFINITIONS, NOT_DUE, in_codes, tests
from utfall.measures.from_records.steps import STEP, STEPS

__all__ = ["DIMENSIONS", "HALF_YEARS", "LATER", "QUARTERS", "UNINFORMATIVE", "Dimension"]

QUARTERS = 8
"""For how many quarters after entry it is told who is still there."""

HALF_YEARS = QUARTERS // 2
"""For how many half-years after entry it is told what people left to."""

LATER = "later"
"""Who was still there after so long."""

UNINFORMATIVE = frozenset({UNKNOWN, NOT_DUE, LATER})
"""Parts that say nothing about anybody in them; of ``later``, nothing that their stay does not."""

_WORK_OR_STUDY = "work_or_study"
_MERGED_ACTIVITY = {"work": _WORK_OR_STUDY, "study": _WORK_OR_STUDY}


@dataclass(frozen=True)
class Dimension:
    """One thing that a table is split by.

    Attributes
    ----------
    name : str
        Its name among dimensions.
    sql : str
        SQL of a row's code, over the view ``enrolled``; never NULL.
    codes : tuple of str
        Every code, in the order of a table; a code that nobody has is a zero.
    coarser : mapping of str to str
        The code that takes a code's place in the coarser form, for codes that change; empty where
        there is no coarser form.
    allowed_by : str
        What `disclosure.coarsen` calls that form.
    told : bool
        Whether it says what became of people or how they live, so that everybody of a group in
        one code gives each of them away; where and who they are is known without it.
    health : bool
        Whether it says something about health, for which the threshold is higher.
    silent : frozenset of str
        Codes that no report shows, though they follow from the others.
    rest : str
        The code of those of whom it says nothing but that they are in no other: that everybody
        is in it tells no more than a zero does.
    followed : int
        Months after a period that the records must reach for it to be told of.
    """

    name: str
    sql: str
    codes: tuple[str, ...]
    coarser: Mapping[str, str] = field(default_factory=dict, hash=False)
    allowed_by: str = ""
    told: bool = False
    health: bool = False
    silent: frozenset[str] = frozenset()
    rest: str = ""
    followed: int = 0

    def merged(self) -> "Dimension":
        """Return the coarser form; itself where there is none."""
        if not self.coarser:
            return self
        swap = self.coarser
        cases = " ".join(f"WHEN '{fine}' THEN '{coarse}'" for fine, coarse in swap.items())
        sql = f"(SELECT CASE c {cases} ELSE c END FROM (SELECT {self.sql} AS c))"  # noqa: S608
        codes = tuple(dict.fromkeys(swap.get(code, code) for code in self.codes))
        return replace(self, sql=sql, codes=codes, coarser={})


def _case(tests_of: Mapping[str, str], otherwise: str) -> str:
    cases = " ".join(f"WHEN {sql} THEN '{name}'" for name, sql in tests_of.items())
    return f"CASE {cases} ELSE '{otherwise}' END"


def _grouped(column: str, groups: Mapping[str, Sequence[str]]) -> str:
    return _case(
        {name: f"{column} IN ({in_codes(codes)})" for name, codes in groups.items()}, UNKNOWN
    )


def _due(time: str) -> tuple[str, ...]:
    return () if time == "exit" else (NOT_DUE,)


def _suffix(time: str) -> str:
    return "" if time == "exit" else f"_{time}"


def _outcome(time: str) -> Dimension:
    found = tests(time)
    names = ("work", "study", "none", *_due(time))
    return Dimension(
        f"outcome{_suffix(time)}",
        _case({name: found[name] for name in names}, UNKNOWN),
        ("work", "study", "none", UNKNOWN, *_due(time)),
        _MERGED_ACTIVITY,
        "outcomes",
        told=True,
    )


def _reached(definition: str, time: str) -> Dimension:
    found = tests(time)
    cases = {name: found[name] for name in _due(time)}
    cases |= {"yes": found[f"done_{definition}"], UNKNOWN: found[f"missing_{definition}"]}
    return Dimension(
        f"{definition}{_suffix(time)}",
        _case(cases, "no"),
        ("yes", "no", UNKNOWN, *_due(time)),
        told=True,
    )


_ACTIVITIES = {
    "work": WORK,
    "study": STUDY,
    "none": [code for code in ACTIVITY if code not in (*WORK, *STUDY)],
}
# Wages and study aid are one's own; benefits of the state and the municipality are told together,
# since each alone says who is ill.
_INCOMES = {
    "wage": ["wage"],
    "student_aid": ["student_aid"],
    "other": ["other", "none"],
}
_INCOMES["benefit"] = [c for c in INCOME if not any(c in codes for codes in _INCOMES.values())]
_INCOME_CODES = ("wage", "student_aid", "benefit", "other", UNKNOWN)
_MERGED_INCOME = {"wage": "wage_or_student_aid", "student_aid": "wage_or_student_aid"}


def _income(name: str, time: str) -> Dimension:
    sql = _grouped(f"income_{time}", _INCOMES)
    return Dimension(name, sql, _INCOME_CODES, _MERGED_INCOME, "outcomes", told=True, health=True)


_FOUND = (
    Dimension("sex", "by_sex", (*SEX, UNKNOWN)),
    Dimension(
        "age",
        "by_age",
        (*AGE_BANDS, UNKNOWN),
        dict(zip(AGE_BANDS, ("0-24", "0-24", "25-44", "25-44", "45+", "45+", "45+"), strict=True)),
        "ages",
    ),
    Dimension(
        "referred_by",
        "by_referred_by",
        (*REFERRED_BY, UNKNOWN),
        {"self": "self_or_other", "other": "self_or_other"},
        "referrals",
    ),
    *(_outcome(time) for time in AFTER_EXIT),
    *(_reached(name, time) for time in AFTER_EXIT for name in DEFINITIONS[time]),
    Dimension(
        "activity_before",
        _grouped("activity_entry", _ACTIVITIES),
        ("work", "study", "none", UNKNOWN),
        _MERGED_ACTIVITY,
        "outcomes",
        told=True,
    ),
    _income("income_before", "entry"),
    _income("income_now", "exit"),
    Dimension("plan", _case(PLANS, "none"), (*PLANS, "none")),
    Dimension(
        "step",
        STEP,
        STEPS,
        {"started": "started_or_increased", "increased": "started_or_increased"},
        "outcomes",
        told=True,
    ),
    Dimension(
        "support",
        _case(
            {
                "without": tests("exit")["a_work"],
                "with": f"{tests('exit')['work']} AND NOT {tests('exit')['a_work']}",
                UNKNOWN: tests("exit")[UNKNOWN],
            },
            "none",
        ),
        ("without", "with", "none", UNKNOWN),
        told=True,
        rest="none",
    ),
    Dimension(
        "left_to",
        _case(
            {
                LATER: f"exit IS NULL OR exit >= entry + INTERVAL {3 * QUARTERS} MONTH",
                **{name: tests("exit")[name] for name in ("work", "study")},
            },
            "other",
        ),
        ("work", "study", "other", LATER),
        _MERGED_ACTIVITY,
        "outcomes",
        told=True,
        followed=3 * QUARTERS,
    ),
    Dimension(
        "stay",
        _case(
            {
                "still": "exit IS NULL",
                **{
                    f"q{n}": f"exit < entry + INTERVAL {3 * n} MONTH"
                    for n in range(1, QUARTERS + 1)
                },
            },
            "longer",
        ),
        (*(f"q{n}" for n in range(1, QUARTERS + 1)), "longer", "still"),
        # Half-years, for what is told of them besides; by quarters it is never merged.
        {
            **{f"q{n}": f"h{(n + 1) // 2}" for n in range(1, QUARTERS + 1)},
            "longer": LATER,
            "still": LATER,
        },
        told=True,
        followed=3 * QUARTERS,
    ),
)
DIMENSIONS: Mapping[str, Dimension] = {dimension.name: dimension for dimension in _FOUND}
"""Every dimension by name."""
