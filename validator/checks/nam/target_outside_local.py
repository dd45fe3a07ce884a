"""NAM039: a local service whose target is outside of .local."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, NameCheck, Subject, named
from validator.checks.medium import is_mdns
from validator.checks.nam.target_is_address import CHECK as IS_ADDRESS
from validator.checks.nam.target_is_localhost import is_localhost
from validator.model import names
from validator.model.facts import Fact


def run(subject: Subject) -> Iterator[Hit]:
    """Report names of several labels, of services that multicast DNS announces."""
    host = subject.announcement.host
    if host is None or not is_mdns(subject) or host.lower().removesuffix(".").endswith(".local"):
        return
    labels = names.split(host)
    if len(labels) > 1 and not is_localhost(labels) and not any(IS_ADDRESS.run(subject)):
        message = f"the target host {host} is outside of .local, so only a unicast DNS server can tell its address"
        yield Hit(message, "name the host in .local, unless every client can ask that server")


CHECK = NameCheck(
    code="NAM039",
    slug="target-outside-local",
    trigger=Fact.OUTSIDE.trigger,
    title="The target of a local service is outside of .local",
    basis=Basis.MAY,
    source="RFC 6762 section 3",
    why="The service is found by multicast, but its host must be asked for elsewhere. Where the router's DNS does not"
    " know the name, or the client is a guest, the service is seen and cannot be reached.",
    remedy="Publish the addresses under a name in .local, and name that host in the SRV record.",
    fires=(named(host="nas.fritz.box"), named(host="registry.example.com")),
    silent=(named(host="nas.local"), named(host="nas.example.com", domain="example.com"), named(host="nas")),
    run=run,
)
