"""NET004: records with another time to live than RFC 6762 recommends."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, LiveCheck, Subject, live
from validator.checks.net.wording import enumerated, senders
from validator.model.observation import Lifetimes, Observation

HOST_S, OTHER_S = 120, 4500
"""Recommended times to live in seconds: of records with a host's name as owner or in RDATA, and of other records."""

SHORT_S = 60
"""Seconds. Below, caches ask again all the time. Many stacks use 60 seconds to an hour for all records."""

RECOMMENDED = {"A": HOST_S, "AAAA": HOST_S, "SRV": HOST_S, "PTR": OTHER_S, "TXT": OTHER_S}
"""The recommended times to live in seconds, by type of record."""


def run(subject: Subject, observation: Observation) -> Iterator[Hit]:
    """Report the times to live that differ: as a warning if caches suffer, else as info."""
    off = {
        each.rtype: [seconds for seconds in each.seconds if seconds != RECOMMENDED[each.rtype]]
        for each in observation.lifetimes
        if each.rtype in RECOMMENDED
    }
    off = {rtype: seconds for rtype, seconds in off.items() if seconds}
    if not off:
        return
    who = senders(observation.senders, subject.announcement.location.interfaces)
    message = f"records from {who} have a TTL of {_grouped(off)}; RFC 6762 recommends {_grouped(_expected(off))}"
    bad = any(map(_is_bad, off, off.values()))
    yield Hit(
        message, "use 120 s for SRV, A and AAAA records, 4500 s for PTR and TXT", basis=None if bad else Basis.MAY
    )


def _expected(off: dict[str, list[int]]) -> dict[str, list[int]]:
    return {rtype: [RECOMMENDED[rtype]] for rtype in off}


def _grouped(seconds: dict[str, list[int]]) -> str:
    """List every TTL once, with the types of records that have the TTL: ``10 s (PTR, TXT)``."""
    types: dict[int, list[str]] = {}
    for rtype, ttls in seconds.items():
        for ttl in ttls:
            types.setdefault(ttl, []).append(rtype)
    return enumerated([f"{each} s ({', '.join(types[each])})" for each in sorted(types)])


def _is_bad(rtype: str, seconds: list[int]) -> bool:
    return min(seconds) < SHORT_S or (RECOMMENDED[rtype] == HOST_S and max(seconds) > OTHER_S)


def _observation(**seconds: int) -> Observation:
    lifetimes = tuple(Lifetimes(rtype, (each,)) for rtype, each in seconds.items())
    return Observation(senders=("192.0.2.7",), lifetimes=lifetimes)


CHECK = LiveCheck(
    code="NET004",
    slug="time-to-live",
    title="A record has another TTL than is recommended",
    basis=Basis.SHOULD,
    source="RFC 6762 section 10",
    covers=("L1", "L2"),
    why="Below a minute everyone who is interested asks again all the time, which drains batteries and fills the air;"
    " host records that hold longer than 75 minutes outlive the device in caches. Many stacks use one time between"
    " these for everything, which harms little: then it is only mentioned. Ten seconds in an answer to a plain DNS"
    " client are right (section 6.7), and are not counted.",
    remedy="Use 120 s for records with a host's name (A, AAAA, SRV), 4500 s for all others (PTR, TXT).",
    fires=(
        live("SRV and TXT have a TTL of 10 s", _observation(SRV=10, TXT=10)),
        live("A has a TTL of a day", _observation(A=86_400)),
        live("all have a TTL of an hour: info", _observation(PTR=3600, SRV=3600, TXT=3600)),
    ),
    silent=(live("TTLs as recommended", _observation(A=120, AAAA=120, PTR=4500, SRV=120, TXT=4500)),),
    run=run,
)
