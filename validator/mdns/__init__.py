"""Live announcements by multicast DNS (RFC 6762).

query.py writes questions, links.py sends and hears, plan.py says when to ask, expect.py what to wait for.
Importing this opens nothing and does not import ``zeroconf``.
"""

from validator.mdns.expect import Expectation, Unmet, expectation
from validator.mdns.session import BrowseOptions, BrowseResult, browse

__all__ = ["BrowseOptions", "BrowseResult", "Expectation", "Unmet", "browse", "expectation"]
