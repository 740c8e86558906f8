"""Payback of programmes with a cost and outcomes of the same people, as published values.

Method: docs/methods.md, "Payback".
"""

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from utfall.measures import reasons
from utfall.measures.facts import merged_sources
from utfall.measures.payback.benefits import PAYERS, PUBLIC, Payer, annual_benefits
from utfall.measures.payback.change import FACTORS, change
from utfall.measures.payback.model import STUDIES, Case, Component, payback
from utfall.measures.payback.parameters import Parameters
from utfall.measures.payback.sensitivity import share_with_work, swings, with_work
from utfall.measures.payback.times import break_even_person_years, cumulated
from utfall.measures.statistics.intervals import wilson
from utfall.values import Bound, Value, group, not_shown, parse_group

__all__ = ["ALL", "paybacks"]

ALL = "all"
_CUT = ("component", "kind", "reading")
_SHARES = ("model", "payers", "taxes")
_SUBSIDISED = "employment_subsidised"
_KRONA = 1.0
_PARTS = ("tax", "transfer", "service", "new_cost", "other")


@dataclass(frozen=True)
class _Found:
    """One programme with a cost and outcomes of the same people, and the value that says so.

    `prices` is the year of the prices that a cost of other years has been turned into; `limits`
    are reasons why the gain may be another.
    """

    component: Component
    cost: Value
    prices: str = ""
    limits: tuple[str, ...] = ()

    @property
    def year(self) -> str:
        return self.cost.year


def paybacks(
    values: Sequence[Value],
    files: Mapping[int, Parameters],
    confidence: float,
    apart: Container[str] = (),
) -> list[Value]:
    """Work out when the money is back, for each programme and for all of a period together.

    Parameters
    ----------
    values : sequence of Value
        Shown values of published counts and money.
    files : mapping of int to Parameters
        Parameters by the year of their prices, which is that of the costs they are used for.
    confidence : float
        Coverage of the interval of the share with work that the tornado tries.
    apart : container of str, optional
        Keys of outcomes that exclude the others of the same people: work with a wage subsidy is
        counted beside other work only where it is one of them.

    Returns
    -------
    list of Value
        Of each programme that has a cost per person in work, and of ``all`` that have one in the
        same single year: ``payback_months`` by ``payer`` (``discounted=yes``, ``studies`` counted in
        another way), ``payback_parameter`` by ``parameter`` (shares, kronor a person and month, or
        years; its source is the `reason`, and it is *conditional* where it is an assumption),
        ``net_present_value``, ``annual_benefit``, ``payback_cost`` by ``payer``,
        ``break_even_share`` and ``break_even_person_years``; of ``all`` also ``payback_cost`` by
        ``programme``, which add up to what all payers have spent, ``benefit_per_person_year``,
        ``cumulated_benefit``, ``payback_swing`` and ``payback_change`` against the period before.
        In a change the cost is the numerator and the annual benefit the denominator. All are
        *conditional*: they rest on assumptions. Where the source does not tell what became of
        some, times are *at most* and gains *at least*. Municipality, region and state are
        ``unknown`` where it is not told who paid. ``refused`` without parameters in the prices of
        the cost's own year; a cost of other years is turned into theirs where it can be, and
        taken at its dearest where it is not known when it was spent. ``refused`` also where no
        programme has both a cost and outcomes, and where it is never paid back.
    """
    found = list(_found(values, files, apart))
    told: list[Value] = []
    if found and not any(len(one.year) == 4 for one in found):
        told.append(_refused(ALL, ALL, "", reasons.NO_YEAR_WITH_COST))
    cases: dict[str, tuple[Case, list[_Found]]] = {}
    if not found:
        told.append(_refused(ALL, ALL, "", reasons.NO_COST_AND_OUTCOME))
    for year in sorted({one.year for one in found}):
        same = _apart([one for one in found if one.year == year])
        priced = []
        why = reasons.OTHER_PRICES if files else reasons.NO_PARAMETERS
        for one in same:
            # Kronor of other years than the prices are never divided by them.
            parameters = _prices_of(one, files)
            if parameters is None:
                told.append(_refused(one.cost.programme_id, one.cost.member_id, year, why))
                continue
            if any(n and name not in parameters.outcomes
                   for name, n in one.component.outcomes.items()):  # fmt: skip
                one = replace(one, limits=(*one.limits, reasons.SUBSIDISED_NOT_PRICED))
            priced.append(one)
            case = Case((one.component,), parameters)
            told += _of_case(case, [one], one.cost.programme_id, one.cost.member_id)
        if len(year) > 4:
            continue
        if len(priced) < len(same) or parameters is None:
            told.append(_refused(ALL, ALL, year, why))
            continue
        case = Case(tuple(one.component for one in priced), parameters)
        if not any(one.prices for one in priced):
            cases[year] = (case, priced)
        told += _of_case(case, priced, ALL, ALL)
        told += _whole(case, priced, confidence)
    told += _changes(cases, values)
    told += _of_statements(values)
    return list({value.key: value for value in told}.values())


