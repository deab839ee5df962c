"""Files of customers whose outcome nobody knows yet: check them, score and rank them, hand them back whole."""
