"""Programs that behave as devices: a printer (ippeveprinter), a loudspeaker (shairport-sync), each beside an Avahi.

Every finding on them is looked at: it stands in the expectation, with the reason why it is right.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.live import netns, peers

COMMAND = "import sys; sys.argv[0] = 'dnssd-validator'; from validator.cli.main import run; run()"
AVAHI = ("avahi-daemon", "dbus-daemon", "hostname", "mount")
NO_PRINTER = netns.why_not("ippeveprinter", *AVAHI)
NO_SPEAKER = netns.why_not("shairport-sync", *AVAHI)


PRINTER = ("-p", "8631", "-l", "Room 1", "-M", "Acme", "-m", "Laser 2000", "-f", "image/pwg-raster,application/pdf")
SPEAKER = 'general = { name = "Küche. 1"; mdns_backend = "avahi"; };\n'
# It locks a file in /run.
START_SPEAKER = 'mount --make-rprivate /; mount -t tmpfs tmpfs /run; exec shairport-sync -c "$1" -o stdout >/dev/null'


def browse(name: str, folder: Path, device: tuple[str, ...], *types: str) -> Any:  # noqa: ANN401 - a JSON document
    """Run a device, wait for its services, and return the report of a browse for everything."""
    with netns.lan(name, "auditor") as (box, auditor), ExitStack() as stack:
        bus = stack.enter_context(netns.dbus(box, folder / "bus"))
        stack.enter_context(netns.avahi(box, folder / "avahi", {}, bus))
        at = f"{netns.SYSTEM_BUS}={bus}"
        stack.enter_context(peers.running(box, folder / "device", "env", at, *device, mounts=True))
        expected = [option for each in types for option in ("--expect", each)]
        auditor.python(COMMAND, "browse", *expected, "--wait", "60", "--quiet", "--fail-on", "never")
        report = auditor.python(COMMAND, "browse", "--timeout", "60", "--format", "json", "--fail-on", "never")
    return msgspec.json.decode(report)


def findings(report: Any) -> dict[str, list[str]]:  # noqa: ANN401 - a JSON document
    """Return the codes of the findings on each service type, sorted."""
    found: dict[str, list[str]] = {each["service"]: [] for each in report["announcements"]}
    for each in report["findings"]:
        found[each["service"]].append(each["code"])
    return {service: sorted(each) for service, each in found.items()}


@pytest.mark.skipif(NO_PRINTER is not None, reason=str(NO_PRINTER))
def test_a_printer(tmp_path: Path) -> None:
    device = ("ippeveprinter", "-d", str(tmp_path), *PRINTER, "Acme Laser")
    report = browse("printer", tmp_path, device, "_ipp._tcp", "_ipps._tcp", "_printer._tcp", "_http._tcp")
    found = {each["service"]: each for each in report["announcements"]}
    assert {each["instance"] for each in found.values()} == {"Acme Laser"}
    assert {each["host"] for each in found.values()} == {"printer.local"}
    # The flagship of its types holds the name, and is offered nowhere (RFC 6763 section 8): port 0 is right.
    ports = {service: each["port"] for service, each in found.items()}
    assert ports == {"_ipp._tcp": 8631, "_ipps._tcp": 8631, "_http._tcp": 8631, "_printer._tcp": 0}
    assert found["_printer._tcp"]["txt"] == found["_http._tcp"]["txt"] == []
    strings = found["_ipp._tcp"]["txt"]
    assert strings[:4] == ["rp=ipp/print", "ty=Acme Laser 2000", "adminurl=https://printer.local:8631/", "note=Room 1"]
    assert strings == found["_ipps._tcp"]["txt"]
    # SEC003: the note tells where the printer stands. TXT019: it has more than 200 octets. Neither UUID nor txtvers is
    # noted, which Bonjour Printing wants.
    of_printing = ["SEC003", "TXT019"]
    assert findings(report) == {
        "_ipp._tcp": of_printing,
        "_ipps._tcp": of_printing,
        "_printer._tcp": [],
        "_http._tcp": [],
    }


@pytest.mark.skipif(NO_SPEAKER is not None, reason=str(NO_SPEAKER))
def test_a_loudspeaker(tmp_path: Path) -> None:
    configuration = tmp_path / "speaker.conf"
    configuration.write_text(SPEAKER, encoding="utf-8")
    report = browse("speaker", tmp_path, ("sh", "-c", START_SPEAKER, "sh", str(configuration)), "_raop._tcp")
    (speaker,) = report["announcements"]
    identifier, _, name = speaker["instance"].partition("@")
    assert (len(identifier), name) == (12, "Küche. 1")
    assert (speaker["host"], speaker["port"]) == ("speaker.local", 5000)
    assert {"am=ShairportSync", "tp=TCP,UDP", "pw=false"} < set(speaker["txt"])
    # What receivers publish counts more than the registry's "None". Neither the
    # identifier, which the protocol demands (NAM005), nor pw=false (SEC001), which says that there is no password, is a
    # finding.
    assert findings(report) == {"_raop._tcp": []}
