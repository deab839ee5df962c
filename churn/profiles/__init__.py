"""How good the model is on customers unlike those it learned from."""
