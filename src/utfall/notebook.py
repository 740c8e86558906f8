"""What a notebook says of itself: its front matter, and what its reports are about."""

import ast
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import yaml

from utfall.errors import ExecuteError
from utfall.subject import About

__all__ = ["about", "front_matter", "front_text"]


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


# What Quarto and pandoc, which read YAML 1.2, take for a number. Python's library, which writes
# YAML 1.1, would leave such a text without quotes: 87e908070707, say.
_NUMBER = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?|0o[0-7]+|0x[\da-f]+", re.IGNORECASE)


class _Quoting(yaml.SafeDumper):
    """Puts every text in quotes that some reader would take for a number."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if _NUMBER.fullmatch(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Quoting.add_representer(str, _text)


def front_text(front: Mapping[str, Any]) -> str:
    """Return front matter as the YAML that stands between its two lines of dashes."""
    return yaml.dump(
        dict(front), Dumper=_Quoting, allow_unicode=True, sort_keys=False, width=10_000
    )


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
