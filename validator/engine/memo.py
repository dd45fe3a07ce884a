"""What is remembered around the judge for speed, so that a clean announcement need not be judged again and again.

An announcement is known by its shape: the announcement with ordinary parts left out, which are a plain value that keeps
all that the rule says of its key, if anything; a plain instance name; a plain host name. No check tells such parts
apart, so of two announcements of one shape both are clean or none is. A test holds the checks to that.

Whatever is not plain is part of the shape as it is. None as a shape means: judge it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import lru_cache
from itertools import count
from typing import TypeVar

from msgspec import UNSET, Struct
from msgspec.structs import replace

from validator.checks.base import Hit, NameCheck, ServiceCheck, Subject
from validator.checks.nam.addresses import are_plain
from validator.checks.net.ordinary import is_ordinary
from validator.checks.txt.repeated import may_repeat
from validator.engine.judge import CheckHit, Judge, Reading
from validator.json_v1 import AnnouncementDump
from validator.json_v1.structs import Text
from validator.model.announcement import Announcement
from validator.model.finding import Verdict
from validator.model.names import ServiceType, service_path, service_type
from validator.model.txt import Attribute
from validator.rules.keywords.keyword import Judge as ValueJudge
from validator.rules.rule import BoundKey, Rule

MAX_REMEMBERED = 50_000
"""Answers that are kept of each kind; real networks repeat the same strings again and again."""

MAX_NAMES = 150
TYPICAL_SIZE = 200
"""Octets above which nothing counts as plain: the limits that checks know of are all beyond them together."""

SHORT = 4
"""Characters that an identifier has at least (SEC002)."""

MAX_SERVICES = 100
"""Service types for which parts of shapes are kept."""

MAX_PARTS = 2_000
"""Strings that are kept for one service type."""

# A number, words with a digit, or a MAC address: no quotes, no edges of white space, nothing as templates or URLs have.
_plain_value = re.compile(
    r"[0-9]+|(?=[A-Za-z.+ -]*[0-9])[A-Za-z0-9][A-Za-z0-9.+-]*(?: [A-Za-z0-9][A-Za-z0-9.+-]*)*"
    r"|(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}"
).fullmatch
# Under a key that no rule defines less is plain: identifiers, accounts and addresses are looked for there.
_humble_value = re.compile(r"(?:[A-Za-z]{1,14} ){0,3}[0-9]{1,6}|[0-9]{1,4}(?:\.[0-9]{1,4}){1,2}").fullmatch
# Words and a number: too short for an identifier, and ASCII. As text, and as octets.
_WORDS = "[A-Za-z]{1,14}(?: [A-Za-z]{1,14}){0,2}(?: [0-9]{1,6})?"
_plain_text = re.compile(_WORDS).fullmatch
_plain_octets = re.compile(_WORDS.encode()).fullmatch
_plain_host = re.compile(r"(?!localhost\.)[A-Za-z0-9-]{1,40}\.local", re.IGNORECASE).fullmatch

_EXACT: tuple[str, ...] = ("const", "enum", "separator", "sensitive", "deprecated", "forbidden", "aliases")
"""Words of a key's rule under which values are not interchangeable."""

_NO_MORE = (UNSET,) * 6
_PLAIN_FLAGS = frozenset({"0", "1"})
"""Plain values that say yes or no wherever a credential might be (secrets.FLAGS)."""

Names = tuple[Hashable, ...]
"""The shape of the names of an announcement, and of its port."""

Shape = tuple[Hashable, ...]

_Judges = tuple[ValueJudge, ...]
Key = TypeVar("Key", bound=Hashable)
Kept = TypeVar("Kept")


