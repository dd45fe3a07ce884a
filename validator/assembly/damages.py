"""Packets that could not be read, by the address that sent them. No socket and no clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import ip_address

from msgspec import Struct, field

from validator.model.announcement import Announcement, Fidelity, Location
from validator.model.observation import About, Observation

MAX_SENDERS = 100
"""Senders of damaged packets that are told apart."""

MAX_REASONS = 3
"""Reasons that are given for the damage of one sender."""


class _Sender(Struct):
    """A sender of damaged packets: how many there were, on which links, and what is wrong with the first of them."""

    frame: int | None
    count: int = 0
    links: dict[str, None] = field(default_factory=dict)
    reasons: dict[str, None] = field(default_factory=dict)


class Damages:
    """Takes damaged packets. ``count`` is how many there were, ``omitted`` those of senders beyond MAX_SENDERS."""

    def __init__(self) -> None:
        self.count = 0
        self.omitted = 0
        self._senders: dict[str, _Sender] = {}

    def take(self, sender: str, link: str, reason: str, frame: int | None = None) -> None:
        """Take a packet, of a capture in which it has the number ``frame``."""
        self.count += 1
        if sender not in self._senders and len(self._senders) >= MAX_SENDERS:
            self.omitted += 1
            return
        found = self._senders.setdefault(sender, _Sender(frame))
        found.count += 1
        found.links[link] = None
        if len(found.reasons) < MAX_REASONS:
            found.reasons[reason] = None

    def remarks(self, only: Iterable[str] | None = None, file: str | None = None) -> Iterator[Announcement]:
        """Yield a remark for each sender in the order of the addresses; with ``only`` for these senders alone."""
        wanted = None if only is None else frozenset(only)
        for sender in sorted(self._senders, key=_address_order):
            if wanted is None or sender in wanted:
                yield _remark(sender, self._senders[sender], file)


def _remark(sender: str, damaged: _Sender, file: str | None) -> Announcement:
    return Announcement(
        service="",
        addresses=(sender,),
        lost=frozenset({Fidelity.TXT}),
        location=Location(file, frame=damaged.frame, interfaces=tuple(sorted(link for link in damaged.links if link))),
        observation=Observation(
            about=About.RESPONDER, senders=(sender,), damaged=damaged.count, damages=tuple(damaged.reasons)
        ),
    )


def _address_order(text: str) -> tuple[int, int, str]:
    try:
        address = ip_address(text)
    except ValueError:
        return 0, 0, text
    return address.version, int(address), text
