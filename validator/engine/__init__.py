"""What a user says of findings: how much they weigh, which are waived and why, which were there before.

Nothing here opens a file, and today is given: ``suppress.py`` is one waiver, ``baseline.py`` what was found before.
"""
