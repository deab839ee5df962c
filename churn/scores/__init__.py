"""Numbers from outcomes `y` and probabilities `p` alone: scores, intervals, curves, thresholds. No model, no table.

Intervals have a confidence of 95%. They answer for the luck in which customers were drawn, not for the luck of the
training.
"""
