"""What the association's own records say, as counts that have been protected.

Counts are participations, one person in one programme, but for the persons of a year.
"""

from collections.abc import Iterable, Mapping, Sequence

from utfall.evidence import Evidence
from utfall.labels import (
    AFTER_EXIT,
    DEFINITION,
    LIVING,
    PLAN,
    QUARTERS,
    REFERRER,
    SEXES,
    SITUATION,
)
from utfall.recorded import (
    ALL,
    cell,
    curve,
    newest,
    one_form,
    pooled,
    spans,
    split,
    told_together,
    when,
    who,
    whose,
)
from utfall.tables.markdown import data_table, explained, pipe_table
from utfall.text import capitalised, escape, mark, number, percent, show
from utfall.values import Value, parse_group

__all__ = [
    "FLOWS",
    "age_label",
    "flow_spans",
    "records_ages",
    "records_association",
    "records_changes",
    "records_flows",
    "records_goals",
    "records_income",
    "records_outcomes",
    "records_plan",
    "records_programmes",
    "records_reached",
    "records_referred",
    "records_remaining",
    "records_sex_outcomes",
    "records_sexes",
    "records_time",
]

FLOWS: Mapping[str, tuple[str, dict[str, str]]] = {
    "Nya deltaganden": ("n_new", {"count": "participations"}),
    "Avslut": ("n_exits", {"count": "participations"}),
    "Kvar vid årets slut": ("n_closing", {"count": "participations"}),
}
"""The flows of a year: what each is called, its measure and its group."""

_PERSONS = ("n_during", {"count": "persons"})
_ROWS = {"count": "participations"}
_NO_VALUE = "ingen uppgift"
# So many pooled periods stand beside each other.
_PERIODS = 3

_why = explained("suppressed", "refused", "unknown")


def age_label(code: str) -> str:
    """Write an age band: ``16–24 år``, ``till 15 år``, ``65 år eller äldre``.

    >>> [age_label(code) for code in ("0-15", "16-24", "65+", "unknown")]
    ['till 15 år', '16–24 år', '65 år eller äldre', 'ålder inte registrerad']
    """
    first, dash, last = code.partition("-")
    if code == "unknown":
        return "ålder inte registrerad"
    if not dash:
        return f"{code.rstrip('+')} år eller äldre"
    return f"till {last} år" if first == "0" else f"{first}–{last} år"


def _cell(value: Value | None) -> str:
    return _NO_VALUE if value is None else show(value)


def _places(e: Evidence) -> list[str]:
    """Return the member, and the whole association to compare with."""
    return list(dict.fromkeys((who(e), ALL)))


def _rows_of(e: Evidence, measure: str) -> list[tuple[str, str]]:
    """Return member and period of the rows of a table: the member's newest, and all's newest one."""
    found = [(who(e), year) for year in newest(pooled(e, measure, who(e)), _PERIODS)]
    if who(e) != ALL:
        found += [(ALL, year) for year in newest(pooled(e, measure, ALL), 1)]
    return found


# Participants


@_why
def records_flows(e: Evidence) -> str:
    """Persons and participations of every year: who was there, came, left and was still there.

    A member's are over pooled periods where the publication tells no single years of it; those of
    the whole association stand in a table of their own.
    """
    return _flows(e, who(e), "records-flows")


@_why
def records_association(e: Evidence) -> str:
    """The same of the whole association, where the member's is another table."""
    return _flows(e, ALL, "records-association") if who(e) != ALL else ""


def _flows(e: Evidence, member: str, label: str) -> str:
    columns = {"Personer som deltog": _PERSONS, **FLOWS}
    rows = []
    for year in flow_spans(e, member):
        found = [cell(e, measure, year, member, **parts) for measure, parts in columns.values()]
        told = when(year, [v for v in found if v is not None])
        rows.append([f"{capitalised(whose(e, member))}, {told}", *(_cell(v) for v in found)])
    return data_table(
        "Siffrorna i diagrammet",
        pipe_table(
            label,
            f"Ur individuppgifter: personer och deltaganden, {whose(e, member)}, år för år eller för flera år tillsammans",
            ["Vilka och när", *columns],
            rows,
            align="lrrrr",
            widths=[32, 18, 18, 16, 18],
        ),
    )


