"""What is wrong with a table, before anybody trusts a model of it: findings with their evidence and a remedy."""
