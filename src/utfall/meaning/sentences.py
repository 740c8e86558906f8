"""What an estimate means and does not mean: every such sentence is written here from its numbers.

Each function takes values and returns marked Markdown. A value that is not shown gives the reason
in words, never a number and never nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from utfall.meaning.language import SWEDISH, Language
from utfall.text import STATUS_WORDS, escape, mark
from utfall.values import Value, parse_group

__all__ = [
    "bounds",
    "break_even",
    "chance",
    "changed",
    "cost",
    "detectable",
    "difference",
    "dispersion",
    "drawn",
    "expected",
    "indicator",
    "jobs",
    "left_to",
    "neutral",
    "not_given",
    "only",
    "payback",
    "position",
    "predicted",
    "returned",
    "sexes_to_work",
    "side",
    "tipping",
    "to_work",
    "trend",
    "worth",
]

# A share that is written as 0,0 per cent.
_NO_SHARE = 0.0005

_ENGLISH_STATUS = {
    "suppressed": "not shown",
    "unknown": "not known",
    "refused": "not possible to work out",
    "not_applicable": "not applicable",
}


def not_given(value: Value, language: Language = SWEDISH) -> str:
    """Say why a value is not given."""
    reason = escape(value.reason)
    if value.status in ("suppressed", "not_applicable"):
        words = STATUS_WORDS if language is SWEDISH else _ENGLISH_STATUS
        return language.say("hidden", word=mark(value, words[value.status]), reason=reason)
    return mark(value, language.say("not_given", reason=reason))


def chance(share: Value, language: Language = SWEDISH, *, again: bool = False) -> str:
    """Tell a share as its count, and what chance could have made of it.

    Reads `numerator`, `denominator`, `ci_low`, `ci_high`, `bound`. Where the same has been told
    of another share right above, `again`, what it does not mean is not repeated.
    """
    if share.status != "shown":
        return not_given(share, language)
    counts = {
        "count": language.count(share, "numerator"),
        "size": language.count(share, "denominator"),
    }
    name = "at_least_happened" if share.bound == "at_least" else "happened"
    if share.bound == "conditional" and parse_group(share.group).get("from") == "records":
        # More may have left, and of some who left it is not known how.
        name = "at_least_of_at_least"
    told = language.say(name, **counts)
    if share.ci_low is None or share.ci_high is None:
        return told
    limits = {"low": language.share(share, "ci_low"), "high": language.share(share, "ci_high")}
    told = f"{told} {language.say('chance', **limits)}"
    return told if again else f"{told} {language.phrases['no_cause']}"


def predicted(value: Value, language: Language = SWEDISH, *, again: bool = False) -> str:
    """Tell how many of a new group of the same size might reach the same.

    Reads `denominator`, `ci_low`, `ci_high`, `bound`; `again` as in `chance`.
    """
    if value.status != "shown":
        return not_given(value, language)
    told = language.say(
        "predicted",
        size=language.count(value, "denominator"),
        low=language.count(value, "ci_low"),
        high=language.count(value, "ci_high"),
    )
    told = told if again else f"{told} {language.phrases['no_promise']}"
    return told if value.bound == "exact" else f"{told} {language.phrases['unknown_as_not']}"


def jobs(value: Value, language: Language = SWEDISH) -> str:
    """Tell how many left for work, and what chance could have made of that number.

    Reads `value`, `ci_low`, `ci_high`, `bound`.
    """
    if value.status != "shown":
        return not_given(value, language)
    return language.say(
        "jobs" if value.bound == "exact" else "jobs_at_least",
        count=language.count(value),
        low=language.count(value, "ci_low"),
        high=language.count(value, "ci_high"),
    )


def dispersion(value: Value, language: Language = SWEDISH) -> str:
    """Tell whether many municipalities together differ by more than chance.

    Reads `value`, the mean squared z-score, and `denominator`, how many they are.
    """
    if value.status != "shown":
        return not_given(value, language)
    many = value.denominator or 0.0
    # As the method of moments has it: else the variance between them is none.
    if many * (value.value or 0.0) <= many - 1:
        return mark(value, language.phrases["not_dispersed"])
    return language.say("dispersed", size=mark(value, language.decimal(value.value or 0.0)))


def bounds(share: Value, language: Language = SWEDISH) -> str:
    """Tell what a share could be, whatever became of the unknown. Reads `low` and `high`.

    Nothing where nobody is unknown, or where how many are is not known.
    """
    if share.status != "shown" or share.low is None or share.high is None:
        return ""
    of_known = share.bound == "conditional" and parse_group(share.group).get("from") == "records"
    return language.say(
        "bounds_of_known" if of_known else "bounds",
        low=language.share(share, "low"),
        high=language.share(share, "high"),
    )


def tipping(value: Value, language: Language = SWEDISH) -> str:
    """Tell how many of the unknown would turn the conclusion. Reads `value`, `denominator`."""
    if value.status != "shown":
        return not_given(value, language)
    unknown = language.count(value, "denominator")
    one = value.denominator == 1
    if parse_group(value.group).get("from") == "records":
        name = "tipping_known_none" if not value.value else "tipping_known"
        more = {"needed": language.count(value)} if value.value else {}
        return language.say(f"{name}_one" if one else name, unknown=unknown, **more)
    if not value.value:
        return language.say("tipping_none_one" if one else "tipping_none", unknown=unknown)
    if one:
        return language.say("tipping_one", unknown=unknown)
    return language.say("tipping", unknown=unknown, needed=language.count(value))


def detectable(value: Value, language: Language = SWEDISH) -> str:
    """Tell how far a new group's share must be for it to show. Reads `low`, `high`."""
    if value.status != "shown":
        return not_given(value, language)
    ends = [
        language.phrases["zero"]
        if getattr(value, column) < _NO_SHARE
        else language.say(name, end=language.share(value, column))
        for name, column in (("at_most", "low"), ("at_least", "high"))
        if getattr(value, column) is not None
    ]
    return language.say("detectable", ends=language.phrases["or"].join(ends))


