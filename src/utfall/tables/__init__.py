"""Tables: one function per table, returned as Markdown.

Every function takes the report's `Evidence`; a table without rows is an empty text, since what is
missing is said in words beside it.
"""

from utfall.tables.comparison import context, members
from utfall.tables.costs import costs, refused
from utfall.tables.funding import funding
from utfall.tables.outcomes import outcomes, shares
from utfall.tables.participants import ledger, participants
from utfall.tables.sources import sources

__all__ = [
    "context",
    "costs",
    "funding",
    "ledger",
    "members",
    "outcomes",
    "participants",
    "refused",
    "shares",
    "sources",
]
