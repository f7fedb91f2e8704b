"""Judgements of a person: rows of their own that outrank scores, and around which everything is linked anew."""