def _found(
    values: Sequence[Value], files: Mapping[int, Parameters], apart: Container[str]
) -> Iterator[_Found]:
    """Yield programmes whose cost per person in work is given, so that all of it fits together."""
    index = {v.key: v for v in values}
    funding = [v for v in values if v.measure == "funding" and v.status == "shown"]
    for cost in values:
        parts = parse_group(cost.group)
        if (
            cost.measure != "cost_per_outcome"
            or cost.status != "shown"
            or parts.get("outcome") != "employment"
            or "prices" in parts
            or parts.get("reading", "A") != "A"
        ):
            continue
        cut = {name: parts[name] for name in _CUT if name in parts}
        people = index.get(replace(cost, measure="n_participants", group=group(**cut)).key)
        if people is None or not people.value or cost.numerator is None:
            continue
        outcomes, keys = {}, {}
        for name in ("employment", _SUBSIDISED, "studies"):
            keys[name] = replace(cost, measure="n_outcome", group=group(outcome=name, **cut)).key
            count = index.get(keys[name])
            if count is not None and count.status == "shown" and count.value is not None:
                outcomes[name] = count.value
        # Else subsidised work may be a part of all work, and would be counted twice.
        if not (keys[_SUBSIDISED] in apart and keys["employment"] in apart):
            outcomes.pop(_SUBSIDISED, None)
        turned = _turned(cost, index, files)
        amount = (turned or cost).numerator or 0.0
        yield _Found(
            Component(
                cost.programme_id, amount, people.value, outcomes,
                _others(cost, funding, amount / cost.numerator if cost.numerator else 1.0),
                _silent(cost),
            ),
            turned or cost,
            parse_group(turned.group)["prices"] if turned else "",
            (reasons.SUBSIDISED_NOT_APART,) if _SUBSIDISED not in outcomes else (),
        )  # fmt: skip


def _prices_of(one: _Found, files: Mapping[int, Parameters]) -> Parameters | None:
    year = one.prices or one.year
    return files.get(int(year)) if year.isdigit() else None


def _turned(
    cost: Value, index: Mapping[str, Value], files: Mapping[int, Parameters]
) -> Value | None:
    """Return the cost in the prices of a file, where no file has those of its own year."""
    if cost.year.isdigit() and int(cost.year) in files:
        return None
    for year in sorted(files, reverse=True):
        parts = {**parse_group(cost.group), "prices": str(year)}
        found = index.get(replace(cost, group=group(**parts)).key)
        if found is not None and found.status == "shown" and found.numerator is not None:
            return found
    return None


