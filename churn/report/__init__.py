"""One page to take away: what it says, and the file that says it without a network."""
