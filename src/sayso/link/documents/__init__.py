"""Documents beside reports: which statement is from which passage of which document."""
