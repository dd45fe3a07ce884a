r"""Lines of Zeek's dns.log in its two forms. Zeek writes octets that are not printable as ``\xHH``.

With a header that names separators and fields, where backslashes are escaped too, so that the octets are known:

    #separator \x09
    #fields	ts	id.orig_p	id.resp_p	trans_id	query	qtype_name	answers

As JSON (``LogAscii::use_json``), where they are not: a text with ``\xHH`` may be that text, or have been such octets.
"""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct

from validator.sources.lines import LineError
from validator.sources.plain.json_text import line_object
from validator.sources.traffic.printed import octets

Text = tuple[bytes, ...]
"""What a printed text can have been: one, or two where that is not known; none where it was not set."""

_ESCAPE = re.compile(rb"\\(?:x([0-9a-fA-F]{2})|(\\))")
_BYTE = re.compile(rb"\\x([0-9a-f]{2})")
_NAMED = re.compile(rb"#(separator|set_separator|empty_field|unset_field|fields|path)(.*)")
_NEEDED = {b"query", b"answers"}


class Row(Struct, frozen=True):
    """A line: the question, if there was one, and the answers. Numbers are as printed, empty where not set."""

    query: Text
    qtype: str
    answers: tuple[Text, ...]
    trans_id: str
    orig_port: str
    resp_port: str


class Rows:
    """The lines of one log. A header says what the lines after it have."""

    def __init__(self) -> None:
        self._separator = b"\t"
        self._options = {b"set_separator": b",", b"empty_field": b"(empty)", b"unset_field": b"-"}
        self._fields: list[bytes] = []

    def row(self, line: bytes) -> Row | None:
        """Read a line; None for a line of the header and an empty line. Raises LineError."""
        if line.startswith(b"#"):
            self._header(line)
            return None
        if not line.strip():
            return None
        return _from_json(line_object(line)) if line.lstrip()[:1] == b"{" else self._from_columns(line)

    def _header(self, line: bytes) -> None:
        named = _NAMED.fullmatch(line)
        if named is None:
            return
        name, rest = named.groups()
        if name == b"separator":
            self._separator = _unescape(rest[1:]) or b"\t"
        elif name == b"fields":
            self._fields = rest.split(self._separator)[1:]
            if not _NEEDED.issubset(self._fields):
                raise LineError("a log without the fields query and answers: this is not dns.log")
        else:
            self._options[name] = _unescape(rest[len(self._separator) :])

    def _from_columns(self, line: bytes) -> Row | None:
        values = line.split(self._separator)
        if not self._fields:
            raise LineError("a line before the header (#fields) that says what is in it")
        if not _NEEDED.issubset(self._fields):
            return None  # of another log, as the header said
        if len(values) != len(self._fields):
            raise LineError(f"a line of {len(values)} fields, where the header names {len(self._fields)}")
        fields = dict(zip(self._fields, values, strict=True))
        unset, answers = self._options[b"unset_field"], fields[b"answers"]
        none = answers in (unset, self._options[b"empty_field"])
        split = [] if none else answers.split(self._options[b"set_separator"] or b",")

        def plain(name: bytes) -> str:
            value = fields.get(name, unset)
            return "" if value == unset else value.decode("latin-1")

        return Row(
            query=() if fields[b"query"] == unset else (_unescape(fields[b"query"]),),
            qtype=plain(b"qtype_name"),
            answers=tuple((_unescape(each),) for each in split),
            trans_id=plain(b"trans_id"),
            orig_port=plain(b"id.orig_p"),
            resp_port=plain(b"id.resp_p"),
        )


def _from_json(value: dict[str, Any]) -> Row:
    def plain(name: str) -> str:
        found = value.get(name)
        return str(found) if isinstance(found, str | int) else ""

    answers = value.get("answers")
    return Row(
        query=_text(value.get("query")),
        qtype=plain("qtype_name"),
        answers=tuple(map(_text, answers if isinstance(answers, list) else ())),
        trans_id=plain("trans_id"),
        orig_port=plain("id.orig_p"),
        resp_port=plain("id.resp_p"),
    )


def _text(value: object) -> Text:
    if not isinstance(value, str):
        return ()
    printed = octets(value)
    return (printed,) if _BYTE.search(printed) is None else (printed, _BYTE.sub(_octet, printed))


def _unescape(text: bytes) -> bytes:
    return _ESCAPE.sub(_octet, text) if b"\\" in text else text


def _octet(escape: re.Match[bytes]) -> bytes:
    return b"\\" if escape[1] is None else bytes.fromhex(escape[1].decode())
