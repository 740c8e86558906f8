"""Statistical methods as pure functions of numbers: no values, no text, no data folder.

Every method, its formula, source and reference value: docs/methods.md, "Statistical methods".
"""
