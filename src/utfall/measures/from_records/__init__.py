"""Measures over participation records: SQL over one relation, every figure unprotected.

Nothing here may be shown before disclosure control. Each key has ``from=records`` in its group,
so that no figure passes for a published count. `cuts` lays the records out once; a module each
works out one kind of figure.
"""
