"""Propositions lined up across reports, and the verdict on each."""
