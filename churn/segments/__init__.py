"""For whom the model is wrong: what happened by level of every column, beside what it says."""
