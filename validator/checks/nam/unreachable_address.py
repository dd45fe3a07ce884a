"""NAM041: an address that no other host can reach."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Harm, Hit, NameCheck, Subject, named
from validator.checks.nam.addresses import unreachable_kind
from validator.display.wording import listed
from validator.model.announcement import Announcement, Location
from validator.model.observation import Observation

_LOOPBACK_LINKS = frozenset({"lo", "lo0"})


def run(subject: Subject) -> Iterator[Hit]:
    """Report all such addresses of the host together. What was seen on a loopback interface only may be meant so."""
    announcement = subject.announcement
    found = [f"{each} ({kind})" for each in announcement.addresses if (kind := unreachable_kind(each)) is not None]
    if found and not _is_seen_at_home(announcement):
        message = f"the host {announcement.host or 'of the service'} has an address that others cannot reach it by: "
        yield Hit(message + listed(found), "publish the addresses of the interface that the announcement is sent on")


def _is_seen_at_home(announcement: Announcement) -> bool:
    """Whether the announcement was seen on a loopback interface only, or its senders are loopback addresses."""
    links, observation = announcement.location.interfaces, announcement.observation
    if links and _LOOPBACK_LINKS.issuperset(links):
        return True
    senders = observation.senders if observation is not None else ()
    return bool(senders) and all(unreachable_kind(each) == "loopback" for each in senders)


CHECK = NameCheck(
    code="NAM041",
    slug="unreachable-address",
    trigger=r"^a:(?:127\.|0[.:]|::|ff|FF|22|23|255\.)",
    title="An address of the host is one that others cannot reach it by",
    basis=Basis.MUST,
    source="RFC 6762 section 6.2, RFC 1122 section 3.2.1.3",
    why="A client that tries this address first connects to itself, or to nobody, and many try no other. It happens"
    " where a device looks its own name up, and finds the line of /etc/hosts.",
    remedy="Publish the addresses that are valid on the interface, and no others.",
    fires=(
        named(host="radio.local", addresses=("127.0.0.1",)),
        named(host="radio.local", addresses=("192.0.2.7", "127.0.1.1")),
        named(host="radio.local", addresses=("::1",)),
        named(host="radio.local", addresses=("0.0.0.0", "::")),  # noqa: S104 - an example
        named(host="radio.local", addresses=("224.0.0.251",)),
        named(host="radio.local", addresses=("ff02::fb",)),
        named(host="radio.local", addresses=("::ffff:127.0.0.1",)),
    ),
    silent=(
        named(host="radio.local", addresses=("192.0.2.7", "fe80::7", "2001:db8::7")),
        named(host="radio.local", addresses=("169.254.7.7", "::ffff:192.0.2.7")),
        named(host="radio.local", addresses=("127.0.0.1",), location=Location(interfaces=("lo",))),
        named(host="radio.local", addresses=("127.0.0.1",), observation=Observation(senders=("127.0.0.1",))),
    ),
    harm=Harm.HIDES,
    run=run,
)
