"""The first lines of a dossier: sentences word for word from reports, chosen and never written."""
