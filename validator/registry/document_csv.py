"""IANA's CSV: a header line, then one row an entry; notes keep their line breaks within quotes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from validator.errors import RegistryError
from validator.registry.entry import Entry, RegistryDocument, clean_line, clean_note, labels

COLUMNS = (
    "Service Name",
    "Port Number",
    "Transport Protocol",
    "Description",
    "Assignee",
    "Contact",
    "Registration Date",
    "Modification Date",
    "Reference",
    "Service Code",
    "Unauthorized Use Reported",
    "Assignment Notes",
)
"""The columns, named as in the header. A header has all of the columns, in any order."""


def looks_like_csv(content: bytes) -> bool:
    """Whether the first line is a header that has the column of service names."""
    first = content.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0]
    return b"," in first and COLUMNS[0].encode() in first


def read_csv(content: bytes, file: str) -> RegistryDocument:
    """Read the registry's CSV. Raises RegistryError with the line of a row that is cut off or of another width."""
    text = decode(content, file).lstrip()
    # A complete file ends with a line end. A last row without a line end may lack the end of the note.
    if not text.endswith(("\n", "\r")):
        raise RegistryError("the file ends within a row: it is cut off", file=file, line=text.count("\n") + 1)
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    numbered = _numbered(rows, file)
    header = tuple(clean_line(name) for name in next(numbered)[1])
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise RegistryError(f"the header lacks the column {missing[0]!r}", file=file, line=1)
    at = {name: header.index(name) for name in COLUMNS}
    entries = []
    for line, row in numbered:
        if not row:
            continue
        if len(row) != len(header):
            raise RegistryError(f"a row of {len(row)} columns, expected {len(header)}", file=file, line=line)
        entry = _entry({name: row[index] for name, index in at.items()}, line)
        if entry.service:
            entries.append(entry)
    return RegistryDocument("csv", None, tuple(entries))


def decode(content: bytes, file: str) -> str:
    """Decode UTF-8, with or without a byte order mark. Raises RegistryError with the line of a text in another code."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RegistryError("not UTF-8 text", file=file, line=line) from None


def _numbered(rows: Iterator[list[str]], file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows, with the line on which a row begins."""
    line = 1
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise RegistryError(f"not readable as CSV: {error}", file=file, line=line) from None
        yield line, row
        line = rows.line_num + 1  # type: ignore[attr-defined]  # csv.reader has it; its type says Iterator here


def _entry(row: dict[str, str], line: int) -> Entry:
    return Entry(
        service=clean_line(row["Service Name"]),
        transport=clean_line(row["Transport Protocol"]).lower() or None,
        port=clean_line(row["Port Number"]) or None,
        description=clean_line(row["Description"]),
        assignee=labels(row["Assignee"]),
        contact=labels(row["Contact"]),
        registered=clean_line(row["Registration Date"]) or None,
        modified=clean_line(row["Modification Date"]) or None,
        reference=labels(row["Reference"]),
        note=clean_note(row["Assignment Notes"]),
        line=line,
    )
