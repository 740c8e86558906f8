"""One release from one protected set, switched in whole or not at all."""

import ctypes
import json
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from utfall.plan import ReportSpec
from utfall.values import Value, to_csv

__all__ = ["PresentSet", "switch"]


class PresentSet:
    """All rows that the present inputs allow to be published, over the whole site."""

    def __init__(self, specs: Iterable[ReportSpec]) -> None:
        self._files = [spec.prepared / "input.json" for spec in specs]
        self._rows: frozenset[str] | None = None

    def covers(self, published: Path) -> bool:
        """Say whether every row of an earlier `published.csv` stands in the present set.

        An old page beside new ones could otherwise give a hidden count away.
        """
        if not published.is_file():
            return False
        if self._rows is None:
            self._rows = frozenset(row for file in self._files for row in _rows(file))
        return set(_lines(published.read_text(encoding="utf-8"))) <= self._rows


def _rows(file: Path) -> list[str]:
    values = json.loads(file.read_text(encoding="utf-8")).get("values", [])
    return _lines(to_csv(Value(**value) for value in values))


def _lines(text: str) -> list[str]:
    """Return the rows of a `published.csv` without its header.

    A reason may hold no line break, so a line is a row.
    """
    return text.splitlines()[1:]


def switch(fresh: Path, site: Path) -> None:
    """Put a finished tree in the place of the published one, which stays whole until then."""
    if not site.exists():
        fresh.replace(site)
        return
    if not _exchange(fresh, site):
        # Without the system's exchange there are two steps, and a moment without a site.
        aside = site.with_name(".site-old")
        shutil.rmtree(aside, ignore_errors=True)
        site.replace(aside)
        try:
            fresh.replace(site)
        except OSError:
            aside.replace(site)
            raise
        shutil.rmtree(aside, ignore_errors=True)
        return
    shutil.rmtree(fresh, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step where Linux can; say whether it was done."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    done: int = rename(here, os.fsencode(one), here, os.fsencode(other), exchange)
    return done == 0
