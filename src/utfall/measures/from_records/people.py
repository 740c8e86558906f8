"""How many persons stand behind participations, when anonymous ones cannot be told apart.

Method: docs/methods.md, "Records".
"""

from dataclasses import dataclass

__all__ = ["People"]


@dataclass(frozen=True)
class People:
    """Participations of a cut, and what is known of the persons behind them.

    Attributes
    ----------
    rows : int
        Participations.
    named : int
        Distinct persons among those with a pseudonym.
    anonymous : int
        Participations without one.
    """

    rows: int
    named: int
    anonymous: int

    @property
    def most(self) -> int:
        """Persons at most: nobody is in two anonymous rows. Never more than `rows`."""
        return self.named + self.anonymous

    @property
    def least(self) -> int:
        """Persons at least: the anonymous rows may all be of named persons, or of one."""
        return max(self.named, 1 if self.rows else 0)
