"""Checks of the service name against the IANA registry: RFC 6335 section 5."""
