"""Announcements to verdicts. Nothing here opens a file, and today's date is given.

``judge`` makes a verdict of an announcement and a rule book. ``table`` is what it knows of a service type, ``selector``
and ``triggers`` which checks may find something in an announcement.
``selection`` chooses the checks. ``policy`` takes from a verdict what the user waived (``suppression``) or accepted
earlier (``baseline``), ``reported_once`` what the run reported already; ``fail_on`` tells whether the rest fails.
"""