def _others(cost: Value, funding: Sequence[Value], by: float) -> Mapping[str, float] | None:
    """Return what others than the association paid of a cost, or None where that is not told."""
    own = parse_group(cost.group)
    same = [
        v
        for v in funding
        if (v.programme_id, v.member_id, v.year) == (cost.programme_id, cost.member_id, cost.year)
        and v.unit == "sek"
        and all(parse_group(v.group).get(n, "") == own.get(n, "") for n in ("basis", "reading"))
        and "component" not in parse_group(v.group)
    ]
    paid: dict[str, float] = {}
    for v in same:
        funder = parse_group(v.group)["funder"]
        if funder != "total":
            paid[funder] = paid.get(funder, 0.0) + (v.value or 0.0)
    whole = cost.numerator or 0.0
    if "not_stated" in paid or abs(sum(paid.values()) - whole) > _KRONA:
        return None
    return {funder: by * kronor for funder, kronor in paid.items() if funder != "association"}


def _silent(cost: Value) -> float:
    """Return how many more may have got work: those of whom the source tells no outcome."""
    if cost.bound != "at_most" or not cost.low:
        return 0.0
    return max(0.0, (cost.numerator or 0.0) / cost.low - (cost.denominator or 0.0))


def _apart(found: Sequence[_Found]) -> list[_Found]:
    """Give a programme that is told of several members or parts a name for each of them."""
    often = Counter(one.cost.programme_id for one in found)
    return [
        one
        if often[one.cost.programme_id] == 1
        else replace(one, component=replace(one.component, programme_id=_part(one.cost)))
        for one in found
    ]


def _part(cost: Value) -> str:
    parts = {name: cell for name, cell in parse_group(cost.group).items() if name in _CUT}
    return ":".join((cost.programme_id, cost.member_id, group(**parts)))


_TIMES = ("payback_months",)
_GAINS = ("annual_benefit", "net_present_value")
_OPPOSITE: Mapping[Bound, Bound] = {"at_most": "at_least", "at_least": "at_most"}


def _bound(measure: str, found: Sequence[_Found]) -> Bound:
    """Return in which direction the truth may lie, where all programmes say the same.

    Where subsidised work is not told apart the gain may be less as well as more.
    """
    if any(one.limits for one in found):
        return "conditional"
    sides: set[Bound] = {b for one in found if (b := one.cost.bound) in _OPPOSITE}  # type: ignore[misc]
    if len(sides) != 1 or measure not in (*_TIMES, *_GAINS):
        return "conditional"
    side = sides.pop()
    return side if measure in _TIMES else _OPPOSITE[side]


def _blank(measure: str, unit: str, found: Sequence[_Found], programme: str, member: str) -> Value:
    because = [v for one in found if (v := one.cost.reason) and one.cost.bound != "exact"]
    because += [reasons.PRICES_OF_PARAMETERS for one in found if one.prices]
    because += [why for one in found for why in one.limits]
    return Value(
        measure,
        programme,
        member,
        found[0].year,
        value=0.0,
        unit=unit,
        bound=_bound(measure, found),
        reason=reasons.joined([reasons.ASSUMED, *because]),
        source_id=merged_sources(*(one.cost.source_id for one in found)),
    )


def _refused(programme: str, member: str, year: str, why: str) -> Value:
    blank = Value("payback_months", programme, member, year, group(payer="public"), 0.0, "months")
    return not_shown(blank, "refused", why)


