"""The tables of the made-up association beside its records: sources, counts, money and words.

What its sources state follows from its records, but for what one of them counts wrongly.
"""

from collections.abc import Sequence

from utfall.example import figures
from utfall.example.figures import Count, Figures
from utfall.example.need import need, need_sources
from utfall.example.world import (
    AUTHORITIES,
    FIRST_DAY,
    LAST_DAY,
    MUNICIPALITIES,
    PROGRAMMES,
    STRUCTURE,
    Programme,
    municipality_ids,
)

__all__ = ["Rows", "tables"]

Rows = list[dict[str, object]]

_YEARS = range(FIRST_DAY.year, LAST_DAY.year + 1)
# The years whose annual report has been found, and the members that it counts apart.
_REPORTED = (2022, 2023, 2024, 2025)
# The years whose annual report says what each programme cost.
_AUDITED = (2024, 2025)
_BY_MEMBER = ("bjorkhamra", "mossby", "storlunda", "tallvik")
_ALL = municipality_ids()
_BY_ID = {p.programme_id: p for p in PROGRAMMES}
# The member and year of which the annual report counts participations and calls them persons.
_WRONG = ("storlunda", 2024)
_PARTICIPANTS = {"population": "participants", "unit": "persons"}


def tables(figures: Figures) -> dict[str, Rows]:
    """Return the rows of every table by its name; a cell that is not given is empty.

    Parameters
    ----------
    figures : Figures
        Over the records of the same association.
    """
    counted = _Counted(figures)
    money = _Money(figures)
    return {
        "members": _members(),
        "sources": _sources(),
        "programmes": _programmes(),
        "programme_members": _programme_members(),
        "counts": counted.rows(),
        "volumes": _volumes(figures),
        "goals": _goals(figures),
        "funding": money.funding(),
        "contributions": money.contributions(),
        "applications": _applications(money),
        "activities": _activities(),
        "parties": _parties(),
        "statements": _statements(),
        "indicators": _indicators(),
        "findings": _findings(figures),
        "context": need(),
        "context_sources": need_sources(),
    }


def _joined(members: Sequence[str]) -> str:
    return "+".join(sorted(members))


# The association


def _members() -> Rows:
    municipalities: Rows = [
        {"member_id": m.member_id, "name": m.name, "kind": "municipality",
         "municipality_code": m.code, "source_id": "ordning", "note": "påhittad kommun"}
        for m in MUNICIPALITIES
    ]  # fmt: skip
    others: Rows = [
        {"member_id": i, "name": name, "kind": kind, "source_id": "ordning", "note": "påhittad"}
        for i, name, kind in AUTHORITIES
    ]
    return [*municipalities, *others]


def _sources() -> Rows:
    made_up = {"stated_by": "web_page", "public": "true", "seen": "document",
               "note": "påhittad källa i ett övningsexempel"}  # fmt: skip
    listed = (
        ("ordning", "Förbundsordning (påhittad)", "2018-01-01"),
        ("avgifter", "Medlemsavgifter 2018–2025 (påhittad förteckning)", "2025-11-20"),
        ("rapport-spraksteget", "Slutrapport för Språksteget (påhittad)", "2022-02-10"),
        ("rapport-kompass-kraft", "Slutrapport för Kompass & Kraft <30 veckor (påhittad)", "2022-09-15"),
        ("rapport-ung-framat", "Slutrapport för Ung framåt (påhittad)", "2024-02-15"),
        *((f"ar-{y}", f"Årsredovisning {y} (påhittad)", f"{y}-12-31") for y in _REPORTED),
        ("protokoll-2024", "Styrelsens protokoll 4 december 2024 (påhittat)", "2024-12-04"),
    )  # fmt: skip
    return [
        {"source_id": i, "title": title, "publisher": "Samordningsförbundet Exempelbygden",
         "date": day, **made_up, **({"stated_by": "minutes"} if "protokoll" in i else {})}
        for i, title, day in listed
    ]  # fmt: skip


