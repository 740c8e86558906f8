"""What can go wrong, by who must act."""

from collections.abc import Sequence
from pathlib import Path

__all__ = [
    "DataError",
    "DisclosureError",
    "ExecuteError",
    "ParamsError",
    "RenderError",
    "UtfallError",
    "as_typed",
]


def as_typed(file: Path) -> str:
    """Return a path from where the command is run, without the machine's own folders in a log."""
    here = Path.cwd()
    return str(file.relative_to(here) if file.is_relative_to(here) else file)


class UtfallError(Exception):
    """An expected fault: one message, no traceback."""


class ParamsError(UtfallError):
    """Whoever edits `params/` must change something."""


class DataError(UtfallError):
    """Whoever delivers the data must change something.

    Parameters
    ----------
    problems : sequence of str
        One finished line per problem: where, what was found, what to do.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class DisclosureError(UtfallError):
    """What must be hidden could be worked out, so that nothing can be published.

    Parameters
    ----------
    message : str
        What happened, without naming anybody's cell.
    cells : sequence of str
        Keys of the cells, for the association's own log only; never a count.
    """

    def __init__(self, message: str, cells: Sequence[str] = ()) -> None:
        self.cells = tuple(cells)
        super().__init__(message)


class ExecuteError(UtfallError):
    """A notebook did not run to its end."""


class RenderError(UtfallError):
    """An executed notebook could not be turned into HTML or PDF."""
