"""Charts: one function per chart, returned and never written."""
