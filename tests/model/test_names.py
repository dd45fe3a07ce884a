"""Labels, service types and instance names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validator.model import names

LABELS = st.lists(st.binary(min_size=1, max_size=63), min_size=1, max_size=6).map(tuple)


@pytest.mark.parametrize(
    ("label", "text"),
    [
        (b"plain", "plain"),
        (b"Dr. Who\\", r"Dr\. Who\\"),
        (b"a\tb\x7f", r"a\009b\127"),
        ("Büro".encode(), "Büro"),
        (b"\xff\xfe", r"\255\254"),
        ("\u0085".encode(), r"\194\133"),
        (b"", ""),
    ],
)
def test_escape(label: bytes, text: str) -> None:
    assert names.escape(label) == text
    assert names.unescape(text) == label


@pytest.mark.parametrize(("text", "label"), [(r"\065", b"A"), (r"\A", b"A"), ("\\", b"\\"), (r"\999", b"999")])
def test_unescape_is_lenient(text: str, label: bytes) -> None:
    assert names.unescape(text) == label


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("_ipp._tcp", (b"_ipp", b"_tcp")),
        ("_ipp._tcp.local.", (b"_ipp", b"_tcp", b"local")),
        (r"a\.b.c", (b"a.b", b"c")),
        (r"a\046b.c", (b"a.b", b"c")),
        ("", ()),
        (".", ()),
        ("a..b", (b"a", b"", b"b")),
        (".a", (b"", b"a")),
    ],
)
def test_split(name: str, labels: tuple[bytes, ...]) -> None:
    assert names.split(name) == labels


@given(st.binary(max_size=80))
def test_any_label_survives_escaping(label: bytes) -> None:
    text = names.escape(label)
    assert names.unescape(text) == label
    assert text.isprintable() or not any(ord(char) < ord(" ") or ord(char) == 0x7F for char in text)


@given(LABELS)
def test_any_name_survives_joining(labels: tuple[bytes, ...]) -> None:
    assert names.split(names.join(labels)) == labels


@given(st.text(max_size=100))
def test_any_text_can_be_split(text: str) -> None:
    names.split(text)
    names.service_path(text)


@pytest.mark.parametrize(
    ("text", "service", "transport"),
    [
        ("_ipp._tcp", "ipp", "tcp"),
        ("_IPP._UDP", "ipp", "udp"),
        ("ipp._tcp", "ipp", "tcp"),
        ("_foo._sctp", "foo", None),
        ("_foo", "foo", None),
        ("", "", None),
        (r"_a\.b._tcp", r"a\.b", "tcp"),
    ],
)
def test_service_type(text: str, service: str, transport: str | None) -> None:
    read = names.service_type(text)
    assert (read.service_name, read.transport, str(read)) == (service, transport, text)


@pytest.mark.parametrize(
    ("text", "service", "domain", "instance", "subtype"),
    [
        ("_ipp._tcp", "_ipp._tcp", None, None, None),
        ("_ipp._tcp.local.", "_ipp._tcp", "local", None, None),
        ("_printer._sub._http._tcp", "_http._tcp", None, None, "_printer"),
        (r"Dr\. Who._ipp._tcp.example.org", "_ipp._tcp", "example.org", b"Dr. Who", None),
        ("_foo", "_foo", None, None, None),
    ],
)
def test_service_path(text: str, service: str, domain: str | None, instance: bytes | None, subtype: str | None) -> None:
    read = names.service_path(text)
    assert (str(read.service), read.domain, read.instance, read.subtype) == (service, domain, instance, subtype)
