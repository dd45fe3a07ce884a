"""NAM006: a name that begins with a byte-order mark."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, NameCheck, Subject, named
from validator.checks.nam.labels import BYTE_ORDER_MARK
from validator.model import names

_MARK = BYTE_ORDER_MARK.encode()


def run(subject: Subject) -> Iterator[Hit]:
    """Look at the beginning of names only: anywhere else the mark is a character like any other."""
    announcement = subject.announcement
    parts = {
        "instance name": (announcement.instance or b"",),
        "host name": names.split(announcement.host or ""),
        "domain": names.split(announcement.domain),
    }
    for what, labels in parts.items():
        if any(label.startswith(_MARK) for label in labels):
            yield Hit(f"the {what} begins with a byte-order mark (U+FEFF)", "write the name without it")


CHECK = NameCheck(
    code="NAM006",
    slug="byte-order-mark",
    trigger=r"\xef\xbb\xbf|^[dh]:.*\\",
    title="A name begins with a byte-order mark",
    basis=Basis.MUST,
    source="RFC 6762 section 16",
    covers=("L9",),
    why="The mark is an invisible part of the name, so nobody who types the name finds it. It comes from a"
    " configuration file that an editor saved with one.",
    remedy="Save the file that the name comes from as UTF-8 without a byte-order mark.",
    fires=(named(instance="\ufeffPrinter".encode()), named(host="\ufeffprinter.local")),
    silent=(named(instance=b"Printer"), named(instance="Print\ufeffer".encode())),
    run=run,
)
