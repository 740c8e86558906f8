"""Payback by payer, what it rests on, and what members got for their contribution."""

from collections.abc import Callable, Iterable

from utfall.evidence import Evidence
from utfall.recorded import ALL, which
from utfall.tables.markdown import data_table, explained, pipe_table
from utfall.text import (
    capitalised,
    decimal,
    escape,
    in_swedish_order,
    kronor,
    mark,
    number,
    percent,
    period,
    rate,
    show,
    thousands,
)
from utfall.values import Value, parse_group

__all__ = [
    "FACTOR",
    "PARAMETER",
    "PAYERS",
    "SHARES",
    "of_newest",
    "payback",
    "payback_benefit",
    "payback_change",
    "payback_parameters",
    "payback_stream",
    "payback_swing",
    "rank",
    "returns",
]

PAYERS = {
    "public": "det offentliga tillsammans",
    "municipality": "kommunerna",
    "municipality_equalised": "kommunerna efter inkomstutjämning",
    "region": "regionen",
    "state": "staten",
    "society": "samhället",
    "individual": "den enskilde",
}
PARAMETER = {
    "model.retention": "andel av vinsten som finns kvar efter ett år",
    "model.deadweight": "andel som hade fått arbete ändå",
    "shares": "andel som fick arbete (slumpvariation)",
    "unreported": "andel som fick arbete, om också alla de ej redovisade fick det",
    "subsidised": "andel av arbetena som hade lönebidrag",
    "outcomes.employment.wage": "månadslön",
    "before.social_assistance": "försörjningsstöd per månad före",
    "before.state_benefit": "statlig ersättning per månad före",
    "model.discount_rate": "kalkylränta per år",
    "model.horizon_years": "år som räknas",
    "model.income_equalisation": "andel av kommunens skattevinst som utjämningen tar",
    "outcomes.employment.wage_subsidy": "lönebidrag per månad i arbete",
    "outcomes.employment.study_grant": "studiestöd per månad i arbete",
    "outcomes.employment_subsidised.wage": "månadslön i arbete med lönebidrag",
    "outcomes.employment_subsidised.wage_subsidy": "lönebidrag per månad i arbete med lönebidrag",
    "outcomes.employment_subsidised.study_grant": "studiestöd per månad i arbete med lönebidrag",
    "outcomes.studies.wage": "månadslön under studier",
    "outcomes.studies.wage_subsidy": "lönebidrag per månad under studier",
    "outcomes.studies.study_grant": "studiestöd per månad under studier",
    "before.municipal_service": "kommunala insatser per månad före",
    "before.care": "vård per månad före",
    "taxes.municipal": "kommunalskatt",
    "taxes.regional": "regionskatt",
    "taxes.taxed_share": "andel av inkomsten som beskattas",
    "taxes.employer_contributions": "arbetsgivaravgifter",
    "taxes.consumption": "andel av disponibel inkomst som blir moms och punktskatter",
    "payers.municipality": "kommunernas del av kostnaden",
    "payers.region": "regionens del av kostnaden",
    "payers.state": "statens del av kostnaden",
}
SHARES = ("shares", "unreported", "subsidised")
"""Assumptions that are shares, beside those of the model."""
FACTOR = {
    "rates": "andelen som fick arbete",
    "costs": "kostnaden per deltagare",
    "mix": "fördelningen på insatser",
    "rules": "reglerna för vad som räknas (desamma båda åren)",
    "parameters": "löner, skatter och ersättningar",
    "": "hela förändringen",
}
_FORMATS: dict[str, Callable[[float], str]] = {
    "sek": kronor,
    "share": rate,
    "years": lambda x: f"{number(x)}\u00a0år",
}
_STUDIES = {
    "": "studier kostar men räknas inte som vinst",
    "out": "de som gick till studier är helt borttagna",
    "both": "studier räknas som vinst",
}


def of_newest(found: Iterable[Value]) -> list[Value]:
    """Return those of the newest period that has any shown."""
    every = list(found)
    last = max((v.year[-4:] for v in every if v.status == "shown"), default="")
    return [v for v in every if v.year[-4:] == last]


def _tenths(v: Value | None, column: str = "value") -> str:
    if v is None:
        return ""
    number_ = getattr(v, column)
    if v.status != "shown" or number_ is None:
        if v.status == "unknown":
            return show(v)
        return mark(v, "aldrig") if column != "value" else "inte inom den tid som räknas"
    return mark(v, f"{decimal(number_, 1)} månader", column)


def _amount(v: Value | None) -> str:
    # All in one unit, so that the columns can be compared.
    return show(v, write=thousands) if v is not None else ""


