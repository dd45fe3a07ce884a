r"""What both forms of ``avahi-browse`` have in common: the strings of a record, service types, ports.

The strings stand in quotes with ``\"`` and ``\\`` escaped, control characters as ``\DDD``, and octets from 0x7F on as
``\DDD`` or raw (that depends on release and processor: https://github.com/avahi/avahi/pull/390 and commit 905028bd).
avahi-browse prints them in reverse. They are put back into the order of the wire, but that order is not relied upon
(Fidelity.ORDER): other programs write this format too. Avahi drops empty strings before it prints.
"""

from __future__ import annotations

import re

import msgspec

from validator.model import names
from validator.model.announcement import Fidelity, Location
from validator.sources.lines import LineError, escaped
from validator.sources.tools.avahi_names import NOT_KNOWN, TYPES

LOST = frozenset({Fidelity.ORDER, Fidelity.EMPTY_STRINGS})
"""What is lost of every record."""

NOT_SEEN = LOST | {Fidelity.TXT}
"""What is lost where an instance is only browsed."""

_MAX_PORT = 65535
_MAX_OCTET = 255

_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"(?: "(?:[^"\\]|\\.)*")*', re.DOTALL)
_STRING = re.compile(rb'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(rb"\\(?:([0-9]{3})|(.))", re.DOTALL)


def strings(field: bytes) -> tuple[bytes, ...]:
    """Read the strings, in the order of the wire; a record without any is one empty string (RFC 6763 section 6.1).

    Raises LineError.
    """
    if not field or field.isspace():
        return (b"",)
    if not are_strings(field):
        raise LineError("the TXT strings are cut off or damaged: a quote is missing")
    return tuple(_ESCAPE.sub(_octet, raw) for raw in reversed(_STRING.findall(field)))


def are_strings(field: bytes) -> bool:
    """Whether a field is whole: strings in quotes, or nothing."""
    field = field.strip()
    return not field or _STRINGS.fullmatch(field) is not None


def starts(field: bytes) -> tuple[int, ...]:
    """Return where in the field each of its strings begins, in the order of the wire."""
    return tuple(found.start() for found in reversed(list(_STRING.finditer(field)))) or (0,)


def service(shown: str) -> names.ServicePath:
    """Read a service type by either name. Raises LineError."""
    known = shown if shown.startswith("_") else TYPES.get(shown)
    if known is None:
        raise LineError(f'the service type is shown under the name "{shown}", which is not known: add -k')
    return names.service_path(known)


def on_interface(location: Location, interface: str) -> Location:
    """Add the interface to a location, unless there is none."""
    interfaces = () if interface in NOT_KNOWN else (escaped(interface),)
    return msgspec.structs.replace(location, interfaces=interfaces)


def port(text: str) -> int:
    """Read a port. Raises LineError."""
    if not text.isascii() or not text.isdigit() or len(text) > len(str(_MAX_PORT)) or int(text) > _MAX_PORT:
        raise LineError(f'"{text}" is no port number')
    return int(text)


def text(field: bytes) -> str:
    """Text that can become octets again."""
    return field.decode("utf-8", "surrogateescape")


def name(field: str) -> str:
    """A domain name in presentation form, without the trailing dot."""
    return names.join(names.split(field))


def _octet(escape: re.Match[bytes]) -> bytes:
    decimal, char = escape.groups()
    if decimal is None:
        return char
    if int(decimal) > _MAX_OCTET:
        raise LineError(f"\\{int(decimal)} in a TXT string is no octet")
    return bytes((int(decimal),))
