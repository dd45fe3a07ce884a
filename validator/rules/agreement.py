"""What else must say the same as a value: places outside the value, and what is made of the two texts first.

The words of a rule file are here: the places of ``to`` and the transforms of ``value`` and ``other``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from validator.rules.schema import Agreement

_DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ipp": 631, "ipps": 631, "ftp": 21, "rtsp": 554}


class Places(Struct, frozen=True):
    """The texts that a value may have to agree with. ``keys`` are the values of the record, by key in lower case."""

    instance: bytes | None = None
    host: str | None = None
    port: int | None = None
    addresses: tuple[str, ...] = ()
    subtypes: tuple[str, ...] = ()
    keys: Mapping[bytes, bytes] = {}


def agrees(agreement: Agreement, value: bytes, places: Places) -> bool | None:
    """Whether a value agrees with one of the places; None where none is known, or the value cannot be compared."""
    ours = _made(value, agreement.value)
    theirs = [made for text in _others(agreement, places) if (made := _made(text, agreement.other)) is not None]
    if ours is None or not theirs:
        return None
    ignores_case = agreement.ignore_case or any(place in ("host", "hostLabel") for place in agreement.to)
    if ignores_case:
        ours, theirs = ours.lower(), [text.lower() for text in theirs]
    return any(_stands(ours, text, agreement.at) for text in theirs) != agreement.differs


def texts(agreement: Agreement, places: Places) -> list[bytes]:
    """The known texts of the places of an agreement, as messages show them."""
    return list(_others(agreement, places))


def unknown_words(agreement: Agreement) -> Iterator[str]:
    """Yield the places and the transforms that there are not."""
    for place in agreement.to:
        if place not in _PLACES and not place.startswith("key "):
            yield f"there is no place {place!r}; expected {', '.join(_PLACES)}, or key NAME"
    for word in (*agreement.value, *agreement.other):
        name, _, argument = word.partition(" ")
        if name not in _TRANSFORMS:
            yield f"there is no transform {name!r}; expected one of {', '.join(_TRANSFORMS)}"
        elif name in _NUMBERED and not argument.isdigit():
            yield f"the transform {name!r} needs a number"


def _stands(ours: bytes, theirs: bytes, at: str) -> bool:
    match at:
        case "start":
            return theirs.startswith(ours)
        case "end":
            return theirs.endswith(ours)
        case "inside":
            return ours in theirs
    return ours == theirs


def _others(agreement: Agreement, places: Places) -> Iterator[bytes]:
    for place in agreement.to:
        if place.startswith("key "):
            value = places.keys.get(place.removeprefix("key ").lower().encode())
            if value is not None:
                yield value
        elif place in _PLACES:
            yield from _PLACES[place](places)


_PLACES: dict[str, Callable[[Places], Iterator[bytes]]] = {
    "instance": lambda places: iter([places.instance] if places.instance is not None else []),
    "host": lambda places: iter([places.host.rstrip(".").encode()] if places.host else []),
    "hostLabel": lambda places: iter([places.host.partition(".")[0].encode()] if places.host else []),
    "port": lambda places: iter([str(places.port).encode()] if places.port is not None else []),
    "addresses": lambda places: (each.encode() for each in places.addresses),
    "subtypes": lambda places: (each.encode() for each in places.subtypes),
}


def _made(text: bytes, words: tuple[str, ...]) -> bytes | None:
    """Apply transforms in order; None where one cannot be applied."""
    made: bytes | None = text
    for word in words:
        name, _, argument = word.partition(" ")
        made = None if made is None else _TRANSFORMS[name](made, argument)
    return made


def _alphanumeric(text: bytes, _: str) -> bytes:
    return bytes(octet for octet in text if chr(octet).isascii() and chr(octet).isalnum())


def _before(text: bytes, mark: str) -> bytes:
    return text.partition(mark.encode())[0]


def _after(text: bytes, mark: str) -> bytes | None:
    _, found, tail = text.partition(mark.encode())
    return tail if found else None


def _shifted(text: bytes, by: str) -> bytes | None:
    return str(int(text) >> int(by)).encode() if text.isdigit() and len(text) <= _MAX_DIGITS else None


_MAX_DIGITS = 20
"""Digits of the largest number of 64 bits."""


def _url_host(text: bytes, _: str) -> bytes | None:
    from urllib.parse import urlsplit  # costs more than judging by a rule that has no URL

    try:
        host = urlsplit(text.decode()).hostname
    except ValueError:
        return None
    return host.rstrip(".").encode() if host else None


def _url_port(text: bytes, _: str) -> bytes | None:
    from urllib.parse import urlsplit  # as above

    try:
        parts = urlsplit(text.decode())
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return None
    return None if port is None or not parts.hostname else str(port).encode()


_NUMBERED = frozenset({"first", "last", "shift"})
"""Transforms that need a number."""

_TRANSFORMS: dict[str, Callable[[bytes, str], bytes | None]] = {
    "lower": lambda text, _: text.lower(),
    "upper": lambda text, _: text.upper(),
    "alphanumeric": _alphanumeric,
    "hex": lambda text, _: text.hex().encode(),
    "first": lambda text, count: text[: int(count)],
    "last": lambda text, count: text[-int(count) :] if int(count) else b"",
    "before": _before,
    "after": _after,
    "shift": _shifted,
    "urlHost": _url_host,
    "urlPort": _url_port,
    "prefix": lambda text, head: head.encode() + text,
    "reverseBytes": lambda text, _: text[::-1],
}