@explained("unknown")
def payback(e: Evidence) -> str:
    """Months until the money is back for each payer, in other ways of counting too."""
    found = of_newest(e.find("payback_months", which(e)))
    if not any(v.status == "shown" for v in found):
        return ""
    year = found[0].year
    rows = []
    costs, gains, worth = (
        {
            parse_group(v.group).get("payer", ""): v
            for v in e.find(measure, which(e))
            if v.year == year
        }
        for measure in ("payback_cost", "annual_benefit", "net_present_value")
    )
    for payer, name in PAYERS.items():
        for v in found:
            parts = parse_group(v.group)
            if parts["payer"] != payer or set(parts) != {"payer"}:
                continue
            rows.append(
                [
                    capitalised(name),
                    _amount(costs.get(payer)),
                    _amount(gains.get(payer)),
                    _tenths(v),
                    _amount(worth.get(payer)),
                ]
            )
    for v in found:
        parts = parse_group(v.group)
        if "discounted" in parts:
            rows.append(["Det offentliga, med kalkylränta", "", "", _tenths(v), ""])
        if "studies" in parts:
            rows.append(
                [f"Det offentliga, om {_STUDIES[parts['studies']]}", "", "", _tenths(v), ""]
            )
    return pipe_table(
        "payback",
        f"När pengarna är tillbaka, {period(year)}: under antaganden, utan jämförelsegrupp",
        [
            "För vem",
            "Egen kostnad",
            "Vinst på ett år, innan något avtar",
            "Tillbaka efter",
            "Nuvärde hela tiden",
        ],
        rows,
        align="lrrrr",
        widths=[36, 18, 18, 18, 20],
    )


def payback_parameters(e: Evidence) -> str:
    """Every price, tax and assumption that the time rests on, with its source."""
    times = of_newest(e.find("payback_months", which(e)))
    found = [v for v in e.find("payback_parameter", which(e)) if times and v.year == times[0].year]
    rows = [
        [
            capitalised(PARAMETER.get(parse_group(v.group)["parameter"], "")),
            show(v, write=_FORMATS.get(v.unit), bound=False),
            "antagande" if v.bound == "conditional" else "uppgift",
            escape(v.reason),
        ]
        for v in sorted(found, key=rank)
    ]
    if not rows:
        return ""
    return pipe_table(
        "payback-parameters",
        f"Vad återbetalningstiden är räknad med, {period(times[0].year)}; belopp i kronor per person och månad",
        ["Vad", "Värde", "Slag", "Källa (år)"],
        rows,
        align="lrll",
        widths=[38, 16, 14, 40],
    )


def payback_stream(e: Evidence) -> str:
    """The gains year by year, for each payer, beside the cost."""
    found = of_newest(e.find("cumulated_benefit", ALL))
    cost = next(iter(of_newest(e.find("payback_cost", ALL, payer="public"))), None)
    if not found or cost is None:
        return ""
    payers = ("public", "state", "municipality", "region")
    index = {(parse_group(v.group)["payer"], int(parse_group(v.group)["years"])): v for v in found}
    rows = [
        [f"[{year} år]{{.d}}", *(show(index[p, year], write=thousands) for p in payers)]
        for year in sorted({year for _, year in index})
    ]
    table = pipe_table(
        "payback-stream",
        f"Vinster sammanlagt efter så många år, {period(cost.year)}; kostnaden var {show(cost, write=thousands)}",
        ["Efter", *(capitalised(PAYERS[p]) for p in payers)],
        rows,
        align="lrrrr",
        widths=[12, 24, 22, 22, 22],
    )
    return data_table("Visa vinsterna som tabell", table)


_PART = {
    "tax": "Skatter och avgifter",
    "transfer": "Ersättningar som inte betalas ut",
    "service": "Insatser och vård som inte behövs",
    "new_cost": "Nya kostnader",
    "other": "Egen inkomst eller produktion",
}


def payback_benefit(e: Evidence) -> str:
    """What one person's year in work is worth, by who gains and of what."""
    found = of_newest(e.find("benefit_per_person_year", ALL))
    if not found:
        return ""
    index = {
        (parse_group(v.group)["payer"], parse_group(v.group).get("part", "")): v for v in found
    }
    payers = [
        p for p in ("municipality", "region", "state", "individual", "society") if (p, "") in index
    ]
    rows = [
        [label, *(show(index[p, part]) if (p, part) in index else "" for p in payers)]
        for part, label in {**_PART, "": "Tillsammans"}.items()
        if any((p, part) in index for p in payers)
    ]
    return pipe_table(
        "payback-benefit",
        f"Vad ett personår i arbete är värt, {period(found[0].year)}: i samhällets spalt är skatter och "
        "ersättningar noll, eftersom de bara byter ägare",
        ["Del", *(capitalised(PAYERS[p]) for p in payers)],
        rows,
        align="l" + "r" * len(payers),
        widths=[34, *[18 for _ in payers]],
    )