def _programmes() -> Rows:
    rows: Rows = [
        {"programme_id": p.programme_id, "name": p.name, "orientation": "participant",
         "finsam": "true", "start": p.start, "end": p.end or "",
         "status": "finished" if p.end else "ongoing", "status_as_of": LAST_DAY,
         "target_group": p.target_group, "methods": p.methods, "description": p.description,
         "source_id": _report_on(p)}
        for p in PROGRAMMES
    ]  # fmt: skip
    told = {
        "oppna-dorren": ("Öppen mottagning där besökarna bara räknas.", "alla som söker sig dit"),
        "arenan": ("Gemensam arbetsgrupp för handläggare hos medlemmarna.", "handläggare"),
    }
    rows += [
        {"programme_id": i, "name": name, "orientation": orientation, "finsam": "true",
         "start": start, "status": "ongoing", "status_as_of": LAST_DAY,
         "description": told[i][0], "target_group": told[i][1], "source_id": "ar-2025"}
        for i, name, start, orientation in STRUCTURE
    ]  # fmt: skip
    return rows


def _report_on(programme: Programme) -> str:
    return f"rapport-{programme.programme_id}" if programme.end else "ar-2025"


def _programme_members() -> Rows:
    taking_part = [
        *((p.programme_id, m, _report_on(p)) for p in PROGRAMMES for m in p.members),
        *(("oppna-dorren", m, "ar-2025") for m in ("mossby", "storlunda")),
        *(("arenan", m, "ar-2025") for m in (*_ALL, *(i for i, _, _ in AUTHORITIES))),
    ]
    return [
        {"programme_id": programme, "member_id": member, "role": "participant", "source_id": source}
        for programme, member, source in taking_part
    ]


def _activities() -> Rows:
    told = (
        ("stegvis", "", "Arbetsträning hos arbetsgivare på orten"),
        ("stegvis", "storlunda", "En egen verkstad för arbetsprövning"),
        ("friskare-vag", "", "Hälsofrämjande grupper en dag i veckan"),
        ("arenan", "", "Gemensamma utbildningsdagar för handläggare"),
    )
    return [
        {"activity_id": f"v-{n}", "programme_id": programme, "member_ids": members, "text": text,
         "source_id": "ar-2025"}
        for n, (programme, members, text) in enumerate(told, 1)
    ]  # fmt: skip


def _parties() -> Rows:
    region, insurance, labour = (AUTHORITIES[n][:2] for n in range(3))
    told = (
        ("stegvis", *labour, "refers"),
        ("stegvis", *insurance, "refers"),
        ("friskare-vag", *insurance, "refers"),
        ("friskare-vag", *region, "refers"),
        ("kompass-kraft", *labour, "refers"),
        ("kompass-kraft", "", "Europeiska socialfonden", "funder"),
        ("ung-framat", *labour, "refers"),
        ("bron", "", "Folkhögskolan i Furuhult", "takes_part"),
    )
    return [
        {"party_id": f"k-{n}", "programme_id": programme, "member_id": member, "name": name,
         "role": role, "source_id": _report_on(_BY_ID[programme])}
        for n, (programme, member, name, role) in enumerate(told, 1)
    ]  # fmt: skip


# People


