"""Decide: whom to contact, and a file of customers to score."""
