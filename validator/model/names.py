r"""Names of DNS-SD: labels, service types, and the service instance name.

A *label* is bytes. Its *presentation form* is text: dots and backslashes escaped as ``\.`` and ``\\`` (RFC 6763
section 4.3), control characters and octets that are not UTF-8 as ``\DDD`` with three decimal digits (RFC 1035
section 5.1). Nothing here judges a name: whatever is on the wire can be held, printed and read back.
"""

from __future__ import annotations

import re

from msgspec import Struct

from validator.errors import UsageError

MAX_LABEL = 63
"""Octets of one DNS label (RFC 1035 section 2.3.4)."""

MAX_NAME = 255
"""Octets of a whole name without the root label (RFC 6763 section 7.2)."""

MAX_SERVICE_NAME = 15
"""Characters of a service name without its underscore (RFC 6335 section 5.1)."""

_SUBTYPE = b"_sub"
_ESCAPED = re.compile(r"\\(\d{3})|\\(.)|([^\\])|(\\)$", re.DOTALL)
_DECIMAL_MAX = 255

# Nearly all labels; they are the same in presentation form.
_PLAIN = re.compile(rb"[A-Za-z0-9 _-]*")


def unescape(text: str) -> bytes:
    r"""Octets of one label in presentation form; ``\DDD`` is decimal, ``\X`` is X. A lone ``\`` at the end stays."""
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
    r"""One label in presentation form; ``unescape(escape(x)) == x`` for every x."""
    if _PLAIN.fullmatch(label):
        return label.decode()
    text = label.decode("utf-8", "surrogateescape").replace("\\", r"\\").replace(".", r"\.")
    return "".join(_decimal(char) if _needs_decimal(char) else char for char in text)


def split(name: str) -> tuple[bytes, ...]:
    r"""Labels of a name in presentation form. One trailing dot is the root's; ``""`` and ``"."`` have no labels."""
    if "\\" not in name and ".." not in name and name[:1] not in ("", "."):
        return tuple(part.encode("utf-8", "surrogateescape") for part in name.removesuffix(".").split("."))
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
    """Presentation form of labels, without the trailing dot."""
    return ".".join(escape(label) for label in labels)


def wire_length(labels: tuple[bytes, ...]) -> int:
    """Octets that the labels take on the wire, length octets included, root label not."""
    return sum(map(len, labels)) + len(labels)


class ServiceType(Struct, frozen=True):
    """What stands between instance and domain: normally ``_name._transport``; held whatever it is.

    ``service_name`` is the first label without its underscore, in presentation form, ASCII letters in lower case;
    ``transport`` is ``tcp`` or ``udp``, None where the second label is neither (RFC 6763 section 4.1.2).
    """

    labels: tuple[bytes, ...]
    service_name: str
    transport: str | None

    def __str__(self) -> str:
        return join(self.labels)


class ServicePath(Struct, frozen=True):
    """A service type with what may stand around it: ``_printer._sub._http._tcp.local`` or a whole instance name."""

    service: ServiceType
    domain: str | None = None
    instance: bytes | None = None
    subtype: str | None = None


def service_type(text: str) -> ServiceType:
    """Read ``_ipp._tcp`` as written; every label is kept."""
    return _service_type(split(text))


def service_path(text: str) -> ServicePath:
    """Find the service type in a longer name by its transport label (RFC 6763 sections 4.1 and 7.1).

    What stands before it is a subtype (``X._sub``) or the instance, what stands after it the domain. A name without a
    transport label is taken for a service type as a whole.
    """
    labels = split(text)
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
    """Labels of the name that is browsed for a type or subtype; without a domain it is in ``local``."""
    subtype = () if path.subtype is None else (*split(path.subtype), _SUBTYPE)
    return (*subtype, *path.service.labels, *split(path.domain or "local"))


def _service_type(labels: tuple[bytes, ...]) -> ServiceType:
    name = escape((labels[0] if labels else b"").removeprefix(b"_"))
    label = labels[1].lower() if len(labels) > 1 else b""
    return ServiceType(labels, _lower(name), {b"_tcp": "tcp", b"_udp": "udp"}.get(label))


def _lower(text: str) -> str:
    """ASCII letters in lower case; DNS folds no others (RFC 6762 section 16)."""
    return "".join(char.lower() if char.isascii() else char for char in text)


def _needs_decimal(char: str) -> bool:
    return char < " " or "\x7f" <= char < "\xa0" or "\udc80" <= char <= "\udcff"


def _decimal(char: str) -> str:
    return "".join(f"\\{octet:03d}" for octet in char.encode("utf-8", "surrogateescape"))
