"""Where reports differ beyond figures: dates, places, names, who did it, whether it happened."""
