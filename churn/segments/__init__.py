"""For whom the model is worse: scores by level of every column."""
