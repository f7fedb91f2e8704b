"""sayso: what several reports of one story know, and who says so."""
