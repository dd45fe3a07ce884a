"""A folder, such as an unpacked root file system: the service files of Avahi and systemd in it.

Only these are looked for. A root file system is full of JSON, YAML and captures that are no dumps of announcements, so
dumps are named one by one. ``*.service`` files elsewhere are mostly units of systemd; they are told by their content.
What stands where Avahi or systemd-resolved look must be readable; links are followed while they stay in the folder.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from validator.errors import InputError
from validator.model import Announcement, Location, Unreadable
from validator.sources import SOURCES
from validator.sources.base import HEAD_SIZE, Source


class _Kind(Struct, frozen=True):
    """Files of one ending, and the end of the folder's name in which the responder looks for them."""

    suffix: str
    home: str
    source: Source


_KINDS = (
    _Kind(".service", str(Path("avahi", "services")), SOURCES["avahi-service"]),
    _Kind(".dnssd", str(Path("systemd", "dnssd")), SOURCES["systemd-dnssd"]),
)
_LOOKED_FOR = "looked for Avahi's *.service and systemd's *.dnssd files"


class _Found(Struct, frozen=True):
    """A file to read: its name for people, and where it really is. ``at_home``: the responder would read it."""

    name: str
    path: str
    kind: _Kind
    at_home: bool


def walk(root: str, input_format: str | None = None) -> Iterator[Announcement | Unreadable]:
    """Read every service file under ``root``, sorted by name; locations begin with ``root`` as it was given.

    ``input_format`` leaves out the files of the other format. What cannot be read is said, and the rest goes on. Raises
    InputError where there is no service file at all.
    """
    kinds = [kind for kind in _KINDS if input_format in (None, kind.source.name)]
    if not kinds:
        raise InputError(f"this is a folder, {_LOOKED_FOR}; name files of format {input_format} one by one", file=root)
    seen: set[str] = set()
    nothing = True
    for found in _search(root, kinds):
        if isinstance(found, Unreadable):
            nothing = False
            yield found
        elif found.path not in seen:
            seen.add(found.path)
            for each in _read(found):
                nothing = False
                yield each
    if nothing:
        raise InputError(f"nothing to check in this folder: {_LOOKED_FOR} (name dumps one by one)", file=root)


def _search(root: str, kinds: list[_Kind]) -> Iterator[_Found | Unreadable]:
    folders = [root]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError as error:
            yield _fault(folder, error)
            continue
        folders += [entry.path for entry in reversed(entries) if entry.is_dir(follow_symlinks=False)]
        for entry in entries:
            kind = next((kind for kind in kinds if entry.name.endswith(kind.suffix)), None)
            if kind is not None:
                at_home = str(Path(folder).absolute()).endswith(os.sep + kind.home)
                yield from _candidate(root, entry, kind, at_home=at_home)


def _candidate(root: str, entry: os.DirEntry[str], kind: _Kind, *, at_home: bool) -> Iterator[_Found | Unreadable]:
    """Yield the file if it is one, or lies in the folder where a link leads."""
    if entry.is_file(follow_symlinks=False):
        yield _Found(entry.path, os.path.realpath(entry.path), kind, at_home)
    elif entry.is_symlink():
        target = str(Path(entry.path).readlink())
        path = _inside(root, entry.path, target)
        if path is not None:
            yield _Found(entry.path, path, kind, at_home)
        elif at_home and target != os.devnull:
            # A link to /dev/null is how systemd masks a file.
            yield Unreadable(Location(_shown(entry.path)), "a link that leads to no file in this folder")


def _inside(root: str, link: str, target: str) -> str | None:
    """Return where a link leads if that is a file under ``root``. An absolute target is one of that file system."""
    top = os.path.realpath(root)
    ends = [os.path.realpath(link)]
    if Path(target).is_absolute():
        ends.append(os.path.realpath(Path(top, target.lstrip(os.sep))))
    for end in ends:
        if os.path.commonpath((top, end)) == top and Path(end).is_file():
            return end
    return None


def _read(found: _Found) -> Iterator[Announcement | Unreadable]:
    source = found.kind.source
    try:
        # Opened without waiting: what was a file may have become a pipe.
        descriptor = os.open(found.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
        with os.fdopen(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return
            if found.at_home or source.sniff(stream.read(HEAD_SIZE)):
                stream.seek(0)
                yield from source.read(stream, _shown(found.name))
    except OSError as error:
        yield _fault(found.name, error)


def _fault(path: str, error: OSError) -> Unreadable:
    return Unreadable(Location(_shown(path)), f"cannot be read: {error.strerror or error}")


def _shown(path: str) -> str:
    """Name a file as people do: without the dot of the working folder before it."""
    return path.removeprefix(os.curdir + os.sep) or path
