"""What reports for machines call an announcement and its place, before they escape it for their medium."""

from __future__ import annotations

import os
from pathlib import PurePath
from urllib.parse import quote

from validator.heard import About
from validator.model import Announcement, Finding, Location
from validator.names import escape

LIVE = "live"
"""The folder under which live devices stand where a format knows files only."""


def full_name(announcement: Announcement) -> str:
    """Write the service instance name with its domain; of what is no instance the service type, or who sent it."""
    if announcement.heard is not None and announcement.heard.about is About.RESPONDER:
        return ", ".join(announcement.addresses)
    instance = "" if announcement.instance is None else f"{escape(announcement.instance)}."
    domain = f".{announcement.domain}" if announcement.domain else ""
    return f"{instance}{announcement.service}{domain}"


def device(announcement: Announcement) -> str:
    """Name the device: its host, else its address; empty where neither is known."""
    return announcement.host or next(iter(announcement.addresses), "")


def file_of(location: Location, root: str) -> str | None:
    """Name the file relative to ``root`` where it is below it; None for what was heard live."""
    if location.file is None:
        return None
    path = os.path.normpath(location.file)
    if not PurePath(path).is_absolute():
        return path
    inside = PurePath(path).is_relative_to(root)
    return str(PurePath(path).relative_to(root)) if inside else path


def path_of(finding: Finding, root: str) -> str:
    """Name the file, or a path that stands for the device where a format cannot do without one."""
    file = file_of(finding.location, root)
    return file if file is not None else f"{LIVE}/{device(finding.announcement) or 'unknown'}"


def uri_of(path: str) -> str:
    """Write a path as a URI reference (RFC 3986): relative, or with the scheme ``file`` where it is absolute."""
    written = quote(PurePath(path).as_posix().encode("utf-8", "surrogateescape"), safe="/")
    return f"file://{written}" if PurePath(path).is_absolute() else written


def sentence(finding: Finding) -> str:
    """Put what is wrong and how to mend it into one text."""
    end = "" if finding.message.endswith(("?", ".", "!")) else "."
    return f"{finding.message}{end} To mend it: {finding.hint} ({finding.authority})"
