"""Figures of the same thing held together: quantities, their values, and how these differ."""
