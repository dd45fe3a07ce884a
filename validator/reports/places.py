"""Names of files as CI systems and their pages know them: relative to the root of the repository, with slashes.

``system`` is how the system at hand writes paths, ``posixpath`` or ``ntpath``: Windows has drives, and backslashes.
"""

from __future__ import annotations

import ntpath
import os
import re
import sys
from pathlib import PurePath, PurePosixPath, PureWindowsPath
from types import ModuleType
from urllib.parse import quote

_IN_ANCHOR = re.compile(r"[\\/:]+")


def slashed(file: str, system: ModuleType = os.path) -> str:
    """Write a path without detours, with slashes."""
    return _pure(system.normpath(file), system).as_posix()


def inside(file: str, cwd: str, root: str, system: ModuleType = os.path) -> str | None:
    """Name a file, as seen from ``cwd``, relative to ``root``; None where it is not below that."""
    path = _pure(system.normpath(system.join(cwd, file)), system)
    above = _pure(system.normpath(root), system)
    if not path.is_relative_to(above):
        return None
    found = path.relative_to(above)
    return None if found.parts[:1] == ("..",) else found.as_posix()


def parts(file: str, system: ModuleType = os.path) -> tuple[str, ...]:
    """Divide a path into names that are safe below any folder: a drive and a share count, what leads upwards not."""
    path = _pure(system.normpath(file), system)
    names = path.parts[1:] if path.anchor else path.parts
    return (*filter(None, _IN_ANCHOR.split(path.anchor)), *(name for name in names if name != ".."))


def reference(path: str) -> str:
    """Write a relative path with slashes as a URI reference (RFC 3986)."""
    return quote(path.encode("utf-8", sys.getfilesystemencodeerrors()), safe="/")


def _pure(path: str, system: ModuleType) -> PurePath:
    return PureWindowsPath(path) if system is ntpath else PurePosixPath(path)
