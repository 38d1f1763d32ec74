"""Drafts, teams, rounds, versions and clauses: reading a text, aligning versions, showing what changed."""
