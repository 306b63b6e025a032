"""Broadcast archives and recordings: what was on air, by whom it is held, and how to get it."""
