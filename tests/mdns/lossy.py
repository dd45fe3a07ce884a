"""A LAN that loses packets, for a plan and an assembler alone: no message is written, a browse takes milliseconds.

Responders behave as Avahi does: on IPv4 and IPv6 each, one packet answers all queries that come together, a second one
has what does not fit, and what was multicast half a second ago is not repeated.
"""

from __future__ import annotations

import heapq
import math
import random
from itertools import chain, count

from msgspec import Struct, field

from validator.assembly.assembler import Assembler
from validator.assembly.expectation import is_complete
from validator.assembly.instants import instant
from validator.assembly.pointers import ENUMERATION
from validator.mdns.plan import Plan
from validator.wire.message import Message, Name, Question, Record, RType

LINK = "eth0"
SENDERS = ("192.0.2.{}", "fe80::{:x}")
"""By IP version: the address of a host."""
ENUMERATED: Name = (*ENUMERATION, b"local")
DELAY_S = (0.02, 0.12)
"""Of shared answers (RFC 6762 section 6)."""
HISTORY_S = 0.5
COALESCE_S = instant(0.03)
WHOLE_ANSWERS = 6
"""How many services fit one packet with all of their records, unless a browse is told otherwise."""


class Outcome(Struct):
    """What a browse came to."""

    whole: int
    listed: int
    unresolved: int
    duration_s: float
    loss: float
    unheard: float
    asked: list[tuple[float, Question]] = field(default_factory=list)


class Box(Struct):
    """A host: its services by type, and when each of its records was multicast last by IP version."""

    number: int
    services: dict[Name, list[Record]]
    sent: dict[tuple[int, Name, int], float] = field(default_factory=dict)

    def answer(self, question: Question, known: set[Name | None], version: int, now: float) -> list[Record]:
        """Return the PTR records, or the unique ones, that answer a question."""
        if question.name == ENUMERATED:
            found = [_pointer(ENUMERATED, kind) for kind in self.services]
        elif question.name in self.services:
            found = self.services[question.name][:1]
        else:
            found = [
                record
                for records in self.services.values()
                for record in records[1:]
                if (record.name, record.rtype) == (question.name, question.rtype)
            ]
        fresh = [each for each in found if each.target not in known or each.rtype != RType.PTR]
        return [each for each in fresh if now - self.sent.get(_key(version, each), -math.inf) > HISTORY_S]


def boxes(hosts: int, types: int) -> list[Box]:
    """Return hosts with a service of each type."""
    kinds = [(f"_t{number}".encode(), b"_tcp", b"local") for number in range(types)]
    return [Box(host + 1, {kind: _service(host + 1, kind) for kind in kinds}) for host in range(hosts)]


def browse(  # noqa: PLR0913 - one parameter a property of the LAN
    lan: list[Box],
    loss: float,
    seed: int,
    *,
    versions: int = 2,
    timeout_s: float = 10.0,
    whole_answers: int = WHOLE_ANSWERS,
    start: float = 0.0,
) -> Outcome:
    """Browse a LAN that loses this share of the packets in each direction, by a clock that begins at ``start``."""
    rng, order = random.Random(seed), count()  # noqa: S311 - it guards nothing
    end = start + timeout_s
    known, plan = Assembler(), Plan((), start + instant(0.05), end=end)
    coming: list[tuple[float, int, str, list[Record]]] = []
    asked: list[tuple[float, Question]] = []
    now = start
    while True:
        while coming and coming[0][0] <= now:
            _, _, sender, records = heapq.heappop(coming)
            known.feed(Message(flags=0x8400, records=tuple(records)), LINK, sender, now)
        plan.update(known, now)
        due = plan.due(known, now)
        asked += [(now - start, question) for question in due]
        first = [question for question in due if not plan.repeated(question)]
        messages = [first, *([question] for question in due if plan.repeated(question))]
        names = {question.name for question in due if plan.repeated(question)}
        for version in range(versions if due else 0):
            questions = [question for message in messages if rng.random() >= loss for question in message]
            # Who is last to answer has heard the others say that a type is there (RFC 6762 section 7.4).
            told = (known.known_answers(name, LINK, now, is_ipv6=bool(version)) for name in names)
            kinds: set[Name | None] = {each.target for each in chain.from_iterable(told)}
            for at, box in sorted(
                ((now + instant(rng.uniform(*DELAY_S)), box) for box in lan), key=lambda each: each[0]
            ):
                packets = _answer(box, questions, kinds, version, at, whole_answers)
                kinds |= {each.target for packet in packets for each in packet if each.name == ENUMERATED}
                for packet in packets:
                    if rng.random() >= loss:
                        sender = SENDERS[version].format(box.number)
                        heapq.heappush(coming, (at, next(order), sender, packet))
        if plan.settled(now) or now >= end:
            listed = known.announcements()
            whole, unresolved = sum(map(is_complete, listed)), len(known.unresolved())
            return Outcome(whole, len(listed), unresolved, now - start, plan.loss, plan.unheard, asked)
        observation = coming[0][0] + COALESCE_S if coming else end
        now = min(observation, max(plan.wake(now), now + COALESCE_S), end)


def _answer(  # noqa: PLR0913, PLR0917 - what a question is, and how it is answered
    box: Box, questions: list[Question], known: set[Name | None], version: int, at: float, whole_answers: int
) -> list[list[Record]]:
    answers = [record for question in questions for record in box.answer(question, known, version, at)]
    listed = [each for each in answers if each.target is not None and each.rtype == RType.PTR]
    whole = [record for each in listed for record in box.services.get(each.name, ())[1:]]
    cut = 4 * whole_answers
    for each in (*answers, *whole):
        box.sent[_key(version, each)] = at
    return [packet for packet in ([*answers, *whole[:cut]], whole[cut:]) if packet]


def _service(host: int, kind: Name) -> list[Record]:
    name, owner = (f"Device {host}".encode(), *kind), (f"box{host}".encode(), b"local")
    return [
        _pointer(kind, name),
        Record(name, RType.SRV, 1, flush=True, ttl_s=120, rdata=b"", target=owner, port=1),
        Record(name, RType.TXT, 1, flush=True, ttl_s=4500, rdata=b"\x03a=1"),
        Record(owner, RType.A, 1, flush=True, ttl_s=120, rdata=b"", address=SENDERS[0].format(host)),
        Record(owner, RType.AAAA, 1, flush=True, ttl_s=120, rdata=b"", address=SENDERS[1].format(host)),
    ]


def _pointer(owner: Name, target: Name) -> Record:
    return Record(owner, RType.PTR, 1, flush=False, ttl_s=4500, rdata=b"", target=target)


def _key(version: int, record: Record) -> tuple[int, Name, int]:
    return version, record.target if record.rtype == RType.PTR and record.target else record.name, record.rtype
