"""Validate DNS-SD TXT records against the IANA registry's notes and RFC 6763/6762/6335."""

__version__ = "0.1.0"
