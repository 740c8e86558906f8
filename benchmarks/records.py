"""What records cost: make up, import, import again, check and count a register of a given size.

Each step is a process of its own. Seconds are its processor and wall time, memory its peak.
Run it with the number of persons, 200 000 unless told; a million rows are about 760 000 persons.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEADER = "| step | wall s | CPU s | peak MB |\n| --- | --- | --- | --- |"
ROOT = Path(__file__).parents[1]


def measured(name: str, *words: str) -> None:
    """Run `utfall` in a child of a child, so that its peak memory is its own, and print a row."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        if status:
            sys.exit(f"{name}: utfall {' '.join(words)} failed")
        return
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "utfall.cli", *words], stdout=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    print(f"| {name} | {wall:.1f} | {cpu:.1f} | {peak:.0f} |", flush=True)
    os._exit(done.returncode)


def main(persons: int) -> None:
    """Measure every step in a temporary project of its own."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        shutil.copytree(ROOT / "data" / "register", root / "data" / "register")
        shutil.copytree(ROOT / "notebooks", root / "notebooks")
        (root / "params").mkdir()
        run = root / "params" / "big.toml"
        run.write_text('association = "big"\nyears = [2025]\n', encoding="utf-8")
        big = root / "data" / "big"
        print(f"{persons} persons\n\n{HEADER}")
        size = ("--participants", str(persons), "--seed", "1", "--export")
        measured("make up, and export as CSV", "example", str(big), *size)
        export, mapping = big / "export" / "deltagare.csv", big / "export" / "map.toml"
        for file in big.glob("participations.*"):
            file.unlink()
        take = ("import", str(export), "--map", str(mapping), "--to", str(big))
        measured("import", *take)
        measured("import the same again", *take)
        measured("check", "check", str(run))
        measured("records, of one year", "records", str(run), "--year", "2024")
        lines = sum(1 for _ in export.open("rb")) - 1
        print(f"\n{lines} rows, {export.stat().st_size / 1e6:.0f} MB of CSV")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
