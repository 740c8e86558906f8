"""The made-up association: its members and programmes, and how people come, stay and leave.

Every name is invented. Shares and durations are plausible and estimate nothing real.
"""

from dataclasses import dataclass, field
from datetime import date

__all__ = [
    "AUTHORITIES",
    "COUNTY",
    "FIRST_DAY",
    "LAST_DAY",
    "MUNICIPALITIES",
    "NAME",
    "OUTSIDE",
    "PROGRAMMES",
    "SHORT_NAME",
    "STRUCTURE",
    "Municipality",
    "Programme",
    "municipality_ids",
]

NAME = "Samordningsförbundet Exempelbygden"
SHORT_NAME = "Exempelbygden"
COUNTY = "Påhittade län"
FIRST_DAY, LAST_DAY = date(2018, 1, 1), date(2025, 12, 31)


@dataclass(frozen=True)
class Municipality:
    """A municipality: its share of all participants, and of its cells that are not filled in."""

    member_id: str
    name: str
    code: str
    weight: float
    gaps: float = 1.0


MUNICIPALITIES = (
    Municipality("storlunda", "Storlunda", "9901", 0.30, 0.7),
    Municipality("bjorkhamra", "Björkhamra", "9902", 0.17),
    Municipality("ekeviken", "Ekeviken", "9903", 0.14, 1.6),
    Municipality("granaker", "Granåker", "9904", 0.12),
    Municipality("mossby", "Mossby", "9905", 0.10, 0.5),
    Municipality("alvtorp", "Älvtorp", "9906", 0.07),
    Municipality("furuhult", "Furuhult", "9907", 0.06, 1.3),
    Municipality("tallvik", "Tallvik", "9908", 0.03, 2.5),
    # Almost nobody: its cells are small in every table.
    Municipality("lillskar", "Lillskär", "9909", 0.01),
)
# Who lives elsewhere and takes part all the same.
OUTSIDE = ("9951", "9952", "9953")
AUTHORITIES = (
    ("region-pahittade", "Region Påhittade", "region"),
    ("forsakringskassan-exempelbygden", "Försäkringskassan Exempelbygden", "state"),
    ("arbetsformedlingen-exempelbygden", "Arbetsförmedlingen Exempelbygden", "state"),
)


def municipality_ids() -> tuple[str, ...]:
    """Return the member ids of the municipalities, in alphabetical order."""
    return tuple(sorted(m.member_id for m in MUNICIPALITIES))


@dataclass(frozen=True)
class Programme:
    """A programme with participants.

    Attributes
    ----------
    weight : float
        Share of the entries in a member that has it, beside its other programmes.
    women : float
        How much likelier a woman comes than a man.
    ages : tuple of float
        How likely people of 17–24, 25–34, 35–44, 45–54 and 55–64 come.
    schooling : tuple of float
        How likely people of each code of education come.
    planned_days, spread : float
        Median number of days to the exit planned at entry, and the standard deviation of its
        logarithm.
    success : float
        Log-odds of work or study at exit, after a stay as planned.
    into : mapping of str to float
        What work or study is, by code of activity.
    completed : float
        Share of the exits that are as planned.
    referred : mapping of str to float
        Share of those who come by code of who refers.
    returns : bool
        Whether the same person may come back.
    outsiders : bool
        Whether it takes people who live outside the association.
    seeking : float
        Share who look for work, of those without work and study.
    lives_on : mapping of str to float
        How much likelier than others these live on it, by code of income.
    cost : int
        What a participation costs on average, SEK.
    """

    programme_id: str
    name: str
    start: date
    end: date | None
    members: tuple[str, ...]
    weight: float
    target_group: str
    methods: str
    description: str
    women: float
    ages: tuple[float, float, float, float, float]
    schooling: tuple[float, float, float, float]
    planned_days: int
    spread: float
    success: float
    into: dict[str, float]
    completed: float
    referred: dict[str, float]
    returns: bool = False
    outsiders: bool = False
    seeking: float = 0.62
    lives_on: dict[str, float] = field(default_factory=dict)
    cost: int = 0


_ALL = municipality_ids()
_WORK = {
    "work": 0.42,
    "work_subsidised": 0.26,
    "work_municipal": 0.10,
    "study_csn": 0.16,
    "study_other": 0.06,
}

