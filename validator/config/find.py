"""Finding the configuration file: the nearest file upwards counts, and no other file.

A ``pyproject.toml`` without the table ``[tool.dnssd-validator]`` is passed over. A ``pyproject.toml`` beside a
``dnssd-validator.toml`` is passed over too. No two files are merged.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from validator.config.content import content_of

FILE, PYPROJECT = "dnssd-validator.toml", "pyproject.toml"

_MAYBE = re.compile(rb"""tool["']?[ \t]*(?:\]|=|\.[ \t]*["']?dnssd-validator)""")
"""Octets that every pyproject.toml with the table has: ``[tool.dnssd-validator]``, ``[tool]``, ``tool = {``. A file
without such octets need not be parsed."""


def find(folder: str) -> str | None:
    """Return the path, relative to the folder, of the configuration file for a folder; None without such a file.

    Raises UsageError for a pyproject.toml that cannot be read.
    """
    here, up = folder, ""
    while True:
        if _is_file(os.path.join(here, FILE)):  # noqa: PTH118 - each start of the tool pays for this
            return up + FILE
        project = os.path.join(here, PYPROJECT)  # noqa: PTH118 - as above
        if _is_file(project) and _has_table(Path(project), up + PYPROJECT):
            return up + PYPROJECT
        above = os.path.dirname(here)  # noqa: PTH120 - as above
        if above == here:
            return None
        here, up = above, f"../{up}"


def _is_file(path: str) -> bool:
    try:
        return stat.S_ISREG(os.stat(path).st_mode)  # noqa: PTH116 - as above
    except (OSError, ValueError):
        return False


def _has_table(path: Path, shown: str) -> bool:
    content = content_of(path, shown)
    if b"dnssd-validator" not in content or not _MAYBE.search(content):
        return False
    from validator.documents.toml import parsed

    tool = parsed(content, shown).get("tool")
    return isinstance(tool, dict) and "dnssd-validator" in tool
