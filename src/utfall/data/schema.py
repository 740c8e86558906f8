"""Every table of a data folder and of the register, in one place.

`utfall check`, the reading and the documentation all follow from these declarations.
"""

from utfall.data.columns import Column, Table, flag, number, reference, slug, text

__all__ = ["ASSOCIATION", "REGISTER_TABLES", "TABLES"]

_MEASURES = (
    "participants completed broken_off exited ongoing outcome cases applications outside courses"
    " education_days"
)
_OUTCOMES = (
    "employment employment_subsidised towards_employment studies studies_csn studies_no_csn sfi"
    " grundvux internship assessment care_contacts upper_secondary rehabilitation_af"
    " daily_activities work_training"
)
_RESPONDENTS = "participants participants_at_exit staff managers board referrers"
_FUNDERS = "total association esf eu municipality region state not_stated"
_BASES = "applied granted budget spent turnover"


def _date(name: str, description: str) -> Column:
    return Column(name, f"{description}: 2016, 2023-04 or 2022-12-12; empty = not stated", "date")


def _programme(description: str, *, required: bool = True) -> Column:
    return reference("programme_id", "programmes", description, required=required)


def _members(description: str) -> Column:
    written = "ids in alphabetical order joined by +; empty = not stated"
    return reference("member_ids", "members", f"{description}; {written}", joined="+")


def _reading() -> Column:
    return text("reading", "The reading that the row belongs to; empty = all", allowed="A B")


def _period() -> tuple[Column, Column]:
    return _date("period_start", "First day, month or year"), _date("period_end", "Last of them")


def _range(unit: str, *, whole: bool = False) -> tuple[Column, ...]:
    return (
        number("value", "The number as stated; empty = a range or not known", unit, whole=whole),
        number("low", "Lower end of a stated range", unit, whole=whole),
        number(
            "high",
            "Upper end of a stated range; the value itself where the source says none of the rest had it",
            unit,
            whole=whole,
        ),
        flag("approximate", "Whether the source says about"),
    )


_SOURCE = reference(
    "source_id", "sources", "Name the source, several joined by ;", required=True, joined=";"
)
_NOTE = text("note", "A short remark in Swedish")
_FACT = (
    _SOURCE,
    text("section", "Where in the source"),
    _date("as_of", "When it was true or known"),
    text("fact_id", "Number in the list of facts that the row was taken from"),
    _NOTE,
)

ASSOCIATION: dict[str, type] = {
    "id": str,
    "name": str,
    "short_name": str,
    "kind": str,
    "county": str,
    "county_code": str,
    "synthetic": bool,
    "description": str,
}

_SOURCE_COLUMNS = (
    slug("source_id", "Give the source an id", required=True),
    text("title", "Name the document or page", required=True),
    text("publisher", "Who published it"),
    _date("date", "Date of the document"),
    text(
        "stated_by",
        "Say who states it",
        required=True,
        allowed="asker answer minutes register web_page media conclusion",
    ),
    flag("public", "Whether anyone can read it", required=True),
    Column("url", "Address of the page, without any person's name", "url"),
    text("seen", "What was read of it", allowed="document excerpt"),
    _NOTE,
)

