"""Tables: one function per table, returned as Markdown."""
