"""Two audits compared: devices, services, instances and findings that came, went or changed.

This folder reads and prints nothing. ``side.py`` gathers one input, ``compare.py`` compares two, and ``structs.py`` has
the result, which is also the JSON shape.
"""
