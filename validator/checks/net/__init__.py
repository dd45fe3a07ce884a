"""Checks of faults that only a live network can show."""
