"""Shares with what chance could have made of them, and members and programmes beside each other."""

from collections.abc import Mapping, Sequence

from utfall.compared import beside, main_shares, members_shares, of, programmes_shares
from utfall.evidence import Evidence
from utfall.labels import AFTER_EXIT, SITUATION
from utfall.recorded import ALL, cell, members_spans, newest, when, which
from utfall.tables.markdown import data_table, explained, pipe_table
from utfall.text import (
    capitalised,
    decimal,
    escape,
    in_swedish_order,
    mark,
    number,
    percent,
    rounded_kronor,
    show,
)
from utfall.values import Value, parse_group

__all__ = [
    "alike",
    "chance",
    "expected",
    "members_years",
    "records_left_to",
    "records_steps",
    "records_support",
    "side_by_side",
    "situations",
]


def _counts(v: Value) -> str:
    if v.status != "shown":
        return show(v)
    least = "minst " if v.bound == "at_least" else ""
    return (
        f"{capitalised(least)}{mark(v, number(v.numerator or 0), 'numerator')} av "
        f"{mark(v, number(v.denominator or 0), 'denominator')}"
    )


def _interval(v: Value | None) -> str:
    if v is None or v.status != "shown" or v.ci_low is None or v.ci_high is None:
        return ""
    low = mark(v, decimal(v.ci_low * 100, 1), "ci_low")
    return f"{low}–{mark(v, percent(v.ci_high), 'ci_high')}"


def _persons(v: Value | None) -> str:
    if v is None or v.status != "shown":
        return ""
    low, high = mark(v, number(v.ci_low or 0), "ci_low"), mark(v, number(v.ci_high or 0), "ci_high")
    return f"{low}–{high}"


@explained("suppressed", "refused")
def chance(e: Evidence) -> str:
    """Each main share with its interval for chance, and what a new group might show."""
    rows = [
        [
            beside(e, v),
            _counts(v),
            show(v, bound=False) if v.status == "shown" else "",
            _interval(v),
            _persons(of(e, v, "predicted")),
        ]
        for v in main_shares(e)
    ]
    return pipe_table(
        "chance",
        "Andelar med slumpvariation, och hur många av en ny, lika stor grupp som kan nå samma",
        ["Vad", "Antal", "Andel", "Slumpvariation", "Ny grupp"],
        rows,
        align="lrrrr",
        widths=[40, 16, 12, 16, 12],
    )


@explained("suppressed", "refused")
def side_by_side(e: Evidence) -> str:
    """The municipalities' shares, in alphabetical order and without a rank."""
    whole, told = members_shares(e)
    if whole is None or not told:
        return ""
    association = e.subject.about == "association"
    rows = []
    for name, v in [*told, ("Hela förbundet", whole)]:
        mine = v.member_id == e.subject.subject_id
        gap = of(e, v, "difference", against="others")
        drawn = of(e, v, "shrunken")
        row = [
            f"**{escape(name)}**" if mine else escape(name),
            _counts(v),
            show(v, bound=False) if v.status == "shown" else "",
            _interval(v),
            _judged(e, v, gap),
        ]
        rows.append(row + ([show(drawn) if drawn is not None else ""] if association else []))
    head = ["Kommun", "Antal", "Andel", "Slumpvariation", "Mot övriga"]
    table = pipe_table(
        "side-by-side",
        f"Avslutade som gick till arbete eller studier enligt förbundets definition, {when(whole.year, [whole])}, "
        "i bokstavsordning och utan rangordning"
        + (
            "; i sista spalten är andelen dragen mot de visade kommunernas gemensamma, mer ju färre den bygger på"
            if association
            else ""
        ),
        head + (["Dragen"] if association else []),
        rows,
        align="lrrrl" + ("r" if association else ""),
        widths=[22, 16, 12, 18, 30, *([14] if association else [])],
    )
    return data_table("Visa andelarna som tabell", table)


def expected(e: Evidence) -> str:
    """What each municipality's participants reached, against what was to be expected of them."""
    names = {m.member_id: m.name for m in e.members if m.kind == "municipality"}
    found = [
        v
        for v in e.beside("against_expected_reached", ALL, from_="records")
        if v.member_id in names
    ]
    newest = max((v.year for v in found), default="")
    told = sorted(
        (v for v in found if v.year == newest and v.status == "shown"),
        key=lambda v: in_swedish_order(names[v.member_id]),
    )
    rows = []
    for v in told:
        mine = v.member_id == e.subject.subject_id
        name = escape(names[v.member_id])
        rows.append([f"**{name}**" if mine else name, *_expected_cells(v)])
    return pipe_table(
        "expected",
        f"Avslutade {when(newest, told)} som gick till arbete eller studier, och hur många som var att vänta av lika "
        "många i hela förbundet med samma kön, ålder, utbildning och tid med stöd. Kommuner med minst trettio avslutade "
        "vars antal visas",
        ["Kommun", "Nådde", "Att vänta", "Mot väntat"],
        rows,
        align="lrrl",
        widths=[24, 16, 16, 44],
    )


