"""Judging at the desk: which item is meant, what can be decided of it, and what was sent."""
