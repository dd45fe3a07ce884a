"""The version of the tool, as users see it."""

__version__ = "0.1.0"
