"""Inputs to verdicts, in one process or more: ``run`` is the loop, and ``run_judge`` the only caller of the judge."""
