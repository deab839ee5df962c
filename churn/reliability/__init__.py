"""Can a probability be believed? What happened to customers with about that probability, and to those exactly alike."""