class Memory:
    """Judges as ``judge`` does, but asks it only for what it does not know already.

    ``new_of`` takes from a verdict the findings that were reported already and are reported once. An announcement is
    clean where nothing is left then, and so are others of its shape. ``clean`` maps their shapes to whether there is a
    rule; it grows with what is judged.
    """

    def __init__(self, judge: Judge, new_of: Callable[[Verdict], Verdict]) -> None:
        self.clean: dict[Shape | None, bool] = {}
        self._judge = judge
        # The checks of records: all, without those of names, without those of service types, without both.
        without: tuple[tuple[type, ...], ...] = ((), (NameCheck,), (ServiceCheck,), (NameCheck, ServiceCheck))
        self._checks = [tuple(each for each in judge.record_checks if not isinstance(each, kinds)) for kinds in without]
        self._new_of = new_of
        # Shapes leave out the length of plain values, which is all that targets ask for.
        self._shapes = None if judge.targets else Shapes(judge.rules.rule)
        self._type_of = lru_cache(MAX_REMEMBERED)(service_type)
        self._readings: dict[tuple[Hashable, ...], Reading] = {}
        self._clean_names: dict[Names, bool] = {}
        self._type_hits: dict[str, dict[str, tuple[Hit, ...]]] = {}
        # What the checks of records say of a shape, where it is reported once, or nothing.
        self._record_hits: dict[Shape, list[CheckHit]] = {}

    def known_by(self, dump: AnnouncementDump) -> Shape | None:
        """Tell the shape of an announcement in a dump."""
        return self._shapes.dumped(dump) if self._shapes is not None else None

    def verdict(self, announcement: Announcement, known_by: Shape | None = None) -> Verdict:
        """Judge an announcement; where it is clean, others of the shape ``known_by`` are too. Raises RuleFileError."""
        service = self._type_of(announcement.service)
        names = self._shapes.names(announcement) if self._shapes is not None else None
        shape = self._shapes.full(announcement, names, service) if self._shapes is not None else None
        if shape is not None and shape in self.clean:
            verdict = Verdict(announcement=announcement, has_rule=self.clean[shape])
        else:
            subject = self._judge.subject(announcement, service)
            readings = [self._reading(attribute, subject) for attribute in subject.attributes]
            hits = () if announcement.is_remark else self._hits(subject, names, shape)
            verdict = self._new_of(self._judge.concluded(subject, readings, hits))
        if shape is not None and not verdict.findings and verdict.announcement is announcement:
            _keep(self.clean, shape, verdict.has_rule)
            if known_by is not None:
                _keep(self.clean, known_by, verdict.has_rule)
        return verdict

    def _reading(self, attribute: Attribute, subject: Subject) -> Reading:
        counts = subject.counting.get(attribute.name) is attribute
        raw, service = attribute.raw, subject.announcement.service
        part = self._shapes.part(service, subject.service_type, raw) if self._shapes is not None else None
        asked = (id(subject.rule), raw, counts) if part is None else (part.number, counts)
        reading = self._readings.get(asked)
        if reading is None:
            reading = self._judge.reading(attribute, subject)
            if part is None or not part.is_shared or not reading.hits:
                # What is said may quote the value, which other strings of the same part need not have.
                _keep(self._readings, asked, reading)
        return reading

    def _hits(self, subject: Subject, names: Names | None, shape: Shape | None) -> Sequence[CheckHit]:
        """Ask the checks of records, as ``Judge.record_hits`` does."""
        if shape is not None and shape in self._record_hits:
            return self._record_hits[shape]
        hits: list[CheckHit] = []
        lost, type_hits = subject.announcement.lost, self._hits_of_type(subject)
        for check in self._checks[(names in self._clean_names) + 2 * (not type_hits)]:
            if lost.isdisjoint(check.needs):
                for hit in type_hits[check.code] if check.code in type_hits else check.run(subject):
                    hits.append((check, hit))  # noqa: PERF401 - a comprehension for every check takes longer
        if names is not None and not any(isinstance(check, NameCheck) for check, _ in hits):
            _keep(self._clean_names, names, kept=True)
        if shape is not None and all(hit.once is not None and hit.at is None for _, hit in hits):
            _keep(self._record_hits, shape, hits)
        return hits

    def _hits_of_type(self, subject: Subject) -> dict[str, tuple[Hit, ...]]:
        """Ask the checks of service types; return the hits by code, {} where there are none."""
        service = subject.announcement.service
        hits = self._type_hits.get(service)
        if hits is None:
            found = {each.code: tuple(each.run(subject)) for each in self._checks[0] if isinstance(each, ServiceCheck)}
            hits = found if any(found.values()) else {}
            _keep(self._type_hits, service, hits)
        return hits


def _keep(memory: dict[Key, Kept], key: Key, kept: Kept) -> None:
    """Remember something; a full memory starts anew."""
    if len(memory) >= MAX_REMEMBERED:
        memory.clear()
    memory[key] = kept


class Part(Struct, frozen=True, gc=False):
    """What a TXT string adds to a shape: the same ``number`` for interchangeable ones, where it ``is_shared``.

    ``repeats`` is the value, where it may repeat the port, host or address of the service: in lower case and bare.
    """

    number: int
    is_shared: bool = False
    repeats: str | None = None


