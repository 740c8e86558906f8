"""What has been worked out of files and still holds: nothing is read again that has not changed.

As in git's index, a file is taken to be as it was while its place on the disk, its size and its
times are: that of its content, which copies and archives set as they like, and that of its last
change of any kind, which nobody sets. A file that changed so lately that it could change again without a new time is
read each time. What is kept is a memory and no truth: without it everything is read, to the same
result.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from utfall.data.private import owner_only
from utfall.files import write_whole

__all__ = ["Memory"]

# The coarsest clock of a file system, that of FAT.
_UNSURE = 2_000_000_000


class Memory:
    """What is known of the files of one run, kept in a file of its own.

    Parameters
    ----------
    file : Path
        Where it is kept; missing or broken, nothing is known yet.
    linked : Path, optional
        A folder whose files a release links to their places in the next one, which is a change
        of its kind: of these the time of the content alone is looked at.
    """

    def __init__(self, file: Path, linked: Path | None = None) -> None:
        self._file, self._linked = file, linked
        self._apart = f"{linked}{os.sep}" if linked else ""
        self._kept: dict[str, dict[str, Any]] | None = None
        self._asked: dict[str, dict[str, Any]] = {}

    def __reduce__(self) -> tuple[type["Memory"], tuple[Path, Path | None]]:
        """Let another process read it for itself."""
        return Memory, (self._file, self._linked)

    def digest(self, file: Path) -> str:
        """Return the SHA-256 of a file's content."""
        found: str = self.of(file, "sha256", _sha256)
        return found

    def of(self, file: Path, fact: str, work_out: Callable[[Path], Any]) -> Any:
        """Return a fact of a file's content, worked out only if the file is not as it was.

        Parameters
        ----------
        file : Path
            Where the file is; the same file under another name is known, too.
        fact : str
            What is asked; another name for the same question where its answer has another form.
        work_out : callable
            Gives the fact, of nothing but the content, as something that JSON holds.
        """
        now, stat = time.time_ns(), file.stat()
        changed = stat.st_ctime_ns
        if self._apart and os.fspath(file).startswith(self._apart):
            changed = stat.st_mtime_ns
        stamp = f"{stat.st_dev:x}.{stat.st_ino:x}.{stat.st_size:x}.{stat.st_mtime_ns:x}.{changed:x}"
        asked = self._asked.setdefault(fact, {})
        if stamp in asked:
            return asked[stamp]
        known = self._known().get(fact, {})
        found = known[stamp] if stamp in known else work_out(file)
        if now - max(stat.st_mtime_ns, changed) > _UNSURE:
            asked[stamp] = found
        return found

    def keep(self, *, only_asked: bool = False) -> None:
        """Write what is known in one step; `only_asked` forgets what nobody has asked for."""
        before = self._known()
        now = dict(self._asked) if only_asked else _joined(before, self._asked)
        if now == before:
            return
        write_whole(self._file, json.dumps(now, ensure_ascii=False), owner_only)
        self._kept = now

    def _known(self) -> dict[str, dict[str, Any]]:
        if self._kept is None:
            try:
                found = json.loads(self._file.read_text(encoding="utf-8"))
                whole = isinstance(found, dict) and all(isinstance(v, dict) for v in found.values())
            except (OSError, ValueError):
                whole = False
            self._kept = found if whole else {}
        return self._kept


def _joined(
    one: dict[str, dict[str, Any]], other: dict[str, dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    return {fact: {**one.get(fact, {}), **other.get(fact, {})} for fact in {**one, **other}}


def _sha256(file: Path) -> str:
    with file.open("rb") as content:  # in pieces: records may be larger than memory
        return hashlib.file_digest(content, "sha256").hexdigest()
