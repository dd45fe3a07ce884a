"""Captures of network traffic: files into frames, frames into datagrams, datagrams into announcements."""
