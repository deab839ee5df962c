"""What simple models score on the same split, and what no model can exceed."""
