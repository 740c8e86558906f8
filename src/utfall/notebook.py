"""What a notebook says of itself: its front matter, and what its reports are about."""

import ast
import json
from pathlib import Path
from typing import Any, get_args

import yaml

from utfall.errors import ExecuteError
from utfall.subject import About

__all__ = ["about", "front_matter"]


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


def about(file: Path) -> About:
    """Return what a notebook's reports are about: the name of the parameter that tells it.

    Raises
    ------
    ExecuteError
        If its parameters cell names none, or several.
    """
    cells = json.loads(file.read_text(encoding="utf-8")).get("cells", [])
    sources = [
        "".join(cell["source"])
        for cell in cells
        if "parameters" in cell.get("metadata", {}).get("tags", [])
    ]
    try:
        names = {name for source in sources for name in _assigned(source)}
    except SyntaxError as err:
        raise ExecuteError(f"its parameters cell cannot be read: {err}") from err
    found = [kind for kind in get_args(About) if kind in names]
    if len(found) != 1:
        raise ExecuteError(
            f"its parameters cell names {' and '.join(found) or 'none'} of member, association "
            "and programme; it must name exactly one, which is what each of its reports is about"
        )
    kind: About = found[0]
    return kind


def _assigned(source: str) -> list[str]:
    """Return the names that a cell gives a value, annotated or not."""
    found = []
    for line in ast.parse(source).body:
        targets = [line.target] if isinstance(line, ast.AnnAssign) else getattr(line, "targets", [])
        found += [target.id for target in targets if isinstance(target, ast.Name)]
    return found
