"""The seam to the analysis half: the inputs of a run, prepared anew only when something changed.

Nothing here imports pandas until it must: a build with nothing to do is quick.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from utfall.data.private import owner_only
from utfall.errors import DataError, DisclosureError, ParamsError
from utfall.files import switch
from utfall.keys import data_digest
from utfall.memory import Memory
from utfall.params import RunParams
from utfall.plan import Input, Layout

__all__ = ["check", "prepared_inputs", "site_facts"]

_CACHE = "cache.json"


def check(params: RunParams, root: Path) -> list[str]:
    """Return every problem of the run's data, one finished line each."""
    from utfall import prepare

    return prepare.check_run(params, root)


def prepared_inputs(
    params: RunParams,
    root: Path,
    layout: Layout,
    tell: Callable[[str], None] | None = None,
    ahead: Callable[[], object] | None = None,
) -> list[Input]:
    """Return the inputs of all reports of a run, prepared anew if data, params or code changed.

    The new set takes the place of the old one only when all of it is there. `ahead` is called
    before anything is prepared, for what can go on beside it.

    Raises
    ------
    DataError
        If the data have problems.
    ParamsError
        If the run asks for a member or year that the data do not know.
    DisclosureError
        If what would be published gives a hidden count away. The run's private log then names it.
    """
    key = data_digest(params, root, layout.memory)
    # What it says is of other data, params or code, or is said anew below.
    layout.log.unlink(missing_ok=True)
    fresh = layout.run / ".prepared-new"
    shutil.rmtree(fresh, ignore_errors=True)
    cached = _cached(layout, key)
    if cached is not None:
        return cached
    if ahead:
        ahead()
    from utfall import prepare

    try:
        found = [_input(one) for one in prepare.prepare_run(params, root, fresh, tell)]
        _refuse_years(found, fresh / "prepared" / "site.json")
        if data_digest(params, root, layout.memory) != key:
            raise DataError(["data/: changed while it was read; run the same command again"])
        written = _digests(fresh / "prepared", found, layout.memory)
        cache = {"key": key, "inputs": [asdict(one) for one in found], "digests": written}
        text = json.dumps(cache, ensure_ascii=False, indent=1)
        (fresh / "prepared" / _CACHE).write_text(text, encoding="utf-8")
        switch(fresh / "prepared", layout.prepared)
    except DisclosureError as err:
        if not err.cells:
            raise
        with open(layout.log, "w", encoding="utf-8", opener=owner_only) as log:
            log.writelines(f"{key}\n" for key in err.cells)
        raise DisclosureError(f"{err}; {layout.log} names the cells") from None
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return found


def site_facts(layout: Layout) -> dict[str, Any]:
    """Return what the front page says of the association, as *prepare* wrote it."""
    found: dict[str, Any] = json.loads((layout.prepared / "site.json").read_text(encoding="utf-8"))
    return found


def _input(one: Any) -> Input:
    return Input(
        one.notebook,
        one.subject_id,
        one.subject_name,
        one.subject_kind,
        one.year,
        str(one.evidence),
        one.as_of,
    )


def _cached(layout: Layout, key: str) -> list[Input] | None:
    try:
        cache = json.loads((layout.prepared / _CACHE).read_text(encoding="utf-8"))
        if cache["key"] != key:
            return None
        found = [Input(**one) for one in cache["inputs"]]
        whole = cache["digests"] == _digests(layout.prepared, found, layout.memory)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if whole else None


def _digests(prepared: Path, found: list[Input], memory: Memory) -> list[str]:
    """Return what lies prepared: the facts of the front page and every input."""
    folders = [prepared / one.notebook / str(one.year) / one.subject_id for one in found]
    files = [prepared / "site.json", *(folder / "input.json" for folder in folders)]
    return [memory.digest(file) for file in files]


def _refuse_years(found: list[Input], site: Path) -> None:
    """Refuse years before the first thing known and after the newest source."""
    sources = json.loads(site.read_text(encoding="utf-8")).get("sources", [])
    dated = [int(source["date"][:4]) for source in sources if source.get("date")]
    years = {one.year for one in found}
    known = {one.year for one in found if one.as_of}
    outside = sorted(y for y in years if y not in known or (dated and y > max(dated)))
    if outside:
        newest = f" up to {max(dated)}, the year of the newest source" if dated else ""
        raise ParamsError(
            f"years: found {', '.join(map(str, outside))}; the data say nothing for "
            f"{'it' if len(outside) == 1 else 'them'}; allowed are years in which something was "
            f"known,{newest}"
        )
