"""Take over the published values of the real runs as accepted: `nox -s accept`.

The change is text: review it, and say in the commit and in CHANGELOG.md which values move and why.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pandas as pd

from pages import RUNS, Page, pages

EXPECTED = Path(__file__).parent / "expected"


def published_rows(found: dict[str, Page]) -> pd.DataFrame:
    """Return all rows of a run's reports, as text, with the report they stand in."""
    frames = [
        pd.read_csv(page.folder / "published.csv", dtype=str, keep_default_na=False).assign(
            report=name
        )
        for name, page in sorted(found.items())
    ]
    rows = pd.concat(frames, ignore_index=True)
    return rows[["report", *(c for c in rows.columns if c != "report")]]


def main() -> None:
    """Write one CSV per run."""
    EXPECTED.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as out:
        for run in RUNS:
            rows = published_rows(pages(run, Path(out)))
            rows.to_csv(EXPECTED / f"{run}.csv", index=False, lineterminator="\n")
            sys.stdout.write(f"{run}: {len(rows)} published values accepted\n")


if __name__ == "__main__":
    main()
