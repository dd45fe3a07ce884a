"""The parts of a check. A check is a file of its own, and one line in the table ``CHECKS`` (checks/__init__.py).

A check yields Hits: the fault, the attribute with the fault, and how to fix the fault. The engine adds code, severity,
rule origin and location, and masks secrets. The engine skips a check if the source of an announcement could not keep
what the check needs. ``run`` is a plain function that opens nothing and keeps no state.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from validator.checks.targets import Target
from validator.display.wording import cut
from validator.model.announcement import Announcement, Fidelity
from validator.model.finding import RuleOrigin, Severity
from validator.model.names import ServiceType
from validator.model.observation import Observation
from validator.model.txt import Attribute, TxtRecord
from validator.rules.index import ServiceIndex
from validator.rules.rule import BoundKey, Rule


class Basis(Enum):
    """What the authority of a finding says. The severity follows from the basis and from nothing else."""

    MUST = "broken MUST"
    DISCLOSED = "a secret that is published"
    STATED = "a constraint that the rule states"
    SHOULD = "broken SHOULD"
    HINTED = "a constraint that the note only hints at"
    UNDEFINED = "a key that the rule does not define"
    MAY = "advice"
    UNJUDGED = "something that could not be judged"

    @property
    def severity(self) -> Severity:
        """Error for MUST, STATED and DISCLOSED, warning for SHOULD, HINTED and UNDEFINED, info for the rest."""
        match self:
            case Basis.MUST | Basis.STATED | Basis.DISCLOSED:
                return Severity.ERROR
            case Basis.SHOULD | Basis.HINTED | Basis.UNDEFINED:
                return Severity.WARNING
            case Basis.MAY | Basis.UNJUDGED:
                return Severity.INFO


class Harm(Enum):
    """What a fault does to its device beyond its severity: reports tell it first, the weightiest first."""

    NONE = 0
    HIDES = 1
    """The device, or others of the network, cannot be found or reached. Only an error does that."""
    DISCLOSES = 2
    """A secret of the device is published."""


class Hit(Struct, frozen=True):
    """One fault as a check sees it."""

    message: str
    """What is wrong."""
    hint: str
    """How to fix the fault."""
    at: Attribute | None = None
    """The attribute with the fault. The engine fills in the attribute for attribute checks."""
    key: str | None = None
    """A key that the record lacks."""
    basis: Basis | None = None
    """The basis, if the rule decides the basis and not the check."""
    origin: RuleOrigin | None = None
    """The rule that the fault stands on."""
    authority: str | None = None
    """The authority, if the rule decides the authority and not the check."""
    keys: tuple[str, ...] = ()
    """All keys that the fault is about, where these are several."""
    once: str | None = None
    """Of the hits of a check with the same ``once``, a run reports the first only."""


class AttributeView(Struct, frozen=True):
    """One attribute, with what the rule of the service says of the key."""

    attribute: Attribute
    rule: Rule | None
    """None for a service without a rule file."""
    bound: BoundKey | None
    """The key in the rule; None for a key that the rule does not define."""
    secret: bool
    """Whether the value is a secret."""
    reveal: bool = False
    """Whether messages may quote secrets."""

    @property
    def key(self) -> str:
        """The key as sent, as text for messages."""
        return self.attribute.shown_key

    @property
    def value(self) -> str:
        """The value as text for messages, in double quotes and shortened; ``(hidden)`` for a secret."""
        return self.quoted(self.attribute.value or b"")

    def quoted(self, value: bytes) -> str:
        """Write a part of the value as ``value`` writes all of the value."""
        return "(hidden)" if self.secret and not self.reveal else quote(value)


class Subject(Struct, frozen=True):
    """One announcement, with what is known of the service."""

    announcement: Announcement
    service_type: ServiceType
    rule: Rule | None
    """None for a service without a rule file."""
    index: ServiceIndex
    attributes: tuple[Attribute, ...]
    """The strings of the TXT record in order; empty without a TXT record."""
    counting: dict[bytes, Attribute]
    """The first attribute of every key, by key in lower case: only the first counts (RFC 6763 section 6.4)."""
    targets: tuple[Target, ...] = ()
    """The targets that the user chose by ``--target``."""
    key_words: Container[bytes] = frozenset()
    """Keys, in lower case, that are words of their own: none of these is a slip of another key."""

    @property
    def txt(self) -> TxtRecord:
        """The TXT record. No record is equal to a record without strings (RFC 6763 section 6.1)."""
        return self.announcement.txt or TxtRecord(())


class Together(Struct, frozen=True):
    """One announcement, with the others of its input that may be of the same device; it is among them itself."""

    subject: Subject
    of_host: tuple[Subject, ...] = ()
    """The announcements whose SRV records have the same target."""
    of_instance: tuple[Subject, ...] = ()
    """The announcements of the same instance name, in the same domain."""
    holders: Mapping[tuple[str, bytes, bytes], tuple[str, ...]] = {}
    """The hosts that publish a value, by service name, key in lower case, and value in lower case."""
    is_partial: bool = False
    """Whether the run was limited to some service types."""
    most: int | None = None
    """How many announcements are compared, where there were more: then none are."""

    @property
    def shows_more(self) -> bool:
        """Whether the input evidently shows more of the device than this service."""
        own = self.subject.announcement.service.lower()
        around = (*self.of_host, *self.of_instance)
        return not self.is_partial and any(each.announcement.service.lower() != own for each in around)


class Example(Struct, frozen=True):
    """An announcement that shows a check at work."""

    announcement: Announcement
    rule: str | None = None
    """The text of a rule file that counts before the shipped rule files."""
    targets: tuple[Target, ...] = ()
    """The targets that the user chose by ``--target``."""
    note: str = ""
    """What the announcement itself does not show."""
    others: tuple[Announcement, ...] = ()
    """The other announcements of the same input."""
    too_many: bool = False
    """Whether the input has more announcements than are compared."""


class Check(Struct, frozen=True, kw_only=True):
    """What is common to all checks. ``explain`` prints these texts, and the tests run the examples."""

    code: str
    """The stable code of the finding, which is never used again for another check."""
    slug: str
    """A name of the fault, not of the cure."""
    title: str
    """One line without a final dot."""
    basis: Basis
    """What ``source`` says, which decides the severity."""
    source: str
    """The section that the check stands on."""
    covers: tuple[str, ...] = ()
    """The rows of coverage.py, by their ids, that the check judges."""
    why: str
    """What goes wrong in the field."""
    remedy: str
    """How to fix the fault in general."""
    fires: tuple[Example, ...]
    """Announcements in which the check finds the fault."""
    silent: tuple[Example, ...]
    """Announcements in which the check finds nothing."""
    needs: frozenset[Fidelity] = frozenset()
    """What the source of an announcement must have kept."""
    harm: Harm = Harm.NONE
    """What the fault does beyond its severity."""
    keywords: tuple[str, ...] = ()
    """The words of a key's rule that the check judges by."""
    trigger: str | None = None
    """An RE2 pattern that matches wherever the check finds something, so that it need not be asked elsewhere.

    It is searched for in octets: of attribute checks in the strings of the record, a line each, else in the facts of
    an announcement (model/facts.py). None: the check is always asked.
    """


