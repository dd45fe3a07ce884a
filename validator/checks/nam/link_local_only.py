"""NAM042: a host of which only IPv6 link-local addresses are known beyond the link."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, NameCheck, Subject, named
from validator.checks.medium import is_mdns
from validator.checks.nam.addresses import is_link_local
from validator.display.wording import listed
from validator.model.observation import Observation


def run(subject: Subject) -> Iterator[Hit]:
    """Report a host in unicast DNS, and one that sends from other addresses than those that it publishes."""
    announcement = subject.announcement
    if not announcement.addresses or not all(map(is_link_local, announcement.addresses)):
        return
    found = f"the host {announcement.host or 'of the service'} has {listed(list(announcement.addresses))} only"
    senders = announcement.observation.senders if announcement.observation is not None else ()
    others = [each for each in senders if not is_link_local(each)]
    if not is_mdns(subject):
        message = f"{found}, which is valid on one link; whoever asks unicast DNS may be on any other"
        yield Hit(message, "publish an address that is valid beyond the link", authority="RFC 4472 section 2.1")
    elif others:
        message = f"{found}, and sends from {listed(others[:1])}, which it does not publish"
        yield Hit(message, f"publish {others[0]} too: a client without IPv6 has no address to connect to")


CHECK = NameCheck(
    code="NAM042",
    slug="link-local-only",
    trigger="(?i)^a:fe[89ab]",
    title="The host has IPv6 link-local addresses only, and others can be expected",
    basis=Basis.SHOULD,
    source="RFC 6762 section 6.2",
    why="A link-local address needs the interface beside it, which many clients do not pass on, and is worth nothing on"
    " another link. A host that sends from an address has to publish it, too.",
    remedy="Publish all addresses that are valid on the interface.",
    fires=(
        named(host="lamp.example.com", domain="example.com", addresses=("fe80::7",)),
        named(host="lamp.local", addresses=("fe80::7",), observation=Observation(senders=("192.0.2.7",))),
    ),
    silent=(
        named(host="lamp.local", addresses=("fe80::7",)),
        named(host="lamp.local", addresses=("fe80::7",), observation=Observation(senders=("fe80::7",))),
        named(host="lamp.example.com", domain="example.com", addresses=("fe80::7", "2001:db8::7")),
        named(host="lamp.example.com", domain="example.com"),
    ),
    run=run,
)
