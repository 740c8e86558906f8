"""The front matter of a notebook: the YAML in its first, raw cell."""

from typing import Any

import yaml

from utfall.errors import ExecuteError

__all__ = ["front_matter"]


def front_matter(notebook: Any) -> dict[str, Any]:
    """Return the YAML of the notebook's first raw cell; empty where it has none.

    Raises
    ------
    ExecuteError
        If it is no YAML.
    """
    first = notebook.cells[0] if notebook.cells else None
    if first is None or first.cell_type != "raw" or not first.source.startswith("---"):
        return {}
    try:
        return dict(yaml.safe_load(first.source.strip().strip("-")) or {})
    except (yaml.YAMLError, ValueError, TypeError) as err:
        reason = " ".join(str(err).split())
        raise ExecuteError(f"cell 0: its front matter is not YAML: {reason}") from err
