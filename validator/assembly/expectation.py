"""What a browse waits for: whether everything expected is there, and what is there instead. No socket and no clock.

An instance counts when it is complete: it has an SRV record, a TXT record and an address of its host. A wait is over
when everything that is expected is there and did not change for a moment. So what comes at the same time (the answer on
a second interface, an IPv6 address) is in the verdict every time, or never.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from validator.assembly.assembler import Assembler
from validator.display.nearest import ranked
from validator.display.wording import listed, plural
from validator.errors import UsageError
from validator.model import names
from validator.model.announcement import Announcement
from validator.model.names import full_name, typed
from validator.wire.message import Name

HOLD_S = 0.25
"""Seconds for which the expected instances must stay unchanged: twice the delay of shared answers (RFC 6762 section
6)."""

MAX_SEEN = 8
"""Instances or types that are named in place of what was expected."""

_ROOT = ("", ".")  # a host of this name says that there is none, so it has no address (RFC 2782)


class Expectation(Struct, frozen=True):
    """At least ``count`` instances of a service type or subtype; none at all where it is 0."""

    type: str
    count: int = 1


class Unmet(Struct, frozen=True):
    """An expectation that did not come true: what was expected, how many there were, and what was seen instead."""

    expected: str
    complete: int
    seen: tuple[str, ...]
    is_surplus: bool = False
    """Whether there is something that must not be there."""

    def __str__(self) -> str:
        seen = listed(self.seen, MAX_SEEN) or "nothing"
        return f"expected {self.expected}, saw {self.complete or 'none'}; seen: {seen}"


class Wanted(Struct, frozen=True, kw_only=True):
    """What is browsed for, judged and expected."""

    types: tuple[Name, ...] = ()
    """The names of types and subtypes that are browsed for. Empty means all."""
    instances: tuple[bytes, ...] = ()
    """The instance labels that are judged and expected. Other instances are not judged and count for nothing. Empty:
    all."""
    expected: tuple[tuple[Name, int], ...] = ()
    """The names of types and subtypes that are expected, with the number of instances."""

    @property
    def is_wait(self) -> bool:
        """Whether anything is expected."""
        return bool(self.expected or self.instances)

    @property
    def forbids(self) -> bool:
        """Whether a type is expected not to be there, which only the end of the wait shows."""
        return any(not count for _, count in self.expected)

    def found(self, known: Assembler) -> list[Announcement]:
        """Return the announcements that are to be judged."""
        return self.named(known.announcements(self.types))

    def unmet(self, known: Assembler) -> list[Unmet]:
        """Return the expectations that are not true yet, in the order given."""
        found: list[Unmet] = []
        for name, count in self.expected:
            announced = self.named(known.announcements([name]))
            kind = _without_local(name)
            if not count and announced:
                seen = self._seen(known, kind, name)
                found.append(Unmet(f"no instance of {kind}", len(_instances(announced)), seen, is_surplus=True))
            complete = _instances(filter(is_complete, announced))
            if len(complete) < count:
                what = f"{plural(count, 'instance')} of {kind}"
                found.append(Unmet(what, len(complete), self._seen(known, kind, name)))
        present = {(each.instance or b"").lower() for each in filter(is_complete, self.found(known))}
        for instance in self.instances:
            if instance.lower() not in present:
                shown = _instance_text(instance)
                found.append(Unmet(f'an instance named "{shown}"', 0, self._seen(known, shown)))
        return found

    def named(self, announcements: Iterable[Announcement]) -> list[Announcement]:
        """Return the announcements of the instances that are judged."""
        instances = {instance.lower() for instance in self.instances}
        return [each for each in announcements if not instances or (each.instance or b"").lower() in instances]

    def _seen(self, known: Assembler, text: str, name: Name | None = None) -> tuple[str, ...]:
        """Return what was seen instead: the instances, those whose names come nearest to ``text`` first.

        Where there are no instances, return the service types.
        """
        near = known.announcements(self.types if name is None else [name])
        instances = {f"{_instance_text(each.instance or b'')}.{each.service}{_lack(each)}": None for each in near}
        return tuple(ranked(text, instances or map(_without_local, known.types())))


class Wait:
    """Decides when a wait is over.

    ``is_over`` is called repeatedly, with instants of one steady clock (see instants.py).
    """

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._last_found: list[Announcement] = []
        self._since: float | None = None

    def is_over(self, known: Assembler, now: float, *, listed: bool) -> bool:
        """Whether everything expected is there, and nothing changed for HOLD_S.

        ``listed`` tells whether all service types and instances were listed. Where the user names no type, the type of
        the expected instance is known only then.
        """
        wanted = self._wanted
        if wanted.unmet(known) or wanted.forbids or not (listed or wanted.types):
            self._last_found, self._since = [], None
            return False
        found = wanted.found(known)
        if self._since is None or found != self._last_found:
            self._last_found, self._since = found, now
        everything = bool(wanted.types) or all(map(is_complete, found))
        return everything and now - self._since >= HOLD_S

    def wake(self, now: float) -> float | None:
        """Return when to call ``is_over`` next if no packet arrives. None where only a packet can change the answer."""
        return None if self._since is None else max(now, self._since + HOLD_S)


def wanted(types: Iterable[str], expected: Iterable[Expectation], instances: Iterable[str]) -> Wanted:
    """Translate what the user named. Raises UsageError for a type that is no service type."""
    expecting = tuple((type_name(each.type), each.count) for each in expected)
    browsed = dict.fromkeys([*map(type_name, types), *(name for name, _ in expecting)])
    named = tuple(text.encode("utf-8", "surrogateescape") for text in instances)
    return Wanted(types=tuple(browsed), instances=named, expected=expecting)


def expectation(text: str) -> Expectation:
    """Read ``TYPE`` or ``TYPE=N``. Raises UsageError for any other text."""
    kind, equals, number = text.partition("=")
    count = int(number) if number.isascii() and number.isdigit() and len(number) < len("100000") else -1
    if equals and count < 0:
        raise UsageError(f"{text!r} expects no number of instances; write it as _ipp._tcp=2")
    type_name(kind)
    return Expectation(kind, count if equals else 1)


def type_name(text: str) -> Name:
    """Return the full name of a service type or subtype. Raises UsageError where the text is neither."""
    return full_name(typed(text))


def is_complete(announcement: Announcement) -> bool:
    """Whether a client could use the service.

    The SRV and TXT records must be there, and an address where the host needs one.
    """
    has_address = bool(announcement.addresses) or announcement.host in _ROOT
    return announcement.host is not None and announcement.txt is not None and has_address


def _instances(announcements: Iterable[Announcement]) -> set[tuple[str, bytes | None, str]]:
    return {(each.service, each.instance, each.domain) for each in announcements}


def _lack(announcement: Announcement) -> str:
    host = announcement.host
    no_address = host not in (None, *_ROOT) and not announcement.addresses
    records = (("SRV record", host is None), ("TXT record", announcement.txt is None), ("address", no_address))
    lacks = " and ".join(f"no {record}" for record, is_absent in records if is_absent)
    return f" ({lacks})" if lacks else ""


def _without_local(name: Name) -> str:
    return names.join(name).removesuffix(".local")


def _instance_text(instance: bytes) -> str:
    return instance.decode("utf-8", "backslashreplace")
