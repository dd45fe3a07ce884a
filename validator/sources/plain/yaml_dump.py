"""YAML: the same shapes as JSON, and several documents in a file.

It is read whole, and so of bounded size: people write it by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, TypeGuard

from validator.errors import InputError
from validator.json_v1 import VERSION, DumpError, convert_announcement
from validator.model.announcement import Announcement, Location, Unreadable
from validator.sources.base import Format
from validator.sources.lines import read_all

if TYPE_CHECKING:
    from validator.documents.yaml import Document

MAX_SIZE = 4 * 1024 * 1024
"""Octets of a YAML file. Composing its nodes takes about a hundred times as much memory."""

MAX_TRIES = 5
"""List items that are left out to find what stands before a damage."""

Path = tuple[str | int, ...]

# A key that an announcement or a report has, at the start of a line or of a list item, or in braces there.
# Such as: - service: _http._tcp
_BEGIN = re.compile(
    rb"(?:^|\n)(?:- +|-\r?\n +|)(?:\{(?:[^{}\n]*, *| *))?"
    rb"[\"']?(?:service|announcements|txt|instance)[\"']? *:(?: |\r?\n|$)"
)
_ITEM = re.compile(rb"^( *)- ", re.MULTILINE)


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield the announcements of every document. If the YAML is damaged: the announcements before, then the damage."""
    from validator.documents.yaml import documents

    text = read_all(stream, MAX_SIZE)
    if text is None:
        yield Unreadable(Location(name), f"more than {MAX_SIZE // 1024**2} MiB of YAML: use JSON or JSON Lines")
        return
    done = 0
    try:
        for document in documents(text, name, InputError):
            yield from _document(document, name)
            done += 1
    except InputError as error:
        for document in _before(text, error.line, done):
            yield from _document(document, name)
        yield Unreadable(Location(name, error.line), error.message)


def _before(text: bytes, line: int | None, done: int) -> list[Document]:
    """Read the list up to the item that is damaged. Returns the documents after the first ``done``, which were read."""
    from validator.documents.yaml import documents

    if line is None:
        return []
    ahead = b"".join(text.splitlines(keepends=True)[:line])
    items = list(_ITEM.finditer(ahead))
    # The first item is one of the list of announcements, unless there is only one, whose record must not be cut.
    for item in [item for item in reversed(items) if item[1] == items[0][1]][:MAX_TRIES]:
        try:
            found = list(documents(ahead[: item.start()], "", InputError))[done:]
        except InputError:
            continue
        return [each for each in found if isinstance(each.value, list) or _is_report(each.value)]
    return []


def _is_report(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict) and isinstance(value.get("announcements"), list)


def _document(document: Document, name: str) -> Iterator[Announcement | Unreadable]:
    value: object = document.value
    path: Path = ()
    if _is_report(value):
        version = value.get("version", VERSION)
        if version != VERSION:
            line = document.line("version")
            yield Unreadable(Location(name, line), f"version {version!r} of the document is not known, {VERSION} is")
        value, path = value["announcements"], ("announcements",)
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield _announcement(document, item, (*path, number), name)
    elif value is not None:
        yield _announcement(document, value, path, name)


def _announcement(document: Document, value: object, path: Path, name: str) -> Announcement | Unreadable:
    location = Location(name, document.line(*path))
    strings = value.get("txt") if isinstance(value, dict) else None
    count = len(strings) if isinstance(strings, list) else 0
    lines = tuple(document.line(*path, "txt", number) or 0 for number in range(count))
    try:
        return convert_announcement(value, location, lines)
    except DumpError as error:
        line = document.line(*path, *error.path) or location.line
        return Unreadable(Location(name, line), str(error))


def sniff(head: bytes) -> bool:
    """Return whether a key of ours stands at the start of a line or list item."""
    return _BEGIN.search(head) is not None


FORMAT = Format(sniff, read)