def flow_spans(e: Evidence, member: str) -> list[str]:
    """Return the years, or pooled periods, that have any flow of a member."""
    found = [spans(e, measure, member, **parts) for measure, parts in (_PERSONS, *FLOWS.values())]
    return sorted(set().union(*found))


@_why
def records_programmes(e: Evidence) -> str:
    """New participations of the member in each programme, over the newest pooled periods."""
    found = e.find("n_new", None, who(e), from_="records", **_ROWS)
    found = [v for v in found if set(parse_group(v.group)) <= {"from", "count", "kind"}]
    periods = newest({v.year for v in found if v.programme_id != ALL} & set(pooled(e)), _PERIODS)
    known = {p.programme_id: escape(p.name) for p in e.programmes}
    rows = []
    for programme, name in [*known.items(), (ALL, "**Alla insatser**")]:
        cells = [cell(e, "n_new", year, who(e), programme, **_ROWS) for year in periods]
        if any(v is not None for v in cells):
            rows.append([name, *(_cell(v) for v in cells)])
    heads = [when(year, [v for v in found if v.year == year]) for year in periods]
    if not periods:
        return ""
    return pipe_table(
        "records-programmes",
        f"Ur individuppgifter: nya deltaganden, {whose(e, who(e))}, efter insats",
        ["Insats", *heads],
        rows,
        align="l" + "r" * len(periods),
        widths=[34, *[18] * len(periods)],
    )


# Outcomes


def _situations(
    e: Evidence, rows: Sequence[tuple[str, str, str]], *, coarse: bool = False, **parts: str
) -> list[tuple[tuple[str, str, str], Value | None, dict[str, Value]]]:
    """Return the exits and where they led, for each member, period and time that has them."""
    found = []
    for member, year, after in rows:
        states = split(
            e, "n_outcome", "outcome", SITUATION, year, member, coarse=coarse, after=after, **parts
        )
        if states:
            whole = cell(e, "n_exits", year, member, **_ROWS) if not parts else None
            found.append(((member, year, after), whole, states))
    return found


@_why
def records_outcomes(e: Evidence) -> str:
    """Where those who left were at exit, six and twelve months later: a row per period and time."""
    asked = [(m, y, after) for m, y in _rows_of(e, "n_outcome") for after in AFTER_EXIT]
    # What is told together of the member is told so of everybody, to be compared.
    coarse = told_together(e, who(e), SITUATION)
    found = _situations(e, asked, coarse=coarse)
    codes = _used(SITUATION, (states for _, _, states in found))
    rows = []
    for (member, year, after), whole, states in found:
        rows.append(
            [
                f"{capitalised(whose(e, member))}, {when(year, states.values())}",
                AFTER_EXIT[after],
                _cell(whole),
                *(_state(states, code, after) for code in codes),
            ]
        )
    return data_table(
        "Siffrorna i diagrammet",
        pipe_table(
            "records-outcomes",
            "Ur individuppgifter: deltaganden som har avslutats, efter läge vid tre tidpunkter",
            [
                "Vilka och när de slutade",
                "Läge",
                "Avslut",
                *(capitalised(SITUATION[c]) for c in codes),
            ],
            rows,
            align="llr" + "r" * len(codes),
            widths=[24, 16, 10, *[12] * len(codes)],
        ),
    )


def _used(order: Mapping[str, str], found: Iterable[Iterable[str]]) -> list[str]:
    every = {code for codes in found for code in codes}
    return [code for code in order if code in every]


