"""Fragments of IP datagrams, joined again (RFC 791 section 3.2, RFC 8200 section 4.5).

A datagram whose fragments overlap with different octets is given up, in both versions of IP (RFC 5722 for IPv6). A
receiver of IPv4 may take either fragment, and what a receiver takes must be known to judge it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from msgspec import Struct

MAX_PENDING = 256
"""Datagrams whose fragments are kept at a time."""

MAX_DATAGRAM = 65535
"""Octets of a datagram, and of the fragments that are kept of one datagram."""

MAX_LOST = 100
"""Lost datagrams that are reported one by one. Further ones are counted."""

TIMEOUT_S = 60.0
"""Seconds after which a fragment with the same identification belongs to another datagram (RFC 8200 section 4.5)."""

_MAX_HEAD = 2048


class Fragment(NamedTuple):
    """A part of a datagram."""

    key: bytes
    """Source, destination and identification, as in the IP head."""
    offset: int
    """The place of the part in the datagram."""
    octets: bytes
    more: bool
    """Whether more fragments follow."""
    number: int
    """The number of the frame."""
    time: float
    """The time of the frame in seconds."""


class LostDatagram(NamedTuple):
    """A datagram whose fragments could not be joined."""

    number: int
    """The number of a frame that holds a fragment."""
    target: bytes
    """The IP address that the datagram went to, as octets."""
    head: bytes
    """The start of the datagram. Empty where the first fragment was not seen."""
    seen: int
    """How many octets of the datagram were captured."""
    overlap: bool
    """Whether fragments contradict each other."""


class _Partial(Struct):
    """The fragments that are there of one datagram."""

    number: int
    """The number of the frame with the first fragment, or with any fragment before that one came."""
    time: float
    """The time of the fragment that came first, in seconds."""
    parts: dict[int, bytes]
    """The fragments by their offset."""
    octets: int = 0
    """How many octets the fragments have."""
    end: int | None = None
    """The size of the datagram. None before the last fragment came."""
    overlap: bool = False
    """Whether fragments contradict each other."""
    joined: bytes | None = None
    """The datagram, once it was given: so duplicates of its fragments are recognized."""


class Fragments:
    """Takes fragments, and gives the payload of a datagram that is complete.

    ``concerns`` tells whether the loss of a datagram matters, by the start of the datagram (empty where unknown) and by
    its destination.
    """

    def __init__(self, concerns: Callable[[bytes, bytes], bool]) -> None:
        self._concerns = concerns
        self._pending: dict[bytes, _Partial] = {}
        self._lost: list[LostDatagram] = []
        self._more_lost = 0

    def join(self, fragment: Fragment) -> bytes | None:
        """Take a fragment. Return the payload of the datagram that the fragment completes, else None."""
        key, offset, part, more, number, time = fragment
        partial = self._pending.get(key)
        if partial is not None and (abs(time - partial.time) > TIMEOUT_S or partial.joined is not None):
            if _is_duplicate(partial, fragment):
                return None
            self._give_up(key)
            partial = None
        if partial is None:
            if len(self._pending) >= MAX_PENDING:
                self._give_up(next(iter(self._pending)))
            partial = self._pending[key] = _Partial(number, time, {})
        if not offset:
            partial.number = number
        _add(partial, offset, part, more=more)
        if partial.overlap:
            # Kept without its octets, so that what is left of its fragments does not start anew.
            partial.parts = {0: partial.parts.get(0, b"")[:_MAX_HEAD]}
        elif partial.octets == partial.end:
            return self._joined(partial)
        return None

    def _joined(self, partial: _Partial) -> bytes | None:
        joined = bytearray()
        for place in sorted(partial.parts):
            if place != len(joined):
                partial.overlap = True
                return None
            joined += partial.parts[place]
        partial.joined = bytes(joined)
        partial.parts = {}
        return partial.joined

    def lost(self) -> tuple[list[LostDatagram], int]:
        """Return the datagrams that were not complete when the capture ended, and how many more there are."""
        for key in list(self._pending):
            self._give_up(key)
        return self._lost, self._more_lost

    def _give_up(self, key: bytes) -> None:
        partial = self._pending.pop(key)
        head, target = partial.parts.get(0, b"")[:_MAX_HEAD], _target(key)
        if partial.joined is not None or not self._concerns(head, target):
            return
        if len(self._lost) < MAX_LOST:
            self._lost.append(LostDatagram(partial.number, target, head, partial.octets, partial.overlap))
        else:
            self._more_lost += 1


def _is_duplicate(partial: _Partial, fragment: Fragment) -> bool:
    """Whether a fragment belongs to a datagram that was given already: the fragment was captured twice."""
    joined, end = partial.joined, fragment.offset + len(fragment.octets)
    return (
        joined is not None and joined[fragment.offset : end] == fragment.octets and fragment.more == (end < len(joined))
    )


def _add(partial: _Partial, offset: int, part: bytes, *, more: bool) -> None:
    """Add a fragment. A contradiction to other fragments shows at once, or when all fragments are there."""
    known = partial.parts.get(offset)
    end = offset + len(part)
    if partial.overlap or (known == part and more == (end != partial.end)):
        return
    if not more and partial.end is None:
        partial.end = end
    beyond = not more and end != partial.end
    partial.parts.setdefault(offset, part)
    partial.octets += len(part)
    limit = MAX_DATAGRAM if partial.end is None else partial.end
    partial.overlap = known is not None or beyond or end > limit or partial.octets > limit


def _target(key: bytes) -> bytes:
    """Return the destination in a key: two addresses, then an identification of two octets (IPv4) or four."""
    return key[4:8] if len(key) == 10 else key[16:32]  # noqa: PLR2004 - the length of an IPv4 key