def payback_change(e: Evidence) -> str:
    """What the newest change of payback time consists of, in months that add up."""
    found = of_newest(v for v in e.find("payback_change", ALL) if "against" in parse_group(v.group))
    told = {parse_group(v.group).get("factor", ""): v for v in found}
    rows = [
        [capitalised(name), _signed(told[factor])]
        for factor, name in FACTOR.items()
        if factor in told and told[factor].status == "shown"
    ]
    if not rows:
        return ""
    against = parse_group(found[0].group)["against"]
    table = pipe_table(
        "payback-change",
        f"Vad förändringen av återbetalningstiden består av, {period(against)} till {period(found[0].year)}",
        ["Del", "Månader"],
        rows,
        align="lr",
        widths=[50, 16],
    )
    return data_table("Visa delarna som tabell", table)


def _signed(v: Value) -> str:
    told = decimal(v.value or 0, 1)
    return mark(v, told if told.startswith("−") or told == decimal(0, 1) else f"+{told}")


def payback_swing(e: Evidence) -> str:
    """How far the time moves when one assumption is another."""
    found = of_newest(e.find("payback_swing", ALL))
    rows = []
    for v in sorted(found, key=rank):
        name = parse_group(v.group)["parameter"]
        if v.status != "shown":
            rows.append([capitalised(PARAMETER.get(name, escape(name))), "", "aldrig", "aldrig"])
            continue
        low, high = _setting(name, v, "numerator"), _setting(name, v, "denominator")
        rows.append(
            [
                capitalised(PARAMETER.get(name, escape(name))),
                f"{low} till {high}",
                _tenths(v, "low"),
                _tenths(v, "high"),
            ]
        )
    if not rows:
        return ""
    table = pipe_table(
        "payback-swing",
        f"Hur återbetalningstiden ändras när ett antagande i taget är ett annat, {period(found[0].year)}: inget "
        "konfidensintervall",
        ["Antagande", "Prövat", "Vid det lägre", "Vid det högre"],
        rows,
        align="llrr",
        widths=[40, 26, 18, 18],
    )
    return data_table("Visa antagandena som tabell", table)


def rank(v: Value) -> int:
    """Order assumptions as the tornado has them."""
    name, order = parse_group(v.group)["parameter"], list(PARAMETER)
    return order.index(name) if name in order else len(order)


def _setting(name: str, v: Value, column: str) -> str:
    amount = getattr(v, column)
    share = name.startswith("model.") or name in SHARES
    return mark(v, percent(amount) if share else kronor(amount), column)


def _known(v: Value) -> str:
    # The caption says that all are of what is known: "minst" before a range names no end.
    return show(v, bound=v.value is not None or v.high is None)


@explained("refused", "suppressed")
def returns(e: Evidence) -> str:
    """What came to each municipality for its contribution, by three definitions, unranked."""
    kinds = ("return_association", "return_with_esf", "people_per_krona")
    found = e.beside(kinds, ALL)
    if not any(v.status == "shown" for v in found):
        return ""  # the text gives the reason once
    last = max((v.year for v in found if v.year), default="")
    names = {m.member_id: m.name for m in e.members if m.kind == "municipality"}
    rows = []
    for member, name in sorted(names.items(), key=lambda item: in_swedish_order(item[1])):
        own = {v.measure: v for v in found if v.member_id == member and v.year in (last, "")}
        if own:
            mine = member == e.subject.subject_id
            rows.append(
                [
                    f"**{escape(name)}**" if mine else escape(name),
                    *(_known(own[kind]) if kind in own else "" for kind in kinds),
                ]
            )
    table = pipe_table(
        "returns",
        f"Kronor i insatser per krona i bidrag, och deltaganden per miljon kronor, {period(last)}, av det som är känt, i "
        "bokstavsordning och utan rangordning"
        if last
        else "Kronor i insatser per krona i bidrag, och deltaganden per miljon kronor",
        ["Kommun", "Förbundets pengar", "Alla finansiärers", "Deltaganden per miljon"],
        rows,
        align="lrrr",
        widths=[26, 24, 24, 26],
    )
    return data_table("Visa utväxlingen som tabell", table)
