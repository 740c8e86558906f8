"""An export of a follow-up system → checked participation records without identities."""
