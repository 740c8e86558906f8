"""Files that hold what only their owner may read."""

import os
import stat

__all__ = ["owner_only"]

_OWNER = stat.S_IRUSR | stat.S_IWUSR


def owner_only(name: str, flags: int) -> int:
    """Open a file to write to, for its owner only; the `opener` of the built-in `open`.

    A file that others could read before is closed to them too. Where permissions are not POSIX's,
    those of the folder hold.

    Raises
    ------
    OSError
        If the file cannot be opened, or is another user's.
    """
    handle = os.open(name, flags, _OWNER)
    if os.name == "posix":
        try:
            # The mode above is that of a new file only.
            os.fchmod(handle, _OWNER)
        except OSError:
            os.close(handle)
            raise
    return handle
