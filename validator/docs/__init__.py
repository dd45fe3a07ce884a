"""The pages that are generated: findings, coverage of the RFCs, the manual page."""
