"""Announcements become devices: rows of a dump that belong together, and what mDNS cannot say."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.announce.lan import device
from validator.announce.device import devices, suffixed
from validator.model.announcement import Announcement, Fidelity
from validator.model.txt import TxtRecord, split

TOGETHER = [
    # what, announcements, (host, port, addresses, TXT RDATA) of the one device
    (
        "once for each IP version, as avahi-browse prints it",
        [device("One", addresses=("192.0.2.1",)), device("one", addresses=("fe80::1%eth0", "192.0.2.1"))],
        ((b"box", b"local"), 631, ("192.0.2.1", "fe80::1"), (b"\x03a=1",)),
    ),
    (
        "several TXT records",
        [device("One", b"a=1", txt_count=2), device("One", b"b=2", txt_index=2, txt_count=2)],
        ((b"box", b"local"), 631, (), (b"\x03a=1", b"\x03b=2")),
    ),
    (
        "listed, then resolved",
        [device("One", host=None, port=None, txt=None, lost=frozenset({Fidelity.TXT})), device("One")],
        ((b"box", b"local"), 631, (), (b"\x03a=1",)),
    ),
    (
        "resolved, then listed",
        [device("One"), device("One", host=None, port=None, txt=None)],
        ((b"box", b"local"), 631, (), (b"\x03a=1",)),
    ),
    ("neither host nor port", [device("One", host=None, port=None)], (None, 9, (), (b"\x03a=1",))),
    ("port zero and the root", [device("One", host="", port=0)], ((), 0, (), (b"\x03a=1",))),
    ("no TXT record", [device("One", txt=None)], ((b"box", b"local"), 631, (), ())),
    (
        "it is not known whether there is a TXT record",
        [device("One", txt=None, lost=frozenset({Fidelity.TXT}))],
        ((b"box", b"local"), 631, (), (b"\0",)),
    ),
    ("no strings", [device("One", txt=TxtRecord(()))], ((b"box", b"local"), 631, (), (b"\0",))),
    ("no octets", [device("One", txt=split(b""))], ((b"box", b"local"), 631, (), (b"",))),
    ("cut short", [device("One", txt=split(b"\x09a=1"))], ((b"box", b"local"), 631, (), (b"\x09a=1",))),
]


@pytest.mark.parametrize(("what", "announcements", "expected"), TOGETHER, ids=[each[0] for each in TOGETHER])
def test_one_device(what: str, announcements: list[Announcement], expected: tuple[object, ...]) -> None:  # noqa: ARG001 - the name of the row in the test's id
    (found,), refused = devices(announcements)
    assert refused == []
    assert (found.host, found.port, found.addresses, found.texts) == expected
    assert found.announcements == tuple(announcements)


REFUSED = [
    (device("One", domain="example.com"), "mDNS speaks of 'local' only, not of 'example.com'"),
    (replace(device("One"), instance=None), "it has no instance name"),
    (device(""), "it has no instance name"),
    (device("x" * 64), "a label of 64 octets fits no message (1 to 63)"),
    (device("One", service="_a..b._tcp"), "a label of 0 octets fits no message (1 to 63)"),
    (device("One", service=".".join(["_" + "x" * 60] * 4)), "a name of 258 octets fits no message (at most 255)"),
    (device("One", host="x" * 64 + ".local"), "a label of 64 octets fits no message (1 to 63)"),
    (device("One", subtypes=("x" * 64,)), "a label of 64 octets fits no message (1 to 63)"),
    (device("One", b"x" * 256), "a TXT string has more than 255 octets"),
    (device("One", *[b"x" * 255] * 256), "RDATA of 65536 octets fits no message"),
    (device("One", *[b"x" * 255] * 255 + [b"x" * 240]), "its TXT record makes a message of 65564 octets; a datagram"),
]


@pytest.mark.parametrize(("announcement", "reason"), REFUSED, ids=[each[1] for each in REFUSED])
def test_what_mdns_cannot_say(announcement: Announcement, reason: str) -> None:
    found, (refused,) = devices([announcement, device("Good")])
    assert [each.instance for each in found] == [b"Good"]
    assert refused.announcement == announcement
    assert refused.reason.startswith(reason)
    assert str(refused).endswith(f" cannot be announced: {refused.reason}")


@pytest.mark.parametrize("other", [device("ONE", b"b=2"), device("One", port=80), device("One", host="bux.local")])
def test_two_announcements_that_contradict_each_other(other: Announcement) -> None:
    (found,), (refused,) = devices([device("One"), other])
    assert found.announcements == (device("One"),)
    assert (refused.announcement, refused.reason) == (other, "the input has this name already, with other records")


@pytest.mark.parametrize(
    ("label", "suffix", "expected"),
    [
        (b"Name", b" (2)", b"Name (2)"),
        (b"x" * 63, b" (2)", b"x" * 59 + b" (2)"),
        (("x" * 58 + "é" * 2).encode(), b" (2)", b"x" * 58 + b" (2)"),
        (b"\xff" * 63, b"-2", b"\xff" * 61 + b"-2"),
    ],
)
def test_a_longer_name_still_fits(label: bytes, suffix: bytes, expected: bytes) -> None:
    assert suffixed(label, suffix) == expected
