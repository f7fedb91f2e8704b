"""The watch: feeds and pages asked on a schedule, versions of articles, what changed between them, and alerts."""
