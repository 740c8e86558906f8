"""Measures: pure functions from checked data to numbers, at full precision."""
