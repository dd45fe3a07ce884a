"""Records and the messages that carry them, for responders in tests."""

from __future__ import annotations

from socket import inet_ntoa

from validator.wire.message import CLASS_IN, HEADER, RECORD_HEAD, TOP_BIT, Name, Record, RType

_RESPONSE = 0x8400


def pointer(owner: Name, target: Name, ttl_s: int = 4500) -> Record:
    """Return a PTR record."""
    return Record(owner, RType.PTR, CLASS_IN, flush=False, ttl_s=ttl_s, rdata=octets(target), target=target)


def server(owner: Name, host: Name, port: int = 80, ttl_s: int = 120) -> Record:
    """Return an SRV record."""
    rdata = bytes(4) + port.to_bytes(2) + octets(host)
    return Record(owner, RType.SRV, CLASS_IN, flush=True, ttl_s=ttl_s, rdata=rdata, target=host, port=port)


def text(owner: Name, rdata: bytes, ttl_s: int = 4500) -> Record:
    """Return a TXT record."""
    return Record(owner, RType.TXT, CLASS_IN, flush=True, ttl_s=ttl_s, rdata=rdata)


def address(owner: Name, rdata: bytes, ttl_s: int = 120) -> Record:
    """Return an A record."""
    return Record(owner, RType.A, CLASS_IN, flush=True, ttl_s=ttl_s, rdata=rdata, address=inet_ntoa(rdata))


def octets(name: Name) -> bytes:
    """Return a name on the wire, without compression."""
    return b"".join(len(label).to_bytes() + label for label in name) + b"\0"


def response(*records: Record) -> bytes:
    """Return a response with these answers."""
    return HEADER.pack(0, _RESPONSE, 0, len(records), 0, 0) + b"".join(map(_encode, records))


def _encode(record: Record) -> bytes:
    rclass = record.rclass | (TOP_BIT if record.flush else 0)
    head = RECORD_HEAD.pack(record.rtype, rclass, record.ttl_s, len(record.rdata))
    return octets(record.name) + head + record.rdata
