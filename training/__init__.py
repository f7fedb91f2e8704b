"""How each shipped model was trained."""