class Looks(Enum):
    """What an attribute check looks at, beside the string in which its ``trigger`` is searched for."""

    STRING = "the string"
    """At all: whether it finds something depends on the string."""
    KEY = "the key"
    """At the key as written and at what the rule says of it: of these alone depends whether it finds something."""
    WORD = "the rule of the key"
    """It finds something only where the rule of the key has one of the check's ``keywords``."""
    VALUE = "the value by the rule of the key"
    """It finds something only where the value breaks what the rule of the key says."""
    SECRET = "whether there is a secret"  # noqa: S105 - no password
    """It finds something only where the string holds a secret."""


class AttributeCheck(Check, frozen=True, kw_only=True):
    """A check that judges one attribute by itself. ``run`` must depend on nothing but its argument."""

    run: Callable[[AttributeView], Iterable[Hit]]
    counting_only: bool = False
    """Whether the check judges the first attribute of a key only, which is the one that counts."""
    looks: Looks = Looks.STRING
    """What decides whether the check is asked."""


def always(_: Rule | None) -> bool:
    """Say of any rule that it concerns a check."""
    return True


def never(_: Rule | None) -> bool:
    """Say of any rule that it does not concern a check."""
    return False


class AnnouncementCheck(Check, frozen=True, kw_only=True):
    """A check that judges a complete announcement: the frame of the record, keys against each other."""

    run: Callable[[Subject], Iterable[Hit]]
    string_trigger: str | None = None
    """As ``trigger``, but searched for in the strings of the record, a line each. Where both are given, both match."""
    concerns: Callable[[Rule | None], bool] = always
    """Whether the check can find anything where a service has this rule."""
    despite: Callable[[Rule | None], bool] = never
    """Whether the check is to be asked without regard to its triggers where a service has this rule."""
    of_targets: bool = False
    """Whether the check finds something only where the user chose targets."""


