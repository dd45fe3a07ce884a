"""Observations as JSON values: the writer and the reader."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

from msgspec.structs import asdict

from validator.json_v1.structs import ClaimDump, ObservationDump, Octets, Text, TxtDump
from validator.json_v1.text import damaged_rdata, encodable, strings_of
from validator.model.observation import Claim, Observation
from validator.model.txt import TxtRecord, split


def dump_observation(observation: Observation) -> ObservationDump:
    """Write an observation. Reading the result back gives an equal observation."""
    fields = asdict(observation)
    fields |= {
        "senders": tuple(map(encodable, observation.senders)),
        "reason": None if observation.reason is None else encodable(observation.reason),
        "target": None if observation.target is None else encodable(observation.target),
        "before": tuple(map(_dump_txt, observation.before)),
        "conflicts": tuple(map(_dump_claim, observation.conflicts)),
        "elsewhere": tuple(map(_dump_claim, observation.elsewhere)),
    }
    return ObservationDump(**fields)


def observation_of(dump: ObservationDump) -> Observation:
    """Read an observation. Raises ValueError for broken Base64, and UnicodeEncodeError for a lone surrogate."""
    for text in _texts(dump):
        text.encode()  # a lone surrogate is no text
    fields = asdict(dump)
    fields |= {
        "before": tuple(map(_txt, dump.before)),
        "conflicts": tuple(map(_claim, dump.conflicts)),
        "elsewhere": tuple(map(_claim, dump.elsewhere)),
    }
    return Observation(**fields)


def _texts(dump: ObservationDump) -> Iterator[str]:
    yield from (
        *dump.senders,
        *dump.unanswered,
        *dump.unflushed,
        *dump.flushed,
        *dump.off_link,
        *dump.damages,
        dump.target or "",
        dump.reason or "",
    )
    yield from (lifetimes.rtype for lifetimes in dump.lifetimes)
    for claim in (*dump.conflicts, *dump.elsewhere):
        yield from (*claim.senders, *claim.interfaces, claim.server or "")


def _dump_claim(claim: Claim) -> ClaimDump:
    server = None if claim.server is None else encodable(claim.server)
    txt = tuple(map(_dump_txt, claim.txt))
    return ClaimDump(txt=txt, server=server, senders=tuple(map(encodable, claim.senders)), interfaces=claim.interfaces)


def _claim(dump: ClaimDump) -> Claim:
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
