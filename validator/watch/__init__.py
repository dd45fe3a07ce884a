"""A network that is watched: what appears, changes and leaves, and the findings that come and go with it."""
