"""Scores of single stages on public corpora, and of whole dossiers on annotated stories."""
