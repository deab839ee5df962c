"""From bytes to a Dataset: reading, schema, a summary of the columns. Knows no model."""
