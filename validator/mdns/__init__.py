"""Live announcements by multicast DNS (RFC 6762).

links.py opens the network, plan.py decides which question to ask when, attempts.py and refresh.py keep the state of
questions, and session.py joins these. The listener of ``assembly`` makes announcements of the packets. Importing this
opens nothing, and does not import ``zeroconf``.
"""

from validator.assembly.expectation import Expectation, Unmet, expectation
from validator.mdns.session import BrowseOptions, BrowseResult, browse

__all__ = ["BrowseOptions", "BrowseResult", "Expectation", "Unmet", "browse", "expectation"]
