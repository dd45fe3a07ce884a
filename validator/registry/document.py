"""Registry documents: the content tells the format, and every format has a reader of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from validator.documents.encodings import IS_UTF_16, UTF_16
from validator.documents.whole_file import content_of
from validator.errors import RegistryError
from validator.registry.document_csv import looks_like_csv, read_csv
from validator.registry.document_text import looks_like_text, read_text
from validator.registry.document_xml import looks_like_xml, read_xml
from validator.registry.entry import RegistryDocument

MAX_OCTETS = 64 << 20
"""Octets of the largest registry document that is read; IANA's has ten million."""


class Format(Struct, frozen=True):
    """A format of registry documents."""

    name: str
    matches: Callable[[bytes], bool]
    """Whether content looks like this format."""
    read: Callable[[bytes, str], RegistryDocument]
    """Read content, given the file name for messages. Raises RegistryError."""


FORMATS: tuple[Format, ...] = (
    Format("XML", looks_like_xml, read_xml),
    Format("CSV", looks_like_csv, read_csv),
    Format("plain text", looks_like_text, read_text),
)
"""The formats in the order of trying."""


def parse_document(content: bytes, file: str) -> RegistryDocument:
    """Read a registry document of any known format. Raises RegistryError with the file, and the line if known."""
    for form in FORMATS:
        if form.matches(content):
            document = form.read(content, file)
            if not document.entries:
                raise RegistryError(f"this {form.name} document holds no registry entry", file=file)
            return document
    if content.startswith(UTF_16):
        raise RegistryError(f"not a registry document: {IS_UTF_16}", file=file)
    names = ", ".join(form.name for form in FORMATS)
    raise RegistryError(f"not a registry document: expected IANA's service name registry as {names}", file=file)


def read_document(path: Path) -> RegistryDocument:
    """Read a registry document from a file. Raises RegistryError."""
    try:
        content = content_of(path, MAX_OCTETS)
    except OSError as error:
        raise RegistryError(f"cannot be read: {error.strerror}", file=str(path)) from None
    return parse_document(content, str(path))
