"""Speed and memory, beside what a user would run instead."""