def difference(
    value: Value, what: str, first: str, second: str, language: Language = SWEDISH,
    adjusted: Value | None = None, level: float = 0.05,
) -> str:  # fmt: skip
    """Tell the difference between two shares, and whether it stands out from chance.

    Parameters
    ----------
    value : Value
        Reads `value`, `ci_low`, `ci_high`.
    what : str
        ``work``, ``reached`` and so on: what the share went to.
    first, second : str
        ``women``, ``men``, ``member``, ``others``, or periods as they are written.
    adjusted : Value, optional
        The p-value where the difference is one of several that are tested: it decides then.
    """
    if value.status != "shown":
        return not_given(value, language)
    among = {
        name: language.phrases.get(f"among.{one}", one)
        for name, one in (("first", first), ("second", second))
    }
    gap = value.value or 0.0
    # As it is written: a difference that rounds to nothing has no direction.
    size = round(gap * 100, 1)
    name = "more" if size > 0 else "fewer" if size < 0 else "equal"
    told = language.say(
        name, what=language.phrases[f"of.{what}"], size=language.points(value), **among
    )
    if value.ci_low is None or value.ci_high is None:
        return told
    interval = language.say(
        "interval", low=_signed(value, "ci_low", language), high=_signed(value, "ci_high", language)
    )
    clear = value.ci_low > 0 or value.ci_high < 0
    if adjusted is not None and adjusted.value is not None:
        clear = adjusted.value < level
    told = f"{told} {language.say('told' if clear else 'not_told', interval=interval)}"
    unsure = value.bound == "conditional" and parse_group(value.group).get("from") == "records"
    return f"{told} {language.phrases['not_of_all']}" if unsure else told


def _signed(value: Value, column: str, language: Language) -> str:
    number = getattr(value, column)
    sign = "+" if number > 0 else "−" if number < 0 else ""
    size = language.decimal(abs(number) * 100)
    return mark(value, language.say("signed", sign=sign, size=size), column)


