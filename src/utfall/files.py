"""Files and folders put in place whole: whoever reads meets the old or the new, never a half."""

import ctypes
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

__all__ = ["linked", "switch", "write_whole"]


def write_whole(path: Path, text: str, opener: Callable[[str, int], int] | None = None) -> None:
    """Write a text in one step; `opener` as in the built-in `open`."""
    fresh = path.with_name(f".{path.name}-new")
    try:
        with open(fresh, "w", encoding="utf-8", newline="", opener=opener) as out:
            out.write(text)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def linked(source: Path, target: Path) -> None:
    """Let a file stand in a second place at no cost; a copy where the file system has no links.

    Only for files that are replaced and never written to in their place.
    """
    try:
        os.link(source, target)
    except OSError:
        # A full disk is met again here, as an OSError and not shutil's own kind.
        shutil.copyfile(source, target)


def switch(fresh: Path, place: Path) -> None:
    """Put a finished folder in the place of another, which stays whole until then."""
    # Left where an earlier switch was ended half-way.
    aside = place.with_name(f".{place.name}-old")
    shutil.rmtree(aside, ignore_errors=True)
    if not place.exists():
        fresh.replace(place)
        return
    if not _exchange(fresh, place):
        # Without the system's exchange there are two steps, and a moment with neither.
        place.replace(aside)
        try:
            fresh.replace(place)
        except OSError:
            aside.replace(place)
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
