"""How a model does from one period to the next."""
