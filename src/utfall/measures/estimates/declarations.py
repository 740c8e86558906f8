"""The declarations of every estimate: all are made of shown values, so that they give nothing away."""

from collections.abc import Mapping

from utfall.measures.declared import RECORDS, Measure

__all__ = ["ESTIMATES"]

_OF_SHARE = ("component", "from", "kind", "reading", "of", "outcome", "after", "definition", "sex")
_STEMS = {
    "predicted": "",
    "difference": "share",
    "detectable": "share",
    "tipping": "persons",
    "trend": "p",
    "chance": "p",
    "funnel": "share",
    "dispersion": "ratio",
    "shrunken": "share",
}


def _model(name: str, unit: str, *more: str) -> Measure:
    return Measure(name, unit, "model", (*_OF_SHARE, *more), safe="from_shown")


_FOUND = (
    *(
        _model(f"{stem}_{what}", unit, "against", "level")
        for stem, unit in _STEMS.items()
        for what in ("outcome", "reached")
    ),
    _model("against_expected_reached", "ratio"),
    _model("chance_of_outcome", "participations"),
    _model("share_situation", "share"),
)
ESTIMATES: Mapping[str, Measure] = {
    name: measure for measure in _FOUND for name in (measure.name, RECORDS + measure.name)
}
"""Declarations by name, of what rests on published counts and on records alike."""