def trend(
    value: Value, shares: Sequence[Value], language: Language = SWEDISH, level: float = 0.05
) -> str:
    """Tell whether a share rises or falls over several periods.

    Reads `value` of the first, the adjusted p-value, which is not told, and of the shares, the
    oldest first, `value` and `denominator`. The direction is that of the test over all periods,
    which the first and the last alone may hide.
    """
    if value.status != "shown":
        return not_given(value, language)
    first, last = shares[0], shares[-1]
    name = "no_trend"
    if (value.value or 0.0) < level:
        up = _slope(shares) > 0
        as_told = up == ((last.value or 0.0) > (first.value or 0.0))
        name = ("rises" if up else "falls") + ("" if as_told else "_in_all")
    return language.say(name, first=language.share(first), last=language.share(last))


def _slope(shares: Sequence[Value]) -> float:
    """Return the sign of the linear-by-linear test: how shares go with time, larger groups more."""
    sizes = [v.denominator or 0.0 for v in shares]
    middle = sum(n * at for at, n in enumerate(sizes)) / (sum(sizes) or 1.0)
    return sum(
        n * (at - middle) * (v.value or 0.0)
        for at, (v, n) in enumerate(zip(shares, sizes, strict=True))
    )


def to_work(values: Sequence[Value], language: Language = SWEDISH) -> str:
    """Tell within how many months one in ten and one in four had left for work, or why not.

    Reads `value`, `ci_low` and `ci_high` of ``months_to_work`` and its group's ``share``.
    """
    if values and values[0].status == "suppressed":
        return not_given(values[0], language)
    times, missing = [], []
    for value in values:
        share = parse_group(value.group)["share"]
        if value.status != "shown":
            words = language.phrases[f"to_work.who{share}"]
            missing.append(
                mark(
                    value, language.say("to_work.missing", share=words, reason=escape(value.reason))
                )
            )
            continue
        low = language.count(value, "ci_low")
        chance = (
            language.say("to_work.from", low=low)
            if value.ci_high is None
            else language.say("to_work.between", low=low, high=language.count(value, "ci_high"))
        )
        times.append(language.say(f"to_work.{share}", months=language.time(value), chance=chance))
    told = [language.say("to_work", times=language.listing(times))] if times else []
    return " ".join([*told, *missing[:1]])


def sexes_to_work(value: Value, language: Language = SWEDISH, level: float = 0.05) -> str:
    """Tell whether women and men left for work at different speed. Reads `value`, a p-value."""
    if value.status != "shown":
        return not_given(value, language)
    name = "sexes_differ" if (value.value or 0.0) < level else "sexes_alike"
    return mark(value, language.phrases[name])


def position(share: Value, limits: Value, language: Language = SWEDISH) -> str:
    """Tell where a share lies between the limits of a funnel, without a number of its own.

    Reads what `side` reads.
    """
    if limits.status != "shown":
        return not_given(limits, language)
    if share.status != "shown" or share.value is None:
        return not_given(share, language)
    return mark(limits, language.phrases[side(share, limits)])


def side(share: Value, limits: Value) -> Literal["inside", "above", "below"]:
    """Say on which side of a funnel's limits a share is: for the sentence and for the chart's mark.

    Reads `value` of the share, `low` and `high` of the limits: the least and the greatest share of
    whole persons that is not rare, on which a share is inside. Those that are drawn, `ci_low` and
    `ci_high`, are interpolated for the eye and judge nothing.
    """
    number = share.value
    if number is not None and limits.high is not None and number > limits.high:
        return "above"
    if number is not None and limits.low is not None and number < limits.low:
        return "below"
    return "inside"


def drawn(value: Value, language: Language = SWEDISH) -> str:
    """Tell a share that is drawn towards the association's. Reads `value`."""
    if value.status != "shown":
        return not_given(value, language)
    return language.say("drawn", share=language.share(value))


