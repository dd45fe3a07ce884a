"""What reports for machines call an announcement and its place, before they escape it for their medium."""

from __future__ import annotations

import re

from validator.model.announcement import Announcement, Location
from validator.model.finding import Finding
from validator.model.names import escape
from validator.model.observation import About
from validator.reports.base import Context
from validator.reports.places import inside, parts, slashed

STDIN = "-"
"""What sources call standard input."""

LIVE, OUTSIDE = "live", "outside"
"""Folders that no one has, for formats that know nothing but files below one folder: live devices stand under the
first, what was read elsewhere (standard input too) under the second."""


def full_name(announcement: Announcement) -> str:
    """Write the service instance name with its domain; of what is no instance the service type, or who sent it."""
    if announcement.observation is not None and announcement.observation.about is About.RESPONDER:
        return ", ".join(announcement.addresses)
    if announcement.is_of_input:
        return announcement.location.file or "(the input)"
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
    return file_inside(location, context) or slashed(location.file)


def file_inside(location: Location, context: Context) -> str | None:
    """Name the file relative to the root; None for standard input, what was heard live, and files elsewhere."""
    if location.file is None or location.file == STDIN:
        return None
    return inside(location.file, context.cwd or context.root, context.root)


def path_of(finding: Finding, context: Context) -> str:
    """Name the file, or a path that stands for the device or the input where a format cannot do without one."""
    location = finding.location
    found = file_inside(location, context)
    if found is not None:
        return found
    if location.file is None:
        # A host can be called "../../Makefile": it must not lead to a file.
        host = re.sub(r"[/\\]", "_", device(finding.announcement))
        return f"{LIVE}/{host if host.strip('.') else 'unknown'}"
    if location.file == STDIN:
        return f"{OUTSIDE}/stdin"
    return "/".join((OUTSIDE, *parts(location.file)))


def sentence(finding: Finding) -> str:
    """Put what is wrong and how to fix it into one text."""
    end = "" if finding.message.endswith(("?", ".", "!")) else "."
    return f"{finding.message}{end} To fix it: {finding.hint} ({finding.authority})"


def statement(finding: Finding) -> str:
    """Say what is wrong with which announcement, how to fix it, and in which frame or on which links it was seen."""
    seen = finding.location
    where = "" if seen.frame is None else f" [frame {seen.frame}]"
    where += f" [on {', '.join(seen.interfaces)}]" if seen.interfaces else ""
    return f"{full_name(finding.announcement)}: {sentence(finding)}{where}"
