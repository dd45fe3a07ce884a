"""The announcements of the root file system, as pytest sees them."""

from __future__ import annotations

from validator.testing import Dnssd


def test_the_panel_announces_its_mode(dnssd: Dnssd) -> None:
    """Every service file is valid, and the app finds what it reads."""
    announced = dnssd.read("../rootfs")
    dnssd.assert_valid(announced)
    dnssd.expect(announced, "_acme-panel._tcp", txt={"mode": "normal"})
