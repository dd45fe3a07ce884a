"""What reports for machines call an announcement and its place, before they escape it for their medium."""

from __future__ import annotations

import os
import re
from pathlib import PurePath
from urllib.parse import quote

from validator.model.announcement import Announcement, Location
from validator.model.finding import Finding
from validator.model.names import escape
from validator.model.observation import About
from validator.reports.base import Context

STDIN = "-"
"""What sources call standard input."""

LIVE, OUTSIDE = "live", "outside"
"""Folders that no one has, for formats that know nothing but files below one folder: live devices stand under the
first, what was read elsewhere (standard input too) under the second."""


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


def file_of(location: Location, context: Context) -> str | None:
    """Name the file, relative to the root where it is below it; None for what was heard live."""
    if location.file is None:
        return None
    return file_inside(location, context) or os.path.normpath(location.file)


def file_inside(location: Location, context: Context) -> str | None:
    """Name the file relative to the root; None for standard input, what was heard live, and files elsewhere."""
    if location.file is None or location.file == STDIN:
        return None
    path = PurePath(os.path.normpath(PurePath(context.cwd or context.root) / location.file))
    root = PurePath(os.path.normpath(context.root))
    if not path.is_relative_to(root):
        return None
    inside = path.relative_to(root)
    return None if inside.parts[:1] == ("..",) else str(inside)


def path_of(finding: Finding, context: Context) -> str:
    """Name the file, or a path that stands for the device or the input where a format cannot do without one."""
    location = finding.location
    inside = file_inside(location, context)
    if inside is not None:
        return inside
    if location.file is None:
        # A host can be called "../../Makefile": it must not lead to a file.
        host = re.sub(r"[/\\]", "_", device(finding.announcement))
        return f"{LIVE}/{host if host.strip('.') else 'unknown'}"
    if location.file == STDIN:
        return f"{OUTSIDE}/stdin"
    parts = PurePath(os.path.normpath(location.file)).parts
    return "/".join((OUTSIDE, *(each for each in parts if each not in ("/", "//", ".."))))


def uri_of(path: str) -> str:
    """Write a relative path as a URI reference (RFC 3986)."""
    return quote(PurePath(path).as_posix().encode("utf-8", "surrogateescape"), safe="/")


def sentence(finding: Finding) -> str:
    """Put what is wrong and how to mend it into one text."""
    end = "" if finding.message.endswith(("?", ".", "!")) else "."
    return f"{finding.message}{end} To mend it: {finding.hint} ({finding.authority})"


def statement(finding: Finding) -> str:
    """Say what is wrong with which announcement, how to mend it, and in which frame or on which links it was seen."""
    seen = finding.location
    where = "" if seen.frame is None else f" [frame {seen.frame}]"
    where += f" [on {', '.join(seen.interfaces)}]" if seen.interfaces else ""
    return f"{full_name(finding.announcement)}: {sentence(finding)}{where}"
