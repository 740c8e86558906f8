"""How a build shows that it moves: a bar on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from utfall.manifest import Result

__all__ = ["Progress", "shown"]


class Progress(Protocol):
    """Told by a build what it is about to make and what has become of it."""

    def begin(self, ids: Sequence[str]) -> None:
        """Take the reports to come, in the order of the plan."""

    def step(self, result: Result, left_s: float) -> None:
        """Take a finished report, and the seconds that the rest will take."""


@contextmanager
def shown(*, quiet: bool = False) -> Iterator[Progress | None]:
    """Give what a build tells of each finished report.

    Parameters
    ----------
    quiet : bool
        Whether nothing is to be said, as where JSON is printed.
    """
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with _bar() as bar:
            yield bar
    else:
        yield _Lines()


class _Lines:
    """One line a report, in the order of the plan, whichever is done first."""

    def __init__(self) -> None:
        self._ids: Sequence[str] = ()
        self._waiting: dict[str, Result] = {}
        self._said = 0

    def begin(self, ids: Sequence[str]) -> None:
        self._ids, self._waiting, self._said = ids, {}, 0

    def step(self, result: Result, left_s: float) -> None:
        self._waiting[result.spec.id] = result
        while self._said < len(self._ids) and self._ids[self._said] in self._waiting:
            one = self._waiting.pop(self._ids[self._said])
            self._said += 1
            left = f", about {_duration(left_s)} left" if left_s else ""
            print(
                f"[{self._said}/{len(self._ids)}] {one.status} {one.spec.id} "
                f"{one.seconds:.1f} s{left}",
                file=sys.stderr,
                flush=True,
            )


@contextmanager
def _bar() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as RichProgress

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[left]}"),
    )
    with RichProgress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("reports", total=None, left="")

        class Bar:
            def begin(self, ids: Sequence[str]) -> None:
                progress.update(task, completed=0, total=len(ids))

            def step(self, result: Result, left_s: float) -> None:
                left = f"about {_duration(left_s)} left" if left_s else ""
                progress.update(task, advance=1, description=result.spec.id, left=left)

        yield Bar()


def _duration(seconds: float) -> str:
    """Return a length of time as a person would guess it."""
    whole = round(seconds)
    if whole < 100:
        return f"{whole} s"
    return f"{round(whole / 60)} min" if whole < 100 * 60 else f"{whole / 3600:.1f} h"
