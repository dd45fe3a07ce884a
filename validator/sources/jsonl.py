"""``jsonl``: JSON Lines, one announcement a line; a bad line costs that line only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from validator.dump import DumpError, decode_announcement
from validator.model import Announcement, Location, Unreadable
from validator.sources.base import Source
from validator.sources.lines import lines


def sniff(head: bytes) -> bool:
    """Tell by a first line that is an object by itself with another line that begins one."""
    first, newline, rest = head.lstrip().partition(b"\n")
    first = first.rstrip()
    if not (first.startswith(b"{") and first.endswith(b"}") and newline):
        return False
    return rest.lstrip()[:1] in (b"{", b"")


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield an announcement for every line that is not blank."""
    for number, line in lines(stream):
        location = Location(name, number)
        if isinstance(line, str):
            yield Unreadable(location, line)
            continue
        if line.isspace() or not line:
            continue
        try:
            yield decode_announcement(line, location)
        except DumpError as error:
            yield Unreadable(location, str(error))


SOURCE = Source(name="jsonl", title="JSON Lines: one announcement a line", sniff=sniff, read=read)
