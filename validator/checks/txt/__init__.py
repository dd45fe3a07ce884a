"""Checks of the TXT record itself: RFC 6763 section 6, RFC 1035 section 3.3."""