class _Counted:
    """The counts that the sources state."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures
        self._rows: Rows = []

    def rows(self) -> Rows:
        """Return the counts, source by source."""
        self._final_report("kompass-kraft", _BY_ID["kompass-kraft"].members, "kk", of="exited")
        for member in _BY_ID["ung-framat"].members[:4]:
            self._final_report("ung-framat", [member], f"ung-{member}", of="participants")
        self._language()
        self._yearly()
        self._health()
        self._counted_twice()
        self._everybody()
        self._row("arenan-dagar", "arenan", (), ("2024-01-01", "2024-12-31"), "ar-2024",
                  measure="education_days", population="staff", value=6)  # fmt: skip
        return self._rows

    def _row(
        self,
        name: str,
        programme: str,
        members: Sequence[str],
        period: tuple[object, object],
        source: str,
        **cells: object,
    ) -> None:
        about = {"count_id": f"c-{name}", "programme_id": programme, "member_ids": _joined(members),
                 "period_start": period[0], "period_end": period[1], "period_kind": "flow",
                 "measure": "participants", "primary": "true", "source_id": source}  # fmt: skip
        self._rows.append({**about, **_PARTICIPANTS, **cells})

    def _final_report(self, programme: str, members: Sequence[str], name: str, *, of: str) -> None:
        """State a finished programme: everybody and what came after; if of exits, how they left."""
        p, count = _BY_ID[programme], self._figures
        period = (str(p.start), str(p.end))
        where = (programme, list(members), *period)
        parts = {"participants": count.during(*where)}
        if of == "exited":
            parts["exited"] = count.exited(*where)
            parts["completed"] = count.exited(*where, figures.COMPLETED)
            parts["broken_off"] = count.exited(*where, figures.BROKEN_OFF)
        for measure, value in parts.items():
            told = {"measure": measure, "value": value}
            self._row(f"{name}-{measure.replace('_', '-')}", programme, members, period,
                      _report_on(p), **told)  # fmt: skip
        for outcome, rule in (
            ("employment", figures.WORK),
            ("employment_subsidised", figures.SUBSIDISED),
            ("studies", figures.STUDY),
            ("studies_csn", figures.STUDY_CSN),
            ("studies_no_csn", figures.STUDY_OTHER),
        ):
            exclusive = outcome in ("employment", "studies")
            self._row(
                f"{name}-{outcome.replace('_', '-')}", programme, members, period, _report_on(p),
                measure="outcome", outcome=outcome, of=of,
                value=count.exited(*where, rule),
                exclusive_group=f"{name}-exit" if exclusive else "",
            )  # fmt: skip

    def _language(self) -> None:
        """State a programme of which only those with a job afterwards are told."""
        p = _BY_ID["spraksteget"]
        where = ("spraksteget", p.members, str(p.start), str(p.end))
        for name, cells in (
            ("participants", {"value": self._figures.during(*where)}),
            ("employment", {"measure": "outcome", "outcome": "employment", "of": "participants",
                            "value": self._figures.exited(*where, figures.WORK)}),
            ("studies", {"measure": "outcome", "outcome": "studies", "of": "participants",
                         "reason": "slutrapporten säger inte hur många som började studera"}),
        ):  # fmt: skip
            self._row(f"sprak-{name}", "spraksteget", p.members, where[2:], _report_on(p), **cells)

    def _yearly(self) -> None:
        """State the largest programme year by year: in all municipalities, and in some."""
        for year in _REPORTED:
            period, source = (f"{year}-01-01", f"{year}-12-31"), f"ar-{year}"
            for member in _BY_MEMBER:
                if (member, year) != _WRONG:
                    value = self._figures.during("stegvis", [member], *period)
                    self._row(f"stegvis-{member}-{year}", "stegvis", [member], period, source,
                              value=value)  # fmt: skip
            if year in (2022, 2023):
                continue
            where = ("stegvis", _ALL, *period)
            left = {"measure": "outcome", "of": "exited", "exclusive_group": f"stegvis-{year}"}
            for name, cells in (
                ("", {"value": self._figures.during(*where)}),
                ("-exited", {"measure": "exited", "value": self._figures.exited(*where)}),
                ("-employment", {**left, "outcome": "employment",
                                 "value": self._figures.exited(*where, figures.WORK)}),
                ("-studies", {**left, "outcome": "studies",
                              "value": self._figures.exited(*where, figures.STUDY)}),
            ):  # fmt: skip
                self._row(f"stegvis-{year}{name}", "stegvis", _ALL, period, source, **cells)
            self._row(f"stegvis-kvar-{year}", "stegvis", _ALL, (period[1], period[1]), source,
                      measure="ongoing", period_kind="stock",
                      value=self._figures.ongoing("stegvis", _ALL, period[1]))  # fmt: skip

    def _health(self) -> None:
        """State a programme that goes on: people so far, and two years with what came after."""
        p = _BY_ID["friskare-vag"]
        for member in ("mossby", "storlunda"):
            where = ("friskare-vag", [member], str(p.start), str(LAST_DAY))
            self._row(f"frisk-{member}", "friskare-vag", [member], where[2:], "ar-2025",
                      period_kind="to_date", as_of=LAST_DAY,
                      value=self._figures.during(*where))  # fmt: skip
        for year in _AUDITED:
            period = (f"{year}-01-01", f"{year}-12-31")
            told = ("friskare-vag", p.members, *period)
            work = {"measure": "outcome", "outcome": "employment", "of": "participants"}
            for name, cells in (
                ("", {"value": self._figures.during(*told)}),
                ("-employment", {**work, "value": self._figures.exited(*told, figures.WORK)}),
            ):
                self._row(f"frisk-{year}{name}", "friskare-vag", p.members, period, f"ar-{year}",
                          **cells)  # fmt: skip

    def _counted_twice(self) -> None:
        """State one year wrongly: the report counts participations, the minutes persons.

        Where nobody came back within the year both say the same, and only the report says it.
        """
        member, year = _WRONG
        period = (f"{year}-01-01", f"{year}-12-31")
        told: tuple[tuple[str, str, Count, str], ...] = (
            ("ar", "ar-2024", "participations", "true"),
            ("protokoll", "protokoll-2024", "persons", "false"),
        )
        for name, source, count, primary in told:
            if name == "ar" or _came_back(self._figures):
                value = self._figures.during("stegvis", [member], *period, count=count)
                self._row(f"stegvis-{member}-{name}", "stegvis", [member], period, source,
                          value=value, primary=primary)  # fmt: skip

    def _everybody(self) -> None:
        """State a programme since its start, with those of whom nobody knows where they live."""
        where = ("stegvis", _ALL, str(FIRST_DAY), str(LAST_DAY))
        self._row("stegvis-sedan-start", "stegvis", _ALL, where[2:], "ar-2025",
                  period_kind="to_date", as_of=LAST_DAY,
                  value=self._figures.during(*where, anywhere=True),
                  note="räknar också dem vars bostadskommun ingen vet")  # fmt: skip


def _came_back(figures: Figures) -> bool:
    """Say whether anybody came twice in the year that is stated wrongly."""
    member, year = _WRONG
    where = ("stegvis", [member], f"{year}-01-01", f"{year}-12-31")
    return figures.during(*where) < figures.during(*where, count="participations")


def _volumes(figures: Figures) -> Rows:
    """Return the heads of the open reception, a third of what the largest programme has."""
    about = figures.participations("stegvis")
    return [
        {"volume_id": f"h-{member}-{year}", "programme_id": "oppna-dorren", "member_ids": member,
         "period_start": f"{year}-01-01", "period_end": f"{year}-12-31",
         "heads": about * part // 240 + (year - 2019), "as_of": f"{year}-12-31",
         "source_id": "ar-2025"}
        for member, part in (("mossby", 3), ("storlunda", 8))
        for year in range(2019, LAST_DAY.year + 1)
    ]  # fmt: skip


def _goals(figures: Figures) -> Rows:
    planned = [
        (f"g-{p.programme_id}", p.programme_id, p.members, str(p.start), str(p.end or ""),
         _tens(figures.participations(p.programme_id) * share),
         "Planerat antal deltagare under hela tiden", _report_on(p))
        for p, share in ((_BY_ID["kompass-kraft"], 1.2), (_BY_ID["ung-framat"], 0.9))
    ]  # fmt: skip
    planned += [
        (f"g-stegvis-{year}", "stegvis", _ALL, f"{year}-01-01", f"{year}-12-31",
         _tens(figures.participations("stegvis") / len(_YEARS)),
         f"Planerat antal nya deltagare {year}", "ar-2025")
        for year in (2024, 2025)
    ]  # fmt: skip
    return [
        {"goal_id": goal, "programme_id": programme, "member_ids": _joined(members),
         "measure": "planned_participants", "population": "participants", "value": value,
         "unit": "persons", "period_start": start, "period_end": end, "text": text,
         "source_id": source}
        for goal, programme, members, start, end, value, text, source in planned
    ]  # fmt: skip


def _tens(people: float) -> int:
    return int(round(people, -1)) + 10


# Money


class _Money:
    """What programmes cost and members pay, in proportion to the participations."""

    def __init__(self, figures: Figures) -> None:
        self._cost = {
            p.programme_id: max(figures.participations(p.programme_id), 1) * p.cost
            for p in PROGRAMMES
        }

    def cost(self, programme: str, share: float = 1.0) -> int:
        """Return a part of a programme's cost over all years, to thousands of SEK."""
        return int(round(self._cost[programme] * share, -3))

    def funding(self) -> Rows:
        """Return what the sources say of the money: complete, yearly, so far, and undated."""
        project = _BY_ID["kompass-kraft"]
        whole = self.cost("kompass-kraft")
        parts = {"esf": int(round(whole * 0.6, -3)), "association": int(round(whole * 0.3, -3))}
        parts["municipality"] = whole - sum(parts.values())
        rows = [
            self._row("kompass-kraft", funder, amount, (project.start, project.end), "spent",
                      list_id="kompass-kraft")
            for funder, amount in {"total": whole, **parts}.items()
        ]  # fmt: skip
        yearly = (("stegvis", (0.15, 0.16), 0.15), ("friskare-vag", (0.2, 0.17), 0.0))
        for programme, shares, of_municipality in yearly:
            for year, share in zip(_AUDITED, shares, strict=True):
                cost = self.cost(programme, share)
                own = int(round(cost * of_municipality, -3))
                split = {"total": cost, "association": cost - own, "municipality": own}
                rows += [
                    self._row(programme, funder, amount, (f"{year}-01-01", f"{year}-12-31"),
                              "spent", name=f"{programme}-{year}", source_id=f"ar-{year}")
                    for funder, amount in split.items()
                    if amount
                ]  # fmt: skip
        # No period, so that nothing may be divided by it: something to ask for.
        rows.append(self._row("ung-framat", "total", self.cost("ung-framat"), ("", ""), "granted",
                              period_kind="not_stated"))  # fmt: skip
        rows.append(self._row("friskare-vag", "association", self.cost("friskare-vag"),
                              ("2020-03-01", LAST_DAY), "granted", period_kind="so_far"))  # fmt: skip
        rows.append(self._row("spraksteget", "total", self.cost("spraksteget"),
                              ("2018-01-01", "2021-12-31"), "budget"))  # fmt: skip
        return rows

    def contributions(self) -> Rows:
        """Return what members pay each year: the state half, the region a quarter."""
        yearly = sum(self._cost.values()) / len(_YEARS)
        weights = {m.member_id: m.weight / 4 for m in MUNICIPALITIES}
        region, insurance = AUTHORITIES[0][0], AUTHORITIES[1][0]
        shares = {**weights, region: 1 / 4, insurance: 1 / 2}
        return [
            {"member_id": member, "year": year, "per": "year", "source_id": "avgifter",
             "amount_sek": int(round(yearly * share * (0.9 + 0.03 * (year - 2018)), -3)),
             "note": "betalar också för Arbetsförmedlingen" if member == insurance else ""}
            for member, share in shares.items()
            for year in _YEARS
        ]  # fmt: skip

    @staticmethod
    def _row(
        programme: str,
        funder: str,
        amount: int,
        period: tuple[object, object],
        basis: str,
        *,
        name: str = "",
        **cells: object,
    ) -> dict[str, object]:
        p = _BY_ID[programme]
        about = {"funding_id": f"f-{name or programme}-{funder}", "programme_id": programme,
                 "member_ids": _joined(p.members), "funder": funder, "basis": basis,
                 "form": "cash", "amount_sek": amount, "period_start": period[0],
                 "period_end": period[1], "period_kind": "whole", "primary": "true",
                 "source_id": _report_on(p)}  # fmt: skip
        return {**about, **cells}


