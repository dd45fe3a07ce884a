"""How long validating a capture of mDNS responses takes, against tshark printing the TXT strings in it.

Once each response is of a device of its own, and once each device announces itself ten times, octet for octet.
"""

from __future__ import annotations

import shutil
import struct
import sys
import tempfile
from pathlib import Path

from tests.bench.result import Result, Skipped, alternate

RESPONSES = 50_000
REPEATED = 5_000
"""Devices that announce themselves ten times."""

BOUND, BOUND_OF_REPEATS = 1.0, 0.4
RUNS = 2


def measure() -> Result:
    """Time ``check`` on devices that announce themselves once. Raises Skipped where there is no tshark."""
    return _measure(RESPONSES, "each of another device", BOUND)


def measure_repeats() -> Result:
    """Time ``check`` on devices that repeat themselves. Raises Skipped where there is no tshark."""
    return _measure(REPEATED, f"of {REPEATED} devices", BOUND_OF_REPEATS)


def _measure(instances: int, what: str, bound: float) -> Result:
    tshark = shutil.which("tshark")
    if tshark is None:
        raise Skipped("tshark is not installed")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "responses.pcap"
        write(path, RESPONSES, instances)
        ours, peer = alternate(
            [sys.executable, "-m", "validator", "check", "--quiet", "--fail-on", "never", str(path)],
            [tshark, "-r", str(path), "-T", "fields", "-e", "dns.txt"],
            RUNS,
        )
    return Result(f"capture of {RESPONSES} responses, {what}", ours, "tshark -T fields -e dns.txt", peer, bound)


def write(path: Path, responses: int, instances: int) -> None:
    """Write a pcap file of ``responses`` frames, in which ``instances`` printers announce themselves in turn."""
    with path.open("wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for number in range(responses):
            octets = frame(response(number % instances), number % instances)
            file.write(struct.pack("<4I", number // 100, 0, len(octets), len(octets)) + octets)


def response(number: int) -> bytes:
    """Write what a printer announces: PTR, SRV, TXT and A, names compressed as responders do."""
    instance, host = b"Printer %d" % number, b"printer-%d" % number
    strings = (b"txtvers=1", b"qtotal=1", b"rp=ipp/print", b"ty=Printer %d" % number, b"pdl=application/pdf")
    txt = b"".join(bytes((len(each),)) + each for each in strings)
    service = b"\x04_ipp\x04_tcp\x05local\0"  # at octet 12; its domain at 22
    named = bytes((len(instance),)) + instance + b"\xc0\x0c"
    at = 12 + len(service) + 10  # where the instance name stands
    target = bytes((len(host),)) + host + b"\xc0\x16"
    out = struct.pack("!6H", 0, 0x8400, 0, 1, 0, 3) + service + struct.pack("!2HIH", 12, 1, 4500, len(named)) + named
    out += struct.pack("!3HIH", 0xC000 | at, 33, 0x8001, 120, 6 + len(target)) + struct.pack("!3H", 0, 0, 631)
    host_at = len(out)
    out += target + struct.pack("!3HIH", 0xC000 | at, 16, 0x8001, 4500, len(txt)) + txt
    return (
        out
        + struct.pack("!3HIH", 0xC000 | host_at, 1, 0x8001, 120, 4)
        + bytes((198, 18, number >> 8 & 255, number & 255))
    )


def frame(message: bytes, host: int = 1) -> bytes:
    """Put a message into a frame of Ethernet, from a host of that number to the group (RFC 6762 section 3)."""
    sender = bytes((198, 18, host >> 8 & 255, host & 255))
    udp = struct.pack("!4H", 5353, 5353, 8 + len(message), 0) + message
    ip = struct.pack("!2B3H2BH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 255, 17, 0, sender, b"\xe0\0\0\xfb")
    return b"\1\0\x5e\0\0\xfb" + b"\2" + host.to_bytes(5) + b"\x08\0" + ip + udp
