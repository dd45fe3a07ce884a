"""The nouns: announcements, observations, findings, TXT records and names. Imports nothing else of ours."""
