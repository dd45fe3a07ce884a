"""Announcements to verdicts. Nothing here opens a file, and today's date is given.

``judge`` makes a verdict of an announcement and a rule book, ``memo`` spares it announcements that are like clean ones.
``selection`` chooses the checks. ``policy`` takes from a verdict what the user waived (``suppression``) or accepted
earlier (``baseline``), ``reported_once`` what the run reported already; ``fail_on`` tells whether the rest fails.
"""
