"""Parsers that meet the outside, under bytes that nobody wrote: `python -m fuzz TARGET [SECONDS]`, `make fuzz`."""
