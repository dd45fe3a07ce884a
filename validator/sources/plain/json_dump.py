"""JSON: an announcement, a list of them, our own report, or several of these one after the other.

It is read piece by piece, so that a list of any length streams, what stands before a damage is kept, and each
announcement and each TXT string has its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from msgspec.structs import replace

from validator.json_v1 import FIELDS, VERSION, DumpError, convert_announcement
from validator.model.announcement import Announcement, Location, Unreadable
from validator.sources.base import Format
from validator.sources.lines import LineError
from validator.sources.plain.json_text import JsonText

MAX_MEMBERS = 1000
"""Members of one object. An announcement has about ten."""

MAX_STRINGS = 65535
"""Strings of one TXT record: each takes at least one octet of its RDATA."""


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield every announcement. If the JSON is damaged: the announcements before, then the damage."""
    text = JsonText(stream)
    try:
        while text.peek():
            yield from _top(text, name)
    except LineError as error:
        yield error.at(Location(name))


def _top(text: JsonText, name: str) -> Iterator[Announcement | Unreadable]:
    if text.peek() == "[":
        for _ in text.items():
            yield _item(text, name)
    elif text.peek() == "{":
        yield from _object(text, name)
    else:
        yield _item(text, name)


def _object(text: JsonText, name: str) -> Iterator[Announcement | Unreadable]:
    """Read a document with announcements, or one announcement."""
    members = _Members(text, name)
    for member in text.members():
        if member == "announcements" and text.peek() == "[":
            members.is_document = True
            version = members.known.get("version", VERSION)
            if version != VERSION:
                yield Unreadable(members.location, f"version {version!r} of the document is not known, {VERSION} is")
            for _ in text.items():
                yield _item(text, name)
        elif members.is_document and text.peek() == "[":
            for _ in text.items():
                text.value()
        else:
            members.keep(member)
    if not members.is_document:
        yield members.announcement(members.known)


def _item(text: JsonText, name: str) -> Announcement | Unreadable:
    text.peek()
    members = _Members(text, name)
    flat = text.flat_object()
    if flat is not None:
        return members.announcement(flat)
    if text.peek() != "{":
        return members.announcement(text.value())
    for member in text.members():
        members.keep(member)
    return members.announcement(members.known)


class _Members:
    """The members of one object while they are read. Of a member that is not ours only the name is kept."""

    def __init__(self, text: JsonText, name: str) -> None:
        self._text = text
        self._lines: list[int] = []
        self.location = Location(name, text.line)
        self.known: dict[str, object] = {}
        self.is_document = False

    def keep(self, member: str) -> None:
        """Take the value of a member, TXT strings one by one for the line of each."""
        if member == "txt" and self._text.peek() == "[":
            self._lines.clear()
            strings: list[object] = []
            for line in self._text.items():
                self._lines.append(line)
                strings.append(self._text.value())
                if len(strings) > MAX_STRINGS:
                    raise self._text.refuse(f"more than {MAX_STRINGS} TXT strings")
            self.known[member] = strings
            return
        if len(self.known) >= MAX_MEMBERS:
            raise self._text.refuse(f"an object has more than {MAX_MEMBERS} members")
        value = self._text.value()
        self.known[member] = value if member in FIELDS or member == "version" else None

    def announcement(self, value: object) -> Announcement | Unreadable:
        """Make the announcement that ``value`` is, whose members these are; or say why it is no announcement."""
        # Strings that were not walked over one by one stand in an object on one line.
        strings = value.get("txt") if isinstance(value, dict) else None
        lines = tuple(self._lines) or (self._text.line,) * (len(strings) if isinstance(strings, list) else 0)
        try:
            return convert_announcement(value, self.location, lines)
        except DumpError as error:
            return _unreadable(error, self.location, lines)


def _unreadable(error: DumpError, location: Location, string_lines: tuple[int, ...]) -> Unreadable:
    """Report a value that is no announcement, at the line of the TXT string if the fault is in that string."""
    if error.string is not None and error.string < len(string_lines):
        location = replace(location, line=string_lines[error.string])
    return Unreadable(location, str(error))


# What may stand before the first member of an object, and a list of objects.
_OBJECT = re.compile(rb'\s*\{\s*["}]|\s*\{\s*$')
_LIST = re.compile(rb'\s*\[\s*(?:[\]{"\[]|$)')
_MEMBER = re.compile(rb'"(?:[^"\\]|\\.)*"\s*:')
# Others, such as host and port, are in JSON of all kinds.
_OURS = re.compile(rb'"(?:service|instance|txt|announcements|version)"\s*:')


def sniff(head: bytes) -> bool:
    """Return whether a text begins as an object or a list, and has a member of ours if it has any member."""
    return bool(_OBJECT.match(head) or _LIST.match(head)) and is_ours(head)


def is_ours(head: bytes) -> bool:
    """Return whether a member is one that announcements or reports have, if there is any: many programs write JSON."""
    return bool(_OURS.search(head)) or not _MEMBER.search(head)


FORMAT = Format(sniff, read)
