r"""Names of DNS-SD: labels, service types, and the service instance name.

A *label* is octets. The *presentation form* of a label is text: dots and backslashes are escaped as ``\.`` and ``\\``
(RFC 6763 section 4.3), control characters and octets that are not UTF-8 as ``\DDD`` with three decimal digits (RFC 1035
section 5.1). Nothing here judges a name: any name from the wire can be stored, printed and read back.
"""

from __future__ import annotations

import re

from msgspec import Struct

from validator.errors import UsageError

MAX_LABEL = 63
"""Octets of one DNS label (RFC 1035 section 2.3.4)."""

MAX_NAME = 255
"""Octets of a name without the root label (RFC 6763 section 7.2)."""

MAX_SERVICE_NAME = 15
"""Characters of a service name without its underscore (RFC 6335 section 5.1)."""

_SUBTYPE = b"_sub"
_ENUMERATIONS = ((b"_services", b"_dns-sd", b"_udp"), (b"_services", b"_mdns", b"_udp"))
# One octet of presentation form: \228 (decimal), \. (escaped), a (plain), or a lone backslash at the end.
_ESCAPED = re.compile(r"\\(\d{3})|\\(.)|([^\\])|(\\)$", re.DOTALL)
_DECIMAL_MAX = 255

# Nearly all labels; they are the same in presentation form.
_PLAIN = re.compile(rb"[A-Za-z0-9 _-]*")


def unescape(text: str) -> bytes:
    r"""Return the octets of a label in presentation form.

    ``\DDD`` is an octet in decimal, ``\X`` is X, and a lone ``\`` at the end stays.
    """
    if "\\" not in text:
        return text.encode("utf-8", "surrogateescape")
    out = bytearray()
    for decimal, escaped, plain, lone in _ESCAPED.findall(text):
        if decimal and int(decimal) <= _DECIMAL_MAX:
            out.append(int(decimal))
        else:
            out += (decimal or escaped or plain or lone).encode("utf-8", "surrogateescape")
    return bytes(out)


def escape(label: bytes) -> str:
    """Return a label in presentation form. ``unescape(escape(x)) == x`` for every x."""
    if _PLAIN.fullmatch(label):
        return label.decode()
    text = label.decode("utf-8", "surrogateescape").replace("\\", r"\\").replace(".", r"\.")
    return "".join(_decimal(char) if _needs_decimal(char) else char for char in text)


def split(name: str) -> tuple[bytes, ...]:
    """Return the labels of a name in presentation form.

    One trailing dot is the dot of the root. ``""`` and ``"."`` have no labels.
    """
    if "\\" not in name and ".." not in name and name[:1] not in ("", "."):
        return tuple(part.encode("utf-8", "surrogateescape") for part in name.removesuffix(".").split("."))
    # "a\.b._ipp" gives the labels "a\.b" and "_ipp", and the dot between them.
    parts = re.findall(r"(?:\\\d{3}|\\.|[^.\\]|\\$)+|\.", name, re.DOTALL)
    labels: list[bytes] = []
    previous = "."
    for part in parts:
        if part != ".":
            labels.append(unescape(part))
        elif previous == "." and name != ".":
            labels.append(b"")
        previous = part
    return tuple(labels)


def join(labels: tuple[bytes, ...]) -> str:
    """Return labels in presentation form, without the trailing dot; ``split`` gives the labels back.

    A last label that is empty, as no name on the wire has, is followed by a dot.
    """
    text = ".".join([escape(label) for label in labels])
    return f"{text}." if len(labels) > 1 and not labels[-1] else text


def wire_length(labels: tuple[bytes, ...]) -> int:
    """Return the octets that the labels take on the wire. Length octets count, the root label does not."""
    return sum(map(len, labels)) + len(labels)


class ServiceType(Struct, frozen=True):
    """The labels between instance and domain: ``_name._transport``, or whatever stands in their place."""

    labels: tuple[bytes, ...]
    """All labels as they came."""
    service_name: str
    """The first label without its underscore, in presentation form, with ASCII letters in lower case."""
    transport: str | None
    """``tcp`` or ``udp``. None where the second label is neither (RFC 6763 section 4.1.2)."""

    def __str__(self) -> str:
        return join(self.labels)


class ServicePath(Struct, frozen=True):
    """A service type, and what may stand around it in a longer name.

    Examples: ``_printer._sub._http._tcp.local`` has a subtype, ``Desk._ipp._tcp.local`` has an instance.
    """

    service: ServiceType
    domain: str | None = None
    instance: bytes | None = None
    subtype: str | None = None


def service_type(text: str) -> ServiceType:
    """Read ``_ipp._tcp`` as written. Every label is kept."""
    return _service_type(split(text))


def service_path(text: str) -> ServicePath:
    """Find the service type in a longer name by its transport label (RFC 6763 sections 4.1 and 7.1).

    The labels before the type are a subtype (``X._sub``) or the instance, the labels after the type are the domain. A
    name without a transport label is a service type as a whole, and so is the list of types (section 9).
    """
    labels = split(text)
    if tuple(label.lower() for label in labels[:3]) in _ENUMERATIONS:
        return ServicePath(_service_type(labels[:3]), join(labels[3:]) or None)
    at = next((i for i, label in enumerate(labels) if i and label.lower() in (b"_tcp", b"_udp")), None)
    if at is None:
        return ServicePath(_service_type(labels))
    before, domain = labels[: at - 1], labels[at + 1 :]
    subtype = instance = None
    if len(before) > 1 and before[-1].lower() == _SUBTYPE:
        subtype = join(before[:-1])
    elif before:
        instance = b".".join(before)
    return ServicePath(_service_type(labels[at - 1 : at + 1]), join(domain) or None, instance, subtype)


def typed(text: str) -> ServicePath:
    """Read a service type (``_ipp._tcp``) or subtype (``_printer._sub._http._tcp``), with or without the domain.

    Raises UsageError where the text is neither.
    """
    path = service_path(text)
    labels = full_name(path)
    fits = all(0 < len(label) <= MAX_LABEL for label in labels) and wire_length(labels) <= MAX_NAME
    if path.service.transport is None or path.instance is not None or not fits:
        raise UsageError(
            f"{text!r} is not a service type; write it as _ipp._tcp, a subtype as _printer._sub._http._tcp"
        )
    return path


def full_name(path: ServicePath) -> tuple[bytes, ...]:
    """Return the labels of the name that is browsed for a type or subtype. A missing domain is ``local``."""
    subtype = () if path.subtype is None else (*split(path.subtype), _SUBTYPE)
    return (*subtype, *path.service.labels, *split(path.domain or "local"))


def _service_type(labels: tuple[bytes, ...]) -> ServiceType:
    name = escape((labels[0] if labels else b"").removeprefix(b"_"))
    label = labels[1].lower() if len(labels) > 1 else b""
    return ServiceType(labels, _lower(name), {b"_tcp": "tcp", b"_udp": "udp"}.get(label))


def _lower(text: str) -> str:
    """Return a text with ASCII letters in lower case: DNS folds no other letters (RFC 6762 section 16)."""
    return "".join(char.lower() if char.isascii() else char for char in text)


def _needs_decimal(char: str) -> bool:
    return char < " " or "\x7f" <= char < "\xa0" or "\udc80" <= char <= "\udcff"


def _decimal(char: str) -> str:
    return "".join(f"\\{octet:03d}" for octet in char.encode("utf-8", "surrogateescape"))
