"""``jsonl``: JSON Lines, one announcement a line; a bad line costs that line only.

Of a report in JSON Lines the announcements are read, and the other lines passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from validator.json_v1 import AsideError, DumpError, decode_announcement
from validator.model.announcement import Announcement, Location, Unreadable
from validator.sources.base import Format
from validator.sources.lines import lines
from validator.sources.plain.json_dump import is_ours


def sniff(head: bytes) -> bool:
    """Return whether two lines begin as objects, and the first object does not go on in the second line."""
    first, _, rest = head.lstrip().partition(b"\n")
    if b'"announcements"' in first or not (first.startswith(b"{") and rest.lstrip().startswith(b"{")):
        return False
    if not is_ours(head):
        return False
    first = first.rstrip()
    return first.endswith(b"}") or (len(first) > 1 and not first.endswith((b"[", b",")))


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
        except AsideError:
            continue
        except DumpError as error:
            yield Unreadable(location, str(error))


FORMAT = Format(sniff, read)