def expected(value: Value, language: Language = SWEDISH) -> str:
    """Tell how many reached it, against how many were to be expected of as many alike.

    Reads `numerator`, `denominator`, and whether `ci_low` to `ci_high` holds 1.
    """
    if value.status != "shown" or value.ci_low is None or value.ci_high is None:
        return not_given(value, language)
    judged = "more" if value.ci_low > 1 else "fewer" if value.ci_high < 1 else "same"
    return language.say(
        "expected",
        observed=language.count(value, "numerator"),
        expected=language.count(value, "denominator"),
        judged=language.phrases[f"expected.{judged}"],
    )


def left_to(value: Value, language: Language = SWEDISH) -> str:
    """Tell how many had left for something, some half-years after the start.

    Reads `value`, `numerator`, `denominator` and its group.
    """
    if value.status != "shown":
        return not_given(value, language)
    parts = parse_group(value.group)
    return language.say(
        "left_to",
        time=language.phrases[f"half.{parts['half_years']}"],
        count=language.count(value, "numerator"),
        size=language.count(value, "denominator"),
        share=language.share(value),
        what=language.phrases[f"of.{parts['left_to']}"],
    )


def cost(value: Value, language: Language = SWEDISH) -> str:
    """Tell an average cost per outcome with its interval. Reads `value`, `ci_low`, `ci_high`."""
    if value.status != "shown":
        return not_given(value, language)
    if value.ci_low is None:
        return language.say("cost_alone", cost=_bounded(value, language))
    parts = {"cost": _bounded(value, language), "low": language.money(value, "ci_low")}
    if value.ci_high is None:
        return language.say("cost_open", **parts)
    return language.say("cost", high=language.money(value, "ci_high"), **parts)


def _bounded(value: Value, language: Language) -> str:
    told = language.money(value)
    return language.say(value.bound, end=told) if value.bound in ("at_most", "at_least") else told


def payback(value: Value, language: Language = SWEDISH) -> str:
    """Tell when one payer has its cost back. Reads `value` and the payer in its group."""
    if value.status != "shown":
        return not_given(value, language)
    payer = parse_group(value.group).get("payer", "public")
    months = language.time(value)
    if (value.value or 0.0) < 0.5:
        months = mark(value, language.phrases["under_a_month"])
    elif value.bound in ("at_most", "at_least"):
        months = language.say(value.bound, end=months)
    return language.say("payback", months=months, payer=language.phrases[f"payer.{payer}"])


def break_even(share: Value, years: Value, language: Language = SWEDISH) -> str:
    """Tell which share must get work, and how many person-years the cost is. Reads their `value`.

    A share above one cannot be reached.
    """
    for value in (share, years):
        if value.status != "shown" or value.value is None:
            return not_given(value, language)
    told = mark(years, language.decimal(years.value or 0.0))
    if (share.value or 0.0) > 1:
        return language.say("never_even", years=told)
    return language.say("break_even", share=language.share(share), years=told)


def worth(value: Value, language: Language = SWEDISH) -> str:
    """Tell the net present value and its direction. Reads `value`, in kronor."""
    if value.status != "shown" or value.value is None:
        return not_given(value, language)
    amount = round(value.value)
    if not amount:
        return mark(value, language.phrases["worth_same"])
    size = language.money(replace(value, value=abs(value.value)))
    return language.say("worth_more" if amount > 0 else "worth_less", size=size)


def changed(
    before: Value,
    after: Value,
    whole: Value,
    parts: Mapping[str, Value],
    language: Language = SWEDISH,
) -> str:
    """Tell what a change of payback time consists of, the largest part first.

    Parameters
    ----------
    before, after : Value
        The two times in months.
    whole : Value
        The difference; its parts add up to it.
    parts : mapping of str to Value
        Months by factor; one of nothing is not told. Where one is not shown its reason is all
        that is told, since parts that do not add up would mislead.
    """
    for value in (whole, before, after, *parts.values()):
        if value.status != "shown":
            return not_given(value, language)
    ordered = sorted(parts.items(), key=lambda item: -abs(item[1].value or 0.0))
    told = [
        language.say(
            "longer" if (value.value or 0.0) > 0 else "shorter",
            what=language.phrases[f"factor.{name}"],
            size=_tenths(value, language),
        )
        for name, value in ordered
        if round(abs(value.value or 0.0), 1)
    ]
    gap = whole.value or 0.0
    name = "changed_none" if not round(gap, 1) else "changed_up" if gap > 0 else "changed_down"
    return language.say(
        name,
        size=_tenths(whole, language),
        before=_tenths(before, language),
        after=_tenths(after, language),
        parts=language.listing(told),
    )