PROGRAMMES = (
    Programme(
        "stegvis", "Stegvis", date(2018, 1, 1), None, _ALL, 0.50,
        "vuxna som länge varit utan arbete",
        "kartläggning, arbetsträning och stöd på arbetsplatsen",
        "Arbetslivsinriktad rehabilitering i alla nio kommunerna, med en egen handläggare för varje deltagare.",
        1.1, (0.6, 1.0, 1.2, 1.2, 0.9), (1.0, 1.0, 1.0, 1.0), 270, 0.30, -0.45, _WORK, 0.66,
        {"municipality": 0.45, "arbetsformedlingen": 0.25, "forsakringskassan": 0.17, "region": 0.08, "self": 0.03, "other": 0.02},
        returns=True, outsiders=True, cost=62_000,
    ),
    Programme(
        "ung-framat", "Ung framåt", date(2018, 1, 1), date(2023, 12, 31),
        ("alvtorp", "ekeviken", "granaker", "storlunda", "tallvik"), 0.35,
        "unga som varken arbetar eller studerar",
        "vägledning, studiemotiverande kurser och praktik",
        "Stöd till unga att börja eller återuppta studier.",
        0.8, (6.0, 1.2, 0.0, 0.0, 0.0), (1.4, 1.4, 0.8, 0.1), 180, 0.30, -0.05,
        {"work": 0.33, "work_subsidised": 0.12, "work_municipal": 0.05, "study_csn": 0.34, "study_other": 0.16}, 0.62,
        {"municipality": 0.62, "arbetsformedlingen": 0.18, "region": 0.06, "self": 0.11, "other": 0.03},
        seeking=0.45, lives_on={"none": 4.0}, cost=54_000,
    ),
    Programme(
        "kompass-kraft", "Kompass & Kraft <30 veckor", date(2019, 8, 1), date(2022, 6, 30),
        ("bjorkhamra", "granaker", "storlunda"), 0.45,
        "vuxna med funktionsnedsättning",
        "gruppverksamhet och individuell handledning",
        "Projekt i tre kommuner med pengar från Europeiska socialfonden.",
        1.0, (1.2, 1.3, 1.0, 0.8, 0.5), (1.0, 1.0, 1.0, 1.0), 180, 0.12, -0.25, _WORK, 0.70,
        {"municipality": 0.35, "arbetsformedlingen": 0.35, "region": 0.20, "forsakringskassan": 0.10},
        cost=118_000,
    ),
    Programme(
        "friskare-vag", "Friskare väg", date(2020, 3, 1), None,
        ("bjorkhamra", "ekeviken", "furuhult", "lillskar", "mossby", "storlunda"), 0.35,
        "sjukskrivna som behöver stöd av flera myndigheter",
        "samtal, hälsofrämjande grupper och arbetsprövning",
        "Samordnad rehabilitering för personer med lång sjukskrivning.",
        2.4, (0.2, 0.8, 1.2, 1.4, 1.2), (0.6, 0.9, 1.1, 1.2), 365, 0.35, -0.75,
        {"work": 0.62, "work_subsidised": 0.20, "work_municipal": 0.04, "study_csn": 0.10, "study_other": 0.04}, 0.60,
        {"forsakringskassan": 0.55, "region": 0.32, "municipality": 0.06, "self": 0.07},
        returns=True, outsiders=True, seeking=0.06,
        lives_on={"sickness_benefit": 25.0, "sickness_compensation": 12.0}, cost=71_000,
    ),
    Programme(
        "spraksteget", "Språksteget", date(2018, 1, 1), date(2021, 12, 31), ("ekeviken", "mossby"), 0.30,
        "nyanlända vuxna med kort utbildning",
        "språkpraktik på kommunala arbetsplatser",
        "Svenska på arbetsplatsen, ofta med en kommunal anställning efteråt.",
        1.6, (0.7, 1.4, 1.3, 0.7, 0.2), (6.0, 3.0, 0.2, 0.1), 210, 0.25, 0.10,
        {"work": 0.12, "work_subsidised": 0.16, "work_municipal": 0.50, "study_csn": 0.04, "study_other": 0.18}, 0.74,
        {"municipality": 0.70, "arbetsformedlingen": 0.30},
        lives_on={"activity_support": 3.0}, cost=39_000,
    ),
    # Few people, all of whom go the same way: the trap of a group that tells of everybody in it.
    Programme(
        "bron", "Bron", date(2024, 2, 1), None, ("furuhult",), 1.20,
        "unga vuxna utan gymnasieexamen",
        "studier på deltid med mentor",
        "En liten grupp i en kommun, i samarbete med folkhögskolan.",
        1.0, (3.0, 1.0, 0.0, 0.0, 0.0), (1.0, 1.0, 0.0, 0.0), 210, 0.12, 30.0, {"study_csn": 1.0}, 1.0,
        {"municipality": 1.0}, cost=48_000,
    ),
)  # fmt: skip

# Programmes without records: one counts heads only, the other has no participants.
STRUCTURE = (
    ("oppna-dorren", "Öppna dörren", "2019-01-01", "participant"),
    ("arenan", "Samverkansarenan", "2018-01-01", "structure"),
)
