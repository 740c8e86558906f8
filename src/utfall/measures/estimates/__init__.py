"""What shares could have been by chance, and how they differ: worked out from shown values only.

Method: docs/methods.md, "Estimates".
"""

from collections.abc import Sequence

from utfall.measures.estimates.chance import expected_counts, predictions, situations, with_chance
from utfall.measures.estimates.contrasts import (
    against_before,
    between_sexes,
    detectable,
    tipping_points,
    trends,
)
from utfall.measures.estimates.members import (
    against_expected,
    against_others,
    funnels,
    shrunken,
)
from utfall.values import Value

__all__ = ["estimated", "with_chance"]


def estimated(values: Sequence[Value], confidence: float) -> list[Value]:
    """Return every estimate that follows from shown shares and counts.

    Parameters
    ----------
    values : sequence of Value
        Everything that may be shown, protected: what is hidden has no number here, so that no
        estimate can give it away.
    confidence : float
        Coverage of intervals for chance, 0 to 1.

    Returns
    -------
    list of Value
        Keys unique, and other than those of `values`. A share that is not shown has no estimate
        but ``suppressed`` or ``refused`` ones where a reader would look for one.
    """
    found = [
        *predictions(values, confidence),
        *expected_counts(values, confidence),
        *situations(values, confidence),
        *detectable(values, confidence),
        *between_sexes(values, confidence),
        *against_before(values, confidence),
        *tipping_points(values),
        *trends(values),
        *against_others(values, confidence),
        *against_expected(values, confidence),
        *funnels(values),
        *shrunken(values),
    ]
    return list({value.key: value for value in found}.values())