def _applications(money: _Money) -> Rows:
    return [
        {"application_id": "a-bron", "programme_id": "bron", "applicant_member_id": "furuhult",
         "amount_sek": money.cost("bron"), "body": "styrelsen", "date": "2024-12-04",
         "proposal": "bifall", "decision": "beviljad",
         "conditions": "Gruppen följs upp efter ett år.", "source_id": "protokoll-2024"},
        {"application_id": "a-ung-framat-2", "programme_id": "ung-framat",
         "applicant_member_id": "ekeviken", "amount_sek": money.cost("ung-framat", 0.2),
         "body": "styrelsen", "date": "2024-12-04", "proposal": "avslag",
         "source_id": "protokoll-2024"},
    ]  # fmt: skip


# Words


def _statements() -> Rows:
    return [
        {"statement_id": "s-payback", "measure": "payback_months", "value": 19, "unit": "months",
         "period_start": "2018", "period_end": "2022", "excludes": "personer som gick till studier",
         "text": "Återbetalningstid för förbundets insatser enligt styrelsens protokoll",
         "source_id": "protokoll-2024"},
    ]  # fmt: skip


# Answers and measurements are nobody's records: made up as whole numbers, and marked so.
_ASKED = (
    ("nns-bemott", "Jag har blivit bemött med respekt", ((2024, 61, 39, 35), (2025, 58, 33, 29))),
    ("nns-delaktig", "Jag har fått vara med och bestämma om min plan",
     ((2024, 61, 38, 24), (2025, 58, 33, 22))),
    ("nns-narmare", "Jag känner mig närmare arbete eller studier",
     ((2024, 61, 39, 19), (2025, 58, 32, 17))),
)  # fmt: skip
_MEASURED = (
    ("bip-tro", "Tro på att kunna få ett arbete", 26, 15, 4),
    ("bip-halsa", "Kan hantera sin hälsa i vardagen", 26, 12, 6),
    ("bip-natverk", "Har någon som stöttar", 25, 9, 5),
)


