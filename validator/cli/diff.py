"""``diff``: what differs between two audits or dumps (being written: see validator/difference)."""
