"""What was read, kept in files: input and output at the edge."""
