"""Records to announcements. No socket, no clock, no file: live browsing and captures feed the same assembler."""
