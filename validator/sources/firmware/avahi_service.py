r"""Service files of Avahi (``/etc/avahi/services/*.service``): what avahi-daemon is told to announce.

avahi.service(5) and avahi-daemon/static-services.c define them; what stands here was also tried on Avahi 0.8. A file is
a group: one name, and for each ``<service>`` one announcement. Text counts as it stands, white space included. With
``value-format`` ``binary-hex`` or ``binary-base64`` the value behind the first ``=`` is decoded.

A name with ``%h`` under ``replace-wildcards="yes"`` holds the name of the host, which the file does not know: the
instance is None then. A string is judged as written: where Avahi 0.8 publishes ``=x`` as ``x``, or refuses a group with
an empty string, that is for the checks to find. Elements that Avahi does not know make it refuse the file; here they
cost their service. Entities are refused, as each could be a bomb or a file of the reader's machine.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from msgspec.structs import replace

from validator.model import names
from validator.model.announcement import Announcement, Location, Unreadable
from validator.model.txt import TxtRecord
from validator.sources.base import Format
from validator.sources.lines import one_line, read_all

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_SIZE = 4 * 1024 * 1024
"""Octets of a service file; people write them by hand."""

MAX_TEXT = 1025
"""Characters of a name: each of 255 octets takes at most four, written as an escape."""

_GROUP, _NAME, _SERVICE, _TXT = "service-group", "name", "service", "txt-record"
_IN_SERVICE = ("type", "subtype", "domain-name", "host-name", "port", _TXT)
_ATTRIBUTES: dict[str, dict[str, tuple[str, ...] | None]] = {
    # element: its attributes, and the values that each may have; None: any
    _NAME: {"replace-wildcards": None},
    _SERVICE: {"protocol": ("ipv4", "ipv6", "any")},
    _TXT: {"value-format": ("text", "binary-hex", "binary-base64")},
}
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})*")
_MAX_PORT = 65535
_REFERENCE = re.compile(rb"&(?:#[0-9]+|#x[0-9A-Fa-f]+|amp|lt|gt|quot|apos);")
AVAHI = "Avahi"
_ROOT = re.compile(rb"<(?:!DOCTYPE\s+)?service-group[\s/>]")


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield the services of the group, then its faults. If the XML is damaged: the services before, then the damage."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    text = read_all(stream, MAX_SIZE)
    if text is None:
        yield Unreadable(Location(name), f"more than {MAX_SIZE // 1024**2} MiB: this is no service file")
        return
    place = _Place(text, name)
    group = _Group(place)
    parser = DefusedXMLParser(target=group, forbid_dtd=False, forbid_entities=True)
    expat = parser.parser
    place.index = lambda: expat.CurrentByteIndex
    damage = cure = ""
    try:
        parser.feed(text)
        parser.close()
    except ParseError as error:
        damage, cure = (
            f"not XML: {str(error).partition(': line ')[0]}{_hint(text)}",
            _cure(text, expat.CurrentByteIndex, error.code),
        )
    except DefusedXmlException:
        damage, cure = "an entity declaration, which is not read", "write the text itself"
    except (LookupError, ValueError) as error:
        damage = f"the encoding cannot be read: {error}".splitlines()[0]
    found = list(group.announcements())
    faults = sorted(group.faults, key=lambda fault: fault.location.line or 0)
    if damage:
        faults.append(Unreadable(place.here(), damage, cure, AVAHI))
    refusal = next((each for each in faults if each.refuser), None)
    if refusal is not None:
        reason = f"{AVAHI} refuses the whole file for what stands in line {refusal.location.line}"
        found = [replace(announcement, refusal=reason) for announcement in found]
    yield from found
    yield from faults


def _hint(text: bytes) -> str:
    """Tell the commonest cause of damage, which expat does not name."""
    try:
        text.decode()
    except UnicodeDecodeError:
        return "" if b"encoding" in text.partition(b"?>")[0] else ": it is not UTF-8, and names no other encoding"
    return ""


def _cure(text: bytes, at: int, code: int) -> str:
    """Tell how to mend the commonest kinds of damage. ``code`` is expat's."""
    from xml.parsers.expat import errors

    kind = errors.messages.get(code)
    start = text.rfind(b"&", max(0, at - 64), at + 1)
    if kind == errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT:
        return "put every <service> into the one <service-group>, which ends the file"
    if kind == errors.XML_ERROR_TAG_MISMATCH:
        return "close each element by its own name, the last one first"
    if kind in (errors.XML_ERROR_NO_ELEMENTS, errors.XML_ERROR_UNCLOSED_TOKEN):
        return "the file ends before <service-group> does: close what is open"
    if start >= 0 and not _REFERENCE.match(text, start):
        return "write &amp; for & in text"
    return "write &lt; for < in text, and &amp; for &"


