"""Octets to DNS messages and back: one reader, one writer."""
