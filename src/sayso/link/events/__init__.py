"""The same happening told by several reports, and which events matter to a story."""