def _expected_cells(v: Value) -> list[str]:
    low, high = v.ci_low or 0.0, v.ci_high or 0.0
    judged = "inom slumpen" if low <= 1 <= high else "mer än slumpen brukar ge"
    ends = f"{mark(v, decimal(low, 1), 'ci_low')}–{mark(v, decimal(high, 1), 'ci_high')}"
    return [
        mark(v, number(v.numerator or 0), "numerator"),
        mark(v, number(v.denominator or 0), "denominator"),
        f"{show(v, bound=False)} gånger ({ends}): {judged}",
    ]


def _judged(e: Evidence, v: Value, gap: Value | None) -> str:
    """Say whether a member differs from everybody else by more than chance, for many members."""
    if gap is None or gap.status != "shown":
        return ""
    p = of(e, v, "chance", against="others")
    sign = "+" if (gap.value or 0) > 0 else "−" if (gap.value or 0) < 0 else ""
    size = mark(gap, f"{sign}{decimal(abs(gap.value or 0) * 100, 1)} procentenheter")
    if p is None or p.status != "shown" or p.value is None:
        return size
    word = "mer än slumpen" if p.value < 0.05 else "inom slumpen"
    return f"{size}, {mark(p, word)}"


@explained("suppressed")
def members_years(e: Evidence) -> str:
    """Persons of each municipality period by period, in alphabetical order."""
    years = members_spans(e)
    names = {m.member_id: m.name for m in e.members if m.kind == "municipality"}
    rows = []
    for member, name in sorted(names.items(), key=lambda item: in_swedish_order(item[1])):
        told = [cell(e, "n_during", year, member, count="persons") for year in years]
        if any(v is not None for v in told):
            rows.append([escape(name), *(show(v) if v is not None else "" for v in told)])
    table = pipe_table(
        "members-years",
        "Personer som deltog, per kommun och period, ur individuppgifter, i bokstavsordning",
        ["Kommun", *(when(year, []) for year in years)],
        rows,
        align="l" + "r" * len(years),
        widths=[20, *[12 for _ in years]],
    )
    return data_table("Visa personerna som tabell", table)


@explained("suppressed", "refused")
def alike(e: Evidence) -> str:
    """Every programme's share and cost beside each other, in alphabetical order."""
    rows = []
    for name, v in programmes_shares(e):
        mine = v.programme_id == e.subject.subject_id
        costs = [
            c
            for c in e.beside("cost_per_outcome", v.programme_id, outcome="employment", prices=None)
            if c.status == "shown"
            and parse_group(c.group).get("reading", "A") == "A"
            # A share and a cost of different times would be read as of the same people.
            and (not v.year or v.year[:4] <= c.year[-4:] <= v.year[-4:])
        ]
        cost = max(costs, key=lambda c: c.year[-4:], default=None)
        rows.append(
            [
                f"**{escape(name)}**" if mine else escape(name),
                when(v.year, [v]),
                _counts(v),
                show(v, bound=False) if v.status == "shown" else "",
                _interval(v),
                f"{show(cost, write=rounded_kronor)} ({when(cost.year, [cost])})"
                if cost
                else "kan inte anges",
            ]
        )
    return (
        pipe_table(
            "alike",
            f"Insatserna bredvid varandra, i bokstavsordning: andel till {_aim(programmes_shares(e))} och kostnad per "
            "person till arbete",
            ["Insats", "Period", "Antal", "Andel", "Slumpvariation", "Kostnad"],
            rows,
            align="llrrrr",
            widths=[24, 14, 16, 12, 16, 24],
        )
        if len(rows) > 1
        else ""
    )


def _aim(told: Sequence[tuple[str, Value]]) -> str:
    """Say what the shares are of: what sources state is work alone."""
    alone = any(v.measure == "share_outcome" for _, v in told)
    return "arbete" if alone else "arbete eller studier"


