"""Announcements in plain formats: JSON, YAML, zone files, bare TXT records."""
