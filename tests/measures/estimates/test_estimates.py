"""Estimates from shown shares: worked by hand, and hidden with what they are made of."""

from dataclasses import replace

import pytest

from evidence_rows import concealed, record, refused, value
from utfall.meaning import SWEDISH, sentences
from utfall.meaning.sentences import predicted, tipping
from utfall.measures.estimates import estimated, with_chance
from utfall.measures.estimates.members import funnels
from utfall.measures.statistics.funnel import outside, overdispersion
from utfall.measures.statistics.intervals import share_difference, wilson
from utfall.values import Value

CONFIDENCE = 0.95


def share(member: str, count: int, size: int, year: str = "2022", **more: object) -> Value:
    """Return who reached the association's aim, of a member or all."""
    parts = {"definition": "association", "programme_id": "all", **more}
    return record(
        "share_reached", count / size, unit="share", numerator=count, denominator=size,
        member_id=member, year=year, **parts,
    )  # fmt: skip


def found(*values: Value) -> dict[str, Value]:
    return {v.key: v for v in estimated(values, CONFIDENCE)}


def of(values: dict[str, Value], measure: str, **cells: str) -> list[Value]:
    return [
        v
        for v in values.values()
        if v.measure == measure and all(f"{k}={c}" in v.group for k, c in cells.items())
    ]


def test_likes_would_show_3_to_16_of_23_again() -> None:
    likes = value("share_outcome", 9 / 23, unit="share", numerator=9, denominator=23,
                  of_="participants", outcome="employment")  # fmt: skip
    [told] = of(found(likes), "predicted_outcome")
    assert (told.value, told.denominator, told.ci_low, told.ci_high) == (9, 23, 3, 16)


def test_a_new_group_is_told_by_the_people_whom_the_source_speaks_of() -> None:
    ima = value("share_outcome", 23 / 77, unit="share", numerator=23, denominator=77,
                high=47 / 77, bound="at_least", of_="participants", outcome="employment")  # fmt: skip
    completed = value("share_outcome", 23 / 53, unit="share", numerator=23, denominator=53,
                      of_="completed", outcome="employment")  # fmt: skip

    (told,) = of(found(ima, completed), "predicted_outcome")

    assert (told.denominator, told.bound) == (53, "exact")


def test_those_whose_outcome_is_not_reported_count_as_without_it_in_a_new_group() -> None:
    likes = value("share_outcome", 9 / 23, unit="share", numerator=9, denominator=23, low=9 / 23,
                  high=1, bound="at_least", of_="participants", outcome="employment")  # fmt: skip

    (told,) = of(found(likes), "predicted_outcome")

    assert (told.ci_low, told.ci_high, told.bound) == (3, 16, "at_least")
    assert "räknas då som om de inte nådde det" in predicted(told)


def test_eleven_of_imas_unknown_would_make_the_share_that_of_the_completers() -> None:
    parts = {"unit": "share", "outcome": "employment"}
    everybody = value("share_outcome", 23 / 77, numerator=23, denominator=77, high=47 / 77,
                      bound="at_least", of_="participants", **parts)  # fmt: skip
    done = value("share_outcome", 23 / 53, numerator=23, denominator=53, of_="completed", **parts)
    [told] = of(found(everybody, done), "tipping_outcome")
    assert (told.value, told.numerator, told.denominator) == (11, 23, 24)


def test_where_not_even_all_unknown_would_do_the_tipping_point_is_refused() -> None:
    parts = {"unit": "share", "outcome": "employment"}
    few = value("share_outcome", 0.1, numerator=10, denominator=100, high=0.15, bound="at_least",
                of_="participants", **parts)  # fmt: skip
    done = value("share_outcome", 0.5, numerator=10, denominator=20, of_="completed", **parts)
    [told] = of(found(few, done), "tipping_outcome")
    assert told.status == "refused"


def test_a_share_is_set_against_the_period_before() -> None:
    told = found(share("alfa", 30, 60, "2018/2021"), share("alfa", 20, 80, "2022/2025"))
    [gap] = of(told, "difference_reached", against="2018/2021")
    difference, low, high = share_difference(20, 80, 30, 60)
    assert (gap.value, gap.ci_low, gap.ci_high) == (difference, low, high)
    assert gap.year == "2022/2025"
    assert gap.value == pytest.approx(-0.25)


