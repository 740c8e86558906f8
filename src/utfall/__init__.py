"""Evaluation reports for Sweden's coordination associations."""

__version__ = "0.1.0"