class Shapes:
    """Makes shapes. ``rule`` gives the rule of a service type as it stands in announcements."""

    def __init__(self, rule: Callable[[ServiceType], Rule | None]) -> None:
        self._rule = rule
        self._services: dict[str, _Service] = {}
        self._dumped: dict[str, _Service] = {}
        # Never the same twice, also after parts are forgotten: shapes that somebody keeps stay true.
        self._numbers = count(1)

    def names(self, announcement: Announcement) -> Names | None:
        """The shape of the names; None where they are too long to be ordinary, or more is known than the names."""
        instance, host = announcement.instance, announcement.host
        observation = announcement.observation
        if len(announcement.service) + len(announcement.domain) > MAX_NAMES or announcement.refusal is not None:
            return None
        if not are_plain(announcement.addresses) or (observation is not None and not is_ordinary(observation)):
            return None
        return (
            announcement.service,
            announcement.domain,
            announcement.subtypes,
            announcement.lost,
            True if instance is not None and _plain_octets(instance) else instance,
            True if host is not None and _plain_host(host) else host,
            announcement.port and True,
        )

    def full(self, announcement: Announcement, names: Names | None, service: ServiceType) -> Shape | None:
        """The shape of an announcement whose ``names`` have that shape; None where it is not ordinary enough."""
        record = announcement.txt
        if names is None or record is None or record.damage is not None or announcement.txt_count != 1:
            return None
        if record.size > TYPICAL_SIZE:
            return None
        found = self._services.get(announcement.service)
        if found is None:
            found = self._new(self._services, announcement.service, service)
        numbers = found.numbers(record.strings, announcement)
        return None if numbers is None else (names, *numbers)

    def part(self, text: str, service: ServiceType, raw: bytes) -> Part:
        """What a string is in records of the service type ``text``."""
        found = self._services.get(text)
        if found is None:
            found = self._new(self._services, text, service)
        return found.part(raw)

    def dumped(self, dump: AnnouncementDump) -> Shape | None:
        """The shape of an announcement as it stands in a dump, before anything is made of it.

        It is another one than ``full`` gives of the same announcement, but as good to know it by. The dump is one that
        was decoded, so that all text in it can be encoded.
        """
        instance, host, strings = dump.instance, dump.host, dump.txt
        strings = _texts(strings) if isinstance(strings, tuple) else None
        more = (dump.rdata, dump.txt_hex, dump.txt_index, dump.txt_count, dump.observation, dump.refusal)
        if strings is None or more != _NO_MORE or not are_plain(dump.addresses):
            return None
        service = self._dumped.get(dump.service)
        if service is None:
            if len(dump.service) > MAX_NAMES:
                return None
            service = self._new(self._dumped, dump.service, service_path(dump.service).service)
        numbers = service.numbers(strings, dump)
        if numbers is None:
            return None
        return (
            dump.service,
            dump.domain,
            dump.subtypes,
            dump.lost,
            True if isinstance(instance, str) and _plain_text(instance) else instance,
            True if host is not None and _plain_host(host) else host,
            dump.port and True,
            *numbers,
        )

    def _new(self, services: dict[str, _Service], text: str, service: ServiceType) -> _Service:
        if len(services) >= MAX_SERVICES:
            services.clear()
        found = services[text] = _Service(self._rule(service), self._numbers)
        return found


class _Key(Struct, frozen=True):
    """What is known of a key. ``judges`` are what its plain values must keep to be interchangeable, None if none are.

    ``parts`` are those of plain values, by whether it is a number and whether it has SHORT characters or more.
    ``may_repeat``: its values may be those of other records; ``is_ordinary``: a rule defines it, they may not, and
    plain ones that keep the rule are interchangeable.
    """

    is_defined: bool
    judges: _Judges | None
    parts: tuple[Part, Part, Part, Part]
    may_repeat: bool
    is_ordinary: bool