def _indicators() -> Rows:
    answered: Rows = [
        {"indicator_id": f"{name}-{year}", "instrument": "nns", "text": text,
         "respondents": "participants", "period_start": year, "period_end": year, "asked": asked,
         "answered": answered, "favourable": agreed, "source_id": f"ar-{year}", "note": "påhittad"}
        for name, text, years in _ASKED for year, asked, answered, agreed in years
    ]  # fmt: skip
    measured: Rows = [
        {"indicator_id": f"{name}-2025", "programme_id": "stegvis", "instrument": "bip",
         "text": text, "respondents": "participants", "period_start": 2025, "period_end": 2025,
         "asked": 44, "answered": answered, "favourable": higher, "unfavourable": lower,
         "source_id": "ar-2025", "note": "påhittad"}
        for name, text, answered, higher, lower in _MEASURED
    ]  # fmt: skip
    return [*answered, *measured]


def _findings(figures: Figures) -> Rows:
    twice = (
        ("twice", "conflict", "stegvis", "storlunda",
         "Årsredovisningen anger {c-stegvis-storlunda-ar} deltagare från Storlunda i Stegvis under "
         "2024, styrelsens protokoll {c-stegvis-storlunda-protokoll}. Årsredovisningen har räknat "
         "deltaganden och inte personer, så den som kom tillbaka under året är med två gånger.",
         "c-stegvis-storlunda-ar;c-stegvis-storlunda-protokoll", "ar-2024;protokoll-2024"),
    )  # fmt: skip
    found = (
        *(twice if _came_back(figures) else ()),
        ("period", "missing", "ung-framat", _joined(_BY_ID["ung-framat"].members),
         "Slutrapporten anger {f-ung-framat-total} men inte för vilken tid, så pengarna kan inte "
         "delas med deltagarna.", "f-ung-framat-total", "rapport-ung-framat"),
        ("volume", "definition", "oppna-dorren", "",
         "Öppna dörren räknar besökare utan att registrera dem. De är inga deltagare i rapportens "
         "mening.", "", "ar-2025"),
        ("outcomes", "missing", "friskare-vag", "",
         "Ingen källa säger hur det gick för dem som lämnade Friskare väg före 2024, och inget annat än arbete är redovisat därefter.", "", "ar-2025"),
    )  # fmt: skip
    return [
        {"finding_id": f"n-{name}", "kind": kind, "programme_id": programme, "member_ids": members,
         "text": text, "fact_refs": refs, "source_id": source}
        for name, kind, programme, members, text, refs, source in found
    ]  # fmt: skip
