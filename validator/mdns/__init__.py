"""Live announcements by multicast DNS (RFC 6762): query.py writes, links.py sends and hears, plan.py says when.

Importing this opens nothing and does not import ``zeroconf``.
"""

from validator.mdns.session import BrowseOptions, BrowseResult, browse

__all__ = ["BrowseOptions", "BrowseResult", "browse"]
