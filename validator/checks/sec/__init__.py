"""Checks of what a record discloses: RFC 8882."""
