"""The people, bodies and places of a story with all their names, and who belongs to whom."""
