"""Packets, and what programs print of packets."""