def _of_case(case: Case, found: Sequence[_Found], programme: str, member: str) -> Iterator[Value]:
    def value(measure: str, unit: str, number: float | None, **parts: str) -> Value:
        blank = replace(_blank(measure, unit, found, programme, member), group=group(**parts))
        if number is None:
            return not_shown(blank, "refused", reasons.NEVER_PAID_BACK)
        return replace(blank, value=number)

    yield from _parameters(case.parameters, programme, member, found[0].year)
    for payer in PAYERS:
        if payer == "individual":
            continue
        if payer not in ("public", "society") and any(
            one.others is None for one in case.programmes
        ):
            blank = _blank("payback_months", "months", found, programme, member)
            blank = replace(blank, group=group(payer=payer), value=0.0)
            yield not_shown(blank, "unknown", reasons.PAYERS_NOT_STATED)
            continue
        told = payback(case, payer)
        if not told.cost:
            blank = _blank("payback_months", "months", found, programme, member)
            blank = replace(blank, group=group(payer=payer), value=0.0)
            yield not_shown(blank, "not_applicable", reasons.NO_OWN_COST)
            continue
        yield value("payback_cost", "sek", told.cost, payer=payer)
        months = value("payback_months", "months", told.months, payer=payer)
        if months.status == "shown":
            months = replace(months, numerator=told.cost, denominator=told.annual_benefit)
        yield months
        yield value("annual_benefit", "sek", told.annual_benefit, payer=payer)
        yield value("net_present_value", "sek", told.net_present_value, payer=payer)
    whole = payback(case)
    yield value("payback_months", "months", whole.discounted, payer="public", discounted="yes")
    known = all("studies" in one.outcomes for one in case.programmes)
    for studies in STUDIES[1:]:
        other = payback(replace(case, studies=studies))
        told_so = value("payback_months", "months", other.months, payer="public", studies=studies)
        yield told_so if known else not_shown(told_so, "unknown", reasons.STUDIES_NOT_KNOWN)
    if whole.break_even is not None:
        yield value("break_even_share", "share", whole.break_even)
    one = annual_benefits(case.parameters, "employment")["public"].total
    if one > 0:
        yield value("break_even_person_years", "years", break_even_person_years(whole.cost, one))


def _parameters(p: Parameters, programme: str, member: str, year: str) -> Iterator[Value]:
    """Yield every price, tax and assumption with its source, so that anyone can work it out anew."""
    for path, one in p.priced():
        room, _, name = path.partition(".")
        unit = "years" if name == "horizon_years" else "share" if room in _SHARES else "sek"
        yield Value(
            "payback_parameter", programme, member, year, group(parameter=path),
            value=one.value, unit=unit, bound="conditional" if one.assumption else "exact",
            reason=f"{one.source.rstrip('.')} ({one.year})",
        )  # fmt: skip


def _whole(case: Case, found: Sequence[_Found], confidence: float) -> Iterator[Value]:
    """Yield what the calculation of a whole period consists of."""
    p = case.parameters

    def value(measure: str, unit: str, number: float, **parts: str) -> Value:
        blank = _blank(measure, unit, found, ALL, ALL)
        return replace(blank, value=number, group=group(**parts))

    for payer, benefit in annual_benefits(p, "employment").items():
        for part in _PARTS:
            number = getattr(benefit, part)
            if number:
                yield value("benefit_per_person_year", "sek", number, payer=payer, part=part)
        yield value("benefit_per_person_year", "sek", benefit.total, payer=payer)
    gainers: tuple[Payer, ...] = ("public", *PUBLIC)
    known = replace(case, programmes=tuple(replace(o, others={}) for o in case.programmes))
    gained = {payer: payback(known, payer).annual_benefit for payer in gainers}
    for payer, annual in gained.items():
        for years in range(1, int(p.model.horizon_years.value) + 1):
            number = cumulated(annual, 12 * years, retention=p.model.retention.value)
            yield value("cumulated_benefit", "sek", number, payer=payer, years=str(years))
    spent: dict[str, float] = {}
    for one in found:
        programme = one.cost.programme_id
        spent[programme] = spent.get(programme, 0.0) + one.component.cost
    for programme, cost in spent.items():
        yield value("payback_cost", "sek", cost, programme=programme)
    tried = {"shares": _ends(case, _by_chance(case, confidence))}
    if any(one.silent for one in case.programmes):
        tried["unreported"] = _ends(case, {
            one.programme_id: (
                one.outcomes["employment"] / one.people,
                min(1.0, (one.outcomes["employment"] + one.silent) / one.people),
            )
            for one in case.programmes
        })  # fmt: skip
    if _SUBSIDISED in p.outcomes and any(one.limits for one in found):
        tried["subsidised"] = ((0.0, case), (1.0, _all_subsidised(case, found)))
    for swing in swings(case, "public", tried):
        blank = replace(
            _blank("payback_swing", "months", found, ALL, ALL),
            group=group(parameter=swing.name),
        )
        if swing.at_low is None and swing.at_high is None:
            yield not_shown(blank, "refused", reasons.NEVER_PAID_BACK)
        else:
            yield replace(
                blank, value=None, low=swing.at_low, high=swing.at_high, numerator=swing.low_setting,
                denominator=swing.high_setting,
            )  # fmt: skip


