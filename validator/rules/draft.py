"""A first rule file for a service, out of what was observed of it.

Pure and deterministic: the same records in any order give the same text. It is bounded, whatever is observed. Only what
is hard to be wrong about becomes a constraint; other guesses stand in comments. Nothing of a secret is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

from validator.display.wording import plural
from validator.documents.yaml_text import quotation, scalar
from validator.model.announcement import Announcement, Fidelity
from validator.model.names import ServiceType
from validator.model.txt import Attribute, KeyState
from validator.rules.formats import FORMATS
from validator.rules.secrets import is_secret_value

MAX_KEYS = 500
MAX_VALUES = 8
"""Different values of a key that are told."""

MAX_RECORDS = 5
"""Records that become examples."""

MAX_SHOWN = 60
"""Characters of a value that a comment shows."""

MODELINE = "# yaml-language-server: $schema=rule.schema.json"

_SURE: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("mac", lambda value: any(sign in value for sign in b":-.")),
    ("uuid", lambda value: b"-" in value),
    ("ip", lambda value: any(sign in value for sign in b".:")),
    ("uri", lambda value: b"://" in value),
)
"""Formats that hardly any other value has, and what it must have besides."""

_LIKELY: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("boolean", lambda _: True),
    ("integer", lambda _: True),
    ("version", lambda value: b"." in value and value[:1].isdigit()),
    ("mac", lambda _: True),
    ("uuid", lambda _: True),
    ("path", lambda value: value.startswith(b"/")),
    ("email", lambda _: True),
)

Record = tuple[bytes, ...]
Item = TypeVar("Item", bytes, str, Record)


class _Least(Generic[Item]):
    """The least of what was added, short before long, at most ``size`` of it; ``more``: there was more."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: set[Item] = set()
        self.more = False

    def add(self, item: Item) -> None:
        """Keep an item where it is among the least."""
        self._kept.add(item)
        if len(self._kept) > self._size:
            self._kept.discard(max(self._kept, key=_order))
            self.more = True

    def items(self) -> list[Item]:
        """What was kept, in order."""
        return sorted(self._kept, key=_order)


class _Key:
    """What was observed of one key."""

    def __init__(self) -> None:
        self.name = b""
        self.place = MAX_KEYS
        self.count = 0
        self.is_secret = False
        self.states: set[KeyState] = set()
        self.values = _Least[bytes](MAX_VALUES)
        self.sure = [name for name, _ in _SURE]
        self.likely = [name for name, _ in _LIKELY]

    def add(self, attribute: Attribute) -> None:
        """Take one attribute."""
        self.count += 1
        self.name = min(filter(None, (self.name, attribute.key)))
        self.place = min(self.place, attribute.index)
        self.states.add(attribute.state)
        if is_secret_value(attribute.key, attribute.value, None):
            self.is_secret = True
        elif attribute.value:
            self.values.add(attribute.value)
            self.sure = [name for name, fits in _SURE if name in self.sure and _is(name, fits, attribute.value)]
            self.likely = [name for name, fits in _LIKELY if name in self.likely and _is(name, fits, attribute.value)]


