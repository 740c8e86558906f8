"""A TOML file that a person edits, read with a message for each way in which it cannot be."""

import json
import tomllib
from pathlib import Path
from typing import Any

from utfall.errors import ParamsError, as_typed

__all__ = ["quoted", "read_toml"]


def read_toml(file: Path, *, missing: str) -> dict[str, Any]:
    """Return what a TOML file says.

    Parameters
    ----------
    file : Path
        UTF-8, with or without a byte order mark.
    missing : str
        What to do where there is no such file.

    Raises
    ------
    ParamsError
        If it is missing, cannot be read, or is no TOML.
    """
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as err:
        raise ParamsError(f"{as_typed(file)}: no such file; {missing}") from err
    except OSError as err:
        raise ParamsError(f"{as_typed(file)}: cannot be read ({err.strerror})") from err
    except UnicodeDecodeError as err:
        raise ParamsError(
            f"{as_typed(file)}: is not UTF-8 at byte {err.start}; save it as UTF-8"
        ) from err
    except tomllib.TOMLDecodeError as err:
        raise ParamsError(f"{as_typed(file)}: is not TOML: {err}") from err


def quoted(text: str) -> str:
    """Return a text as TOML writes it, in quotation marks."""
    # JSON's texts are TOML's, but for the letter DEL.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
