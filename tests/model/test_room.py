"""What is kept of an input is bounded by its octets, however few pieces they come in."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from validator.model.announcement import Announcement, Unreadable
from validator.model.room import MAX_TEXT, Room, oversized
from validator.sources.read import open_input

LONG = b"x" * 60_000
MANY = 2_000
"""Pieces: 120 megabytes of text, which were kept once or twice."""

ALLOWED_KIB = 160 * 1024

MEASURED = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-m", "validator", "check", "--isolated", "--quiet", sys.argv[1]], check=False)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_a_room_takes_what_fits() -> None:
    room = Room(10)
    assert [room.takes(each) for each in (6, 5, 4, 1)] == [True, False, True, False]
    room.give(1)
    assert room.takes(1)


@pytest.mark.parametrize("field", ["service", "instance", "domain", "host"])
def test_a_name_that_dns_cannot_carry_is_said(field: str) -> None:
    for size, fits in ((MAX_TEXT, True), (MAX_TEXT + 1, False)):
        text = "x" * size
        value = text.encode() if field == "instance" else text
        announcement = Announcement(**{"service": "_http._tcp"} | {field: value})  # type: ignore[arg-type]  # a field of each type
        reason = oversized(announcement)
        assert (reason is None) == fits
        assert fits or ("1,026 characters" in str(reason) and field in str(reason))


def records() -> Iterator[bytes]:
    """Announcements that are compared with each other, each of them large."""
    strings = ["k=" + LONG.decode()]
    for number in range(MANY):
        announced = {"service": "_http._tcp", "instance": str(number), "host": f"{number}.local", "port": 80}
        yield msgspec.json.encode(announced | {"txt": strings}) + b"\n"


def types() -> Iterator[bytes]:
    """Service types that are told apart, each of them long."""
    for number in range(MANY):
        yield b'{"service": "_%d%s._tcp", "instance": "a", "txt": []}\n' % (number, LONG)


def resolved() -> Iterator[bytes]:
    """Instances that may be resolved once more over another interface."""
    for number in range(MANY):
        yield b'=;eth0;IPv4;a%d;_http._tcp;local;h.local;192.0.2.1;80;"k=%s"\n' % (number, LONG)


def printed() -> Iterator[bytes]:
    """One script of nmap that prints without end."""
    yield b"| dns-service-discovery: \n|   80/tcp http\n"
    for number in range(MANY):
        yield b"|     %d=%s\n" % (number, LONG)


@pytest.mark.skipif(sys.platform != "linux", reason="the unit of ru_maxrss differs")
@pytest.mark.parametrize("lines", [records, types, resolved, printed])
def test_large_pieces_are_counted_by_their_size(lines: Callable[[], Iterator[bytes]], tmp_path: Path) -> None:
    path = tmp_path / "dump"
    with path.open("wb") as stream:
        stream.writelines(lines())
    done = subprocess.run([sys.executable, "-c", MEASURED, str(path)], check=True, capture_output=True)
    assert int(done.stdout.split()[-1]) < ALLOWED_KIB


def test_what_a_reader_cannot_keep_is_said(tmp_path: Path) -> None:
    path = tmp_path / "nmap.txt"
    with path.open("wb") as stream:
        stream.writelines(printed())
    items = list(open_input(str(path)))
    assert any(isinstance(item, Unreadable) and "more than is kept" in item.reason for item in items)
