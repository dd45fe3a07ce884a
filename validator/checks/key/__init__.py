"""KEY: keys and values against the rule of the service."""
