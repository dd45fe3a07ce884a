"""Configuration files: ``dnssd-validator.toml``, and ``[tool.dnssd-validator]`` in ``pyproject.toml``."""
