"""Who speaks, where words ultimately come from, and which origins do not count apart."""