class Observed:
    """What was observed of one service type."""

    def __init__(self, service: ServiceType) -> None:
        self.service = service
        self.count = 0
        self._keys: dict[bytes, _Key] = {}
        self._records = _Least[Record](MAX_RECORDS)
        self._subtypes = _Least[str](MAX_VALUES)
        self._odd = _Least[bytes](MAX_VALUES)
        self._is_partial = False

    def add(self, announcement: Announcement) -> None:
        """Take one announcement; what its source lost is not made up."""
        record = announcement.txt
        if record is None:
            return
        self.count += 1
        for subtype in announcement.subtypes:
            self._subtypes.add(subtype)
        whole = record.damage is None and Fidelity.STRINGS not in announcement.lost
        self._is_partial = self._is_partial or not whole
        seen: set[bytes] = set()
        kept: list[bytes] = []
        for attribute in record.attributes:
            secret = is_secret_value(attribute.key, attribute.value, None)
            if not secret:
                kept.append(attribute.raw)
            if attribute.name in seen or not attribute.key:
                continue
            seen.add(attribute.name)
            self._key(attribute)
        if whole and all(map(_is_text, kept)):
            self._records.add(tuple(kept))

    def _key(self, attribute: Attribute) -> None:
        if not all(0x20 <= octet <= 0x7E for octet in attribute.key):  # noqa: PLR2004 - RFC 6763 section 6.4
            self._odd.add(attribute.key)
        elif attribute.name in self._keys or len(self._keys) < MAX_KEYS:
            self._keys.setdefault(attribute.name, _Key()).add(attribute)

    def examples(self) -> list[tuple[str, ...]]:
        """The records that may be examples, in order."""
        return [tuple(raw.decode() for raw in record) for record in self._records.items()]

    def draft(self, examples: Iterable[tuple[str, ...]], notes: Iterable[str] = ()) -> str:
        """Write the rule file, with these examples and notes on it."""
        return "\n".join([*self._head(notes), *self._body(), *_examples(examples)]) + "\n"

    def _head(self, notes: Iterable[str]) -> Iterator[str]:
        yield MODELINE
        drafted = f"{plural(self.count, 'record')} of {_shown(str(self.service))}"
        yield f"# Drafted from {drafted}. `dnssd-validator rules schema` prints its schema."
        yield "# What was observed need not be all that there is: correct it, describe it, take up what is guessed."
        if self._is_partial:
            yield "# Some records were not seen as a whole: keys may be missing here."
        if any(key.is_secret for key in self._keys.values()):
            yield "# Values of credentials are left out, of the examples too."
        yield from (f"# {note}" for note in notes)
        yield from (f"# No rule can define the key {_shown_octets(key)}." for key in self._odd.items())

    def _body(self) -> Iterator[str]:
        yield f"service: {scalar(self.service.service_name)}"
        yield f"transports: [{self.service.transport or 'tcp'}]"
        if self._subtypes.items():
            yield f"# observed: subtypes: [{', '.join(quotation(each) for each in self._subtypes.items())}]"
        if not self._keys:
            yield "definition: none  # no key was observed"
            return
        yield "definition: keys  # partial, if there may be other keys"
        yield "keys:"
        for key in sorted(self._keys.values(), key=lambda each: (each.place, each.name.lower())):
            yield from self._lines(key)

    def _lines(self, key: _Key) -> Iterator[str]:
        values = key.values.items()
        shown = [_shown_octets(value) for value in values] + ["and others"] * key.values.more
        shown += ["a credential"] * key.is_secret
        shown += [f"the key {state.value}" for state in (KeyState.NO_VALUE, KeyState.EMPTY) if state in key.states]
        yield f"  # observed in {key.count} of {self.count}: {', '.join(shown)}"
        guesses = list(self._guesses(key, values))
        if guesses:
            yield f"  # perhaps: {', '.join(guesses)}"
        yield f"  {scalar(key.name.decode())}: {{{', '.join(_constraints(key, values))}}}"

    def _guesses(self, key: _Key, values: list[bytes]) -> Iterator[str]:
        if key.count == self.count > 1 and not self._is_partial:
            yield "required: true"
        if key.states == {KeyState.NO_VALUE}:
            yield "value: forbidden"
        sure = _constraints(key, values)
        if key.is_secret or sure or not values:
            return
        if key.likely:
            yield f"format: {key.likely[0]}"
        if 1 < len(values) < MAX_VALUES and not key.values.more and all(map(_is_text, values)):
            yield f"enum: [{', '.join(_value(value.decode()) for value in values)}]"


def _constraints(key: _Key, values: list[bytes]) -> list[str]:
    """What is sure enough to be judged by."""
    if key.is_secret:
        return ["sensitive: credential"]
    only_values = key.states == {KeyState.VALUE}
    if key.name.lower() == b"txtvers" and len(values) == 1 and values[0].isdigit() and only_values:
        return [f"const: {_value(values[0].decode())}"]
    return [f"format: {key.sure[0]}"] if key.sure and values and only_values else []


def _examples(examples: Iterable[tuple[str, ...]]) -> Iterator[str]:
    listed = list(examples)
    if listed:
        yield "examples:"
        yield "  valid:  # observed"
        yield from (f"    - [{', '.join(map(_value, record))}]" for record in listed)


def _value(text: str) -> str:
    """A value as a rule file has it, where ``${`` begins the name of a value."""
    return quotation(text.replace("${", "$${"))


def _shown(text: str) -> str:
    return quotation(text)[1:-1]


def _shown_octets(octets: bytes) -> str:
    text = octets.decode("utf-8", "backslashreplace")
    return quotation(text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…")


def _is(name: str, fits: Callable[[bytes], bool], value: bytes) -> bool:
    return fits(value) and FORMATS[name].matches(value)


def _is_text(octets: bytes) -> bool:
    try:
        octets.decode()
    except UnicodeDecodeError:
        return False
    return True


def _order(item: bytes | str | Record) -> tuple[int, bytes | str | Record]:
    return len(item), item