class NameCheck(Check, frozen=True, kw_only=True):
    """A check that judges the names and the port of an announcement. ``run`` must not look at the TXT record."""

    run: Callable[[Subject], Iterable[Hit]]


class ServiceCheck(Check, frozen=True, kw_only=True):
    """A check that judges a service type when a run first meets the type. ``run`` must look at nothing else."""

    run: Callable[[Subject], Iterable[Hit]]


class LiveCheck(Check, frozen=True, kw_only=True):
    """A check that judges an observation, which only live runs have, also of a service type or a responder (About)."""

    run: Callable[[Subject, Observation], Iterable[Hit]]


class DeviceCheck(Check, frozen=True, kw_only=True):
    """A check that judges the announcements of one device together, at the end of an input or of a browse."""

    run: Callable[[Together], Iterable[Hit]]


def quote(value: bytes) -> str:
    r"""Quote a value for a message: UTF-8 unchanged, other octets as ``\xHH``, cut at MAX_SHOWN characters."""
    return f'"{cut(value.decode("utf-8", "backslashreplace"))}"'


def txt(*strings: str | bytes, service: str = "", rule: str | None = None) -> Example:
    """Make an example whose record has these strings.

    The service is ``_spx-hmp._tcp``, or ``_example._tcp`` for an example with a rule.
    """
    raw = tuple(each.encode() if isinstance(each, str) else each for each in strings)
    service = service or ("_example._tcp" if rule else "_spx-hmp._tcp")
    return Example(Announcement(service=service, instance=b"Example", txt=TxtRecord(raw)), rule)


def named(service: str = "_http._tcp", **fields: object) -> Example:
    """Make an example out of fields of an Announcement. The record is empty unless ``txt`` is given."""
    return Example(Announcement(**{"service": service, "instance": b"Example", "txt": TxtRecord((b"",))} | fields))  # type: ignore[arg-type]  # the fields are the caller's to get right; msgspec does not check them


def live(note: str, observation: Observation, **fields: object) -> Example:
    """Make an example of a live run, with an instance that lacks nothing unless the fields say so."""
    defaults = {"host": "example.local", "port": 80, "addresses": ("192.0.2.7",), "observation": observation}
    example = named(**(defaults | fields))  # type: ignore[arg-type]  # as above
    return replace(example, note=note)


def beside(strings: Sequence[str], other: tuple[str, Sequence[str], Mapping[str, object]], *, rule: str) -> Example:
    """Make an example of two announcements of one host: a record, and the service, record and fields of the other."""
    service, others, fields = other
    one = txt(*strings, rule=rule)
    named_host = {"host": "example.local", "instance": b"Example"}
    record = TxtRecord(tuple(each.encode() for each in others) or (b"",))
    second = Announcement(**{"service": service, "txt": record} | named_host | dict(fields))  # type: ignore[arg-type]  # the fields are the examples' to get right
    note = f"{' '.join(strings)} beside {service} {' '.join(others)}".rstrip()
    return replace(one, announcement=replace(one.announcement, host="example.local"), others=(second,), note=note)