def test_a_member_is_set_against_everybody_else_and_not_against_a_mean_it_is_part_of() -> None:
    told = found(share("all", 50, 100), share("alfa", 30, 40), share("beta", 20, 60))
    gaps = {v.member_id: v for v in of(told, "difference_reached", against="others")}
    # Everybody but alfa: 20 of 60, and everybody but beta: 30 of 40.
    assert gaps["alfa"].value == pytest.approx(30 / 40 - 20 / 60)
    assert gaps["beta"].value == pytest.approx(20 / 60 - 30 / 40)


def test_the_tests_of_many_members_are_adjusted() -> None:
    members = [share(name, 30, 60) for name in ("a", "b", "c", "d")]
    told = found(share("all", 150, 300), share("e", 30, 60), *members)
    assert [v.value for v in of(told, "chance_reached")] == pytest.approx([1.0] * 5)
    odd = found(share("all", 140, 300), share("e", 8, 60), *[replace(m) for m in members],
                )  # fmt: skip
    least = min(v.value or 1.0 for v in of(odd, "chance_reached"))
    assert least < 0.001


def test_what_is_hidden_hides_its_estimates() -> None:
    hidden = concealed(share("alfa", 3, 40))
    told = found(hidden, share("alfa", 20, 40, "2018"), share("all", 50, 100))
    for v in told.values():
        if v.member_id == "alfa" and v.year == "2022":
            assert v.status in ("suppressed", "refused")
    [gap] = of(told, "difference_reached", against="2018")
    assert gap.status == "suppressed"


def test_what_is_refused_is_refused_with_the_same_reason() -> None:
    nine = refused("share_reached", "de är för få", unit="share", definition="association",
                   from_="records", programme_id="all", year="2022")  # fmt: skip
    [told] = of(found(nine), "predicted_reached")
    assert (told.status, told.reason) == ("refused", "de är för få")


def test_a_trend_needs_three_periods_and_something_that_varies() -> None:
    two = found(share("a", 9, 30, "2018"), share("a", 12, 30, "2019"))
    assert of(two, "trend_reached")[0].status == "refused"
    level = found(*(share("a", 0, 30, str(y)) for y in (2018, 2019, 2020)))
    assert of(level, "trend_reached")[0].status == "refused"
    [rising] = of(
        found(*(share("a", k, 100, y) for k, y in ((20, "2018"), (40, "2019"), (60, "2020")))),
        "trend_reached",
    )
    assert (rising.year, rising.low, rising.high) == ("2020", None, None)
    assert rising.value is not None
    assert rising.value < 0.001


def test_a_funnel_needs_ten_members_and_shrinkage_three() -> None:
    def members(n: int) -> dict[str, Value]:
        own = [share(f"m{i}", 10 + i, 40) for i in range(n)]
        return found(share("all", sum(10 + i for i in range(n)), 40 * n), *own)

    assert of(members(9), "funnel_reached") == []
    ten = members(10)
    assert len(of(ten, "funnel_reached")) == 20
    assert all(v.value == pytest.approx(145 / 400) for v in of(ten, "funnel_reached"))
    assert of(ten, "dispersion_reached") == []
    assert len(of(members(20), "dispersion_reached")) == 1
    assert of(members(2), "shrunken_reached") == []
    assert len(of(members(3), "shrunken_reached")) == 3


def test_women_and_men_are_set_against_each_other_once() -> None:
    def one(sex: str, count: int) -> Value:
        return record("share_outcome", count / 50, unit="share", numerator=count, denominator=50,
                      of_="exits", outcome="work", sex=sex, member_id="all")  # fmt: skip

    [gap] = of(found(one("K", 20), one("M", 10)), "difference_outcome", against="M")
    assert gap.value == pytest.approx(0.2)


def test_every_situation_has_an_interval_only_where_all_are_shown_and_add_up() -> None:
    parts = {"work": 20, "study": 10, "none": 60, "unknown": 10}

    def rows(**other: int) -> list[Value]:
        told = {**parts, **other}
        return [
            record("n_outcome", n, outcome=code, member_id="all", denominator=100)
            for code, n in told.items()
        ]

    assert len(of(found(*rows()), "share_situation")) == 4
    assert of(found(*rows(none=59)), "share_situation") == []
    *others, last = rows()
    assert of(found(*others, concealed(last)), "share_situation") == []


def test_shares_of_records_get_wilsons_interval_and_others_are_as_they_were() -> None:
    one, other = share("alfa", 9, 30), value("share_outcome", 0.5, unit="share")
    told = with_chance([one, other, concealed(share("beta", 3, 30))], CONFIDENCE)
    assert (told[0].ci_low, told[0].ci_high) == wilson(9, 30)
    assert told[1] == other
    assert told[2].ci_low is None


