"""A Dataset and a RunSpec determine a Run: split, fit, evaluate. The only room with CatBoost."""
