"""Tests that speak mDNS cannot meet: each has a network of its own."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _apart(own_network: None) -> None:
    """Run every test of this folder in a network of its own, in which those that need a LAN make one."""
