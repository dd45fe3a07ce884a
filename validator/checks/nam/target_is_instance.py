"""NAM040: an SRV record whose target is the service instance itself."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, NameCheck, Subject, named
from validator.model import names

_TRANSPORTS = (b"_tcp", b"_udp")


def run(subject: Subject) -> Iterator[Hit]:
    """Report a target that has a service type in it."""
    host = subject.announcement.host
    if host is not None and "._" in host and any(label.lower() in _TRANSPORTS for label in names.split(host)[1:]):
        message = f"the target host {host} is a service instance name, and no host name"
        yield Hit(message, "name the host that offers the service, such as device.local")


CHECK = NameCheck(
    code="NAM040",
    slug="target-is-instance",
    trigger=r"^h:.*\._",
    title="The target of the SRV record is a service instance name",
    basis=Basis.MAY,
    source="RFC 6763 section 4.1",
    why="Libraries that are given no host name fill in the name of the service. Resolvers of systems refuse host names"
    " with underscores or spaces, so the service is found and its address is not; every service of the device becomes"
    " a host of its own.",
    remedy="Give the library the host name of the device.",
    fires=(named(host="Home._http._tcp.local"), named(host=r"My\ Home._hap._udp.local")),
    silent=(named(host="home.local"), named(host="my_home.local"), named(host="_home.local")),
    run=run,
)
