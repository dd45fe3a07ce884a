"""A capture of more instances than fit at once is read in parts, and judged as if all had fit."""

from __future__ import annotations

import gzip
import io
import struct
from typing import Any

import pytest
from msgspec.structs import replace

from tests.capture.test_capture import HOST, SERVICE, A, ipv4, message, pcap, record, udp
from validator.assembly import history
from validator.capture import parts
from validator.capture.frames import frames
from validator.model.announcement import Announcement, Unreadable
from validator.sources.read import read as read_any

DEVICES = 60
FEW = replace(history.LIMITS, instances=20)


def question(name: bytes, rtype: int) -> bytes:
    return struct.pack("!6H", 0, 0, 1, 0, 0, 0) + name + struct.pack("!2H", rtype, 1)


def frame(packet: bytes, device: int) -> bytes:
    return bytes(6) + b"\2" + device.to_bytes(5) + b"\x08\0" + packet


def frames_of(device: int) -> list[bytes]:
    """What a device sends: what it is, in three packets, and again with another record and a lower TTL."""
    label = b"d%d" % device
    instance = bytes((len(label),)) + label + SERVICE
    host = bytes((len(label),)) + label + b"\x05local\0"
    pointer = record(SERVICE, 12, instance, rclass=1)
    server = record(instance, 33, struct.pack("!3H", 0, 0, 631) + host)
    address = record(host, 1, bytes((198, 18, 1, device)))
    first, second = (record(instance, 16, bytes((len(text),)) + text) for text in (b"v=1", b"v=2"))
    messages = [message(pointer), message(server, first), message(address), message(pointer, server, second, address)]
    messages += [message(record(instance, 16, b"\3v=2", ttl=0))] if device % 7 == 0 else []
    return [frame(ipv4(udp(each)), device) for each in messages]


def capture(*more: bytes) -> bytes:
    """A capture in which the devices take turns, with queries between and what cannot be read."""
    turns = zip(*[(*frames_of(device), b"")[:5] for device in range(DEVICES)], strict=True)
    sent = [octets for turn in turns for octets in turn if octets]
    sent.insert(30, frame(ipv4(udp(question(SERVICE, 12))), 250))
    sent.insert(150, frame(ipv4(udp(question(b"\x02d5" + SERVICE, 33))), 250))
    sent.insert(90, frame(ipv4(udp(message(A)[:-3])), 3))
    return pcap(*sent, *more, seconds=1)


def read(content: bytes) -> list[Announcement | Unreadable]:
    return list(read_any(io.BytesIO(content), "dump", "capture"))


def in_order(items: list[Announcement | Unreadable]) -> list[Any]:
    return sorted(items, key=repr)


@pytest.mark.parametrize("packed", [bytes, gzip.compress])
def test_parts_are_as_good_as_the_whole(packed: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401 - a function of octets
    content = packed(capture())
    whole = read(content)
    assert sum(isinstance(each, Announcement) and not each.is_remark for each in whole) == 2 * DEVICES
    monkeypatch.setattr(history, "LIMITS", FEW)
    assert in_order(read(content)) == in_order(whole)


def test_damage_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    content = capture()[:-5]
    whole = read(content)
    monkeypatch.setattr(history, "LIMITS", FEW)
    assert in_order(read(content)) == in_order(whole)


def test_of_a_pipe_only_what_fits_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    monkeypatch.setattr(history, "LIMITS", FEW)
    items = list(read_any(Pipe(capture()), "dump", "capture"))
    assert any(isinstance(each, Unreadable) and "not fit the limits" in each.reason for each in items)


def test_one_sender_of_too_many_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "LIMITS", FEW)
    sent = [frame(each[14:], 1) for device in range(DEVICES) for each in frames_of(device)]
    items = read(pcap(*sent))
    assert [each.reason for each in items if isinstance(each, Unreadable) and "not fit the limits" in each.reason]
    assert sum(isinstance(each, Announcement) for each in items) == 2 * FEW.instances


def test_there_are_as_many_parts_as_the_senders_need() -> None:
    class Frames:
        def __init__(self, senders: int) -> None:
            self.found = [frame(ipv4(udp(message(record(HOST, 1, bytes(4))))), number) for number in range(senders)]

    content = io.BytesIO(pcap(*Frames(100).found))
    assert parts.survey(frames(content), fits=20).parts == 8
    content = io.BytesIO(pcap(*Frames(1).found * 50))
    assert parts.survey(frames(content), fits=20).parts == 1
