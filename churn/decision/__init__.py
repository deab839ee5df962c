"""What a retention campaign brings: whom to contact, how many of them, and what that is worth.

A campaign makes the same offer to everybody it contacts, the riskiest first. Of those who would leave, some stay
because of it; those who would stay anyway cost the offer, too. One rule says whom to contact (`contacts.py`); the test
customers, whose outcomes are known and whom the model never saw, are the check.
"""
