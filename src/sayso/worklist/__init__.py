"""What a reporter should check next: the entries of the worklist, and how much of the story rests on each."""
