"""Where places lie: entities to a gazetteer."""
