"""Live announcements by multicast DNS (RFC 6762).

query.py writes questions, links.py sends and hears, plan.py says when to ask, expect.py what to wait for. listener.py
makes announcements of what is heard, with what journal.py notes of it; pcap.py writes packets, replay.py reads them.
Importing this opens nothing and does not import ``zeroconf``.
"""

from validator.assembly.expectation import Expectation, Unmet, expectation
from validator.mdns.session import BrowseOptions, BrowseResult, browse

__all__ = ["BrowseOptions", "BrowseResult", "Expectation", "Unmet", "browse", "expectation"]
