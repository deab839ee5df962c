"""Why: what goes with leaving."""
