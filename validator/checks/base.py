"""What a check is. Each lives in a file of its own and is one line in the table ``CHECKS`` (checks/__init__.py).

A check yields Hits: what is wrong, at which attribute, how to fix it. The engine adds code, severity, rule origin and
location, masks secrets, and skips a check whose needs the source of an announcement could not keep. ``run`` is a plain
function; it opens nothing and keeps no state of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from validator.checks.targets import Target
from validator.model.announcement import Announcement, Fidelity
from validator.model.finding import RuleOrigin, Severity
from validator.model.names import ServiceType
from validator.model.observation import Observation
from validator.model.txt import Attribute, TxtRecord
from validator.rules.index import ServiceIndex
from validator.rules.rule import BoundKey, Rule


class Basis(Enum):
    """What the text that a finding stands on says; the severity follows from it and from nothing else."""

    MUST = "broken MUST"
    STATED = "a constraint that the rule states"
    SHOULD = "broken SHOULD"
    HINTED = "a constraint that the note only hints at"
    UNDEFINED = "a key that the rule does not define"
    MAY = "advice"
    UNJUDGED = "something that could not be judged"

    @property
    def severity(self) -> Severity:
        """Error for MUST and what is stated, warning for SHOULD, hints and undefined keys, info for the rest."""
        match self:
            case Basis.MUST | Basis.STATED:
                return Severity.ERROR
            case Basis.SHOULD | Basis.HINTED | Basis.UNDEFINED:
                return Severity.WARNING
            case Basis.MAY | Basis.UNJUDGED:
                return Severity.INFO


class Hit(Struct, frozen=True):
    """One fault as a check sees it.

    ``at`` is the attribute that it is about; the engine fills it in for attribute checks.
    ``key`` names a key that is not in
    the record (a missing one). ``basis``, ``origin`` and ``authority`` replace what the check says where they depend on
    the rule. Of the hits of a check that have the same ``once``, a run reports the first only.
    """

    message: str
    hint: str
    at: Attribute | None = None
    key: str | None = None
    basis: Basis | None = None
    origin: RuleOrigin | None = None
    authority: str | None = None
    once: str | None = None


class AttributeView(Struct, frozen=True):
    """One attribute, with what the rule of its service says of its key. ``rule`` None: no rule file for the service."""

    attribute: Attribute
    rule: Rule | None
    bound: BoundKey | None
    secret: bool
    reveal: bool = False

    @property
    def key(self) -> str:
        """The key as sent, as text for messages."""
        return self.attribute.shown_key

    @property
    def value(self) -> str:
        """The value as text for messages, in double quotes and shortened; ``(hidden)`` where it is a secret."""
        return self.quoted(self.attribute.value or b"")

    def quoted(self, value: bytes) -> str:
        """Part of the value as ``value`` shows the whole."""
        return "(hidden)" if self.secret and not self.reveal else quote(value)


class Subject(Struct, frozen=True):
    """One announcement with what is known of its service.

    ``attributes`` are all strings of the record in order; ``counting`` maps each lower-case key to its first attribute,
    the one that counts (RFC 6763 section 6.4). Both are empty where no TXT record was seen.
    """

    announcement: Announcement
    service_type: ServiceType
    rule: Rule | None
    index: ServiceIndex
    attributes: tuple[Attribute, ...]
    counting: dict[bytes, Attribute]
    targets: tuple[Target, ...] = ()

    @property
    def txt(self) -> TxtRecord:
        """The record; one without strings where none was seen (RFC 6763 section 6.1 makes them equal)."""
        return self.announcement.txt or TxtRecord(())


class Example(Struct, frozen=True):
    """An announcement that shows a check at work.

    ``rule`` is a rule file's text to use over the shipped ones, ``targets`` what the user chose by --target. ``note``
    says what the announcement itself does not show.
    """

    announcement: Announcement
    rule: str | None = None
    targets: tuple[Target, ...] = ()
    note: str = ""


class Check(Struct, frozen=True, kw_only=True):
    """What is common to all checks; ``explain`` prints it, the tests run ``fires`` and ``silent``.

    ``code`` is stable and never reused; ``slug`` names the fault, not the cure; ``title`` is one line without a final
    dot; ``basis`` gives the severity; ``source`` the section it stands on; ``why`` what goes wrong in the field;
    ``remedy`` how to fix it in general; ``needs`` what the source of an announcement must have kept.
    """

    code: str
    slug: str
    title: str
    basis: Basis
    source: str
    covers: tuple[str, ...] = ()
    """The rows of coverage.py, by their ids, that the check judges."""
    why: str
    remedy: str
    fires: tuple[Example, ...]
    silent: tuple[Example, ...]
    needs: frozenset[Fidelity] = frozenset()


class AttributeCheck(Check, frozen=True, kw_only=True):
    """Judges one attribute by itself. With ``counting_only`` it is asked only for the first attribute of each key.

    ``run`` must depend on nothing but its argument: the engine remembers its answers.
    """

    run: Callable[[AttributeView], Iterable[Hit]]
    counting_only: bool = False


class AnnouncementCheck(Check, frozen=True, kw_only=True):
    """Judges an announcement as a whole: the frame of the record, keys against each other."""

    run: Callable[[Subject], Iterable[Hit]]


class NameCheck(Check, frozen=True, kw_only=True):
    """Judges the names of an announcement and its port. ``run`` must not look at its TXT record."""

    run: Callable[[Subject], Iterable[Hit]]


class ServiceCheck(Check, frozen=True, kw_only=True):
    """Judges a service type, when a run first meets it. ``run`` must look at nothing else."""

    run: Callable[[Subject], Iterable[Hit]]


class LiveCheck(Check, frozen=True, kw_only=True):
    """Judges what only a live run knows; asked where that is known, also for what is no instance (About).

    ``run`` gets what was heard of the subject.
    """

    run: Callable[[Subject, Observation], Iterable[Hit]]


MAX_SHOWN = 80
"""Characters of a value that a message quotes before it is cut with an ellipsis."""


def quote(value: bytes) -> str:
    r"""A value in double quotes for a message: UTF-8 as it is, other octets as ``\xHH``, cut at MAX_SHOWN."""
    text = value.decode("utf-8", "backslashreplace")
    return f'"{text}"' if len(text) <= MAX_SHOWN else f'"{text[:MAX_SHOWN]}…"'


def txt(*strings: str | bytes, service: str = "", rule: str | None = None) -> Example:
    """Make an example whose record has these strings: of spx-hmp, or of ``example`` where it brings a rule."""
    raw = tuple(each.encode() if isinstance(each, str) else each for each in strings)
    service = service or ("_example._tcp" if rule else "_spx-hmp._tcp")
    return Example(Announcement(service=service, instance=b"Example", txt=TxtRecord(raw)), rule)


def named(service: str = "_http._tcp", **fields: object) -> Example:
    """Make an example out of fields of an Announcement; the record is empty unless one is given."""
    return Example(Announcement(**{"service": service, "instance": b"Example", "txt": TxtRecord((b"",))} | fields))  # type: ignore[arg-type]  # the fields are the caller's to get right; msgspec does not check them


def live(note: str, observation: Observation, **fields: object) -> Example:
    """Make an example of what was heard live, of an instance that lacks nothing unless the fields say so."""
    whole = {"host": "example.local", "port": 80, "addresses": ("192.0.2.7",), "observation": observation}
    example = named(**(whole | fields))  # type: ignore[arg-type]  # as above
    return replace(example, note=note)