def _tenths(value: Value, language: Language) -> str:
    """Write months with a decimal, so that parts are seen to add up."""
    number = abs(value.value or 0.0)
    unit = language.months(2).rpartition("\u00a0")[2]
    return mark(value, f"{language.decimal(number)}\u00a0{unit}")


def returned(value: Value, neutral_level: Value | None, language: Language = SWEDISH) -> str:
    """Tell what came to a member for each krona, beside what breaks even.

    Reads `value` or `low` and `high`, `bound`; of `neutral_level` its `value`.
    """
    if value.status != "shown":
        return not_given(value, language)
    is_range = value.value is None and value.high is not None
    if not is_range and (value.bound == "at_least" or value.value is None):
        column = "value" if value.value is not None else "low"
        low = mark(value, language.decimal(getattr(value, column) or 0.0), column)
        told = language.say("returned_at_least", low=low)
    elif value.value is not None:
        told = language.say("returned", value=mark(value, language.decimal(value.value)))
    else:
        told = language.say(
            "returned_known" if value.bound == "at_least" else "returned_range",
            low=mark(value, language.decimal(value.low or 0.0), "low"),
            high=mark(value, language.decimal(value.high or 0.0), "high"),
        )
    if neutral_level is None or neutral_level.value is None:
        return told
    return f"{told} {neutral(neutral_level, language)}"


def neutral(value: Value, language: Language = SWEDISH) -> str:
    """Tell what a municipal krona is in the association. Reads `value`."""
    if value.status != "shown" or value.value is None:
        return not_given(value, language)
    return language.say("neutral", neutral=mark(value, language.decimal(value.value)))


def indicator(
    favourable: Value,
    unfavourable: Value | None,
    share: Value,
    response: Value,
    *,
    progress: bool,
    language: Language = SWEDISH,
) -> str:
    """Tell how many agreed, or stood higher than before, of how many, and who is missing.

    Parameters
    ----------
    favourable, unfavourable : Value
        Counts: of those who answered (`denominator`). `unfavourable` is told of progress alone.
    share : Value
        Reads `value`, `ci_low`, `ci_high`, and `low` and `high` of all who were asked.
    response : Value
        The share who answered. Reads `value`, `numerator`, `denominator`.
    progress : bool
        Whether two measurements are compared, rather than answers given.
    """
    if favourable.status != "shown":
        return not_given(favourable, language)
    counts = {
        "count": language.count(favourable),
        "size": language.count(favourable, "denominator"),
    }
    if progress and unfavourable is not None and unfavourable.status == "shown":
        told = [language.say("stood_lower", lower=language.count(unfavourable), **counts)]
    else:
        told = [language.say("stood_higher" if progress else "agreed", **counts)]
    if share.status == "shown":
        limits = {n: language.share(share, f"ci_{n}") for n in ("low", "high")}
        told.append(language.say("answers_chance", share=language.share(share), **limits))
    name = "measured" if progress else "response"
    if response.status == "shown":
        asked = language.count(response, "denominator")
        answered = language.count(response, "numerator")
        of_all = {"asked": asked, "answered": answered}
        if share.status == "shown" and share.low is not None:
            ends = {n: language.share(share, n) for n in ("low", "high")}
            told.append(language.say(f"{name}_bounds", **of_all, **ends))
        else:
            told.append(language.say(name, **of_all, share=language.share(response)))
    elif response.status == "unknown":
        told.append(language.say(f"{name}_not_stated"))
    return " ".join(told)


def only(*, progress: bool, language: Language = SWEDISH) -> str:
    """Say what answers and measurements do not mean."""
    return language.phrases["only_measured" if progress else "only_said"]
