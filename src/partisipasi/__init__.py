"""Partisipasi: a city publishes drafts of rules, people speak on every clause, and everyone is answered."""
