"""What estimates mean, in both languages: written from the numbers, and never a bare one."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from evidence_rows import concealed, record, refused, value
from utfall.meaning import ENGLISH, LANGUAGES, SWEDISH, Language, sentences
from utfall.text import marked_keys
from utfall.values import Bound, Value

SHARE = value("share_outcome", 9 / 23, unit="share", numerator=9, denominator=23, ci_low=0.2216,
              ci_high=0.5921, of_="participants", outcome="employment")  # fmt: skip
NEW = value("predicted_outcome", 9, numerator=9, denominator=23, ci_low=3, ci_high=16)
GAP = value("difference_reached", -0.046, unit="share", ci_low=-0.21, ci_high=0.109)
TIPS = value("tipping_outcome", 11, numerator=23, denominator=24)
FAR = value("detectable_outcome", unit="share", low=0.1, high=0.7, denominator=23)
TREND = value("trend_reached", 0.01, unit="p")
THEN, LATER = (
    value("share_reached", x, unit="share", denominator=50, year=y)
    for x, y in ((0.2, "2018"), (0.4, "2022"))
)
TENTH = value("months_to_work", 12, unit="months", ci_low=9, ci_high=13, share="10")
QUARTER = value("months_to_work", 21, unit="months", ci_low=18, share="25")
JOBS = value("chance_of_outcome", 65, ci_low=50.163188, ci_high=82.849139)
SPREAD = value("dispersion_reached", 2.34, unit="ratio", denominator=20)
SEXES = value("chance_to_work", 0.3, unit="p")
DRAWN = value("shrunken_reached", 0.31, unit="share", bound="conditional", reason="x")
LEFT = record("share_left_to", 55 / 249, unit="share", numerator=55, denominator=249,
              half_years="2", left_to="work", member_id="all")  # fmt: skip
COST = value("cost_per_outcome", 549812, unit="sek", ci_low=402036, ci_high=789417, bound="at_most")
MONTHS = value("payback_months", 25.2, unit="months", payer="public")
BACK = value("return_association", low=0.0, high=6.2, unit="ratio")
NEUTRAL = value("neutral_level", 3.999, unit="ratio")
WANTED = value("against_expected_reached", 1.2, unit="ratio", numerator=12, denominator=10,
               ci_low=0.62, ci_high=2.1)  # fmt: skip

BOUNDED = value("share_reached", 0.3, unit="share", numerator=6, denominator=20, low=0.3, high=0.45)
LIMITS = value("funnel_reached", 0.3, unit="share", low=0.1, high=0.6, ci_low=0.09, ci_high=0.62,
               level="998")  # fmt: skip
EVEN = value("break_even_share", 0.31, unit="share")
YEARS = value("break_even_person_years", 78.06, unit="years")
WORTH = value("net_present_value", -1_234_567, unit="sek", payer="public")

TELL: dict[str, tuple[Value, Callable[[Value, Language], str]]] = {
    "chance": (SHARE, sentences.chance),
    "predicted": (NEW, sentences.predicted),
    "difference": (GAP, lambda v, lang: sentences.difference(v, "reached", "women", "men", lang)),
    "tipping": (TIPS, sentences.tipping),
    "detectable": (FAR, sentences.detectable),
    "trend": (TREND, lambda v, lang: sentences.trend(v, [THEN, LATER], lang)),
    "to_work": (TENTH, lambda v, lang: sentences.to_work([v], lang)),
    "sexes_to_work": (SEXES, sentences.sexes_to_work),
    "jobs": (JOBS, sentences.jobs),
    "dispersion": (SPREAD, sentences.dispersion),
    "drawn": (DRAWN, sentences.drawn),
    "left_to": (LEFT, sentences.left_to),
    "cost": (COST, sentences.cost),
    "payback": (MONTHS, sentences.payback),
    "returned": (BACK, lambda v, lang: sentences.returned(v, NEUTRAL, lang)),
    "expected": (WANTED, sentences.expected),
    "position": (BOUNDED, lambda v, lang: sentences.position(v, LIMITS, lang)),
    "break_even": (EVEN, lambda v, lang: sentences.break_even(v, YEARS, lang)),
    "worth": (WORTH, sentences.worth),
}


def plain(text: str) -> str:
    return re.sub(r"\[([^\]]*)\]\{[^}]*\}", r"\1", text).replace("\u00a0", " ").replace("\\", "")


def test_after_nine_of_23_a_new_group_might_show_3_to_16() -> None:
    assert plain(sentences.predicted(NEW)) == (
        "I en ny grupp av samma slag, 23 till antalet, skulle mellan 3 och 16 kunna nå samma resultat, om inget annat ändras. "
        "Det är inget löfte och ingen bedömning av en enskild person."
    )
    assert plain(sentences.predicted(NEW, ENGLISH)).startswith(
        "In a new group of the same kind, 23 in number, between 3 and 16 might reach the same"
    )


def test_a_share_is_told_as_its_count_before_its_chance() -> None:
    assert plain(sentences.chance(SHARE)) == (
        "9 av 23 är vad som hände. Med samma arbetssätt och lika många kunde slumpen ha gett mellan "
        "22,2 % och 59,2 %. Det säger inget om vad det beror på."
    )


def test_zero_and_all_of_n_are_told_as_they_are() -> None:
    none = value("share_outcome", 0.0, unit="share", numerator=0, denominator=20, ci_low=0.0,
                 ci_high=0.1611)  # fmt: skip
    assert plain(sentences.chance(none)).startswith("0 av 20 är vad som hände.")
    every = value("share_outcome", 1.0, unit="share", numerator=5, denominator=5)
    assert plain(sentences.chance(every)) == "5 av 5 är vad som hände."


@pytest.mark.parametrize(
    ("gap", "low", "high", "told"),
    [
        (0.2, 0.05, 0.33, "20,0 procentenheter högre bland kvinnor än bland män. Skillnaden är större"),
        (-0.2, -0.33, -0.05, "20,0 procentenheter lägre bland kvinnor än bland män. Skillnaden är större"),
        (0.1, -0.1, 0.3, "10,0 procentenheter högre bland kvinnor än bland män. Skillnaden är inte större"),
        (0.0, -0.1, 0.1, "lika stor bland kvinnor som bland män. Skillnaden är inte större"),
    ],
)  # fmt: skip
def test_a_difference_has_its_direction_and_says_whether_it_stands_out(
    gap: float, low: float, high: float, told: str
) -> None:
    one = value("difference_outcome", gap, unit="share", ci_low=low, ci_high=high)
    assert told in plain(sentences.difference(one, "work", "women", "men"))


@pytest.mark.parametrize(
    ("months", "told"), [(1.2, "1 månad "), (0.6, "1 månad "), (2.0, "2 månader ")]
)
def test_months_are_in_the_right_number(months: float, told: str) -> None:
    one = value("payback_months", months, unit="months", payer="state")
    assert f"efter {told}för staten" in plain(sentences.payback(one))
    singular = told.startswith("1")
    assert ("month for" if singular else "months for") in plain(sentences.payback(one, ENGLISH))


@pytest.mark.parametrize(
    ("bound", "told"), [("exact", False), ("at_least", True), ("conditional", True)]
)
def test_a_prediction_says_how_those_who_are_not_known_are_counted(
    bound: Bound, told: bool
) -> None:
    one = value("predicted_reached", 9, denominator=23, ci_low=3, ci_high=16, bound=bound)
    assert ("räknas då som om de inte nådde det" in plain(sentences.predicted(one))) is told
    assert ("not having reached it" in plain(sentences.predicted(one, ENGLISH))) is told


def test_a_difference_between_shares_that_are_not_known_of_all_says_so() -> None:
    one = replace(GAP, bound="conditional", group="from=records", reason="något saknas")
    end = "Läget är inte känt för alla, så skillnaden kan i själva verket vara en annan."
    assert plain(sentences.difference(one, "reached", "women", "men")).endswith(end)
    assert end not in plain(sentences.difference(GAP, "reached", "women", "men"))


def test_a_tipping_point_of_nobody_says_that_nothing_would_change() -> None:
    none = value("tipping_outcome", 0, numerator=23, denominator=4)
    assert plain(sentences.tipping(none)) == (
        "Andelen av alla är minst lika stor som bland dem som källan redovisar, vad som än hände de "
        "4 vars resultat inte är redovisat."
    )


def test_an_end_that_nothing_reaches_is_left_out() -> None:
    one = value("detectable_outcome", unit="share", high=0.46, denominator=16)
    told = plain(sentences.detectable(one))
    assert "minst 46,0 %" in told
    assert "högst" not in told


def test_an_end_that_only_nobody_reaches_is_told_as_nil() -> None:
    one = value("detectable_outcome", unit="share", low=0.0001, high=0.33, denominator=43)
    assert "vara noll eller minst 33,0 %" in plain(sentences.detectable(one))
    assert "be nil or at least 33.0%" in plain(sentences.detectable(one, ENGLISH))


def test_a_change_names_its_parts_the_largest_first_and_none_of_nothing() -> None:
    def months(measure: str, number: float, **more: str) -> Value:
        return value(measure, number, unit="months", **more)

    parts = {
        "rates": months("payback_change", 8.7, factor="rates"),
        "costs": months("payback_change", -6.3, factor="costs"),
        "mix": months("payback_change", -0.01, factor="mix"),
        "parameters": months("payback_change", -1.3, factor="parameters"),
    }
    told = plain(
        sentences.changed(
            months("payback_months", 25.3, year="2024"), months("payback_months", 26.4),
            months("payback_change", 1.1), parts,
        )
    )  # fmt: skip
    assert told == (
        "Den beräknade tiden blev 1,1 månader längre, från 25,3 månader till 26,4 månader: andelen som fick arbete "
        "förlängde den med 8,7 månader, kostnaden per deltagare förkortade den med 6,3 månader och "
        "löner, skatter och ersättningar förkortade den med 1,3 månader."
    )


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize("name", TELL)
def test_every_number_is_marked_and_no_cause_praise_or_blame_is_told(
    name: str, language: Language
) -> None:
    one, tell = TELL[name]
    told = tell(one, language)
    assert not re.search(r"\d", re.sub(r"\[[^\]]*\]\{[^}]*\}", "", told))
    banned = r"\b(bra|dålig|bäst|sämst|tack vare|lyckad|misslyckad|good|bad|best|worst|thanks to|success)\b"
    assert not re.search(banned, told.lower())
    assert "None" not in told
    assert "{" not in plain(told)


@pytest.mark.parametrize("name", TELL)
def test_both_languages_tell_the_same_numbers_in_the_same_order(name: str) -> None:
    one, tell = TELL[name]
    assert list(marked_keys(tell(one, SWEDISH))) == list(marked_keys(tell(one, ENGLISH)))
    columns = [re.findall(r'data-col="(\w+)"', tell(one, lang)) for lang in LANGUAGES.values()]
    assert columns[0] == columns[1]


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize("name", TELL)
def test_what_is_not_shown_is_told_with_its_reason_and_no_number(
    name: str, language: Language
) -> None:
    one, tell = TELL[name]
    for hidden in (concealed(one, "talet är litet"), refused(one.measure, "tiden saknas")):
        if hidden.status == "refused" and name in ("left_to", "to_work"):
            continue  # its words rest on its group
        told = tell(hidden, language)
        assert hidden.reason in told
        assert not re.search(r"\d", re.sub(r"\{[^}]*\}", "", told))


def test_every_phrase_is_in_both_languages_with_the_same_places() -> None:
    assert set(SWEDISH.phrases) == set(ENGLISH.phrases)
    for name, text in SWEDISH.phrases.items():
        places = [set(re.findall(r"\{(\w+)\}", one)) for one in (text, ENGLISH.phrases[name])]
        missing = places[0] ^ places[1]
        assert not missing, name


def test_a_single_unknown_person_is_told_in_the_singular() -> None:
    one = value("tipping_outcome", 1, numerator=23, denominator=1)
    assert plain(sentences.tipping(one)).startswith(
        "Den 1 person vars resultat inte är redovisat behöver"
    )
    none = value("tipping_outcome", 0, numerator=23, denominator=1)
    assert "den 1 person vars resultat inte är redovisat" in plain(sentences.tipping(none))
    assert "whatever became of the 1 person" in plain(sentences.tipping(none, ENGLISH))


def test_bounds_are_told_where_both_are_known_and_not_else() -> None:
    assert plain(sentences.bounds(BOUNDED)) == (
        "Resultatet är inte känt för alla: nådde ingen av de andra det är andelen 30,0 %, nådde alla "
        "det är den 45,0 %."
    )
    open_end = value("share_reached", 0.3, unit="share", low=0.3)
    assert sentences.bounds(open_end) == sentences.bounds(concealed(BOUNDED)) == ""


@pytest.mark.parametrize(
    ("share", "told"),
    [(0.05, "under"), (0.1, "innanför"), (0.3, "innanför"), (0.6, "innanför"), (0.61, "över")],
)
def test_a_share_is_within_above_or_below_its_limits(share: float, told: str) -> None:
    one = value("share_reached", share, unit="share")
    assert f"ligger {told} de gränser" in plain(sentences.position(one, LIMITS))


@pytest.mark.parametrize(("share", "told"), [(0.095, "under"), (0.61, "över")])
def test_the_lines_that_are_drawn_do_not_judge(share: float, told: str) -> None:
    """Between the least and the greatest whole share and a line: outside, as the tails have it."""
    one = value("share_reached", share, unit="share")
    assert f"ligger {told} de gränser" in plain(sentences.position(one, LIMITS))
    assert sentences.side(one, LIMITS) == {"under": "below", "över": "above"}[told]
    wider = replace(LIMITS, ci_low=0.0, ci_high=1.0)
    assert sentences.side(one, wider) == sentences.side(one, LIMITS)


@pytest.mark.parametrize(
    ("share", "told"), [(0.05, "is below the"), (0.3, "is within the"), (0.61, "is above the")]
)
def test_in_english_a_share_is_on_the_same_side(share: float, told: str) -> None:
    one = value("share_reached", share, unit="share")
    assert f"The share {told} limits" in plain(sentences.position(one, LIMITS, ENGLISH))


def test_breaking_even_with_more_than_everybody_is_said_to_be_impossible() -> None:
    assert "behöver 31,0 % av deltagarna få arbete" in plain(sentences.break_even(EVEN, YEARS))
    assert "78,1 personår" in plain(sentences.break_even(EVEN, YEARS))
    beyond = value("break_even_share", 1.2, unit="share")
    told = plain(sentences.break_even(beyond, YEARS))
    assert told.startswith("Inte ens om alla fick arbete")
    assert "120" not in told


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        (-1_234_567, "1 200 000 kr mindre än kostnaden"),
        (550, "550 kr större än kostnaden"),
        (0.2, "lika stor som kostnaden"),
    ],
)
def test_what_it_is_worth_has_its_direction(amount: float, told: str) -> None:
    one = value("net_present_value", amount, unit="sek", payer="public")
    assert told in plain(sentences.worth(one))


def test_without_a_neutral_level_none_is_told() -> None:
    assert "går runt" in plain(sentences.returned(BACK, NEUTRAL))
    assert "går runt" not in plain(sentences.returned(BACK, None))
    assert "breaks even" not in plain(sentences.returned(BACK, None, ENGLISH))


def test_how_long_it_took_is_told_of_one_in_ten_and_one_in_four() -> None:
    assert plain(sentences.to_work([TENTH, QUARTER])) == (
        "Räknat på alla som började, också dem som är kvar, hade en av tio inom 12 månader (slumpen kunde ha gett "
        "9–13) och en av fyra inom 21 månader (slumpen kunde ha gett 18 eller fler) lämnat insatsen till arbete. "
        "Hur länge en enskild person får vänta säger det inget om."
    )
    one = replace(TENTH, value=1, ci_low=1, ci_high=2)
    assert "inom 1 månad (" in plain(sentences.to_work([one]))
    assert "within 1 month (" in plain(sentences.to_work([one], ENGLISH))


def test_a_time_that_was_not_reached_is_told_with_its_reason_once() -> None:
    tenth = refused("months_to_work", "färre än trettio deltaganden började", share="10")
    quarter = refused("months_to_work", "färre än trettio deltaganden började", share="25")
    assert plain(sentences.to_work([tenth, quarter])) == (
        "Hur länge det dröjde tills en av tio hade lämnat insatsen till arbete går inte att säga, eftersom färre än "
        "trettio deltaganden började."
    )
    assert plain(sentences.to_work([TENTH, quarter])).endswith(
        "tills en av fyra hade lämnat insatsen till arbete går inte att säga, eftersom färre än trettio deltaganden "
        "började."
    )


@pytest.mark.parametrize(("p", "told"), [(0.01, "olika fort"), (0.05, "inte större än slumpen")])
def test_whether_women_and_men_leave_at_different_speed(p: float, told: str) -> None:
    assert told in plain(sentences.sexes_to_work(value("chance_to_work", p, unit="p")))


def test_told_again_of_another_share_what_it_does_not_mean_is_not_repeated() -> None:
    once = plain(sentences.chance(SHARE)) + plain(sentences.predicted(NEW))
    again = plain(sentences.chance(SHARE, again=True)) + plain(sentences.predicted(NEW, again=True))
    for words in ("säger inget om vad det beror på", "inget löfte"):
        assert words in once
        assert words not in again
    assert re.findall(r"\d+", once) == re.findall(r"\d+", again)


def test_a_number_of_jobs_is_told_with_what_chance_could_have_made_of_it() -> None:
    assert plain(sentences.jobs(JOBS)) == (
        "65 deltaganden avslutades till arbete. Också hur många som slutar varierar: med samma arbetssätt kunde "
        "slumpen ha gett mellan 50 och 83."
    )
    assert plain(sentences.jobs(replace(JOBS, bound="at_least"))).startswith("Minst 65 delt")


@pytest.mark.parametrize(("phi", "more"), [(0.95, False), (0.96, True), (2.34, True), (0.0, False)])
def test_municipalities_differ_by_more_than_chance_where_the_variance_between_them_is_some(
    phi: float, more: bool
) -> None:
    told = plain(sentences.dispersion(replace(SPREAD, value=phi)))
    assert ("mer åt än slumpen ensam" in told) is more
    assert ("inte mer åt än slumpen" in told) is not more


def test_a_trend_has_the_direction_of_the_test_over_all_periods() -> None:
    """By hand: 5 of 10, 20 of 200, 70 of 200 and 4 of 12 rise with their sizes, and end lower."""
    periods = [
        value("share_reached", k / n, unit="share", numerator=k, denominator=n, year=str(2018 + at))
        for at, (k, n) in enumerate(((5, 10), (20, 200), (70, 200), (4, 12)))
    ]
    told = plain(sentences.trend(TREND, periods))
    assert told == (
        "Andelen har gått från 50,0 % till 33,3 %, men räknat på alla perioder har den ökat mer än slumpen brukar ge."
    )
    assert "Andelen har ökat från 20,0 % till 40,0 %" in plain(
        sentences.trend(TREND, [THEN, LATER])
    )
    assert "Andelen har minskat från 40,0 %" in plain(sentences.trend(TREND, [LATER, THEN]))


def test_one_of_several_differences_is_judged_by_its_adjusted_chance() -> None:
    gap = value("difference_reached", 0.2, unit="share", ci_low=0.066, ci_high=0.378)
    p = value("chance_reached", 0.0597, unit="p")
    assert "är större än slumpen" in plain(sentences.difference(gap, "reached", "member", "others"))
    told = plain(sentences.difference(gap, "reached", "member", "others", adjusted=p))
    assert "inte större än slumpen" in told


@pytest.mark.parametrize(
    ("observed", "ratio", "low", "high", "told", "in_english"),
    [
        (15, 1.5, 1.1, 2.0, "Det är fler än slumpen brukar ge.", "That is more than chance usually"),
        (5, 0.5, 0.2, 0.9, "Det är färre än slumpen brukar ge.", "That is fewer than chance usually"),
        (12, 1.2, 0.6, 2.1, "inte större än slumpen brukar ge.", "no larger than chance usually"),
        (10, 1.0, 1.0, 2.0, "inte större än slumpen brukar ge.", "no larger than chance usually"),
        (9, 0.9, 0.2, 1.0, "inte större än slumpen brukar ge.", "no larger than chance usually"),
    ],
)  # fmt: skip
def test_what_was_reached_against_what_was_to_be_expected_has_its_direction(
    observed: int, ratio: float, low: float, high: float, told: str, in_english: str
) -> None:
    one = replace(WANTED, value=ratio, numerator=observed, ci_low=low, ci_high=high)
    swedish = plain(sentences.expected(one))
    english = plain(sentences.expected(one, ENGLISH))
    assert swedish.startswith(
        f"{observed} nådde arbete eller studier, och omkring 10 var att vänta"
    )
    assert english.startswith(
        f"{observed} reached work or studies, and about 10 were to be expected"
    )
    assert told in swedish
    assert in_english in english


@pytest.mark.parametrize(
    ("amount", "told"),
    [(-900, "is SEK 900 less than the cost."), (900, "is SEK 900 more than the cost."),
     (0.2, "equals the cost.")],
)  # fmt: skip
def test_what_it_is_worth_has_its_direction_in_english(amount: float, told: str) -> None:
    one = value("net_present_value", amount, unit="sek", payer="public")
    assert plain(sentences.worth(one, ENGLISH)).endswith(told)


@pytest.mark.parametrize(
    ("gap", "low", "high", "told"),
    [
        (0.2, 0.05, 0.33, "20.0 percentage points higher among women than among men. The difference is larger "
         "than chance usually gives (from +5.0 percentage points to +33.0 percentage points)"),
        (-0.2, -0.33, -0.05, "20.0 percentage points lower among women than among men. The difference is larger "
         "than chance usually gives (from −33.0 percentage points to −5.0 percentage points)"),
        (0.1, -0.1, 0.3, "10.0 percentage points higher among women than among men. The difference is no larger "
         "than chance usually gives (from −10.0 percentage points to +30.0 percentage points)"),
        (0.0, -0.1, 0.1, "as large among women as among men. The difference is no larger"),
    ],
)  # fmt: skip
def test_a_difference_has_its_direction_in_english(
    gap: float, low: float, high: float, told: str
) -> None:
    one = value("difference_outcome", gap, unit="share", ci_low=low, ci_high=high)
    assert told in plain(sentences.difference(one, "work", "women", "men", ENGLISH))


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (SWEDISH, "20,0 procentenheter högre bland kommunens deltagare än bland övriga i förbundet."),
        (ENGLISH, "20.0 percentage points higher among the municipality's participants than among the others of"),
    ],
)  # fmt: skip
def test_a_municipality_is_told_before_the_others(language: Language, told: str) -> None:
    gap = value("difference_reached", 0.2, unit="share", ci_low=0.05, ci_high=0.33)
    assert told in plain(sentences.difference(gap, "reached", "member", "others", language))


def test_a_trend_has_its_direction_in_english() -> None:
    for shares, told in (
        ([THEN, LATER], "has risen from 20.0% to 40.0%"),
        ([LATER, THEN], "has fallen from 40.0% to 20.0%"),
    ):
        assert told in plain(sentences.trend(TREND, shares, ENGLISH))
    none = replace(TREND, value=0.05)
    assert "cannot be said to rise or fall" in plain(sentences.trend(none, [THEN, LATER], ENGLISH))


@pytest.mark.parametrize(
    ("counts", "told", "in_english"),
    [
        (((5, 10), (20, 200), (70, 200), (4, 12)), "har den ökat mer", "it rose by more"),
        (((5, 10), (180, 200), (130, 200), (8, 12)), "har den minskat mer", "it fell by more"),
    ],
)
def test_a_trend_against_its_ends_has_the_direction_of_all_periods(
    counts: tuple[tuple[int, int], ...], told: str, in_english: str
) -> None:
    periods = [
        value("share_reached", k / n, unit="share", denominator=n, year=str(2018 + at))
        for at, (k, n) in enumerate(counts)
    ]
    assert told in plain(sentences.trend(TREND, periods))
    assert in_english in plain(sentences.trend(TREND, periods, ENGLISH))


@pytest.mark.parametrize(
    ("phi", "told"), [(0.9, "differ no more than"), (2.34, "differ more than")]
)
def test_whether_municipalities_differ_is_told_alike_in_english(phi: float, told: str) -> None:
    assert told in plain(sentences.dispersion(replace(SPREAD, value=phi), ENGLISH))


@pytest.mark.parametrize(("p", "told"), [(0.01, "at different speed"), (0.05, "is no larger than")])
def test_whether_women_and_men_leave_at_different_speed_in_english(p: float, told: str) -> None:
    one = value("chance_to_work", p, unit="p")
    assert told in plain(sentences.sexes_to_work(one, ENGLISH))


@pytest.mark.parametrize("gap", [1.1, -1.1])
def test_a_change_has_its_direction_in_both_languages(gap: float) -> None:
    def months(measure: str, number: float, **more: str) -> Value:
        return value(measure, number, unit="months", **more)

    ends = months("payback_months", 20.0, year="2024"), months("payback_months", 20.0 + gap)
    parts = {
        "rates": months("payback_change", 2 * gap, factor="rates"),
        "costs": months("payback_change", -gap, factor="costs"),
    }
    whole = months("payback_change", gap)
    longer = gap > 0
    swedish = plain(sentences.changed(*ends, whole, parts))
    english = plain(sentences.changed(*ends, whole, parts, ENGLISH))
    words = (
        ("längre", "förlängde", "förkortade") if longer else ("kortare", "förkortade", "förlängde")
    )
    assert f"blev 1,1 månader {words[0]}, från 20,0 " in swedish
    assert f"andelen som fick arbete {words[1]} den med 2,2 " in swedish
    assert f"kostnaden per deltagare {words[2]} den med 1,1 " in swedish
    words = ("longer", "longer", "shorter") if longer else ("shorter", "shorter", "longer")
    assert f"became 1.1 months {words[0]}, from 20.0 " in english
    assert f"the share that got work made it 2.2 months {words[1]}" in english
    assert f"the cost per participant made it 1.1 months {words[2]}" in english


def test_an_end_to_be_reached_has_its_direction_in_both_languages() -> None:
    assert "vara högst 10,0 % eller minst 70,0 %." in plain(sentences.detectable(FAR))
    assert "be at most 10.0% or at least 70.0%." in plain(sentences.detectable(FAR, ENGLISH))
    assert "genomsnitt högst 550 000 kr per" in plain(sentences.cost(COST))
    assert "average at most SEK 550,000 per" in plain(sentences.cost(COST, ENGLISH))


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (SWEDISH, "30 av 90 som mättes minst två gånger stod högre vid den sista mätningen än vid den första, och 20 "
         "stod lägre."),
        (ENGLISH, "30 of 90 who were measured at least twice stood higher at the last measurement than at the first, "
         "and 20 stood lower."),
    ],
)  # fmt: skip
def test_progress_has_its_direction_in_both_languages(language: Language, told: str) -> None:
    up = value("n_favourable", 30, denominator=90)
    down = value("n_unfavourable", 20, denominator=90)
    unknown = refused("share", "inte angivet")
    assert (
        plain(sentences.indicator(up, down, unknown, unknown, progress=True, language=language))
        == told
    )
