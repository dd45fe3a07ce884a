"""Messages that come again are not read again: that must make no difference."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from tests.capture.test_capture import (
    HOST,
    INSTANCE,
    PTR,
    SRV,
    A,
    ethernet,
    ipv4,
    message,
    pcap,
    record,
    section,
    txt,
    udp,
)
from tests.sources.harness import read

MESSAGES = (
    message(PTR, SRV, txt(b"v=1"), A),
    message(txt(b"v=1")),
    message(txt(b"v=2")),
    message(PTR, SRV),
    message(record(INSTANCE, 33, b"\0\0\0\0\2\x78" + HOST)),  # the same name at another port
    message(record(INSTANCE, 16, b"\3v=3", rclass=1)),  # beside the others: without the cache-flush bit
    message(txt(b"v=1", ttl=0)),
    message(record(HOST, 1, b"\xc6\x12\0\2")),
)


FEW = st.lists(st.sampled_from(range(len(MESSAGES))), min_size=2, max_size=3, unique=True)


@example([0, 1, 0, 1, 0], 1)  # of two that say the same the later one counts
@given(FEW.flatmap(lambda few: st.lists(st.sampled_from(few), max_size=30)), st.sampled_from([0, 1, 10]))
def test_as_if_each_was_read(order: list[int], seconds: int) -> None:
    def frames(*, apart: bool) -> list[bytes]:
        """The messages; ``apart``: under an identifier of their own, which says nothing (RFC 6762 section 18.1)."""
        numbered = ((number.to_bytes(2) if apart else b"\0\0", MESSAGES[index]) for number, index in enumerate(order))
        return [ethernet(ipv4(udp(identifier + each[2:]))) for identifier, each in numbered]

    assert read(pcap(*frames(apart=False), seconds=seconds)) == read(pcap(*frames(apart=True), seconds=seconds))
    names = b"eth0", b"wlan0"
    assert read(section(*frames(apart=False), names=names)) == read(section(*frames(apart=True), names=names))
