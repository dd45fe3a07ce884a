"""The command line: parses flags, opens files, maps errors to exit status. Everything else lives elsewhere."""
