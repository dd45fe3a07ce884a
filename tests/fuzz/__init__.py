"""Whatever octets come, nothing fails but as documented: ``make fuzz SECONDS=60`` looks for octets that prove it wrong.

``targets.py`` has what is fed, ``__main__.py`` the command, ``crashes/`` every input that ever failed, which
``test_targets.py`` feeds again in each run.
"""
