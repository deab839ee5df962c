"""How much of a score is the luck of the split, or of having tried many settings."""