class _Service:
    """Makes shapes of the records of one service type. ``numbers`` gives new ones."""

    def __init__(self, rule: Rule | None, numbers: Iterator[int]) -> None:
        self._rule = rule
        self._is_related = rule is not None and rule.is_related
        self._numbers = numbers
        self._keys: dict[str, _Key] = {}
        self._parts: dict[str | bytes, Part] = {}
        self._known: dict[str | bytes, int] = {}  # the numbers of what is in parts
        self._may_repeat = False  # whether there was any key of that kind

    def numbers(self, strings: Sequence[str | bytes], of: Announcement | AnnouncementDump) -> list[int] | None:
        """The numbers of the strings; None where a value repeats what other records say, or is held against names."""
        if self._is_related:
            return None
        known, new = self._known.get, self._number
        numbers = [known(raw) or new(raw) for raw in strings]
        if self._may_repeat:
            repeats = [part.repeats for part in map(self.part, strings) if part.repeats is not None]
            if repeats and not set(repeats).isdisjoint(_own(of)):
                return None
        return numbers

    def part(self, raw: str | bytes) -> Part:
        """The part of a string, as octets or as text in ASCII."""
        return self._parts.get(raw) or self._new(raw)

    def _number(self, raw: str | bytes) -> int:
        """The number of the part of a string. Many strings are met once only: they take a short way."""
        if type(raw) is str:
            name, _, value = raw.partition("=")
            key = self._keys.get(name)
            if key is not None and key.is_ordinary and len(value) > 1:
                # Letters and digits, not letters alone, are plain; the pattern takes longer.
                is_plain = (value.isalnum() and not value.isalpha()) or _plain_value(value)
                if is_plain and (not key.judges or _pass(key.judges, value)):
                    number = key.parts[value.isdigit()].number
                    if len(self._known) < MAX_PARTS // 2:
                        self._known[raw] = number
                    return number
        return self._new(raw).number

    def _new(self, raw: str | bytes) -> Part:
        text = raw.decode("utf-8", "surrogateescape") if isinstance(raw, bytes) else raw
        name, _, value = text.partition("=")
        key = self._keys.get(name) or self._key(name)
        part = self._shared(key, value)
        if part is None or key.may_repeat:
            repeats = value.lower().strip("[].") if key.may_repeat else None
            part = Part(next(self._numbers), repeats=repeats) if part is None else replace(part, repeats=repeats)
        # Parts that are shared can be found again; a number of its own is good for nothing unless it is kept.
        if part.is_shared and len(self._parts) >= MAX_PARTS // 2:
            return part
        if len(self._parts) >= MAX_PARTS:
            self._parts.clear()
            self._known.clear()
        self._parts[raw] = part
        self._known[raw] = part.number
        return part

    def _shared(self, key: _Key, value: str) -> Part | None:
        """The part of all plain values that are as good as this one; None where each stands for itself."""
        if key.judges is None or (len(value) == 1 and value in _PLAIN_FLAGS):
            return None
        if not key.is_defined:
            is_plain = _humble_value(value) and value.strip("0")
            return key.parts[value.isdigit() + 2 * (len(value) >= SHORT)] if is_plain else None
        if not _plain_value(value):
            return None
        return key.parts[value.isdigit()] if _pass(key.judges, value) else None

    def _key(self, text: str) -> _Key:
        name = text.encode("utf-8", "surrogateescape")
        bound: BoundKey | None = self._rule.key(name.lower()) if self._rule is not None else None
        judges: _Judges | None = ()
        if bound is not None:
            judges = tuple(requirement.judge for requirement in bound.requirements.values())
            if any(getattr(bound.rule, word) is not None for word in _EXACT):
                judges = None
        one, two, three, four = (Part(next(self._numbers), is_shared=True) for _ in range(4))
        repeats = may_repeat(name)
        if self._rule is not None and name.lower() in self._rule.conditional:
            judges = None  # what other keys must be depends on the value itself
        is_ordinary = bound is not None and judges is not None and not repeats
        key = _Key(bound is not None, judges, (one, two, three, four), repeats, is_ordinary)
        self._may_repeat = self._may_repeat or key.may_repeat
        if len(self._keys) < MAX_PARTS:
            self._keys[text] = key
        return key


def _pass(judges: _Judges, value: str) -> bool:
    """Whether a value keeps what the rule says of its key."""
    octets = value.encode()
    for judge in judges:  # noqa: SIM110 - asked for most strings of a large dump: a generator takes twice as long
        if judge(octets) is not None:
            return False
    return True


def _texts(strings: tuple[Text, ...]) -> tuple[str, ...] | None:
    """The strings, where all are text in ASCII and the record is not long."""
    try:
        joined = "".join(strings)  # type: ignore[arg-type]  # it says itself whether all are text
    except TypeError:
        return None
    fits = joined.isascii() and len(joined) + len(strings) <= TYPICAL_SIZE
    return strings if fits else None  # type: ignore[return-value]  # as join() said


def _own(of: Announcement | AnnouncementDump) -> tuple[str, ...]:
    """Values, in lower case, that would repeat what stands in other records of the announcement."""
    host = (of.host or "").lower().rstrip(".")
    return (host, host.removesuffix(".local"), str(of.port), *[address.lower() for address in of.addresses])
