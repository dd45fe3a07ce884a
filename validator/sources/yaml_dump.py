"""``yaml``: the shapes of ``json`` in YAML, and several documents in a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from validator.dump import VERSION, DumpError, convert_announcement
from validator.errors import InputError
from validator.model import Announcement, Location, Unreadable
from validator.sources.base import Source
from validator.yamlfile import Document, documents

_BEGIN = re.compile(rb"(?:^|\n)(?:- +|-\n +|)[\"']?(?:service|announcements|txt|instance)[\"']? *:(?: |\r?\n|$)")


def sniff(head: bytes) -> bool:
    """Tell by a key that an announcement or a report has, at the start of a line or a list item."""
    return _BEGIN.search(head) is not None


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield the announcements of every document before the first one that is no YAML."""
    try:
        for document in documents(stream.read(), name, InputError):
            yield from _document(document, name)
    except InputError as error:
        yield Unreadable(Location(name, error.line), error.message)


def _document(document: Document, name: str) -> Iterator[Announcement | Unreadable]:
    value = document.value
    path: tuple[str | int, ...] = ()
    if isinstance(value, dict) and "announcements" in value:
        if value.get("version", VERSION) != VERSION:
            yield Unreadable(Location(name, document.line("version")), f"expected version {VERSION} of the report")
            return
        value, path = value["announcements"], ("announcements",)
    if value is None:
        return
    if not isinstance(value, list):
        yield _announcement(document, value, path, name)
        return
    for number, each in enumerate(value):
        yield _announcement(document, each, (*path, number), name)


def _announcement(
    document: Document, value: object, path: tuple[str | int, ...], name: str
) -> Announcement | Unreadable:
    location = Location(name, document.line(*path))
    strings = value.get("txt") if isinstance(value, dict) else None
    count = len(strings) if isinstance(strings, list) else 0
    lines = tuple(document.line(*path, "txt", number) or 0 for number in range(count))
    try:
        return convert_announcement(value, location, lines)
    except DumpError as error:
        found = re.match(r"txt\[(\d+)\]", str(error))
        line = lines[int(found[1])] if found else _line_of(document, path, str(error)) or location.line
        return Unreadable(Location(name, line), str(error))


def _line_of(document: Document, path: tuple[str | int, ...], message: str) -> int | None:
    field = message.partition(":")[0].partition("[")[0]
    return document.line(*path, field)


SOURCE = Source(name="yaml", title="YAML: the same shapes as JSON", sniff=sniff, read=read)
