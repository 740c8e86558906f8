"""What several tests share: the real runs, prepared and displayed once."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pages import Page, pages
from utfall import makers


class Shared:
    """A maker that goes on after a build."""

    def __init__(self, one: makers.Maker) -> None:
        self.make = one.make

    def stop(self) -> None:
        pass


@pytest.fixture(scope="session", autouse=True)
def one_maker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let all builds of a session share what reports are forked from; its imports take seconds."""
    made: list[makers.Maker] = []
    new = makers.maker

    def shared(cache: Path) -> Shared:
        if not made:
            made.append(new(tmp_path_factory.getbasetemp() / "maker"))
        return Shared(made[0])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(makers, "maker", shared)
        yield
    for one in made:
        one.stop()


@pytest.fixture(scope="session")
def real_pages(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, Page]]:
    """Return all reports of a run of the real data, made once per session."""
    out = tmp_path_factory.getbasetemp() / "real"
    return lambda run: pages(run, out)
