"""Words between quotation marks across reports: the same utterance found, and how its words were changed."""
