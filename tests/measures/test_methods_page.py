import re
from pathlib import Path

_ROOT = Path(__file__).parents[2]


def test_every_test_that_the_methods_page_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", (_ROOT / "docs/methods.md").read_text("utf-8")))
    files = (_ROOT / "tests").rglob("test_*.py")
    written = {name for f in files for name in re.findall(r"def (test_\w+)", f.read_text("utf-8"))}

    assert len(named) > 15
    assert named <= written


def test_every_section_that_a_measure_refers_to_exists() -> None:
    page = (_ROOT / "docs/methods.md").read_text("utf-8")
    for module in (_ROOT / "src/utfall/measures").rglob("*.py"):
        for line in re.findall(r"docs/methods\.md, (.*?)\.?\n", module.read_text("utf-8")):
            for section in re.findall(r'"([^"]+)"', line):
                assert f"## {section}\n" in page, f"{module.name}: {section}"
