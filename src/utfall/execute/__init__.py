"""Execution of notebooks."""

import importlib.util
from pathlib import Path

__all__ = ["DIED", "MATPLOTLIB", "WHERE", "too_long"]

DIED = "its kernel died"
# What no kernel inherits: where the build was started says where the data are.
WHERE = ("PWD", "OLDPWD")


def too_long(timeout_s: float) -> str:
    """Say that a cell was given up."""
    return f"took longer than {timeout_s:.0f} s"


def _defaults() -> str:
    spec = importlib.util.find_spec("matplotlib")
    return str(Path(spec.origin or "").parent / "mpl-data" / "matplotlibrc") if spec else ""


# Its settings as they were delivered: those of a user, or left by an earlier report in the folder
# that all share, are in no key.
MATPLOTLIB = {"MPLBACKEND": "agg", "MATPLOTLIBRC": _defaults()}
