"""NAM030: a target host that is no name."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, NameCheck, Subject, named
from validator.checks.nam.labels import faults, labels_trigger
from validator.model import names


def run(subject: Subject) -> Iterator[Hit]:
    """Judge every label as text, and the length of the name."""
    labels = names.split(subject.announcement.host or "")
    for label in labels:
        yield from faults(label, "host name")
    size = names.wire_length(labels)
    if size > names.MAX_NAME:
        message = f"the host name has {size} octets; at most {names.MAX_NAME} are possible"
        yield Hit(message, "shorten it", authority="RFC 1035 section 2.3.4")


CHECK = NameCheck(
    code="NAM030",
    slug="host-name",
    trigger=labels_trigger("h"),
    title="The target host is not a name of UTF-8 labels of 1 to 63 octets",
    basis=Basis.MUST,
    source="RFC 6762 section 16",
    covers=("L9",),
    why="A host whose name cannot be asked for is not reached, however well the service is found.",
    remedy="Write the host name in UTF-8, normalised to NFC, with labels of 1 to 63 octets.",
    fires=(named(host="x" * 64 + ".local"), named(host=r"b\252ro.local"), named(host=r"printer\010.local")),
    silent=(named(host="printer.local"), named(host="büro.local"), named(host=None)),
    run=run,
)
