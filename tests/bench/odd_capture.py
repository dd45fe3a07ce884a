"""What readers of captures make of four odd packets, ours and others: ``python -m tests.bench.odd_capture``.

Each packet holds one TXT record. Readers that are not installed are left out: ``pip install dpkt scapy``, and tshark.
"""

from __future__ import annotations

import importlib
import importlib.util
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench import capture, losses

MORE_FRAGMENTS = 0x20
_FLAGS_AT = 20  # of the frame: behind the head of Ethernet, in that of IP


def write(path: Path) -> list[str]:
    """Write the capture, and return what is odd in each packet."""

    def frame(rdata: bytes) -> bytes:
        return capture.frame(losses.message(losses.txt(rdata)[0]))

    whole = frame(b"\x09txtvers=1" + b"\x20" + b"b" * 32)
    first = bytearray(frame(b"\x09txtvers=1"))
    first[_FLAGS_AT] |= MORE_FRAGMENTS
    packets = {
        "a value that is no UTF-8": (frame(b"\4a=\xff\xfe"), 0),
        "a string that overruns the record": (frame(b"\3a=1\x09b"), 0),
        "20 octets that the capture left off": (whole[:-20], 20),
        "the first fragment, without the others": (bytes(first), 0),
    }
    with path.open("wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for octets, cut in packets.values():
            file.write(struct.pack("<4I", 0, 0, len(octets), len(octets) + cut) + octets)
    return list(packets)


def _by_dpkt(path: Path) -> Iterator[str]:
    dpkt: Any = importlib.import_module("dpkt")
    with path.open("rb") as file:
        for _, octets in dpkt.pcap.Reader(file):
            try:
                yield str([each.text for each in dpkt.dns.DNS(dpkt.ethernet.Ethernet(octets).data.data.data).an])
            except Exception as error:  # noqa: BLE001 - which one it raises is shown
                yield f"{type(error).__name__}: {error}"


def _by_scapy(path: Path) -> Iterator[str]:
    scapy: Any = importlib.import_module("scapy.all")
    for packet in scapy.PcapReader(str(path)):
        yield str([each.rdata for each in packet[scapy.DNS].an]) if scapy.DNS in packet else "no message"


def main() -> int:
    """Print what each reader says of each packet."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "odd.pcap"
        for number, odd in enumerate(write(path), 1):
            sys.stdout.write(f"{number}: {odd}\n")
        ours = [sys.executable, "-m", "validator", "check", "--isolated", "--format", "concise", str(path)]
        commands = {"dnssd-validator check": ours}
        if (tshark := shutil.which("tshark")) is not None:
            commands["tshark"] = [tshark, "-r", str(path), "-T", "fields", "-e", "dns.txt", "-e", "_ws.expert.message"]
        for name, command in commands.items():
            done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
            sys.stdout.write(f"\n{name}\n{(done.stdout + done.stderr).replace(str(path), 'odd.pcap')}")
        for name, reader in {"dpkt": _by_dpkt, "scapy": _by_scapy}.items():
            if importlib.util.find_spec(name) is not None:
                sys.stdout.writelines([f"\n{name}\n", *(f"{line}\n" for line in reader(path))])
    return 0


if __name__ == "__main__":
    sys.exit(main())
