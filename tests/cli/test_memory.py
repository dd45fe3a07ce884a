"""Memory does not grow with the size of a dump: it is that of what announces, not of how often it does."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.capture.test_capture import PTR, SRV, A, ethernet, ipv4, message, pcap, txt, udp

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the unit of ru_maxrss differs")

# In a process of its own: what is measured of a child begins with what its parent had when it was made.
MEASURED = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-m", "validator", "check", "--quiet", "--fail-on", "never", sys.argv[1]], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
SMALL, LARGE = 2 << 20, 18 << 20
"""Octets of the dumps that are compared."""

ALLOWED_KIB = 150 * 1024
CAPTURE_KIB = 4 * 1024
LINES_KIB = (LARGE - SMALL) // 1024
"""How much more the larger dump may need: of lines, whose parts wait for other processes, less than their octets; kept
as announcements they would take several times as much."""

INSTANCES = 500


def capture() -> tuple[bytes, bytes]:
    frames = (ethernet(ipv4(udp(message(PTR, SRV, txt(b"n=%d" % (n % INSTANCES)), A)))) for n in range(INSTANCES))
    whole = pcap(*frames)
    return whole[:24], whole[24:]


def json_lines() -> tuple[bytes, bytes]:
    announced = (
        {"service": "_ipp._tcp", "instance": f"p{n}", "port": 631, "txt": [f"n={n}"]} for n in range(INSTANCES)
    )
    return b"", b"".join(json.dumps(each).encode() + b"\n" for each in announced)


@pytest.mark.parametrize(("dump", "growth"), [(capture, CAPTURE_KIB), (json_lines, LINES_KIB)])
def test_a_larger_dump_needs_no_more_memory(
    dump: Callable[[], tuple[bytes, bytes]], growth: int, tmp_path: Path
) -> None:
    head, body = dump()
    used = []
    for size in (SMALL, LARGE):
        path = tmp_path / "dump"
        path.write_bytes(head + body * (size // len(body)))
        command = [sys.executable, "-c", MEASURED, str(path)]
        used.append(int(subprocess.run(command, check=True, capture_output=True).stdout))
        path.unlink()
    assert used[1] < ALLOWED_KIB
    assert used[1] - used[0] < growth
