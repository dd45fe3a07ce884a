r"""``shodan``: banners of Shodan with the property ``mdns``, in JSON or JSON Lines, also within a host or a search.

    {"ip_str": "192.0.2.7", "port": 5353, "data": "mDNS:\n  services:\n ...", "_shodan": {"module": "mdns", ...},
     "mdns": {"services": {"80/tcp http": {"name": "Lobby", "ptr": "_http._tcp.local", "port": 80, "ipv4": [...]}},
              "answers": {"PTR": [...]}, "additionals": {...}}}

The schema of banners (datapedia.shodan.io) gives a service its names, its port and addresses, but no TXT strings: they
stand in the text ``data`` (mdns_banner), which is read where it lists the service. Records of ``answers`` and the other
sections have lost their owners, so that no string among them can be said to be of a service.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from validator.model import names
from validator.model.announcement import Announcement, Fidelity, Location, Unreadable
from validator.sources.base import Format
from validator.sources.lines import LineError, one_line
from validator.sources.plain.json_text import JsonText
from validator.sources.tools.mdns_banner import LOST, head, is_banner, octets, services

_MAX_PORT = 65535
_SHOWN = 80
_SNIFF = re.compile(rb'"_shodan"\s*:\s*\{|"mdns"\s*:\s*\{\s*"(?:services|answers|additionals|authorities)"\s*:\s*[{n]')


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield every service, at the line where the item of the outermost list with its banner begins."""
    text = JsonText(stream)
    try:
        for line in text.entries():
            for banner in _banners(text.value()):
                yield from _services(banner, Location(name, line))
    except LineError as error:
        yield error.at(Location(name))


def _banners(value: object) -> Iterator[dict[str, Any]]:
    """Yield the banners of mDNS that stand anywhere in a value, in the order of the text."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict) and (isinstance(value.get("mdns"), dict) or _text(value)):
            yield value
        elif isinstance(value, dict | list):
            waiting += reversed(value.values() if isinstance(value, dict) else value)


def _text(banner: dict[str, Any]) -> str:
    text = banner.get("data")
    return text if isinstance(text, str) and is_banner(text) else ""


def _services(banner: dict[str, Any], location: Location) -> Iterator[Announcement | Unreadable]:
    types = set()
    for item in services(((location, line) for line in _text(banner).split("\n")), exact=False):
        if isinstance(item, Announcement):
            types.add(item.service.lower())
        yield item
    properties = banner.get("mdns")
    listed = properties.get("services") if isinstance(properties, dict) else None
    if listed is not None and not isinstance(listed, dict):
        yield Unreadable(location, '"services" of the banner is no object')
        return
    for key, value in (listed or {}).items():
        try:
            found = _announcement(key, value, location)
        except LineError as error:
            yield error.at(location)
            continue
        if found.service.lower() not in types:
            yield found


def _announcement(key: str, value: object, location: Location) -> Announcement:
    """Read a service. Raises LineError."""
    shown = one_line(key.encode("utf-8", "replace").decode())[:_SHOWN]
    if not isinstance(value, dict):
        raise LineError(f'the service "{shown}" of the banner is no object')
    path = _path(key, value)
    if path is None:
        raise LineError(f'the banner does not say of which type the service "{shown}" is')
    port = value.get("port")
    if port is not None and (type(port) is not int or not 0 <= port <= _MAX_PORT):
        raise LineError(f'"port" of the service "{shown}" is no port number')
    addresses = [each for kind in ("ipv4", "ipv6") for each in _texts(value.get(kind))]
    return Announcement(
        service=str(path.service),
        instance=path.instance or _instance(value.get("name")),
        domain=path.domain or "local",
        port=port,
        addresses=tuple(dict.fromkeys(addresses)),
        lost=LOST | {Fidelity.TXT},
        location=location,
    )


def _path(key: str, value: dict[str, Any]) -> names.ServicePath | None:
    """Return the type that ``ptr`` names, else that of the key, such as ``80/tcp http``; None without a type."""
    ptr = value.get("ptr")
    if isinstance(ptr, str) and octets(ptr) is not None:
        path = names.service_path(ptr)
        if path.service.transport is not None:
            return path
    found = head(key)
    if found is None or found[1] is None:
        return None
    return names.ServicePath(names.service_type(names.join((f"_{found[2]}".encode(), f"_{found[1]}".encode()))))


def _instance(name: object) -> bytes | None:
    """Return the instance that a name is or begins with; None where the name is not known, or is that of a host."""
    if not isinstance(name, str) or not name or name.rstrip(".").lower().endswith(".local"):
        path = names.service_path(name) if isinstance(name, str) and octets(name) is not None else None
        return path.instance if path is not None and path.service.transport is not None else None
    return octets(name)


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str) and each] if isinstance(value, list) else []


def sniff(head: bytes) -> bool:
    """Return whether an input is JSON with the property that all banners of Shodan have, or those of mDNS."""
    return head.lstrip()[:1] in (b"{", b"[") and _SNIFF.search(head) is not None


FORMAT = Format(sniff, read)
