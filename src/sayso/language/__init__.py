"""Text to tokens, sentences, parses and vectors: the NLP backbone behind one small interface."""
