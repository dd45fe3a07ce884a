"""What the sources ha_json and ha_log share: one service as python-zeroconf and Home Assistant hold it.

Its record is a dict of decoded text: it has no order, no duplicates and no empty strings, and ``key`` may have been
``key=``. A value with U+FFFD was not UTF-8: what it was is not known, so the string is left out. ``_raw`` of older
releases has the octets themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.model import names
from validator.model.announcement import Announcement, Fidelity, Location
from validator.model.txt import TxtRecord
from validator.sources.lines import LineError

_LOST = frozenset({Fidelity.ORDER, Fidelity.DUPLICATES, Fidelity.STATES, Fidelity.EMPTY_STRINGS, Fidelity.BYTES})
_MAX_PORT = 65535
_REPLACEMENT = "\ufffd"


def is_service(value: object) -> bool:
    """Return whether a value has what all shapes of a service have: a type, a name, and properties."""
    return isinstance(value, dict) and {"type", "name", "properties"} <= value.keys()


def announcement(value: dict[str, Any], location: Location) -> Announcement:
    """Read a service. Raises LineError."""
    path = names.service_path(_text(value, "type"))
    record, left_out = _record(value["properties"])
    lost = _LOST | {Fidelity.TXT} if record is None else _LOST | {Fidelity.STRINGS} if left_out else _LOST
    host = value.get("hostname") or value.get("server")
    return Announcement(
        service=str(path.service),
        instance=_instance(_text(value, "name"), _text(value, "type")),
        domain=path.domain or "local",
        host=names.join(names.split(host)) or None if isinstance(host, str) and _is_text(host) else None,
        port=_port(value.get("port")),
        addresses=tuple(dict.fromkeys(_addresses(value))),
        txt=record,
        lost=lost,
        location=location,
    )


def _text(value: dict[str, Any], key: str) -> str:
    text = value[key]
    if not isinstance(text, str) or not text or not _is_text(text):
        raise LineError(f'"{key}" of the service is no text')
    return text


def _is_text(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text)


def _instance(name: str, service: str) -> bytes | None:
    """Take the type away from the whole name. Instances with dots in them stand there without escapes."""
    end = f".{service}".rstrip(".").lower()
    whole = name.rstrip(".")
    instance = whole[: -len(end)] if whole.lower().endswith(end) else whole
    return instance.encode() if instance and _REPLACEMENT not in instance else None


def _port(port: object) -> int | None:
    if port is None:
        return None
    if type(port) is not int or not 0 <= port <= _MAX_PORT:
        raise LineError('"port" of the service is no port number')
    return port


def _addresses(value: dict[str, Any]) -> Iterator[str]:
    for key in ("host", "ip_address", "ip_addresses", "addresses"):
        found = value.get(key)
        yield from (each for each in (found if isinstance(found, list) else [found]) if isinstance(each, str) and each)


def _record(properties: object) -> tuple[TxtRecord | None, bool]:
    """Return the record, None where there may have been none, and whether a string had to be left out."""
    if isinstance(properties, dict) and isinstance(properties.get("_raw"), dict):
        properties = properties["_raw"]
    if properties is not None and not isinstance(properties, dict):
        raise LineError('"properties" of the service is no object')
    if not properties:
        return None, False
    strings = [_string(key, value) for key, value in properties.items()]
    kept = tuple(each for each in strings if each is not None)
    return TxtRecord(kept or (b"",)), len(kept) < len(strings)


def _string(key: object, value: object) -> bytes | None:
    octets = tuple(_octets(each) for each in (key, value) if each is not None)
    if any(each is None for each in octets):
        return None
    return b"=".join(each for each in octets if each is not None)


def _octets(value: object) -> bytes | None:
    """Return the octets of a key or value; None where they are not known. Raises LineError."""
    if isinstance(value, bytes):
        return value
    if not isinstance(value, str):
        raise LineError("a property of the service is neither text nor null")
    return value.encode() if _REPLACEMENT not in value and _is_text(value) else None
