"""Registry documents: three formats, the same entries; and what is no registry document."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from validator.errors import RegistryError
from validator.registry.document import parse_document, read_document
from validator.registry.document_csv import COLUMNS
from validator.registry.entry import Entry

DATA = Path(__file__).parent / "data"
FORMATS = ("small.xml", "small.csv", "small.txt")
HEADER = ",".join(COLUMNS)
TEXT_HEADER = " ".join(COLUMNS)


def _comparable(entry: Entry) -> Entry:
    return replace(entry, line=0, note=" ".join(entry.note.split()))


@pytest.mark.parametrize("name", FORMATS)
def test_all_formats_give_the_same_entries(name: str) -> None:
    lamp_tcp, lamp_udp, bell, odd = map(_comparable, read_document(DATA / name).entries)
    assert lamp_tcp == Entry(
        service="lamp",
        transport="tcp",
        port="4711",
        description="Lamp control",
        assignee=("Ada_Example",),
        contact=("Ada_Example",),
        registered="2011-10-18",
        reference=("RFC9999",),
        note="Defined TXT keys: txtvers=1 mode=<on|off> [RFC9999]",
        line=0,
    )
    assert (lamp_udp.transport, lamp_udp.registered, lamp_udp.modified) == ("udp", "2011-10-18", "2020-02")
    assert (bell.service, bell.transport, bell.port, bell.assignee) == ("Bell", None, None, ("Bell_Ltd",))
    assert bell.note == "Defined TXT keys: tune: Name of the tune"
    assert (odd.service, odd.transport, odd.note) == ("odd_name", "sctp", "")


@pytest.mark.parametrize(
    ("name", "lines", "updated"),
    [
        ("small.xml", [10, 21, 29, 39], "2026-01-02"),
        ("small.csv", [3, 5, 6, 8], None),
        ("small.txt", [9, 10, 11, 12], "2026-01-02"),
    ],
)
def test_knows_date_and_lines(name: str, lines: list[int], updated: str | None) -> None:
    document = read_document(DATA / name)
    assert document.updated == updated
    assert [entry.line for entry in document.entries] == lines


def test_line_breaks_of_a_note_are_kept_without_indentation() -> None:
    notes = {read_document(DATA / name).entries[0].note for name in ("small.xml", "small.csv")}
    assert notes == {"Defined TXT keys: txtvers=1\nmode=<on|off> [RFC9999]"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("slpda tcp Remote Service Discovery [RFC3832]", ("slpda", "tcp", None, "Remote Service Discovery", (), "")),
        ("see Edit 2 [A] [B] Defined TXT keys: None", ("see", None, None, "Edit 2", ("A",), "Defined TXT keys: None")),
        ("now Up-to-Date Defined TXT keys: None", ("now", None, None, "Up-to-Date", (), "Defined TXT keys: None")),
        ("vxi 11 tcp TCP/IP [A][C] [B] 2005-08", ("vxi", "tcp", "11", "TCP/IP", ("A", "C"), "")),
        ("x 7-9 udp Range", ("x", "udp", "7-9", "Range", (), "")),
        ("two 2Do Sync [A] [B]", ("two", None, None, "2Do Sync", ("A",), "")),
        ("scpi IEEE 488.2 (SCPI) [A] [B] n", ("scpi", None, None, "IEEE 488.2 (SCPI)", ("A",), "n")),
    ],
)
def test_divides_the_columns_of_a_line(line: str, expected: tuple[object, ...]) -> None:
    (entry,) = parse_document(f"{TEXT_HEADER}\n{line}\n".encode(), "page.txt").entries
    assert (entry.service, entry.transport, entry.port, entry.description, entry.assignee, entry.note) == expected


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "f: not a registry document"),
        (b"\x00\x01\xff", "f: not a registry document"),
        (b"hello", "f: not a registry document"),
        (b"<html><body>", "f:1: not well-formed XML: "),
        (b"<html/>", "f:1: not IANA's registry: the root element is <html>"),
        (b'<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>', "f:1: the XML declares a document type"),
        ((DATA / "small.xml").read_bytes()[:900], "f:26: not well-formed XML"),
        (b'<registry xmlns="http://www.iana.org/assignments"/>', "f: this XML document holds no registry entry"),
        (f"{HEADER}\n".encode(), "f: this CSV document holds no registry entry"),
        (f"{HEADER}\na,b".encode(), "f:2: the file ends within a row"),
        (f"{HEADER}\na,b\n".encode(), "f:2: a row of 2 columns, expected 12"),
        (f'{HEADER}\na,,,,,,,,,,,"x\n'.encode(), "f:2: not readable as CSV"),
        (b"Service Name,Port Number\na,b\n", "f:1: the header lacks the column 'Transport Protocol'"),
        (f"{HEADER}\n".encode() + b"\xff\n", "f:2: not UTF-8 text"),
        (f"{TEXT_HEADER}\n".encode(), "f: this plain text document holds no registry entry"),
        (f"{TEXT_HEADER}\nx y\nlonely\n".encode(), "f:3: not an entry of the registry"),
        (f"{TEXT_HEADER}\n".encode() + b"\xff\n", "f:2: not UTF-8 text"),
    ],
)
def test_says_what_is_wrong_and_where(content: bytes, message: str) -> None:
    with pytest.raises(RegistryError) as raised:
        parse_document(content, "f")
    assert str(raised.value).startswith(message)


def test_a_file_that_is_not_there_is_a_registry_error(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="cannot be read: No such file"):
        read_document(tmp_path / "none.xml")
    with pytest.raises(RegistryError, match="cannot be read"):
        read_document(tmp_path)


@given(st.sampled_from(FORMATS), st.data())
def test_damaged_documents_raise_nothing_else(name: str, data: st.DataObject) -> None:
    content = (DATA / name).read_bytes()
    start = data.draw(st.integers(0, len(content)))
    cut = content[:start] + data.draw(st.binary(max_size=4)) + content[start + data.draw(st.integers(0, 40)) :]
    try:
        assert parse_document(cut, "f").entries
    except RegistryError as error:
        assert str(error).startswith("f:")  # noqa: PT017 - what is declared may be raised, or not
