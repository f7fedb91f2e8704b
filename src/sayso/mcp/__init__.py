"""The library for assistants, by the Model Context Protocol: search, dossiers, places and citations, to read only."""
