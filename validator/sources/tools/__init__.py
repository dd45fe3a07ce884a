"""What tools print of services."""
