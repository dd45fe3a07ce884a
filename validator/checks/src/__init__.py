"""Checks of the input itself: what cannot be read, and what the program that it is for refuses."""
