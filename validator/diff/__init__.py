"""Two audits compared: devices, services, instances and findings that came, went or changed.

Nothing here reads or prints: ``side.py`` gathers what one input says, ``compare.py`` tells two of them apart, and
``structs.py`` is what comes of it, which is also the JSON shape.
"""
