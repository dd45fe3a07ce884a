"""A finding, the rule that it stands on, and the verdict on an announcement. Nothing here judges or prints."""

from __future__ import annotations

from enum import IntEnum

from msgspec import Struct

from validator.model.announcement import Announcement, Location


class Severity(IntEnum):
    """How much a finding weighs. Severities compare: ``ERROR > WARNING > INFO``."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The severity as users read and type it: ``warning``."""
        return self.name.lower()


class RuleOrigin(Struct, frozen=True):
    """The rule that a finding stands on: its layer, its file, and the note or document that the file was made from.

    A finding weighs no more than what it stands on: see ``cap``.
    """

    layer: str
    file: str
    note: str = ""
    line: int | None = None
    """The line of the file, from 1. Known only of files that the user wrote."""
    path: str = ""
    """The statement within the file: ``keys.txtvers.const``. A dot in a key stands for itself."""
    level: str = "must"
    """How much the statement binds: ``must``, ``should`` or ``may``."""
    certainty: str = "verified"
    """How the statement is known: ``verified``, ``secondary`` or ``recalled`` (rules/schema/file.py)."""

    @property
    def cap(self) -> Severity:
        """The highest severity of a finding that stands on this."""
        if self.level == "may":
            return Severity.INFO
        return Severity.ERROR if self.level == "must" and self.certainty == "verified" else Severity.WARNING

    @property
    def place(self) -> str:
        """The file of the rule, with the line where the line is known."""
        return self.file if self.line is None else f"{self.file}:{self.line}"


class Finding(Struct, frozen=True, kw_only=True, gc=False):
    """One fault of an announcement.

    ``message`` and ``hint`` may hold text from the network: a report escapes both for its medium.
    """

    code: str
    """The code of the check, such as ``TXT009``. A code keeps its meaning for ever."""
    slug: str
    """The name of the fault in words, such as ``duplicate-key``."""
    severity: Severity
    message: str
    """What is wrong."""
    hint: str
    """How to fix the fault."""
    authority: str
    """The text that the finding stands on, such as a section of an RFC."""
    announcement: Announcement
    key: str | None = None
    """The key that the finding is about. None where it is about the whole announcement."""
    keys: tuple[str, ...] = ()
    """All keys that the finding is about, where these are several; ``key`` is the first of them."""
    value: bytes | None = None
    """The value of the key. Values of secret keys are ``***``, unless the engine may show secrets. None without a
    value."""
    origin: RuleOrigin | None = None
    """The rule that the finding stands on. None for findings that need no rule."""
    location: Location = Location()
    """Where the fault stands."""
    once: str | None = None
    """Of findings with the same code and the same text here, a run reports the first only. None: all are reported."""


class Verdict(Struct, frozen=True, kw_only=True, gc=False):
    """The findings of one announcement."""

    announcement: Announcement
    """The announcement as reports may show it: secrets are masked, unless the engine may show secrets."""
    findings: tuple[Finding, ...] = ()
    """The findings that are reported."""
    has_rule: bool = False
    """Whether a rule file exists for the service."""
    suppressed: int = 0
    """How many findings the user's suppressions left out."""
    baseline: int = 0
    """How many findings the baseline left out, since an earlier run had found the same."""


class Summary(Struct):
    """Counts of a run. The run counts while verdicts stream: the counts are final when the stream ends."""

    announcements: int = 0
    """Announcements that were judged."""
    services: int = 0
    """Different service types of these announcements."""
    without_rule: int = 0
    """Different service types for which no rule file exists."""
    errors: int = 0
    """Findings of the severity error that are reported."""
    warnings: int = 0
    """Findings of the severity warning that are reported."""
    infos: int = 0
    """Findings of the severity info that are reported."""
    unreadable: int = 0
    """Pieces of the input that could not be read."""
    suppressed: int = 0
    """Findings that the user's suppressions left out. No other count includes these."""
    baseline: int = 0
    """Findings that the baseline left out. No other count includes these."""
