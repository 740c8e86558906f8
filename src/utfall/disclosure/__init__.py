"""Disclosure control over one association's whole publication: the only place that hides a value.

`cells` says what there is to protect, `suppress` chooses what is hidden, and `audit` tries to work
the hidden counts out again from everything that is shown. Method: docs/disclosure.md.
"""
