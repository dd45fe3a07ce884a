"""Checks of names: RFC 6763 sections 4 and 7, RFC 6335 section 5.1, RFC 6762 section 16."""