class _Place:
    """Where the parser is. Lines are counted at line feeds: expat would count lone carriage returns too."""

    def __init__(self, text: bytes, file: str) -> None:
        self._text = text
        self._file = file
        self._seen = 0
        self._line = 1
        self.index: Callable[[], int] = lambda: 0

    def here(self) -> Location:
        """Return the place of the current element, or of the error."""
        index = max(self.index(), self._seen)
        self._line += self._text.count(b"\n", self._seen, index)
        self._seen = index
        return Location(self._file, self._line)


class _ServiceElement:
    """A ``<service>`` while it is read. ``spoilt``: a part could not be read, so that the service is not judged."""

    def __init__(self, location: Location) -> None:
        self.location = location
        self.spoilt = False
        self.texts: dict[str, str] = {}
        self.port: int | None = 0
        self.subtypes: list[tuple[str, Location]] = []
        self.strings: list[bytes] = []
        self.lines: list[int] = []


class _Group:
    """The target of the parser: gathers services and faults."""

    def __init__(self, place: _Place) -> None:
        self.faults: list[Unreadable] = []
        self._place = place
        self._path: list[str] = []
        self._unknown = 0
        self._text: list[str] = []
        self._starts = Location()
        self._format = "text"
        self._name: str | None = None
        self._replace = False
        self._services: list[_ServiceElement] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        place = self._place.here()
        known = {(): (_GROUP,), (_GROUP,): (_NAME, _SERVICE), (_GROUP, _SERVICE): _IN_SERVICE}.get(
            tuple(self._path), ()
        )
        if self._unknown or tag not in known:
            if not self._unknown:
                inside = f"in <{self._path[-1]}>" if self._path else "as the whole"
                self._fault(place, f"<{tag}> {inside} is not known to Avahi, which refuses the file")
            self._unknown += 1
            return
        self._path.append(tag)
        self._text, self._starts = [], place
        if tag == _SERVICE:
            self._services.append(_ServiceElement(place))
        self._attributes(tag, attributes)

    def _attributes(self, tag: str, attributes: dict[str, str]) -> None:
        known = _ATTRIBUTES.get(tag, {})
        for name, value in attributes.items():
            values = known.get(name)
            if name not in known:
                self._fault(self._starts, f'<{tag}> has no attribute "{name}"')
            elif values is not None and value not in values:
                self._fault(self._starts, f'{name} of <{tag}> is "{value}", expected {", ".join(values)}')
        if tag == _NAME:
            self._replace = attributes.get("replace-wildcards") == "yes"
        self._format = attributes.get("value-format", "text")

    def data(self, text: str) -> None:
        """Take a piece of text."""
        if not self._unknown:
            self._text.append(text)

    def end(self, tag: str) -> None:
        """End an element: use its text."""
        if self._unknown:
            self._unknown -= 1
            return
        self._path.pop()
        text = "".join(self._text)
        if tag == _GROUP:
            self._end_group()
        elif tag == _NAME:
            if self._name is not None:
                self._fault(self._starts, "a second <name>: a group has one")
            self._name = text
        elif tag == _SERVICE and "type" not in self._services[-1].texts:
            self._fault(self._services[-1].location, "the service has no <type>")
        elif tag != _SERVICE:
            self._member(self._services[-1], tag, text)

    def close(self) -> None:
        """End the document."""

    def _end_group(self) -> None:
        if not self._name:
            self._fault(self._place.here(), "the group has no <name>: Avahi refuses the file")
        if not self._services:
            self._fault(self._place.here(), "the group has no <service>: Avahi refuses the file")

    def _member(self, service: _ServiceElement, tag: str, text: str) -> None:
        if tag == _TXT:
            try:
                service.strings.append(_string(text, self._format))
            except ValueError as error:
                self._fault(self._starts, str(error))
            service.lines.append(self._starts.line or 0)
        elif tag == "subtype" and len(text) <= MAX_TEXT:
            service.subtypes.append((text, self._starts))
        elif tag in service.texts:
            self._fault(self._starts, f"a second <{tag}>: a service has one")
        elif len(text) > MAX_TEXT and tag != "port":
            self._fault(self._starts, f"<{tag}> has {len(text)} characters, and a name has no more than {MAX_TEXT}")
        else:
            service.texts[tag] = text
            if tag == "port":
                service.port = _port(text)
                if service.port is None:
                    # The rest of the service can be judged without its port.
                    reason = f'"{one_line(text)}" is no port number'
                    self.faults.append(Unreadable(self._starts, reason, "write a number from 0 to 65535"))

    def _fault(self, place: Location, reason: str) -> None:
        if _SERVICE in self._path and self._services:
            self._services[-1].spoilt = True
        self.faults.append(Unreadable(place, one_line(reason), refuser=AVAHI))

    def announcements(self) -> Iterator[Announcement]:
        """Yield the services that are complete. Subtypes that are none of their service are faults."""
        unended = _SERVICE in self._path
        for service in self._services[: -1 if unended else None]:
            if not service.spoilt and "type" in service.texts:
                yield self._announcement(service)

    def _announcement(self, service: _ServiceElement) -> Announcement:
        path = names.service_type(service.texts["type"])
        return Announcement(
            service=str(path),
            instance=self._instance(),
            domain=_name(service.texts.get("domain-name", "")) or "local",
            subtypes=tuple(self._subtypes(service, path)),
            host=_name(service.texts.get("host-name", "")) or None,
            port=service.port,
            # A record without attributes is one empty string on the wire (RFC 6763 section 6.1).
            txt=TxtRecord(tuple(service.strings) or (b"",)),
            location=service.location,
            string_lines=tuple(service.lines),
        )

    def _instance(self) -> bytes | None:
        if not self._name or (self._replace and "%h" in self._name):
            return None
        return self._name.encode()

    def _subtypes(self, service: _ServiceElement, of: names.ServiceType) -> Iterator[str]:
        for text, place in service.subtypes:
            path = names.service_path(text)
            if path.subtype is None or path.domain is not None or str(path.service).lower() != str(of).lower():
                reason = one_line(f'"{text}" is no subtype: expected NAME._sub.{of}')
                self.faults.append(Unreadable(place, reason, f"write NAME._sub.{of}", AVAHI))
            else:
                yield path.subtype


