"""How a build shows that it moves: a bar on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from utfall.manifest import Result

__all__ = ["shown"]


@contextmanager
def shown(*, quiet: bool = False) -> Iterator[Callable[[Result, int, int], None] | None]:
    """Give what a build calls with each finished report.

    Parameters
    ----------
    quiet : bool
        Whether nothing is to be said, as where JSON is printed.
    """
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with _bar() as step:
            yield step
    else:
        yield _line


def _line(result: Result, number: int, total: int) -> None:
    print(
        f"[{number}/{total}] {result.status} {result.spec.id} {result.seconds:.1f} s",
        file=sys.stderr,
        flush=True,
    )


@contextmanager
def _bar() -> Iterator[Callable[[Result, int, int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("reports", total=None)

        def step(result: Result, number: int, total: int) -> None:
            progress.update(task, completed=number, total=total, description=result.spec.id)

        yield step
