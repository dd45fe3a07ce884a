"""A test of a device's announcements, here of a dump; `dnssd.browse(...)` asks the device itself."""

from __future__ import annotations

import pytest

from validator.testing import Dnssd


@pytest.mark.dnssd(rules="../rules", set={"FIRMWARE_VERSION": "2.1.0"}, target="lwip")
def test_the_lamp_announces_what_its_app_reads(dnssd: Dnssd) -> None:
    """The lamp, as it stands in the dump."""
    heard = dnssd.read("lamp.yaml")
    dnssd.expect(heard, "_acme-panel._tcp", instance="Desk Lamp", txt={"mode": "normal", "mac": {"format": "mac"}})
    dnssd.assert_valid(heard)
