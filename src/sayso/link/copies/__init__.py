"""What one report took from another: pairs, passages, direction."""
