"""What is remembered around the judge changes no verdict."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.test_engine import BOOK, FIRES, book_for
from validator.checks import CHECKS
from validator.engine.judge import Judge
from validator.engine.memo import Memory
from validator.engine.reported_once import ReportedOnce
from validator.model.announcement import Announcement, Fidelity
from validator.model.txt import TxtRecord

SERVICES = (
    "_spx-hmp._tcp",
    "_ssh._tcp",
    "_airplay._tcp",
    "_lxi._tcp",
    "_iax._udp",
    "_lanrevagent._tcp",
    "_busycal._tcp",
)
KEYS = (
    "txtvers",
    "cport",
    "serial",
    "mode",
    "model",
    "port",
    "host",
    "u",
    "p",
    "md",
    "path",
    "id",
    "mac",
    "qtotal",
    "SERIAL",
    "uuid",
    "mail",
    "password",
    "ipaddr",
)
VALUES = (
    "",
    "1",
    "2",
    "0",
    "true",
    "A1",
    "Ab12",
    "12345",
    "99999",
    "7000",
    "h1.local",
    "H1.Local",
    "h1.local.",
    "h1",
    "192.0.2.7",
    "fe80::1",
    "00:11:22:33:44:55",
    "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    "a@b.example",
    "/home/x1",
    "todo",
    "<x1>",
    "%h",
    '"x1"',
    " x1",
    "x1 ",
    "1.2.3",
    "v1",
    "1-2",
    "1:2",
    "+1",
    "x1=y2",
    "http://u:p1@h/",
    "Room 5",
    "Room 0",
    "1234",
    "0000",
    "000",
    "123",
    "123456",
    "1.2",
    "192.0.2",
)
RECORDS = st.lists(
    st.one_of(
        st.builds("{}={}".format, st.sampled_from(KEYS), st.sampled_from(VALUES)),
        st.builds("{}={}".format, st.sampled_from(KEYS), st.from_regex(r"[A-Za-z0-9.:+-]{1,12}", fullmatch=True)),
        st.sampled_from([*KEYS, "", "=x", "other=A1", "c0=A1"]),
    ),
    max_size=5,
)
ORDINARY = st.builds(
    Announcement,
    service=st.sampled_from(SERVICES),
    instance=st.sampled_from(
        [b"Lobby", b"Lobby 2", b"Dev 001122aabbcc", b"caf\xc3\xa9", b"", b"x" * 64, b"A B C 12", None]
    ),
    domain=st.sampled_from(["local", "example.org", "x" * 64]),
    host=st.sampled_from(["h1.local", "H1.local", "h2.local", "h\x07.local", ".", "", None, "192.0.2.7"]),
    port=st.sampled_from([None, 0, 1, 7000, 12345]),
    addresses=st.sampled_from([(), ("192.0.2.7",), ("fe80::1", "192.0.2.8")]),
    txt=RECORDS.map(lambda strings: TxtRecord(tuple(each.encode() for each in strings) or (b"",))),
    lost=st.sampled_from([frozenset(), frozenset({Fidelity.ORDER})]),
)


@settings(max_examples=500, deadline=None)
@given(st.lists(ORDINARY, min_size=1, max_size=12))
def test_what_is_remembered_changes_no_verdict(announcements: list[Announcement]) -> None:
    # Each twice: the second time whatever was clean is known by its shape.
    twice = announcements + announcements
    judge = Judge(BOOK, CHECKS)
    judged = [judge.verdict(announcement) for announcement in twice]
    memory = Memory(judge, lambda verdict: verdict)
    assert [memory.verdict(announcement) for announcement in twice] == judged
    # What is reported once is clean the second time.
    memory, reported = Memory(judge, ReportedOnce().new_of), ReportedOnce()
    assert [memory.verdict(announcement) for announcement in twice] == list(map(reported.new_of, judged))


def test_every_example_is_found_after_a_clean_announcement_of_nearly_its_shape() -> None:
    for check, example in FIRES:
        announcement = example.announcement
        record = announcement.txt or TxtRecord(())
        near = msgspec.structs.replace(announcement, instance=b"Lobby 2", txt=TxtRecord(record.strings[:1] or (b"",)))
        judge = Judge(book_for(example), CHECKS, example.targets)
        memory, reported = Memory(judge, ReportedOnce().new_of), ReportedOnce()
        for _ in range(2):
            memory.verdict(near)
        reported.new_of(judge.verdict(near))
        assert memory.verdict(announcement) == reported.new_of(judge.verdict(announcement)), check.code
