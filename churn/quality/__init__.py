"""How good the model is, and how sure that is: its scores in words and pictures."""
