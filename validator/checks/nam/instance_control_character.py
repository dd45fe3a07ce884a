"""NAM003: control characters in an instance name."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, NameCheck, Subject, named, quote
from validator.checks.nam.labels import controls


def run(subject: Subject) -> Iterator[Hit]:
    """Report the control characters and their places."""
    instance = subject.announcement.instance or b""
    found = controls(instance)
    if found is not None:
        message = f"the instance name {quote(instance)} holds control characters: {found}"
        yield Hit(message, "remove them; use a space where text is to be divided")


CHECK = NameCheck(
    code="NAM003",
    slug="instance-control-character",
    trigger=r"^i:.*[\x00-\x09\x0b-\x1f\x7f]",
    title="The instance name holds ASCII control characters",
    basis=Basis.MUST,
    source="RFC 6763 section 4.1.1",
    covers=("I3",),
    why="Programs that treat names as C strings cut them at a NUL octet, and line ends break logs and menus. The Open"
    " Screen protocol ends a truncated display name with a NUL octet, against this section.",
    remedy="Remove the characters 0x00 to 0x1F and 0x7F.",
    fires=(named(instance=b"Printer\n"), named(instance=b"Living Room\0")),
    silent=(named(instance=b"Printer, 2nd floor"), named(instance=b"B\x80ro")),
    run=run,
)
