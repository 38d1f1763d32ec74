"""Threads and contributions: everything a participant says, wherever and through whatever channel."""
