"""Configuration files: ``dnssd-validator.toml``, and the table ``[tool.dnssd-validator]`` in ``pyproject.toml``."""
