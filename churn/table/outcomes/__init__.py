"""Who has left: the column that says so, and which of its values mean it."""
