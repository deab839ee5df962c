"""Why: the reasons of one customer's probability and of everybody's, the evidence, and what a change would do."""
