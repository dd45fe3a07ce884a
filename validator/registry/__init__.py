"""The compiler: a registry document becomes entries, their notes readings, and those rule files."""
