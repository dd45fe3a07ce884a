"""Files that daemons read: service files of Avahi and of systemd, in folders too."""
