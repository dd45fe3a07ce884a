"""Each kind of fault, simulated, is found live, in the capture of the browse, in another tool's, and in a zone file."""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from pathlib import Path

import pytest

from tests.live import netns
from validator.announce.device import Device, devices
from validator.announce.faults import FAULTS, faulty, parse
from validator.announce.records import records
from validator.mdns.links import Interface
from validator.model import names
from validator.model.announcement import Announcement
from validator.model.txt import TxtRecord
from validator.wire.message import Record, RType

WHY_NOT = netns.why_not("dumpcap")

FOUND = {
    # fault: where its finding is seen; what only packets show stands in no zone file
    **dict.fromkeys(("pointer-to-host", "pointer-to-type", "list-loop", "list-instance"), "live own other zone"),
    **dict.fromkeys(
        ("address-target", "single-label", "localhost", "loopback", "instance-target"), "live own other zone"
    ),
    **dict.fromkeys(("outside-local", "strings-inside", "nul", "password", "ssh-port"), "live own other zone"),
    **dict.fromkeys(("no-flush", "shared-flush", "ttl-short", "damaged", "no-address", "no-srv"), "live own other"),
    "link-local": "live own other",
    # A type that nobody lists is heard of only by who listens when it announces itself: tests/mdns has it live.
    "unlisted": "other",
}
"""Every fault has a service type, an instance and a host of its own."""

ANNOUNCE = """
import asyncio, sys
from contextlib import AsyncExitStack
from tests.live.test_four_media import FOUND, announcement
from validator.announce import announced
from validator.announce.faults import parse

async def main():
    async with AsyncExitStack() as stack:
        for fault in FOUND:
            published = announced([announcement(fault)], ("eth0",), [parse(fault)])
            assert not (await stack.enter_async_context(published)).refused
        print("there", flush=True)
        await asyncio.sleep(600)

asyncio.run(main())
"""


def announcement(fault: str) -> Announcement:
    return Announcement(
        service=f"_{fault[:15].rstrip('-')}._tcp",
        instance=b"Lobby",
        host=f"{fault}.local",
        port=8080,
        txt=TxtRecord((b"mode=safe",)),
    )


def device_of(fault: str) -> Device:
    found, refused = devices([announcement(fault)])
    assert refused == []
    return next(iter(faulty(found, [parse(fault)])))


def zone(path: Path) -> Path:
    """Write what the devices announce as a zone file."""
    interface = Interface("eth0", addresses=("192.0.2.7",))
    lines = [line for fault in FOUND for line in map(zone_line, records(device_of(fault), interface)) if line]
    path.write_text("$ORIGIN local.\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def zone_line(record: Record) -> str:
    owner = names.join(record.name).replace(" ", r"\032") + "."
    target = names.join(record.target or ()) + "."
    match record.rtype:
        case RType.PTR:
            return f"{owner} 4500 IN PTR {target}"
        case RType.SRV:
            return f"{owner} 120 IN SRV 0 0 {record.port} {target}"
        case RType.TXT:
            strings, at = list[str](), 0
            while at < len(record.rdata):
                piece = record.rdata[at + 1 : at + 1 + record.rdata[at]]
                strings.append("".join(chr(each) if 0x21 <= each < 0x7F else f"\\{each:03d}" for each in piece))
                at += 1 + record.rdata[at]
            return f"{owner} 4500 IN TXT " + " ".join(f'"{each}"' for each in strings) if strings else ""
    return f"{owner} 120 IN {'A' if record.rtype == RType.A else 'AAAA'} {record.address}"


def codes(report: str) -> dict[str, set[str]]:
    """Return the codes of a report in JSON by the fault whose service or responder they are of."""
    found: dict[str, set[str]] = defaultdict(set)
    for each in json.loads(report)["findings"]:
        text = f"{each['service']} {each['message']}"
        for fault in FOUND:
            if announcement(fault).service in text or fault == "damaged" or FAULTS[fault].provokes == "NET015":
                found[fault].add(each["code"])
    return found


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, set[str]]]:
    """What is found in each of the four media."""
    folder = tmp_path_factory.mktemp("media")
    own, other = folder / "own.pcapng", folder / "other.pcapng"
    check = (sys.executable, "-m", "validator", "check", "--isolated", "--format", "json", "--fail-on", "never")
    with (
        netns.lan("box", "auditor") as (box, auditor),
        auditor.popen("dumpcap", "-q", "-i", "eth0", "-f", "udp port 5353", "-w", str(other)) as dumpcap,
        box.popen(sys.executable, "-c", ANNOUNCE) as devices_of_box,
    ):
        try:
            assert devices_of_box.stdout is not None
            assert devices_of_box.stdout.readline() == "there\n"
            browse = ("browse", "--isolated", "--format", "json", "--fail-on", "never", "--timeout", "12")
            live = auditor.run(sys.executable, "-m", "validator", *browse, "--pcap", str(own))
            time.sleep(0.5)
        finally:
            devices_of_box.terminate()
            dumpcap.terminate()
            dumpcap.wait(30)
        reports = {"live": live}
        for medium, path in (("own", own), ("other", other), ("zone", zone(folder / "lobby.zone"))):
            reports[medium] = auditor.run(*check, str(path))
    return {medium: codes(report) for medium, report in reports.items()}


@pytest.mark.skipif(WHY_NOT is not None, reason=str(WHY_NOT))
@pytest.mark.parametrize(
    ("medium", "fault"), [(medium, fault) for fault, media in FOUND.items() for medium in media.split()]
)
def test_a_fault_is_found(medium: str, fault: str, seen: dict[str, dict[str, set[str]]]) -> None:
    assert FAULTS[fault].provokes in seen[medium][fault], sorted(seen[medium][fault])


def test_every_finding_of_the_network_has_its_fault() -> None:
    assert {FAULTS[fault].provokes for fault in FOUND} >= {"NET014", "NET015", "NET016", "NET005", "NET006", "NET003"}
