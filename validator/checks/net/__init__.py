"""Checks of what only a live network can show."""
