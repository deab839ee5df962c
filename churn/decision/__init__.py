"""What a retention campaign brings: whom to contact, how many of them, and what that is worth.

A campaign makes the same offer to everybody it contacts, the riskiest first. Of those who would have left, some stay
because of it; those who would have stayed cost the offer, too. The share to contact is chosen on the validation
customers and judged on the test customers, whose outcomes are known and whom the model never saw.
"""
