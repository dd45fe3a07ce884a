"""IANA's XML: a ``<registry>`` with one ``<record>`` for an entry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from validator.errors import RegistryError
from validator.registry.entry import Entry, RegistryDocument, clean_line, clean_note

_NAMESPACE = "{http://www.iana.org/assignments}"
_LINE = "line"
_START = re.compile(rb"(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<")


def looks_like_xml(content: bytes) -> bool:
    """Whether the document begins as XML (or HTML) does."""
    return _START.match(content) is not None


def read_xml(content: bytes, file: str) -> RegistryDocument:
    """Read the registry's XML. Raises RegistryError with the line of what is not well-formed, or no registry."""
    root = _parse(content, file)
    if root.tag != f"{_NAMESPACE}registry":
        shown = root.tag.rpartition("}")[2]
        raise RegistryError(
            f"not IANA's registry: the root element is <{shown}>, expected <registry>", file=file, line=1
        )
    updated = clean_line(root.findtext(f"{_NAMESPACE}updated") or "") or None
    entries = (_entry(record) for record in root.iter(f"{_NAMESPACE}record"))
    return RegistryDocument("xml", updated, tuple(entry for entry in entries if entry is not None))


class _LineBuilder(TreeBuilder):
    """Builds the tree, and notes in every record the line on which the record begins."""

    parser: Any = None

    def start(self, tag: str, attrs: dict[Any, Any], /) -> Element:
        element = super().start(tag, attrs)
        if tag == f"{_NAMESPACE}record":
            element.set(_LINE, str(self.parser.CurrentLineNumber))
        return element


def _parse(content: bytes, file: str) -> Element:
    builder = _LineBuilder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    builder.parser = parser.parser
    try:
        parser.feed(content)
        root = parser.close()
    except ParseError as error:
        line, column = error.position
        reason = str(error).partition(":")[0]
        raise RegistryError(f"not well-formed XML: {reason} (column {column + 1})", file=file, line=line) from None
    except DefusedXmlException:
        line = parser.parser.CurrentLineNumber
        raise RegistryError(
            "the XML declares a document type or entities, which is refused", file=file, line=line
        ) from None
    except (ValueError, LookupError) as error:  # an encoding that expat does not know
        raise RegistryError(f"not readable as XML: {error}", file=file, line=1) from None
    if not isinstance(root, Element):
        raise RegistryError("not well-formed XML: no element", file=file, line=1)
    return root


def _entry(record: Element) -> Entry | None:
    service = _line(record, "name")
    if not service:
        return None
    people = _people(record)
    assignee = record.find(f"{_NAMESPACE}assignee")
    return Entry(
        service=service,
        transport=_line(record, "protocol").lower() or None,
        port=_line(record, "number") or None,
        description=_line(record, "description"),
        # A record without an assignee belongs to its contact; the other formats print the contact in both columns.
        assignee=people if assignee is None else _people(assignee),
        contact=people,
        registered=record.get("date"),
        modified=record.get("updated"),
        reference=tuple(_label(xref) for xref in record.iterfind(f"{_NAMESPACE}xref") if xref.get("type") != "person"),
        note=clean_note("".join(_element_text(record.find(f"{_NAMESPACE}note")))),
        line=int(record.get(_LINE, "1")),
    )


def _line(record: Element, tag: str) -> str:
    return clean_line("".join(_element_text(record.find(f"{_NAMESPACE}{tag}"))))


def _people(element: Element) -> tuple[str, ...]:
    return tuple(_label(xref) for xref in element.iterfind(f"{_NAMESPACE}xref") if xref.get("type") == "person")


def _label(xref: Element) -> str:
    """Return the label that the other formats print in brackets: the text of the reference, else the target."""
    text = clean_line("".join(xref.itertext()))
    if text:
        return text
    data = clean_line(xref.get("data", ""))
    return data.upper() if xref.get("type") == "rfc" else data


def _element_text(element: Element | None) -> Iterator[str]:
    """Yield the text of an element as the other formats print it: line breaks, paragraphs, references in brackets."""
    if element is None:
        return
    yield element.text or ""
    for child in element:
        match child.tag.removeprefix(_NAMESPACE):
            case "br":
                yield "\n"
            case "xref":
                yield f"[{_label(child)}]"
            case "paragraph":
                yield "\n"
                yield from _element_text(child)
                yield "\n"
            case _:
                yield from _element_text(child)
        yield child.tail or ""