def _ends(
    case: Case, shares: Mapping[str, tuple[float, float]]
) -> tuple[tuple[float, Case], tuple[float, Case]]:
    """Return the calculation at the low and the high end of the programmes' shares with work."""
    less, more = (
        with_work(case, {name: pair[end] for name, pair in shares.items()}) for end in (0, 1)
    )
    return (share_with_work(less), less), (share_with_work(more), more)


def _all_subsidised(case: Case, found: Sequence[_Found]) -> Case:
    """Return the calculation with every job subsidised where the source does not tell."""
    unsure = {one.component.programme_id for one in found if one.limits}
    return replace(
        case,
        programmes=tuple(
            replace(one, outcomes={
                **one.outcomes, "employment": 0.0, _SUBSIDISED: one.outcomes["employment"],
            }) if one.programme_id in unsure else one
            for one in case.programmes
        ),
    )  # fmt: skip


def _by_chance(case: Case, confidence: float) -> dict[str, tuple[float, float]]:
    """Return each programme's share with work at both ends of what chance makes of all people.

    Not each programme at its own end: all of them unlucky at once is rarer than any of them.
    """
    people = sum(one.people for one in case.programmes)
    work = sum(one.outcomes["employment"] for one in case.programmes)
    low, high = wilson(work, people, confidence=confidence)
    ends = {}
    for one in case.programmes:
        scale = one.outcomes["employment"] / one.people / (work / people)
        ends[one.programme_id] = (low * scale, min(1.0, high * scale))
    return ends


def _changes(
    cases: Mapping[str, tuple[Case, list[_Found]]], values: Sequence[Value]
) -> Iterator[Value]:
    """Yield what the change of each period against the one before consists of."""
    with_people = {
        (v.programme_id, v.year)
        for v in values
        if v.measure == "n_participants" and not (v.status == "shown" and v.value == 0)
    }
    for earlier, later in pairwise(sorted(cases)):
        before, after = cases[earlier][0], cases[later][0]
        divided = change(before, after)
        # A programme that is there both years and priced in one has not gone: it is not known.
        unpriced = any(
            (one.cost.programme_id, year) in with_people
            for year, other in ((earlier, later), (later, earlier))
            for one in cases[other][1]
            if one.component.programme_id
            not in {same.component.programme_id for same in cases[year][1]}
        )
        for factor in (*FACTORS, ""):
            blank = replace(
                _blank("payback_change", "months", cases[later][1], ALL, ALL),
                group=group(factor=factor, against=earlier),
            )
            if unpriced:
                yield not_shown(blank, "refused", reasons.OTHER_PROGRAMMES)
            elif divided is None:
                yield not_shown(blank, "refused", reasons.NEVER_PAID_BACK)
            else:
                number = divided.parts[factor] if factor else divided.after - divided.before
                yield replace(blank, value=number)


def _of_statements(values: Sequence[Value]) -> Iterator[Value]:
    """Refuse to divide a change between two times that others have stated."""
    stated = [v for v in values if v.measure == "statement_payback_months" and v.status == "shown"]
    if len(stated) > 1:
        blank = Value(
            "payback_change", ALL, ALL, "", group(of_="statements"), 0.0, "months",
            source_id=merged_sources(*(v.source_id for v in stated)),
        )  # fmt: skip
        yield not_shown(blank, "refused", reasons.COMPONENTS_NOT_KNOWN)
