"""Inputs to verdicts, in one process or several: the one loop that judges."""
