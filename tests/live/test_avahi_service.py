"""What a real Avahi announces from a service file is what we read in the file."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pytest

from tests.live import netns
from tests.live.test_avahi import browse_from
from validator.model.announcement import Announcement, Location
from validator.sources.firmware.avahi_service import read

WHY_NOT = netns.why_not("avahi-daemon")
pytestmark = pytest.mark.skipif(WHY_NOT is not None, reason=str(WHY_NOT))

SERVICES = """\
<?xml version="1.0" standalone='no'?>
<!DOCTYPE service-group SYSTEM "avahi-service.dtd">
<service-group>
  <name replace-wildcards="no"> Büro: 100&#x25;h; 1. Stock &lt;"a\\b"></name>
  <service>
    <type>_ipp._tcp</type>
    <subtype>_universal._sub._ipp._tcp</subtype>
    <subtype>_print._sub._ipp._tcp</subtype>
    <port> 631 </port>
    <txt-record>txtvers=1</txt-record>
    <txt-record> note = a=b </txt-record>
    <txt-record>two
lines=<![CDATA[<&>]]></txt-record>
    <txt-record>TXTVERS=2</txt-record>
    <txt-record>empty=</txt-record>
    <txt-record>bare</txt-record>
    <txt-record value-format="text">é=ü</txt-record>
    <txt-record value-format="binary-hex">hex=00fFab3d</txt-record>
    <txt-record value-format="binary-hex">616263</txt-record>
    <txt-record value-format="binary-base64">b64=AGFi/w==</txt-record>
    <txt-record value-format="binary-base64">none=</txt-record>
  </service>
  <service protocol="ipv4">
    <host-name>other.local</host-name>
    <domain-name>local</domain-name>
    <type>_http._tcp</type>
  </service>
</service-group>
"""


def test_a_file_reads_as_it_is_announced(tmp_path: Path) -> None:
    with netns.lan("box", "auditor") as (box, auditor), netns.avahi(box, tmp_path / "box", {"all": SERVICES}):
        announced = [_of_file(each) for each in browse_from(auditor).announcements]
    found = list(read(io.BytesIO(SERVICES.encode()), "all.service"))
    from_file = [_of_file(each) for each in found if isinstance(each, Announcement)]
    assert len(from_file) == len(found) == 2
    # Where the file names no host, it is the machine's.
    assert [msgspec.structs.replace(each, host=each.host or "box.local") for each in from_file] == sorted(
        announced, key=lambda each: each.service, reverse=True
    )


def _of_file(each: Announcement) -> Announcement:
    """Leave out what only a browse, and what only a file can know, and the order of subtypes."""
    return msgspec.structs.replace(
        each,
        addresses=(),
        location=Location(),
        string_lines=(),
        subtypes=tuple(sorted(each.subtypes)),
        observation=None,
    )
