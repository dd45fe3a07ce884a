"""From DNS records to announcements, and what was observed of these. No socket, no clock, no file."""
