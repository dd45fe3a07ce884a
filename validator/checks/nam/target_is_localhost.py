"""NAM038: an SRV record whose target is localhost."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Harm, Hit, NameCheck, Subject, named
from validator.model import names

_TAILS = (b"local", b"localdomain", b"localdomain4", b"localdomain6")
"""What systems append to ``localhost``."""


def run(subject: Subject) -> Iterator[Hit]:
    """Report ``localhost``, its subdomains, and what systems make of it."""
    host = subject.announcement.host
    if host is not None and "localhost" in host.lower() and is_localhost(names.split(host)):
        message = f"the target host is {host}, by which every client means itself"
        yield Hit(message, "give the device a host name of its own, and name that")


def is_localhost(labels: tuple[bytes, ...]) -> bool:
    """Whether a name is ``localhost``, one below it, or ``localhost`` with an ending that systems append."""
    folded = [label.lower() for label in labels if label]
    return folded[-1:] == [b"localhost"] or (folded[:1] == [b"localhost"] and len(folded) > 1 and folded[1] in _TAILS)


CHECK = NameCheck(
    code="NAM038",
    slug="target-is-localhost",
    trigger="(?i)^h:.*localhost",
    title="The target of the SRV record is localhost",
    basis=Basis.SHOULD,
    source="RFC 6761 section 6.3",
    why="Every host resolves localhost to itself, so clients connect to themselves. Mostly the device never got a host"
    " name, and publishes the default of its system.",
    remedy="Set a host name on the device.",
    fires=(named(host="localhost"), named(host="localhost.local"), named(host="LOCALHOST.localdomain")),
    silent=(named(host="localhost-7.local"), named(host="printer.localhost-net.local"), named(host=None)),
    harm=Harm.HIDES,
    run=run,
)
