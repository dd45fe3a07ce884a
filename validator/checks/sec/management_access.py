"""SEC004: keys that tell where a device is managed from a shell or a debugger."""

from __future__ import annotations

import re
from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, quote, txt
from validator.display.wording import listed
from validator.model.facts import Fact
from validator.model.txt import MAX_STRING, Attribute

_WAYS = {
    "SSH": re.compile(rb"(?:^|[^a-z])(?:ssh|sshd|sftp|scp)(?:[^a-z]|port|$)"),
    "Telnet": re.compile(rb"(?:^|[^a-z])telnet(?:d|[^a-z]|port|$)"),
    "a debugger": re.compile(rb"(?:^|[^a-z])(?:adb|gdb|gdbserver|jtag)(?:[^a-z]|port|$)"),
    "remote desktop": re.compile(rb"(?:^|[^a-z])(?:vnc|rdp)(?:[^a-z]|port|$)"),
    "database access": re.compile(rb"(?:^|[^a-z])(?:mysql|postgres|redis|mongodb)(?:[^a-z]|port|$)"),
}
"""What a key is about by its words, in lower case."""

_URL = re.compile(rb"(?:^|[^a-z])(?:ssh|sftp|telnet|vnc|rdp)://", re.IGNORECASE)
_NO = frozenset({b"", b"0", b"no", b"false", b"off", b"disabled", b"none"})


def run(subject: Subject) -> Iterator[Hit]:
    """Report the keys of a record together. What the rule of the service defines is how the service is meant to be."""
    found = [(each, way) for each in subject.counting.values() if (way := _way(subject, each)) is not None]
    if found:
        keys = listed([f"{quote(each.key)} ({way})" for each, way in found])
        message = f"the record tells everybody where the device is managed: {keys}"
        yield Hit(message, "leave it out: who manages the device knows, and whoever attacks it asks", found[0][0])


def _way(subject: Subject, attribute: Attribute) -> str | None:
    # A longer value cannot be sent.
    value = (attribute.value or b"")[:MAX_STRING].strip().lower()
    if value in _NO or (subject.rule is not None and subject.rule.key(attribute.name) is not None):
        return None
    words = re.sub(rb"(?<=[a-z])(?=[A-Z])", b"_", attribute.key).lower()
    way = next((way for way, pattern in _WAYS.items() if pattern.search(words)), None)
    return way or ("a URL of a shell" if _URL.search(value) else None)


CHECK = AnnouncementCheck(
    code="SEC004",
    slug="management-access",
    trigger=Fact.UNDEFINED.trigger,
    string_trigger="(?i)ssh|sftp|scp|telnet|adb|gdb|jtag|vnc|rdp|mysql|postgres|redis|mongodb",
    title="The record tells of a management port",
    basis=Basis.SHOULD,
    source="RFC 8882 section 3.2.4",
    covers=("P3",),
    why="A shell or a debugger on the network is what attackers look for first; search engines of devices index such"
    " records from everywhere. It was meant for the developers, and stayed in.",
    remedy="Leave the port out of the record, and close it to the network.",
    fires=(
        txt("sshPort=2222", service="_http._tcp"),
        txt("ssh_port=22", "telnet=23", service="_http._tcp"),
        txt("console=telnet://192.0.2.7:23", service="_http._tcp"),
    ),
    silent=(
        txt("ssh=no", "ssh_port=0", service="_http._tcp"),
        txt("fresh=1", "sshow=2", "address=3", service="_http._tcp"),
        txt("u=root", service="_ssh._tcp"),
    ),
    run=run,
)
