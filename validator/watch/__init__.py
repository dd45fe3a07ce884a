"""A network that is watched: services that appear, change and leave, and findings that come and go with these."""
