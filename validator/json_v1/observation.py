"""What was heard of an announcement, as JSON has it: written and read."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

from msgspec.structs import asdict

from validator.json_v1.structs import ClaimDump, LifetimesDump, ObservationDump, Octets, Text, TxtDump
from validator.json_v1.text import damaged_rdata, encodable, strings_of
from validator.model.observation import Claim, Lifetimes, Observation
from validator.model.txt import TxtRecord, split


def dump_observation(observation: Observation) -> ObservationDump:
    """Write what was heard; reading it back gives the same."""
    fields = asdict(observation)
    fields |= {
        "senders": tuple(map(encodable, observation.senders)),
        "lifetimes": tuple(LifetimesDump(each.rtype, each.seconds) for each in observation.lifetimes),
        "before": tuple(map(_dump_txt, observation.before)),
        "conflicts": tuple(map(_dump_claim, observation.conflicts)),
        "elsewhere": tuple(map(_dump_claim, observation.elsewhere)),
    }
    return ObservationDump(**fields)


def heard_of(dump: ObservationDump) -> Observation:
    """Read what was heard. Raises ValueError for Base64 that is none, and for text that is none."""
    for text in _texts(dump):
        text.encode()  # a lone surrogate is no text
    fields = asdict(dump)
    fields |= {
        "lifetimes": tuple(Lifetimes(each.rtype, each.seconds) for each in dump.lifetimes),
        "before": tuple(map(_txt, dump.before)),
        "conflicts": tuple(map(_said, dump.conflicts)),
        "elsewhere": tuple(map(_said, dump.elsewhere)),
    }
    return Observation(**fields)


def _texts(dump: ObservationDump) -> Iterator[str]:
    yield from (*dump.senders, *dump.unanswered, *dump.unflushed, *dump.flushed, *dump.damages)
    yield from (each.rtype for each in dump.lifetimes)
    for each in (*dump.conflicts, *dump.elsewhere):
        yield from (*each.senders, *each.interfaces, each.server or "")


def _dump_claim(said: Claim) -> ClaimDump:
    server = None if said.server is None else encodable(said.server)
    txt = tuple(map(_dump_txt, said.txt))
    return ClaimDump(txt=txt, server=server, senders=tuple(map(encodable, said.senders)), interfaces=said.interfaces)


def _said(dump: ClaimDump) -> Claim:
    return Claim(txt=tuple(map(_txt, dump.txt)), server=dump.server, senders=dump.senders, interfaces=dump.interfaces)


def _dump_txt(record: TxtRecord) -> TxtDump:
    return damaged_rdata(record) if record.damage is not None else strings_of(record)


def _txt(dump: TxtDump) -> TxtRecord:
    if isinstance(dump, Octets):
        return split(_decoded(dump))
    return TxtRecord(tuple(map(_octets, dump)) or (b"",))


def _octets(text: Text) -> bytes:
    return text.encode() if isinstance(text, str) else _decoded(text)


def _decoded(octets: Octets) -> bytes:
    try:
        return base64.b64decode(octets.base64, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("expected Base64") from None
