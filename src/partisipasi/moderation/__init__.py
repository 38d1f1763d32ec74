"""Moderation with due process: reports, decisions with rule and reason, a public log."""
