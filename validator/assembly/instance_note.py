"""What was observed of one service instance beside its records, and the facts of an observation that follow from it.

Pure functions of the note. The journal writes the notes.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct, field

from validator.assembly.cache import fold
from validator.assembly.claims import ANSWER_S, ClaimHistory, Data, TimedClaim
from validator.model import names, txt
from validator.model.announcement import Announcement
from validator.model.observation import Claim, Lifetimes
from validator.wire.message import Name, Record, RType
from validator.wire.service_type import type_at

Seconds = dict[str, dict[int, None]]
"""Times to live in seconds, by the type of the records."""


class DirectClaim(Struct, frozen=True):
    """What a sender claimed last in an answer to this host alone, and when, in seconds."""

    data: Data
    sender: str
    at: float


class InstanceNote(Struct):
    """What the journal notes of one instance."""

    lifetimes: Seconds = field(default_factory=dict)
    """Times to live of the PTR, SRV and TXT records."""
    flushing: dict[str, bool | None] = field(default_factory=dict)
    """Senders of SRV or TXT records, and whether the sender ever set the cache-flush bit in one of these.

    None: the sender never multicast any. Answers to one host never have the bit.
    """
    flushed_pointers: dict[str, None] = field(default_factory=dict)
    """Senders that set the cache-flush bit in a PTR record of the instance."""
    claims: dict[tuple[str, str], ClaimHistory] = field(default_factory=dict)
    """The claims, by type of record (``SRV``, ``TXT``) and link."""
    direct: dict[tuple[str, str], DirectClaim] = field(default_factory=dict)
    """What was claimed last in answers to this host alone, by type of record and link."""
    off_link: dict[str, None] = field(default_factory=dict)
    """Senders of SRV or TXT records that have no address of the link's networks."""
    is_listed: bool = False
    """Whether a PTR record lists the instance."""
    is_divided: bool = False
    """Whether the name of the instance was several labels."""
    hops: dict[int, None] = field(default_factory=dict)
    """TTLs or hop limits of IP heads that SRV or TXT records came with, other than 255."""
    goodbyes: int = 0
    """How often the instance said goodbye."""

    @property
    def is_steady(self) -> bool:
        """Whether all records were seen on one link only, and never changed."""
        link = None
        if any(True for _ in self._at_odds()):
            return False
        for (_, where), history in self.claims.items():
            if history.changes or (link is not None and where != link):
                return False
            link = where
        return True

    def current(self, rtype: str, link: str) -> Data | None:
        """Return the RDATA of a type that is claimed on a link by now; None where there is no claim."""
        history = self.claims.get((rtype, link))
        return None if history is None or history.current is None else history.current.data

    def conflicts(self) -> tuple[tuple[Claim, ...], int]:
        """Return the claims of one link that contradict each other, and how often one sender made them in turn."""
        for (rtype, link), history in self.claims.items():
            links = (link,) if link else ()
            found = tuple(
                _as_claim(rtype, claim.data, tuple(sorted(claim.senders)), links) for claim in history.conflicting()
            )
            if found:
                return found, 0 if history.rivals else history.turns
        for (rtype, link), direct, current in self._at_odds():
            links = (link,) if link else ()
            senders = tuple(sorted(current.senders))
            return (
                _as_claim(rtype, current.data, senders, links),
                _as_claim(rtype, direct.data, (direct.sender,), links),
            ), 0
        return (), 0

    def _at_odds(self) -> Iterator[tuple[tuple[str, str], DirectClaim, TimedClaim]]:
        """Yield where a sender multicasts something else than what it answers to one host, at the same time."""
        for place, direct in self.direct.items():
            history = self.claims.get(place)
            current = None if history is None else history.current
            at = None if current is None else current.senders.get(direct.sender)
            if history is None or current is None or at is None or history.changes or abs(at - direct.at) > ANSWER_S:
                continue
            if not set(direct.data) <= set(current.data):
                yield place, direct, current

    def most_changed_text(self) -> ClaimHistory:
        """Return the history of the link on which the TXT record changed most often."""
        texts = [history for (rtype, _), history in self.claims.items() if rtype == "TXT"]
        return max(texts, key=lambda history: history.changes, default=ClaimHistory())

    def lifetimes_with(self, host: Seconds) -> tuple[Lifetimes, ...]:
        """Return the times to live of the records of the instance and of its host."""
        seconds = self.lifetimes | host
        return tuple(Lifetimes(rtype, tuple(sorted(seconds[rtype]))) for rtype in sorted(seconds))

    def elsewhere(self, announcement: Announcement) -> Iterator[Claim]:
        """Yield the claims on other links than those of the announcement, or other than its SRV record."""
        here = announcement.location.interfaces or ("",)
        server = _server(announcement)
        others: dict[tuple[str, Data], list[str]] = {}
        for (rtype, link), history in self.claims.items():
            if history.current is None:
                continue
            data = history.current.data
            differs = link not in here if rtype == "TXT" else server is not None and server.encode() not in data
            if differs and not (rtype == "TXT" and announcement.txt is None):
                others.setdefault((rtype, data), []).append(link)
        for (rtype, data), links in others.items():
            if rtype == "TXT" and any(self.current(rtype, link) == data for link in here):
                continue
            claims = [self.claims[rtype, link].current for link in links]
            senders = {sender for claim in claims if claim is not None for sender in claim.senders}
            yield _as_claim(rtype, data, tuple(sorted(senders)), tuple(sorted(links)))


@lru_cache(maxsize=8192)
def key_of(name: Name) -> Name:
    """Return the key of an instance: its name in lower case.

    The instance name of a sloppy device may be several labels: these are joined to one.
    """
    at = type_at(name)
    return fold((b".".join(name[:at]), *name[at:])) if at is not None and at > 1 else fold(name)


def key_of_announcement(announcement: Announcement) -> Name:
    """Return the key of the instance that an announcement is of."""
    service, domain = names.split(announcement.service), names.split(announcement.domain)
    return fold((announcement.instance or b"", *service, *domain))


def is_divided(name: Name) -> bool:
    """Whether the instance of a service instance name is several labels."""
    return (type_at(name) or 0) > 1


def claimed_data(record: Record) -> bytes | None:
    """Return what an SRV or TXT record claims, whatever its compression; None where the RDATA could not be read."""
    if record.rtype == RType.TXT:
        return record.rdata
    return None if record.target is None else _server_text(names.join(fold(record.target)), record.port).encode()


def _as_claim(rtype: str, data: Data, senders: tuple[str, ...], interfaces: tuple[str, ...]) -> Claim:
    if rtype == "TXT":
        return Claim(txt=tuple(map(txt.split, data)), senders=senders, interfaces=interfaces)
    server = data[0].decode("utf-8", "backslashreplace") if data else ""
    return Claim(server=server, senders=senders, interfaces=interfaces)


def _server(announcement: Announcement) -> str | None:
    if announcement.host is None or announcement.port is None:
        return None
    return _server_text(names.join(fold(names.split(announcement.host))), announcement.port)


def _server_text(host: str, port: int) -> str:
    text = f"{host}:{port}"
    return text.encode("utf-8", "backslashreplace").decode()
