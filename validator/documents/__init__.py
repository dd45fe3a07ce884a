"""Files that people write (YAML, TOML): reading them, and finding the line of a fault."""
