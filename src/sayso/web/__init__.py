"""The desk: the library in a browser."""
