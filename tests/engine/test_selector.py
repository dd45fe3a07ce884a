"""What a check declares of where it finds something holds: with and without the declarations findings are the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.engine.test_engine import ANY, BOOK, FIRES, SILENT, book_for
from tests.environment import needs_re2
from validator.checks import CHECKS
from validator.checks.base import AnnouncementCheck, AttributeCheck, Looks, NameCheck
from validator.engine.judge import Judge
from validator.engine.selector import Selector
from validator.errors import UsageError
from validator.model.announcement import Announcement, Fidelity
from validator.model.txt import TxtRecord
from validator.rules.patterns import engine
from validator.sources.read import open_input

pytestmark = needs_re2

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"

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


# Pieces of what triggers look for, whole and in part, so that strings lie on either side of each.
PIECES = st.sampled_from(
    [
        *(
            b"=",
            b"==",
            b" ",
            b"\t",
            b"\r",
            b"\n",
            b"\x00",
            b"\x01a=",
            b"\x7f",
            b"\xff",
            b"\xc2\xab",
            b"\xe2\x80\x9c",
            b'"',
        ),
        *(
            b"'",
            b"<a>",
            b"${A",
            b"${A}",
            b"{{a}}",
            b"%h",
            b"%(a)s",
            b"@A@",
            b"__A__",
            b"todo",
            b"FixMe",
            b"[object Object]",
        ),
        *(
            b"txtvers",
            b"TXTVERS",
            b"1",
            b"v1",
            b"password",
            b"pass_word",
            b"p",
            b"pw",
            b"api-key",
            b":",
            b";",
            b"://a:b@c",
        ),
        *(
            b"a@b.example",
            b"/home/a",
            b"C:\\Users\\a",
            b"/etc/a",
            b"C:\\a",
            b"ssh",
            b"telnet_port",
            b"port",
            b"host",
            b"Ip",
        ),
        *(
            b"h1.local",
            b"7000",
            b"192.0.2.7",
            b"00:11:22:33:44:55",
            b"00-11-22-33-44-55",
            b"serial",
            b"se_rial",
            b"uuid",
        ),
        *(
            b"f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            b"user",
            b"mail",
            b"mode",
            b"normal",
            b"x" * 250,
            b"x" * 9,
            b"qtotal",
        ),
        *(b"redis", b"sSh", b"A", b"z", b"{", b"}", b"(null)", b"change me"),
    ]
)
STRINGS = st.lists(st.one_of(PIECES, st.binary(max_size=3)), max_size=5).map(b"".join)
NAMES = st.sampled_from(
    [
        *(
            "local",
            "LOCAL.",
            "example.org",
            "",
            ".",
            "h1",
            "h1.local",
            "h1.LOCAL.",
            "a..local",
            ".local",
            "192.0.2.7",
            "fe80::1",
        ),
        *("localhost", "a.localhost.", "localhost.localdomain", "a._http._tcp.local", "x" * 64, "x" * 63 + ".local"),
        *(
            ".".join(["x" * 60] * 5),
            "h\\.1.local",
            "h\\0071.local",
            "h\x071.local",
            "u\u0308.local",
            "\ufeffh.local",
            "a\nb",
        ),
        *("\\239\\187\\191h.local", "h\udcff.local", "[::1]", "1.2.local", "10.0.0.1.local", "K\u212a.local"),
    ]
)
ADDRESSES = st.sampled_from(
    [
        "192.0.2.7",
        "127.0.0.1",
        "0.0.0.0",  # noqa: S104 - an address to judge
        "::",
        "::1",
        "FE80::1",
        "feb0::1",
        "ff02::fb",
        "239.1.2.3",
        "255.255.255.255",
        "x",
    ]
)
ODD = st.builds(
    Announcement,
    service=st.sampled_from([*SERVICES, "_matter._tcp", "_ipp._tcp", "_http._tcp", "_a_._tcp", "x", "_raop._tcp"]),
    instance=st.one_of(
        st.none(),
        st.binary(max_size=70),
        st.sampled_from(
            [b"0011aabbccdd", b"00:11:22:33:44:55", b"A-0011223344556677", b"123456789012345", b"u\xcc\x88"]
        ),
    ),
    domain=NAMES,
    host=st.one_of(st.none(), NAMES),
    port=st.sampled_from([None, 0, 631, 7000]),
    addresses=st.lists(ADDRESSES, max_size=3).map(tuple),
    subtypes=st.lists(st.sampled_from(["_printer", "", "a.b", "x" * 64, "\n"]), max_size=1).map(tuple),
    txt=st.one_of(st.none(), st.lists(STRINGS, max_size=6).map(lambda found: TxtRecord(tuple(found)))),
    txt_count=st.sampled_from([1, 2]),
    lost=st.sampled_from([frozenset(), frozenset({Fidelity.ORDER})]),
)

ALL = Judge(BOOK, CHECKS)

FEW = 5
"""Checks that may be asked of everything."""


@pytest.fixture(scope="module")
def selector() -> Selector:
    return Selector(engine(), CHECKS)


@settings(max_examples=1_500, deadline=None)
@given(announcement=st.one_of(ODD, ORDINARY, ANY))
def test_what_is_not_asked_finds_nothing(announcement: Announcement, selector: Selector) -> None:
    assert Judge(BOOK, CHECKS, selector=selector).verdict(announcement) == ALL.verdict(announcement)


@pytest.mark.parametrize("key", ["_serial", "serial_", "-.u s e r ", "_pass.word_", " mail", "uuid-", "s_n"])
@pytest.mark.parametrize("service", ["_spx-hmp._tcp", "_nobody-has-this._tcp"])
@pytest.mark.parametrize("string", ["{}=A12345", "{}:A12345", "x={}=A12345", "x= {} :A12345"])
def test_what_stands_around_the_letters_of_a_key_hides_nothing(
    key: str, service: str, string: str, selector: Selector
) -> None:
    announcement = Announcement(service=service, instance=b"a", txt=TxtRecord((string.format(key).encode(),)))
    assert Judge(BOOK, CHECKS, selector=selector).verdict(announcement) == ALL.verdict(announcement)


def test_every_example_is_judged_the_same(selector: Selector) -> None:
    for check, example in (*FIRES, *SILENT):
        judges = [Judge(book_for(example), CHECKS, example.targets, selector=each) for each in (None, selector)]
        for _ in range(2):  # the second time there is a table of the service
            one, other = (judge.verdict(example.announcement) for judge in judges)
            assert one == other, check.code


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not there")
def test_real_announcements_are_judged_the_same(selector: Selector) -> None:
    selecting, count = Judge(BOOK, CHECKS, selector=selector), 0
    for path in sorted(each for each in CORPUS.rglob("*") if each.is_file()):
        try:
            found = [each for each in open_input(str(path), None) if isinstance(each, Announcement)]
        except UsageError:
            continue
        for announcement in found:
            count += 1
            for changed in (announcement, replace(announcement, instance=b"0011aabbccdd", port=0, host="10.0.0.1")):
                assert selecting.verdict(changed) == ALL.verdict(changed)
    assert count


def test_most_checks_of_strings_and_names_say_where_they_find_something() -> None:
    """A check that does not say is asked of everything, which is right and slow."""
    silent = [
        check.code
        for check in CHECKS
        if (isinstance(check, AttributeCheck) and check.looks is Looks.STRING and check.trigger is None)
        or (isinstance(check, NameCheck) and check.trigger is None)
    ]
    assert len(silent) <= FEW, silent


def test_a_trigger_is_no_pattern_of_line_breaks() -> None:
    """Texts are joined by line breaks: a class that takes one would match nearly everywhere."""
    found = [check.trigger for check in CHECKS if isinstance(check, AttributeCheck | NameCheck) and check.trigger]
    found += [check.string_trigger for check in CHECKS if isinstance(check, AnnouncementCheck) and check.string_trigger]
    for trigger in found:
        assert not re.search(r"\[\^(?![^]]*\\n)", trigger), trigger