_TABLES = (
    Table(
        "members",
        "a member of the association",
        ("member_id",),
        (
            slug("member_id", "Give the member an id", required=True),
            text("name", "Name the member", required=True),
            text(
                "kind",
                "Say what the member is",
                required=True,
                allowed="municipality region state",
            ),
            text("municipality_code", "SCB's code, four characters; a municipality's only"),
            _date("valid_from", "Member since"),
            _date("valid_to", "Member until"),
            _SOURCE,
            _NOTE,
        ),
        required=True,
    ),
    Table("sources", "a document or page", ("source_id",), _SOURCE_COLUMNS, required=True),
    Table(
        "programmes",
        "a programme (insats)",
        ("programme_id",),
        (
            slug("programme_id", "Give the programme an id", required=True),
            text("name", "Name the programme", required=True),
            text(
                "orientation",
                "Say whom it is aimed at, or unknown",
                required=True,
                allowed="participant structure both unknown",
            ),
            flag(
                "finsam",
                "Whether an association's programme; false for a municipality's own",
                required=True,
            ),
            _date("start", "First day, month or year"),
            _date("end", "Last day, month or year"),
            text(
                "status",
                "Say how far it had come, or unknown",
                required=True,
                allowed="planned applied ongoing finished unknown",
            ),
            _date("status_as_of", "When the status was so"),
            text("target_group", "For whom, in Swedish"),
            number("age_min", "Youngest age", "years", maximum=120, whole=True),
            number("age_max", "Oldest age", "years", maximum=120, whole=True),
            text("methods", "How it works, in Swedish"),
            text("description", "One or two sentences in Swedish"),
            *_FACT,
        ),
    ),
    Table(
        "programme_members",
        "a programme in a member",
        ("programme_id", "member_id", "reading"),
        (
            _programme("Name the programme"),
            reference("member_id", "members", "Name the member", required=True),
            _reading(),
            number("share", "Allocation share; empty = not split", "share", maximum=1),
            text(
                "role",
                "Say what the member does in it",
                required=True,
                allowed="participant sub_project owner",
            ),
            *_FACT,
        ),
    ),
    Table(
        "readings",
        "what a reading of a programme's facts assumes",
        ("reading", "programme_id"),
        (
            text("reading", "Say which reading", required=True, allowed="A B"),
            _programme("Name the programme"),
            text("meaning", "Say in a Swedish sentence what is assumed", required=True),
            *_FACT,
        ),
    ),
    Table(
        "counts",
        "a published count",
        ("count_id",),
        (
            slug("count_id", "Give the count an id", required=True),
            _programme("The programme; empty = all of them", required=False),
            _members("Whose residents or participants are counted"),
            _reading(),
            text("component", "The part of the programme that is counted; empty = the whole"),
            *_period(),
            text(
                "period_kind",
                "Say whether over the period (flow), at a date (stock) or so far (to_date)",
                required=True,
                allowed="flow stock to_date",
            ),
            text("measure", "Say what is counted", required=True, allowed=_MEASURES),
            text("outcome", "The outcome, where measure is outcome", allowed=_OUTCOMES),
            text("after", "Time since the exit; empty = at the exit", allowed="later 6m 12m"),
            text(
                "population",
                "Say who are counted",
                required=True,
                allowed="participants staff professionals employers cases outside",
            ),
            text(
                "unit",
                "Say what one is",
                required=True,
                allowed="persons cases applications participations",
            ),
            *_range("unit", whole=True),
            text(
                "of",
                "The denominator that the source names for an outcome",
                allowed="participants completed exited",
            ),
            text("exclusive_group", "Same text = nobody is counted in two of the rows"),
            flag("inferred", "Whether the exclusive group is our inference"),
            flag("derived", "Whether computed from stated numbers"),
            flag("primary", "Whether measures use it; false = another statement", required=True),
            text("reason", "In Swedish, why there is no number"),
            *_FACT,
        ),
    ),
    Table(
        "volumes",
        "people who were only counted, without a record",
        ("volume_id",),
        (
            slug("volume_id", "Give the row an id", required=True),
            _programme("Name the programme"),
            _members("Whose residents"),
            *_period(),
            number("heads", "State how many were counted", "persons", required=True, whole=True),
            *_FACT,
        ),
    ),
    Table(
        "goals",
        "a goal or planned volume",
        ("goal_id",),
        (
            slug("goal_id", "Give the goal an id", required=True),
            _programme("The programme; empty = the association", required=False),
            _members("Whom the goal is for"),
            text("measure", "Say what is aimed at", required=True),
            text("population", "Who it is about"),
            *_range("unit"),
            text("unit", "What one is"),
            *_period(),
            text("text", "The goal in Swedish"),
            *_FACT,
        ),
    ),
    Table(
        "funding",
        "money for a programme",
        ("funding_id",),
        (
            slug("funding_id", "Give the amount an id", required=True),
            _programme("Name the programme"),
            _members("Whose money or sub-project"),
            _reading(),
            text("component", "The part of the programme it paid for; empty = the whole"),
            text("funder", "Say who pays; total = the whole", required=True, allowed=_FUNDERS),
            text("basis", "Say what kind of amount", required=True, allowed=_BASES),
            text(
                "form",
                "Say whether cash or in kind",
                required=True,
                allowed="cash in_kind not_stated",
            ),
            number("amount_sek", "Kronor of the time, empty = not stated in kronor", "SEK"),
            number("amount_eur", "Euro, empty = not stated in euro", "EUR"),
            flag("approximate", "Whether the source says about"),
            *_period(),
            text(
                "period_kind",
                "Say whether the whole period, so far or not stated",
                required=True,
                allowed="whole so_far not_stated",
            ),
            slug("list_id", "Same id = listed together in one source, so may be summed"),
            flag("primary", "Whether measures use it; false = another statement", required=True),
            *_FACT,
        ),
    ),
    Table(
        "contributions",
        "a member's contribution for a year",
        ("member_id", "year", "source_id"),
        (
            reference("member_id", "members", "Name the member", required=True),
            Column("year", "The year; empty = not stated", "year"),
            number("amount_sek", "State the kronor of that year", "SEK", required=True),
            flag("approximate", "Whether the source says about"),
            text("per", "Say per what the amount is", required=True, allowed="year"),
            *_FACT,
        ),
    ),
    Table(
        "applications",
        "an application for money",
        ("application_id",),
        (
            slug("application_id", "Give the application an id", required=True),
            _programme("The programme applied for", required=False),
            reference("applicant_member_id", "members", "Who applied"),
            number("amount_sek", "Kronor applied for", "SEK"),
            flag("approximate", "Whether the source says about"),
            text("body", "Who decides"),
            _date("date", "When it was dealt with"),
            text("proposal", "What was proposed"),
            text("decision", "What was decided; empty = none recorded"),
            text("conditions", "Conditions, in Swedish"),
            text(
                "conditions_met",
                "Whether the conditions were met; empty = not known",
                allowed="true false",
            ),
            *_FACT,
        ),
    ),
    Table(
        "activities",
        "something the money was used for",
        ("activity_id",),
        (
            slug("activity_id", "Give the activity an id", required=True),
            _programme("Name the programme"),
            _members("Where"),
            text("text", "Say in Swedish what was done", required=True),
            *_FACT,
        ),
    ),
    Table(
        "parties",
        "who takes part in a programme",
        ("party_id",),
        (
            slug("party_id", "Give the party an id", required=True),
            _programme("Name the programme"),
            reference("member_id", "members", "The member, if it is one"),
            text("name", "Name the organisation, never a person", required=True),
            text(
                "role",
                "Say what it does",
                required=True,
                allowed="owner takes_part refers network funder steering",
            ),
            *_FACT,
        ),
    ),
    Table(
        "statements",
        "a figure that somebody else computed",
        ("statement_id",),
        (
            slug("statement_id", "Give the statement an id", required=True),
            reference("subject", "programmes", "The programme; empty = the association"),
            _members("Whom it is about"),
            text("measure", "Say what is stated", required=True),
            *_range("unit"),
            text("unit", "What one is"),
            *_period(),
            text("includes", "What is counted in"),
            text("excludes", "What is left out"),
            text("text", "The statement in Swedish"),
            *_FACT,
        ),
    ),
    Table(
        "indicators",
        "answers to a question, or what people had moved between two measurements",
        ("indicator_id",),
        (
            slug("indicator_id", "Give the row an id", required=True),
            _programme("The programme; empty = the association", required=False),
            _members("Whose participants"),
            text(
                "instrument",
                "Say which: nns (survey), bip (progress between measurements) or other_survey",
                required=True,
                allowed="nns bip other_survey",
            ),
            text(
                "text",
                "Say in Swedish what they agreed with, or what was measured",
                required=True,
            ),
            text(
                "respondents",
                "Say who answered or were measured",
                required=True,
                allowed=_RESPONDENTS,
            ),
            *_period(),
            number(
                "asked",
                "How many were asked, or could have been measured twice; empty = not stated",
                "persons",
                whole=True,
            ),
            number(
                "answered",
                "State how many answered, or were measured at least twice",
                "persons",
                required=True,
                whole=True,
            ),
            number(
                "favourable",
                "State how many agreed, or stood higher at the last measurement than the first",
                "persons",
                required=True,
                whole=True,
            ),
            number(
                "unfavourable",
                "How many disagreed, or stood lower; empty = not stated",
                "persons",
                whole=True,
            ),
            *_FACT,
        ),
    ),
    Table(
        "findings",
        "what is wrong, missing or unclear in the evidence",
        ("finding_id",),
        (
            slug("finding_id", "Give the finding an id", required=True),
            text(
                "kind",
                "Say what kind of finding",
                required=True,
                allowed="conflict arithmetic missing definition reading",
            ),
            _programme("The programme; empty = the association", required=False),
            _members("Whom it is about"),
            text(
                "text",
                "Say it in Swedish; numbers of people and money as {id} of their row",
                required=True,
            ),
            text("fact_refs", "Ids of the rows it rests on, joined by ;"),
            *_FACT,
        ),
    ),
)
TABLES: dict[str, Table] = {table.name: table for table in _TABLES}


