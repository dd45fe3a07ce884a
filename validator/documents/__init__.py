"""Files that people write (YAML, TOML), and where in them what does not fit stands."""
