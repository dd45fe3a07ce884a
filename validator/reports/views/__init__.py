"""Renderings of one thing each, beside the reports of a run: differences, notes, explanations, events."""
