"""Dossiers in other forms: JSON by the published contract, and tables."""
