"""Random draws and days as whole numbers, for many persons at a time."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

__all__ = ["Draws", "Flags", "Floats", "Ints", "day", "month_end", "month_start", "weekday"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


class Draws:
    """A generator of random numbers: the same seed and piece give the same draws."""

    def __init__(self, seed: int, piece: int) -> None:
        self.rng = np.random.Generator(np.random.PCG64([seed, piece]))

    def one(self, weights: Sequence[float], size: int) -> Ints:
        """Draw the places of one and the same list of weights."""
        edges = np.cumsum(weights) / np.sum(weights)
        return np.searchsorted(edges[:-1], self.rng.random(size), side="right")

    def by_row(self, weights: Floats) -> Ints:
        """Draw one column per row, by the weights of the row, of which some are above zero."""
        edges = np.cumsum(weights, axis=1)
        drawn = self.rng.random(len(weights)) * edges[:, -1]
        places: Ints = (drawn[:, None] >= edges).sum(axis=1)
        found: Ints = np.minimum(places, weights.shape[1] - 1)
        return found

    def some(self, share: float | Floats, size: int) -> Flags:
        """Draw who belongs to a share of all, or to a share of one's own."""
        found: Flags = self.rng.random(size) < share
        return found

    def days(self, median: float | Floats, spread: float | Floats, size: int) -> Ints:
        """Draw log-normal numbers of days, by median and standard deviation of the logarithm."""
        return self.rng.lognormal(np.log(median), spread, size).astype(np.int64)


def day(when: date) -> int:
    """Return a day as days since 1970."""
    return int(np.datetime64(when, "D").astype(np.int64))


def month_start(days: Ints) -> Ints:
    """Return the first days of their months."""
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    return months.astype("datetime64[D]").astype(np.int64)


def month_end(days: Ints) -> Ints:
    """Return the last days of their months."""
    return month_start(month_start(days) + 31) - 1


def weekday(days: Ints) -> Ints:
    """Return 0 for a Monday to 6 for a Sunday."""
    found: Ints = (days + 3) % 7  # the first of January 1970 was a Thursday
    return found
