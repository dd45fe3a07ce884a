"""TXT001: a string runs past the end of the record."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, named, txt
from validator.display.wording import plural
from validator.model.facts import Fact
from validator.model.txt import DamageKind, split


def run(subject: Subject) -> Iterator[Hit]:
    """Report where the record breaks. A record breaks at one place at most."""
    damage = subject.txt.damage
    if damage is None or damage.kind is not DamageKind.OVERRUN:
        return
    available = len(damage.remainder)
    declared = plural(damage.declared, "octet")
    remain = "none is left" if not available else f"only {plural(available, 'is', 'are')} left"
    message = f"the string at offset {damage.offset} of the record declares {declared}, but {remain}"
    yield Hit(message, "write each string as one octet with its length and then exactly that many octets")


CHECK = AnnouncementCheck(
    code="TXT001",
    slug="damaged-record",
    trigger=Fact.DAMAGED.trigger,
    title="A string of the TXT record runs past the end of its data",
    basis=Basis.MUST,
    source="RFC 1035 section 3.3, RFC 6763 section 6.1",
    covers=("W2", "W4"),
    why="Most resolvers drop the whole record without a word, others keep what stands before the damage: the same"
    " device looks different to every client.",
    remedy="Write each string as a length octet and exactly that many octets, and count octets, not characters.",
    fires=(named(txt=split(b"\x09txtvers=1\x05mode")), named(txt=split(b"\x01"))),
    silent=(named(txt=split(b"\x09txtvers=1\x04mode")), txt("")),
    run=run,
)