def _state(states: Mapping[str, Value], code: str, after: str) -> str:
    if code in states:
        return show(states[code])
    if code == "not_due" and not after:
        return "gäller inte"
    # Told together in one row, and apart in another.
    together = "work_or_study" in states and code in ("work", "study")
    apart = code == "work_or_study" and "work" in states
    return "ihop med annat" if together else "delas upp" if apart else _NO_VALUE


@_why
def records_reached(e: Evidence) -> str:
    """How many reached the result by the association's and by Kolada's definition, with shares."""
    rows = []
    for member, year in _rows_of(e, "n_reached"):
        for definition, says in DEFINITION.items():
            for after, at in AFTER_EXIT.items():
                parts = {"definition": definition, "after": after}
                reached, failed, unknown, share = (
                    cell(e, measure, year, member, **parts)
                    for measure in (
                        "n_reached",
                        "n_not_reached",
                        "n_reached_unknown",
                        "share_reached",
                    )
                )
                if reached is None:
                    continue
                rows.append(
                    [
                        f"{capitalised(whose(e, member))}, {when(year, [reached])}",
                        f"{capitalised(says)}, {at}",
                        _cell(reached),
                        _cell(failed),
                        _cell(unknown),
                        _share(share),
                    ]
                )
    return pipe_table(
        "records-reached",
        "Ur individuppgifter: arbete eller studier enligt två definitioner",
        [
            "Vilka och när de slutade",
            "Definition och tid",
            "Nådde",
            "Nådde inte",
            "Inte registrerat",
            "Andel",
        ],
        rows,
        align="llrrrr",
        widths=[24, 28, 10, 10, 12, 24],
    )


def _share(value: Value | None) -> str:
    """Write a share with what it is of, and how far it may be off where something is missing."""
    if value is None:
        return _NO_VALUE
    if value.status != "shown":
        return show(value)
    of = f" av {mark(value, number(value.denominator), 'denominator')}" if value.denominator else ""
    high = f", högst {mark(value, percent(value.high), 'high')}" if value.high is not None else ""
    return f"{show(value)}{of}{high}"


def _matrix(
    e: Evidence, measure: str, label: str, caption: str, words: Mapping[str, str], member: str
) -> str:
    """Return what was before against what is now, of the newest period that has it."""
    periods = newest(pooled(e, measure, member), 1)
    found = e.find(measure, ALL, member, from_="records")
    parts = {
        (parse_group(v.group)["before"], parse_group(v.group)["now"]): v
        for v in found
        if v.year in periods and "before" in parse_group(v.group) and "now" in parse_group(v.group)
    }
    befores = _used(words, [one_form((before for before, _ in parts), coarse=False)])
    nows = _used(words, [one_form((now for _, now in parts), coarse=False)])
    rows = [
        [capitalised(words[before]), *(_cell(parts.get((before, now))) for now in nows)]
        for before in befores
    ]
    told = when(periods[0], parts.values()) if periods else ""
    return pipe_table(
        label,
        f"Ur individuppgifter: {caption}, {whose(e, member)}, avslut {told}",
        ["Vid inskrivning ↓ och vid avslut →", *(capitalised(words[now]) for now in nows)],
        rows,
        align="l" + "r" * len(nows),
        widths=[28, *[16] * len(nows)],
    )


@_why
def records_changes(e: Evidence) -> str:
    """Main activity at entry against that at exit."""
    return _matrix(
        e,
        "n_activity_change",
        "records-changes",
        "sysselsättning före och efter",
        SITUATION,
        who(e),
    )


@_why
def records_income(e: Evidence) -> str:
    """How people lived at entry against at exit: of the member where it is so published, or of all."""
    own = e.find("n_income_change", ALL, who(e), from_="records")
    member = who(e) if own else ALL
    return _matrix(
        e, "n_income_change", "records-income", "försörjning före och efter", LIVING, member
    )


# Time and plan