@explained("suppressed")
def situations(e: Evidence) -> str:
    """Every situation at exit with intervals that hold for all of them at once."""
    programme = which(e)
    found = e.find("share_situation", programme, ALL, from_="records")
    year = max((v.year for v in found), default="")
    told = {parse_group(v.group)["outcome"]: v for v in found if v.year == year}
    rows = [
        [
            capitalised(SITUATION[code]),
            _counts(told[code]),
            show(told[code], bound=False),
            _interval(told[code]),
        ]
        for code in SITUATION
        if code in told
    ]
    return pipe_table(
        "situations",
        f"Läget {AFTER_EXIT['']}, {when(year, told.values())}: slumpvariationen gäller alla lägen samtidigt",
        ["Läge", "Antal", "Andel", "Slumpvariation"],
        rows,
        align="lrrr",
        widths=[40, 18, 14, 18],
    )


_STEP = {
    "started": "började arbeta eller studera",
    "increased": "arbetade eller studerade mer",
    "started_or_increased": "började eller ökade arbete eller studier",
    "none": "tog inget sådant steg",
    "unknown": "inte registrerat",
}


@explained("suppressed")
def records_steps(e: Evidence) -> str:
    """Who began or did more work or studies between entry and exit."""
    title = "Steg mot arbete mellan inskrivning och avslut"
    return _by_code(e, "records-steps", title, "Period och steg", _STEP, "step", "step")


_SUPPORT = {
    "without": "arbete utan subvention",
    "with": "arbete med subvention eller kommunal arbetsmarknadsanställning",
    "none": "inte i arbete",
    "unknown": "inte registrerat",
}


@explained("suppressed")
def records_support(e: Evidence) -> str:
    """Who left for work without support, and for work with it."""
    title = "Arbete med och utan subvention vid avslutet"
    return _by_code(e, "records-support", title, "Period och läge", _SUPPORT, "work", "support")


def _by_code(
    e: Evidence, name: str, title: str, first: str, words: Mapping[str, str], stem: str, part: str
) -> str:
    """Return a table of a count of everybody and its share, a row per period and code."""
    counts, shares = (
        {(v.year, parse_group(v.group)[part]): v for v in e.find(m, which(e), ALL, from_="records")}
        for m in (f"n_{stem}", f"share_{stem}")
    )
    rows = []
    for year in newest({year for year, _ in counts}, 2):
        told = {code: counts[year, code] for code in words if (year, code) in counts}
        for code, v in told.items():
            share = shares.get((year, code))
            is_shown = share is not None and share.status == "shown"
            rows.append(
                [
                    f"{when(year, told.values())}: {words[code]}",
                    show(v),
                    show(share, bound=False) if share is not None and is_shown else "",
                    _interval(share),
                ]
            )
    return pipe_table(
        name,
        f"{title}, ur individuppgifter{', hela förbundet' if which(e) == ALL else ''}",
        [first, "Deltaganden", "Andel", "Slumpvariation"],
        rows,
        align="lrrr",
        widths=[46, 16, 12, 18],
    )


@explained("suppressed")
def records_left_to(e: Evidence) -> str:
    """What those who began had left to, half-year by half-year."""
    found = e.find("share_left_to", ALL, ALL, from_="records")
    year = max((v.year for v in found), default="")
    ways = [w for w in _WAYS if any(_way(v) == w and v.year == year for v in found)]
    rows = []
    for half in sorted({parse_group(v.group)["half_years"] for v in found if v.year == year}):
        told = {
            _way(v): v
            for v in found
            if v.year == year and parse_group(v.group)["half_years"] == half
        }
        rows.append(
            [
                _HALF[int(half) - 1],
                *(
                    f"{_counts(told[w])} ({show(told[w], bound=False)})"
                    if w in told
                    else "visas inte"
                    for w in ways
                ),
            ]
        )
    table = pipe_table(
        "records-left-to",
        f"Vad de som började {when(year, found)} hade lämnat insatsen för, ur individuppgifter, hela förbundet",
        ["Efter", *(_WAYS[w] for w in ways)],
        rows,
        align="l" + "r" * len(ways),
        widths=[20, *[26 for _ in ways]],
    )
    return data_table("Visa andelarna som tabell", table)


_WAYS = {
    "work": "Arbete",
    "study": "Studier",
    "work_or_study": "Arbete eller studier",
    "other": "Annat eller okänt",
}
_HALF = ("ett halvår", "ett år", "ett och ett halvt år", "två år")


def _way(v: Value) -> str:
    return parse_group(v.group)["left_to"]
