"""What the methods page says that no report uses is what no report uses."""

import re
from importlib import import_module
from pathlib import Path

_ROOT = Path(__file__).parents[3]
_PACKAGE = _ROOT / "src/utfall/measures/statistics"
_IMPORT = re.compile(r"from utfall\.measures\.statistics\.\w+ import (\([^)]*\)|[^\n]*)")
# Used through another function of the same module.
_WITHIN = {"outside", "posterior_mean"}


def test_the_functions_that_no_report_uses_are_those_that_the_methods_page_names() -> None:
    others = [f for f in (_ROOT / "src").rglob("*.py") if _PACKAGE not in f.parents]
    used = {
        name
        for file in others
        for told in _IMPORT.findall(file.read_text("utf-8"))
        for name in re.findall(r"\w+", told)
    }
    modules = [
        import_module(f"utfall.measures.statistics.{file.stem}")
        for file in _PACKAGE.glob("[!_]*.py")
    ]
    functions = {
        name
        for module in modules
        for name in module.__all__
        if not isinstance(getattr(module, name), type)
    }
    page = (_ROOT / "docs/methods.md").read_text("utf-8")
    [told] = re.findall(r"Functions that no report uses, (.*?)\n\n", page, re.DOTALL)
    named = set(re.findall(r"`(\w+)`", told.partition("Nor does")[0]))
    assert named - {"beta_binomial", "cumulative_incidence"} == functions - used - _WITHIN