_STATISTICS = {
    "lower_quartile": "En fjärdedel stannade högst",
    "median": "Hälften stannade högst",
    "upper_quartile": "Tre fjärdedelar stannade högst",
}


@_why
def records_time(e: Evidence) -> str:
    """How many months those who left had been in their programme."""
    rows = []
    for member, year in _rows_of(e, "months_in_programme"):
        found = [cell(e, "months_in_programme", year, member, statistic=s) for s in _STATISTICS]
        known = [v for v in found if v is not None]
        if known:
            rows.append(
                [
                    f"{capitalised(whose(e, member))}, {when(year, known)}",
                    *(_cell(v) for v in found),
                ]
            )
    return pipe_table(
        "records-time",
        "Ur individuppgifter: tid från inskrivning till avslut",
        ["Vilka och när de slutade", *_STATISTICS.values()],
        rows,
        align="lrrr",
        widths=[34, 22, 22, 22],
    )


def records_remaining(e: Evidence) -> str:
    """How many of those who began were still there, quarter by quarter, as far as that is told."""
    year, found = curve(e)
    rows = [
        [
            f"Efter {words}",
            f"{mark(v, number(v.numerator or 0), 'numerator')} av "
            f"{mark(v, number(v.denominator or 0), 'denominator')}",
            show(v),
        ]
        for words, v in zip(QUARTERS, found, strict=False)
    ]
    return data_table(
        "Siffrorna i diagrammet",
        pipe_table(
            "records-remaining",
            f"Ur individuppgifter: de som var kvar i insatsen, hela förbundet, började {when(year, found)}",
            ["Tid från inskrivningen", "Kvar", "Andel"],
            rows,
            align="lrr",
            widths=[34, 24, 16],
        ),
    )


@_why
def records_plan(e: Evidence) -> str:
    """Exits against the day planned at entry."""
    rows = []
    for member, year in _rows_of(e, "n_exits_against_plan"):
        found = split(e, "n_exits_against_plan", "plan", PLAN, year, member)
        rows.append(
            [
                f"{capitalised(whose(e, member))}, {when(year, found.values())}",
                _cell(cell(e, "n_exits", year, member, **_ROWS)),
                *(_cell(found.get(code)) for code in PLAN),
            ]
        )
    return pipe_table(
        "records-plan",
        "Ur individuppgifter: avslut mot den dag som planerades vid inskrivningen",
        ["Vilka och när de slutade", "Avslut", *(capitalised(word) for word in PLAN.values())],
        rows,
        align="lrrrrr",
        widths=[30, 10, 16, 14, 16, 16],
    )


@_why
def records_goals(e: Evidence) -> str:
    """Participants that were planned against participations that began, by programme."""
    rows = []
    for v in e.find("share_of_plan", None, ALL, from_="records"):
        of = ""
        if v.status == "shown" and v.numerator is not None and v.denominator is not None:
            counted = mark(v, number(v.numerator), "numerator")
            of = f"{counted} av {mark(v, number(v.denominator), 'denominator')}"
        rows.append(
            [
                escape(e.programme(v.programme_id).name),
                when(v.year, [v]),
                of or show(v),
                show(v) if of else "",
            ]
        )
    return pipe_table(
        "records-goals",
        "Ur individuppgifter: nya deltaganden mot det antal deltagare som planerades, hela förbundet",
        ["Insats", "Period", "Nya deltaganden av planerade", "Andel av planen"],
        rows,
        align="llrr",
        widths=[34, 20, 24, 16],
    )


# Women and men, ages, who referred


