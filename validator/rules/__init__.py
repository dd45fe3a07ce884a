"""Rule files: their schema, where they are found, how layers merge, and what their keywords mean."""
