"""A question of the form, and the cell of the data folder that its answer belongs in."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

__all__ = ["Kind", "Question", "Target", "digest"]

Kind = Literal["whole", "kronor", "date", "choice", "members"]


@dataclass(frozen=True)
class Target:
    """The cell that an answer belongs in.

    Attributes
    ----------
    table, column : str
        Of the data folder.
    rows : tuple of str
        Ids of the rows, several where a source's one statement stands in several rows.
    new : dict of str to dict
        The cells of each row to add where there is no row of that id; empty where there must be.
    period_of : dict of str to str
        For a new row, the row of `funding.csv` or `counts.csv` whose period it takes, as that
        stands after the answers.
    """

    table: str
    column: str
    rows: tuple[str, ...]
    new: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    period_of: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """One row of the form; texts in Swedish, empty where there is nothing to say.

    `period` and `known` are what the data say today; `choices` are the words to choose among.
    """

    asks: str
    definition: str
    whom: str
    period: str
    unit: str
    known: str
    source: str
    kind: Kind
    target: Target
    choices: tuple[str, ...] = ()

    @property
    def question_id(self) -> str:
        """An id that says where the answer goes: the same in every form that asks for it."""
        t = self.target
        return digest(t.table, t.column, *t.rows)

    def as_json(self) -> dict[str, Any]:
        """Return the question as JSON can hold it."""
        return {"id": self.question_id, **asdict(self)}


def digest(*parts: str) -> str:
    """Return eight hexadecimal digits that stand for some texts."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:8]
