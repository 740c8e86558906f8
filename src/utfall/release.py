"""One release from one protected set, switched in whole, or left as it is where it is right."""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from utfall.files import linked, switch
from utfall.memory import Memory
from utfall.plan import ReportSpec
from utfall.values import Value, to_csv

__all__ = ["PresentSet", "Tree", "release"]

Tree = Mapping[str, Path | str]
"""What a site consists of: a file to copy or a text, by its path in the site."""


class PresentSet:
    """All rows that the present inputs allow to be published, over the whole site."""

    def __init__(self, specs: Iterable[ReportSpec]) -> None:
        self._files = [spec.prepared / "input.json" for spec in specs]
        self._rows: frozenset[str] | None = None

    def covers(self, spec: ReportSpec, published: Path) -> bool:
        """Say whether every row of a report's earlier `published.csv` stands in the present set.

        An old page beside new ones could otherwise give a hidden count away.
        """
        if not published.is_file():
            return False
        told = set(_lines(published.read_text(encoding="utf-8")))
        # Mostly its own input has them all; then the others need not be read.
        if told.issubset(_rows(spec.prepared / "input.json")):
            return True
        if self._rows is None:
            self._rows = frozenset(row for file in self._files for row in _rows(file))
        return told <= self._rows


def _rows(file: Path) -> list[str]:
    values = json.loads(file.read_text(encoding="utf-8")).get("values", [])
    return _lines(to_csv(Value(**value) for value in values))


def _lines(text: str) -> list[str]:
    """Return the rows of a `published.csv` without its header.

    A reason may hold no line break, so a line is a row.
    """
    return text.splitlines()[1:]


def release(tree: Tree, site: Path, fresh: Path, memory: Memory) -> None:
    """Make a site consist of a tree, and of nothing else; one that does is not touched.

    Files that stay as they are are links to those of the site before, so that a release costs
    what is new in it. They are never links to what it is made from: whatever happens to a
    published file, the next release is made from files that nobody has touched.

    Parameters
    ----------
    tree : Tree
        What the site is to consist of.
    site, fresh : Path
        Its place, and where the new one is put together, beside it.
    memory : Memory
        What is known of files.

    Raises
    ------
    OSError
        If the tree could not be written; the published one is then untouched.
    """
    shutil.rmtree(fresh, ignore_errors=True)
    there = dict(_files(str(site))) if site.is_dir() else {}
    same = {name for name in tree.keys() & there.keys() if _alike(tree[name], there[name], memory)}
    if len(same) == len(tree) == len(there):
        return
    try:
        for folder in sorted({(fresh / name).parent for name in tree}):
            folder.mkdir(parents=True, exist_ok=True)
        for name, source in tree.items():
            # File by file, so that a full disk is an OSError and not shutil's own kind.
            if name in same:
                linked(site / name, fresh / name)
            elif isinstance(source, Path):
                shutil.copyfile(source, fresh / name)
            else:
                (fresh / name).write_text(source, encoding="utf-8", newline="")
        switch(fresh, site)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _files(folder: str, name: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield all that lies in a tree, by its path there; links are not followed."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path, f"{name}{entry.name}/")
            else:
                yield f"{name}{entry.name}", entry


def _alike(source: Path | str, there: os.DirEntry[str], memory: Memory) -> bool:
    if not there.is_file(follow_symlinks=False):
        return False
    if isinstance(source, Path):
        return memory.digest(source) == memory.digest(Path(there))
    return source.encode() == Path(there).read_bytes()
