"""Who computes what when: each fit once, in the background, for all viewers."""
