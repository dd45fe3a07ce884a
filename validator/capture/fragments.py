"""Fragments of IP datagrams, put together again: RFC 791 section 3.2, RFC 8200 section 4.5.

Fragments that overlap and are not the same are given up, in both versions of IP (RFC 5722 for IPv6): a receiver of IPv4
may take either, and what cannot be told must not be judged.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from msgspec import Struct

MAX_PENDING = 256
"""Datagrams of which fragments are kept at a time."""

MAX_DATAGRAM = 65535
"""Octets of a datagram, and what the fragments kept of one may take."""

MAX_LOST = 100
"""Datagrams that did not come together and are told one by one; the rest are counted."""

TIMEOUT_S = 60.0
"""After so long a fragment with the same identification is of another datagram (RFC 8200 section 4.5)."""

_MAX_HEAD = 2048


class Fragment(NamedTuple):
    """Part of a datagram. ``key`` is source, destination and identification as in the head; ``number`` the frame's."""

    key: bytes
    offset: int
    octets: bytes
    more: bool
    number: int
    time: float


class LostDatagram(NamedTuple):
    """A datagram whose fragments did not come together: a frame that holds one, and the start of the datagram.

    ``head`` is empty where the first fragment was not seen. ``overlap`` tells that fragments contradict each other;
    else ``seen`` octets of the datagram were captured.
    """

    number: int
    target: bytes
    head: bytes
    seen: int
    overlap: bool


class _Partial(Struct):
    """What is there of one datagram. ``joined`` is set when it was given, so that its duplicates are known."""

    number: int
    time: float
    parts: dict[int, bytes]
    octets: int = 0
    end: int | None = None
    overlap: bool = False
    joined: bytes | None = None


class Fragments:
    """Takes fragments, gives the payload of the datagram that one completes.

    ``concerns`` tells by the start of a datagram (empty where unknown) and its destination whether losing it matters.
    """

    def __init__(self, concerns: Callable[[bytes, bytes], bool]) -> None:
        self._concerns = concerns
        self._pending: dict[bytes, _Partial] = {}
        self._lost: list[LostDatagram] = []
        self._more_lost = 0

    def join(self, fragment: Fragment) -> bytes | None:
        """Take a fragment; give what it completes."""
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
        """Give what did not come together until the end of the capture, and how many more there are."""
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
    """Whether a fragment is one of a datagram that was given already: it was captured twice."""
    joined, end = partial.joined, fragment.offset + len(fragment.octets)
    return (
        joined is not None and joined[fragment.offset : end] == fragment.octets and fragment.more == (end < len(joined))
    )


def _add(partial: _Partial, offset: int, part: bytes, *, more: bool) -> None:
    """Note a fragment; whether it contradicts the others shows when all are there, or at once."""
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