def test_the_order_of_the_values_changes_no_estimate() -> None:
    values = [share("all", 50, 100), share("alfa", 30, 40), share("beta", 20, 60, "2021")]
    assert found(*values) == found(*reversed(values))


def test_where_twenty_members_differ_beyond_chance_the_funnel_is_wider() -> None:
    """Ten of 40 in 100 and ten of 60 in 100 differ more than chance; twenty of 50 do not."""

    def members(*counts: int) -> dict[str, Value]:
        own = [share(f"m{i}", k, 100) for i, k in enumerate(counts)]
        return found(share("all", sum(counts), 100 * len(counts)), *own)

    apart, alike = members(*[40] * 10, *[60] * 10), members(*[50] * 20)
    [far], [near] = of(apart, "dispersion_reached"), of(alike, "dispersion_reached")
    # z is ±0.1 / √(0.25 / 100) = ±2, so that the mean of its square is 4.
    assert far.value == pytest.approx(4)
    assert far.denominator == 20
    assert near.value == pytest.approx(0)
    one, other = (of(told, "funnel_reached", level="95")[0] for told in (apart, alike))
    # τ² = (20 · 4 − 19) / (20 · 400 − 400) = 0.008026; 1.96 · √(0.0025 + 0.008026) = 0.2011.
    assert one.ci_low == pytest.approx(0.2989, abs=1e-4)
    assert one.ci_high == pytest.approx(0.7011, abs=1e-4)
    assert other.ci_low == pytest.approx(0.402, abs=0.01)


def funnel_of(*members: Value, size: int = 1000) -> dict[str, Value]:
    """Return the wider limits by member, around a whole of which one half reached it."""
    told = funnels([share("all", size // 2, size), *members])
    return {v.member_id: v for v in told if "level=998" in v.group}


def test_a_funnel_tells_the_whole_shares_that_the_tails_call_inside() -> None:
    """By hand: of 10 with one half 0 or 1 in 1024 is below 0.001, and 11 in 1024 is not."""
    limits = funnel_of(*(share(f"m{i}", i, 10) for i in range(11)))
    assert {(v.low, v.high) for v in limits.values()} == {(0.1, 0.9)}
    # Just on a limit: one of ten is inside, nobody is not, whatever the lines say.
    sides = {name: sentences.side(share(name, int(name[1:]), 10), v) for name, v in limits.items()}
    assert sides == {"m0": "below", **{f"m{i}": "inside" for i in range(1, 10)}, "m10": "above"}
    for name, told in sides.items():
        assert told == outside(int(name[1:]), 10, 0.5, level=0.998)


@pytest.mark.parametrize("size", [7, 23, 40])
@pytest.mark.parametrize("members", [10, 20])
def test_sentence_and_chart_judge_as_the_tails_do_at_every_count(size: int, members: int) -> None:
    """Of twenty that differ, with the limits that are wider by the variance between them."""
    rest = [share(f"r{i}", size * (i % 2), size) for i in range(members - 1)]
    counts = [size * (i % 2) for i in range(members - 1)]
    for count in range(size + 1):
        own = share("own", count, size)
        limits = funnel_of(own, *rest)["own"]
        between = overdispersion([count, *counts], [size] * members).tau2 if members == 20 else 0.0
        judged = outside(count, size, 0.5, level=0.998, between=between)
        assert sentences.side(own, limits) == judged
        assert SWEDISH.phrases[judged] in sentences.position(own, limits)
        assert between > 0.1 or members == 10


def test_a_member_without_others_is_compared_with_nobody() -> None:
    [gap] = of(
        found(share("a", 9, 23), share("all", 9, 23)), "difference_reached", against="others"
    )
    assert gap.status == "refused"


def test_of_records_the_unknown_tip_against_those_whose_situation_is_known() -> None:
    # 40 of 100 reached it and 20 are unknown: 40 of the 80 known, so that ten more are needed.
    told = replace(share("all", 40, 100), low=0.4, high=0.6, bound="at_least")
    [tips] = of(found(told), "tipping_reached")
    assert (tips.value, tips.denominator) == (10, 20)
    assert "vars läge inte är känt behöver minst" in tipping(tips)
    assert not of(found(share("all", 40, 100)), "tipping_reached")
