"""The words that every other module speaks: announcements, findings and where they came from.

All are frozen; none judges, reads or prints. An announcement is what one service instance said of itself, as it came:
names as octets or in presentation form (names.py), the TXT record as raw strings (txt.py).
"""

from __future__ import annotations

from enum import Enum, IntEnum

from msgspec import Struct

from validator.heard import About, Heard
from validator.txt import TxtRecord


class Severity(IntEnum):
    """How much a finding weighs; compares (``ERROR > WARNING > INFO``)."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The word that users read and type."""
        return self.name.lower()


class Fidelity(Enum):
    """What a source can lose of an announcement. A check that needs it is skipped for that announcement."""

    ORDER = "order"
    """The order of the TXT strings."""
    DUPLICATES = "duplicates"
    """Strings whose key repeats an earlier one."""
    CASE = "case"
    """Upper and lower case of keys."""
    STATES = "states"
    """The difference between ``key`` and ``key=``."""
    EMPTY_STRINGS = "empty-strings"
    """Empty strings in the record, and the difference between empty RDATA and one empty string."""
    STRINGS = "strings"
    """Whole strings, so that a key may have been there; or those of several records stand together."""
    BYTES = "bytes"
    """Octets of values that the source could not print."""
    TXT = "txt"
    """Whether there is a TXT record at all."""


class Location(Struct, frozen=True, gc=False):
    """Where something was seen: file and line (1-based), or frame of a capture, or link.

    ``file`` is the name that the user gave, ``-`` for standard input; None for what was heard live.
    """

    file: str | None = None
    line: int | None = None
    frame: int | None = None
    interfaces: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.file is None:
            return "mDNS" + (f" on {', '.join(self.interfaces)}" if self.interfaces else "")
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return place if self.frame is None else f"{place} frame {self.frame}"


class Announcement(Struct, frozen=True, kw_only=True, gc=False):
    """One service instance as announced.

    ``service`` is the service type as on the wire in presentation form (``_ipp._tcp``); ``instance`` the octets of the
    instance label, None where unknown; ``domain`` and ``host`` are in presentation form without the trailing dot;
    ``port`` is the SRV record's. ``txt`` is None where no TXT record was seen. An instance with several TXT records
    (RFC 6763 section 6.8) is one announcement a record: ``txt_index`` of ``txt_count``, from 1.
    ``lost`` says what the source could not keep, ``string_lines`` on which line of the file each TXT string stands.
    ``heard`` is what only a live run knows; by it some are about no instance, but about a type or a responder.
    """

    service: str
    instance: bytes | None = None
    domain: str = "local"
    subtypes: tuple[str, ...] = ()
    host: str | None = None
    port: int | None = None
    addresses: tuple[str, ...] = ()
    txt: TxtRecord | None = None
    txt_index: int = 1
    txt_count: int = 1
    lost: frozenset[Fidelity] = frozenset()
    location: Location = Location()
    string_lines: tuple[int, ...] = ()
    heard: Heard | None = None

    @property
    def is_remark(self) -> bool:
        """Whether it announces nothing: it carries what was heard of a type, or of a responder."""
        return self.heard is not None and self.heard.about is not About.INSTANCE


class Unreadable(Struct, frozen=True, gc=False):
    """A piece of an input that could not be read. The rest of the input goes on where that is possible."""

    location: Location
    reason: str


class RuleOrigin(Struct, frozen=True):
    """Which rule a finding stands on: layer, file, and the note or document that the file was made from.

    ``line`` (1-based) is known of the user's own files.
    """

    layer: str
    file: str
    note: str = ""
    line: int | None = None

    @property
    def place(self) -> str:
        """The file, and the line where it is known."""
        return self.file if self.line is None else f"{self.file}:{self.line}"


class Finding(Struct, frozen=True, kw_only=True, gc=False):
    """One fault: what is wrong (``message``), by which authority, and how to mend it (``hint``).

    ``message`` and ``hint`` may hold text from the network: a report escapes them for its medium. Values of secret keys
    are masked already (``value`` is ``***``) unless the engine was told otherwise; None where there is no value.
    Of the findings of one code with the same ``once`` a run has one only.
    """

    code: str
    slug: str
    severity: Severity
    message: str
    hint: str
    authority: str
    announcement: Announcement
    key: str | None = None
    value: bytes | None = None
    origin: RuleOrigin | None = None
    location: Location = Location()
    once: str | None = None


class Verdict(Struct, frozen=True, kw_only=True, gc=False):
    """An announcement and what was found in it. ``has_rule`` tells whether a rule file exists for its service.

    ``announcement`` is what reports may show: its secrets are masked unless the engine was told otherwise.
    ``suppressed`` and ``baseline`` count findings that were left out: as the user asked, and as known from before.
    """

    announcement: Announcement
    findings: tuple[Finding, ...] = ()
    has_rule: bool = False
    suppressed: int = 0
    baseline: int = 0


class Summary(Struct):
    """Counts of a run; the engine fills it while the verdicts stream, and it is complete when they end.

    ``suppressed`` and ``baseline`` are findings that were left out, and are in no other count.
    """

    announcements: int = 0
    services: int = 0
    without_rule: int = 0
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    unreadable: int = 0
    suppressed: int = 0
    baseline: int = 0
