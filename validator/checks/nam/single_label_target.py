"""NAM037: an SRV record whose target is a single label."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Harm, Hit, NameCheck, Subject, named, quote
from validator.checks.medium import is_mdns
from validator.checks.nam.target_is_address import CHECK as IS_ADDRESS
from validator.checks.nam.target_is_localhost import is_localhost
from validator.model import names


def run(subject: Subject) -> Iterator[Hit]:
    """Report a target without a domain, unless more is wrong with it."""
    host = subject.announcement.host
    labels = names.split(host) if host else ()
    if host is None or len(labels) != 1 or is_localhost(labels) or any(IS_ADDRESS.run(subject)):
        return
    domain = "local" if is_mdns(subject) else subject.announcement.domain
    message = f"the target host {quote(host.encode())} is a single label, a name at the top of the DNS"
    yield Hit(message, f"give the whole name, such as {host}.{domain}")


CHECK = NameCheck(
    code="NAM037",
    slug="single-label-target",
    trigger=r"^h:[^.\n]+\.?$|^h:.*\\",
    title="The target of the SRV record is a single label",
    basis=Basis.SHOULD,
    source="RFC 6762 section 3",
    why="Only names that end in .local are asked for by multicast. A single label is looked for in the search domains"
    " of a unicast resolver, or nowhere, so most clients find the service and no address.",
    remedy="Append the domain: .local on a local network.",
    fires=(named(host="plant7"), named(host="plant7", domain="example.com")),
    silent=(
        named(host="plant7.local"),
        named(host="plant7.example.com", domain="example.com"),
        named(host="localhost"),
        named(host="."),
        named(host=None),
    ),
    harm=Harm.HIDES,
    run=run,
)
