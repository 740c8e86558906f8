"""Tables: one function per table, returned as Markdown.

Every function takes the report's `Evidence`; a table without rows is an empty text, since what is
missing is said in words beside it. Tables of records are displayed where there are records, and
nothing stands in their place where there are none.
"""

from utfall.tables.comparison import context, members
from utfall.tables.costs import costs, refused
from utfall.tables.estimates import (
    alike,
    chance,
    expected,
    members_years,
    records_left_to,
    records_steps,
    records_support,
    side_by_side,
    situations,
)
from utfall.tables.flow import flow
from utfall.tables.funding import funding
from utfall.tables.indicators import indicators
from utfall.tables.outcomes import outcomes, shares
from utfall.tables.participants import ledger, participants
from utfall.tables.payback import (
    payback,
    payback_benefit,
    payback_change,
    payback_parameters,
    payback_stream,
    payback_swing,
    returns,
)
from utfall.tables.programmes import (
    conditions,
    overview,
    planned,
    programme_flows,
    programme_outcomes,
)
from utfall.tables.records import (
    records_ages,
    records_association,
    records_changes,
    records_flows,
    records_goals,
    records_income,
    records_outcomes,
    records_plan,
    records_programmes,
    records_reached,
    records_referred,
    records_remaining,
    records_sex_outcomes,
    records_sexes,
    records_time,
)
from utfall.tables.sources import sources

__all__ = [
    "WITHOUT",
    "alike",
    "chance",
    "conditions",
    "context",
    "costs",
    "expected",
    "flow",
    "funding",
    "indicators",
    "ledger",
    "members",
    "members_years",
    "outcomes",
    "overview",
    "participants",
    "payback",
    "payback_benefit",
    "payback_change",
    "payback_parameters",
    "payback_stream",
    "payback_swing",
    "planned",
    "programme_flows",
    "programme_outcomes",
    "records_ages",
    "records_association",
    "records_changes",
    "records_flows",
    "records_goals",
    "records_income",
    "records_left_to",
    "records_outcomes",
    "records_plan",
    "records_programmes",
    "records_reached",
    "records_referred",
    "records_remaining",
    "records_sex_outcomes",
    "records_sexes",
    "records_steps",
    "records_support",
    "records_time",
    "refused",
    "returns",
    "shares",
    "side_by_side",
    "situations",
    "sources",
]

# What stands in the place of a table without rows: never an empty space.
WITHOUT = {
    "alike": "Det finns inga insatser med kända andelar att ställa bredvid varandra.",
    "context": "Registret har inga uppgifter om behovet.",
    "costs": "Ingen kostnad per deltagare eller per resultat kan anges.",
    "funding": "Ingen källa anger några pengar till insatserna.",
    "ledger": "Det finns inga deltagare att stämma av, eftersom ingen källa anger något antal.",
    "outcomes": "Ingen källa delar upp alla deltagare efter vad det blev av dem.",
    "participants": "Ingen källa anger hur många som deltog.",
    "shares": "Inga resultat är redovisade.",
    "sources": "Inga tal i rapporten har någon källa.",
}