def _string(text: str, value_format: str) -> bytes:
    """Make the octets of a TXT string. Raises ValueError."""
    key, equals, value = text.partition("=")
    if value_format == "binary-hex":
        if not _HEX.fullmatch(value):
            raise ValueError("the value is not hexadecimal: expected two digits for each octet behind the =")
        return f"{key}{equals}".encode() + bytes.fromhex(value)
    if value_format == "binary-base64":
        try:
            return f"{key}{equals}".encode() + base64.b64decode(value.encode(), validate=True)
        except binascii.Error:
            raise ValueError("the value behind the = is not Base64") from None
    return text.encode()


def _port(text: str) -> int | None:
    """Read a port number, None where there is none. Avahi would take ``80x`` for 80 and ``http`` for 0."""
    number = text.strip(" \t\r\n")
    if not number.isascii() or not number.isdigit() or len(number.lstrip("0")) > len(str(_MAX_PORT)):
        return None
    return int(number) if int(number) <= _MAX_PORT else None


def _name(text: str) -> str:
    return names.join(names.split(text))


def sniff(head: bytes) -> bool:
    """Return whether an input is XML whose root is ``<service-group>``."""
    return head.lstrip().startswith(b"<") and _ROOT.search(head) is not None


FORMAT = Format(sniff, read)
