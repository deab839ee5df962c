"""For whom is the model worse? Scores by level of every column."""
