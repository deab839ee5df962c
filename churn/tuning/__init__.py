"""Which settings are good, how sure that is, and whether more trees or more customers would help."""