def _year() -> Column:
    return number("year", "State the year", "year", required=True, maximum=2100, whole=True)


_CODE = text("municipality_code", "State the code, four characters", required=True)
_NAME = text("municipality_name_short", "Give the name without kommun", required=True)
_COUNTY_CODE = text("county_code", "State the county's code, two characters", required=True)

_REGISTER_TABLES = (
    Table(
        "municipalities",
        "a municipality",
        ("municipality_code",),
        (
            _CODE,
            text("municipality_name", "Name the municipality", required=True),
            _NAME,
            _COUNTY_CODE,
            text("county_name", "Name the county", required=True),
            text("county_name_short", "Give the name without län", required=True),
        ),
        required=True,
    ),
    Table(
        "population_2019",
        "a municipality's population on 31 December 2019",
        ("municipality_code",),
        (
            _CODE,
            _NAME,
            _COUNTY_CODE,
            text("county_name", "Name the county", required=True),
            number(
                "pop_16_64_2019",
                "State the number aged 16 to 64",
                "persons",
                required=True,
                whole=True,
            ),
            number(
                "pop_total_2019",
                "State the number of all ages",
                "persons",
                required=True,
                whole=True,
            ),
        ),
        required=True,
    ),
    Table(
        "population_2019_sex_age",
        "a municipality's population by sex and age on 31 December 2019",
        ("municipality_code", "sex", "band"),
        (
            _CODE,
            text("name", "Name the municipality", required=True),
            text("sex", "Say which sex", required=True, allowed="kvinnor män"),
            text("band", "State the ages, both included", required=True),
            number("pop2019", "State the population", "persons", required=True, whole=True),
        ),
    ),
    Table(
        "cpi_1980",
        "the consumer price index of a year (KPI, fastställda tal)",
        ("year",),
        (
            _year(),
            number(
                "kpi_annual_mean_1980_100",
                "State the annual mean as published",
                "1980=100",
                required=True,
            ),
        ),
        required=True,
    ),
    Table(
        "unemployment_2010_2021",
        "the share openly unemployed at some time during the year",
        ("kommun_kod", "year"),
        (
            text("kommun_kod", "State the code, four characters", required=True),
            _year(),
            number("unemployment_rate", "Share of the population", "percent", maximum=100),
        ),
    ),
    Table(
        "context",
        "a figure about the need in a municipality, never a programme's result",
        ("context_id",),
        (
            slug("context_id", "Give the figure an id", required=True),
            text("municipality_code", "State the code; 00 = Sweden, 04 = a county", required=True),
            text("name", "Name the area", required=True),
            text("measure", "Say what is measured", required=True),
            text("label", "Say in Swedish what is measured", required=True),
            number("value", "The figure; empty unless shown", "unit"),
            text("unit", "Say what one is", required=True),
            *_period(),
            text(
                "status",
                "Say whether it is shown, hidden or not there",
                required=True,
                allowed="shown suppressed missing",
            ),
            reference("source_id", "context_sources", "Name the source", required=True, joined=";"),
            _NOTE,
        ),
    ),
    Table("context_sources", "a source of context figures", ("source_id",), _SOURCE_COLUMNS),
)
OWN_CONTEXT = ("context_sources", "context")
"""Tables of the register that an association's folder may have too, filled by `utfall context`."""
REGISTER_TABLES: dict[str, Table] = {table.name: table for table in _REGISTER_TABLES}
