r"""Services as Python shows them: ``ServiceInfo`` of python-zeroconf, ``ZeroconfServiceInfo`` of Home Assistant.

    ServiceInfo(type='_http._tcp.local.', name='Lobby._http._tcp.local.', addresses=[b'\xc0\x00\x02\x07'], port=80,
    server='lobby.local.', properties={b'path': b'/', b'flag': None}, interface_index=None)

What is shown is parsed, and never run: literals, addresses of ``ipaddress``, and the fields of the service itself.
"""

from __future__ import annotations

import ast
import ipaddress
import re
import warnings
from collections.abc import Iterator
from typing import BinaryIO

from validator.model.announcement import Announcement, Location, Unreadable
from validator.sources.base import Format
from validator.sources.lines import LineError, lines
from validator.sources.tools.zeroconf_service import announcement, is_service

MAX_SHOWN = 64 * 1024
"""Octets of what Python shows of one service."""

SHOWN = rb"(?:Async|Zeroconf|_)?ServiceInfo\(.*"
_SERVICES = frozenset({"ServiceInfo", "AsyncServiceInfo", "ZeroconfServiceInfo", "_ServiceInfo"})
_ADDRESSES = frozenset({"IPv4Address", "IPv6Address", "ZeroconfIPv4Address", "ZeroconfIPv6Address"})
_LINE = re.compile(rb"(?:^|[^\w.'\"])(" + SHOWN + rb")")
_SNIFF = re.compile(rb"(?:Async|Zeroconf)?ServiceInfo\((?:\w+=[^\n]{0,4000}?, )?(?:type|type_|name)=['\"]")
_BAD = "the service is cut off or damaged"


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield a service for every line that shows one; other lines are passed over."""
    return services(stream, name, _LINE)


def services(stream: BinaryIO, name: str, shown: re.Pattern[bytes]) -> Iterator[Announcement | Unreadable]:
    """Yield the service that the first group of a pattern shows, for every line in which it is found."""
    for number, line in lines(stream):
        location = Location(name, number)
        if isinstance(line, str):
            yield Unreadable(location, line)
        elif found := shown.search(line):
            yield _service(found[1].strip(), location)


def _service(shown: bytes, location: Location) -> Announcement | Unreadable:
    """Read what Python shows of a service, a dict or a call, up to its end; what follows is not of it."""
    if len(shown) > MAX_SHOWN:
        return Unreadable(location, f"a service of more than {MAX_SHOWN} octets")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = _value(_parsed(shown.decode()))
        if not isinstance(value, dict) or not is_service(value):
            return Unreadable(location, "the service has no type, no name or no properties")
        return announcement(value, location)
    except LineError as error:
        return error.at(location)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return Unreadable(location, _BAD)


def _parsed(text: str) -> ast.expr:
    """Parse an expression; text behind its last bracket is left out. Raises SyntaxError."""
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError:
        end = max(text.rfind(")"), text.rfind("}")) + 1
        if not 0 < end < len(text):
            raise
        return ast.parse(text[:end], mode="eval").body


def _value(node: ast.expr) -> object:
    """Return the value of what is shown. Raises ValueError where it is more than that."""
    match node:
        case ast.Constant():
            return node.value
        case ast.List() | ast.Tuple() | ast.Set():
            return [_value(each) for each in node.elts]
        case ast.Dict():
            return {_key(key): _value(value) for key, value in zip(node.keys, node.values, strict=True)}
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as number)):
            return -number
        case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str() as address)]) if name in _ADDRESSES:
            return address
        case ast.Call(func=ast.Name(id=name), args=[]) if name in _SERVICES:
            return _fields({each.arg: _value(each.value) for each in node.keywords if each.arg})
    raise ValueError(_BAD)


def _key(node: ast.expr | None) -> object:
    value = None if node is None else _value(node)
    if not isinstance(value, str | bytes):
        raise ValueError(_BAD)  # noqa: TRY004 - it is what is read that is wrong, not who calls
    return value


def _fields(fields: dict[str, object]) -> dict[str, object]:
    """Name the fields of a service as its JSON does; addresses may be octets."""
    found = dict(fields)
    if "type_" in found:
        found["type"] = found.pop("type_")
    addresses = found.get("addresses") or found.get("parsed_addresses")
    if isinstance(addresses, list):
        found["addresses"] = [str(ipaddress.ip_address(each)) for each in addresses if isinstance(each, bytes | str)]
    return found


def sniff(head: bytes) -> bool:
    """Return whether a line shows a service."""
    return _SNIFF.search(head) is not None


FORMAT = Format(sniff, read)
