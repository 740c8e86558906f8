"""Figures about the need around an association, fetched from Kolada and kept with their date."""

from utfall.context.fill import Filled, fill

__all__ = ["Filled", "fill"]