def _by(
    e: Evidence, name: str, label: str, caption: str, head: str, words: Mapping[str, str]
) -> str:
    """Return new participations by one thing: the member's newest periods, and all's newest one."""

    def column(member: str, year: str, *, coarse: bool) -> dict[str, Value]:
        return split(e, "n_new", name, words, year, member, coarse=coarse, **_ROWS)

    asked = []
    for member in _places(e):
        split_by = (
            v for v in e.find("n_new", ALL, member, from_="records") if name in parse_group(v.group)
        )
        number_of = _PERIODS if member == who(e) else 1
        asked += [(member, year) for year in newest({v.year for v in split_by}, number_of)]
    own = {
        code
        for member, year in asked
        if member == who(e)
        for code in column(member, year, coarse=False)
    }
    columns = [(member, year, column(member, year, coarse=False)) for member, year in asked]
    if own and not all(set(found) <= own for _, _, found in columns):
        # What is told together of the member is told so of everybody, to be compared.
        columns = [(member, year, column(member, year, coarse=True)) for member, year in asked]
    columns = [one for one in columns if one[2]]
    every = _used({**words, **{c: c for _, _, f in columns for c in f}}, (f for _, _, f in columns))
    rows = [
        [
            capitalised(_word(name, words, code)),
            *(_cell(found.get(code)) for _, _, found in columns),
        ]
        for code in every
    ]
    if rows:
        totals = [cell(e, "n_new", year, member, **_ROWS) for member, year, _ in columns]
        rows.append(["**Alla**", *(_cell(v) for v in totals)])
    heads = [
        f"{capitalised(whose(e, member))}, {when(year, found.values())}"
        for member, year, found in columns
    ]
    return pipe_table(
        label,
        f"Ur individuppgifter: nya deltaganden efter {caption}",
        [head, *heads],
        rows,
        align="l" + "r" * len(columns),
        widths=[32, *[20] * len(columns)],
    )


def _word(name: str, words: Mapping[str, str], code: str) -> str:
    if name == "age":
        # An age defines a group and is no result.
        return f"[{age_label(code)}]{{.d}}" if code != "unknown" else age_label(code)
    return words.get(code, code)


@_why
def records_sexes(e: Evidence) -> str:
    """New participations of women and men."""
    return data_table("Siffrorna i diagrammet", _by(e, "sex", "records-sexes", "kön", "Kön", SEXES))


@_why
def records_ages(e: Evidence) -> str:
    """New participations by age at entry, in the bands that are published."""
    every = {
        parse_group(v.group)["age"]
        for v in e.find("n_new", ALL, from_="records")
        if "age=" in v.group
    }
    bands = sorted(every - {"unknown"}, key=lambda code: int(code.rstrip("+").split("-")[0]))
    words = {code: code for code in (*bands, "unknown")}
    return _by(e, "age", "records-ages", "ålder vid inskrivningen", "Ålder", words)


@_why
def records_referred(e: Evidence) -> str:
    """New participations by who referred them."""
    return _by(e, "referred_by", "records-referred", "vem som anvisade", "Anvisad av", REFERRER)


@_why
def records_sex_outcomes(e: Evidence) -> str:
    """Where women and men of the whole association were after exit, over the newest period."""
    periods = newest(pooled(e, "n_outcome", ALL), 1)
    found = [
        (sex, one)
        for sex in SEXES
        for one in _situations(e, [(ALL, year, a) for year in periods for a in AFTER_EXIT], sex=sex)
    ]
    codes = _used(SITUATION, (states for _, (_, _, states) in found))
    rows = [
        [
            capitalised(SEXES[sex]),
            AFTER_EXIT[after],
            *(_state(states, code, after) for code in codes),
        ]
        for sex, ((_, _, after), _, states) in found
    ]
    told = when(periods[0], [v for _, (_, _, s) in found for v in s.values()]) if periods else ""
    return pipe_table(
        "records-sex-outcomes",
        f"Ur individuppgifter: läge efter avslut för kvinnor och män, hela förbundet, avslut {told}",
        ["Kön", "Läge", *(capitalised(SITUATION[code]) for code in codes)],
        rows,
        align="ll" + "r" * len(codes),
        widths=[18, 26, *[14] * len(codes)],
    )
