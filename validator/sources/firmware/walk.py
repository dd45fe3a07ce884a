"""A folder, such as an unpacked root file system: the service files of Avahi, systemd and mdnsd in it.

Only these are looked for. A root file system is full of JSON, YAML and captures that are no dumps of announcements, so
dumps are named one by one. ``*.service`` files elsewhere are mostly units of systemd; they are told by their content.
What stands where Avahi, systemd-resolved or mdnsd look must be readable; links are followed while they stay in the
folder. Of systemd's files those that others of the same name override are passed over, and drop-ins are read along; the
others have neither.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from validator.errors import InputError
from validator.model.announcement import Announcement, Location, Unreadable
from validator.sources import SOURCES
from validator.sources.base import HEAD_SIZE, Source
from validator.sources.firmware.systemd_layers import Layers


class _Kind(Struct, frozen=True):
    """Files of one ending, and the end of the folder's name in which the responder looks for them."""

    suffix: str
    home: str
    source: Source


_AVAHI = _Kind(".service", str(Path("avahi", "services")), SOURCES["avahi-service"])
_SYSTEMD = _Kind(".dnssd", str(Path("systemd", "dnssd")), SOURCES["systemd-dnssd"])
_MDNSD = _Kind(".service", "mdns.d", SOURCES["mdnsd-service"])
_KINDS = (_AVAHI, _SYSTEMD, _MDNSD)
_NOWHERE = "a link that leads to no file in this folder"
_LOOKED_FOR = "looked for Avahi's *.service, systemd's *.dnssd, and mdns.d/*.service files"


class _ServiceFile(Struct, frozen=True):
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
            for item in _read(root, found):
                nothing = False
                yield item
    if nothing:
        raise InputError(f"nothing to check in this folder: {_LOOKED_FOR} (name dumps one by one)", file=root)


def _search(root: str, kinds: list[_Kind]) -> Iterator[_ServiceFile | Unreadable]:
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
        where = str(Path(folder).absolute())
        for entry in entries:
            fitting = [kind for kind in kinds if entry.name.endswith(kind.suffix)]
            at_home = next((kind for kind in fitting if where.endswith(os.sep + kind.home)), None)
            if fitting:
                yield from _candidate(root, entry, at_home or fitting[0], at_home=at_home is not None)


def _candidate(
    root: str, entry: os.DirEntry[str], kind: _Kind, *, at_home: bool
) -> Iterator[_ServiceFile | Unreadable]:
    """Yield a service file: the entry itself, or the file in the folder to which the entry is a link."""
    if entry.is_file(follow_symlinks=False):
        yield _ServiceFile(entry.path, os.path.realpath(entry.path), kind, at_home)
    elif entry.is_symlink():
        target = str(Path(entry.path).readlink())
        path = _inside(root, entry.path, target)
        if path is not None:
            yield _ServiceFile(entry.path, path, kind, at_home)
        elif at_home and not _is_mask(target):
            yield Unreadable(Location(_path_for_people(entry.path)), _NOWHERE)


def _is_mask(target: str) -> bool:
    """Return whether a link to ``target`` masks a file as systemd does. The folder is one of Linux, on any system."""
    return Path(target) == Path("/dev/null")


def _inside(root: str, link: str, target: str) -> str | None:
    """Return the file under ``root`` to which a link leads. An absolute target is one of the file system ``root``."""
    top = os.path.realpath(root)
    ends = [os.path.realpath(link)]
    there = Path(target)
    if there.root:  # without a drive it is not absolute on Windows
        ends.append(os.path.realpath(Path(top, *there.parts[1:])))
    for end in ends:
        if Path(end).is_relative_to(top) and Path(end).is_file():
            return end
    return None


def _read(root: str, found: _ServiceFile) -> Iterator[Announcement | Unreadable]:
    source = found.kind.source
    try:
        with _open(found.path) as stream:
            head = stream.read(HEAD_SIZE)
            stream.seek(0)
            if not found.at_home and not source.sniff(head):
                return
            if found.kind is not _SYSTEMD:
                yield from source.read(stream, _path_for_people(found.name))
                return
            layers = Layers(root, found.name)
            # An empty file is there to mask another of its name. Where it masks none it is a mistake.
            if not layers.overridden() and (head or not layers.masks()):
                yield from _with_drop_ins(root, (stream, _path_for_people(found.name)), layers)
    except _NotAFileError:
        return
    except OSError as error:
        yield _fault(found.name, error)


def _with_drop_ins(root: str, file: tuple[BinaryIO, str], layers: Layers) -> Iterator[Announcement | Unreadable]:
    from validator.sources.firmware.systemd_dnssd import read_together

    faults = []

    def files() -> Iterator[tuple[BinaryIO, str]]:
        yield file
        for path in layers.drop_ins():
            target = str(path.readlink()) if path.is_symlink() else None
            inside = _inside(root, str(path), target) if target else str(path)
            try:
                if inside is not None:
                    with _open(inside) as stream:
                        yield stream, _path_for_people(str(path))
                elif target is None or not _is_mask(target):
                    faults.append(Unreadable(Location(_path_for_people(str(path))), _NOWHERE))
            except _NotAFileError:
                continue
            except OSError as error:
                faults.append(_fault(str(path), error))

    yield from read_together(files())
    yield from faults


class _NotAFileError(Exception):
    """The path is a pipe, a device or a folder."""


@contextmanager
def _open(path: str) -> Iterator[BinaryIO]:
    """Open a file. Raises OSError, and _NotAFileError."""
    # Without waiting: what was a file may have become a pipe.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise _NotAFileError
        yield stream


def _fault(path: str, error: OSError) -> Unreadable:
    return Unreadable(Location(_path_for_people(path)), f"cannot be read: {error.strerror or error}")


def _path_for_people(path: str) -> str:
    """Name a file as people do: without the dot of the working folder before it."""
    return path.removeprefix(os.curdir + os.sep) or path
