"""A finding, the rule that it stands on, and the verdict on an announcement. Nothing here judges or prints."""

from __future__ import annotations

from enum import IntEnum

from msgspec import Struct

from validator.model.announcement import Announcement, Location


class Severity(IntEnum):
    """How much a finding weighs; compares (``ERROR > WARNING > INFO``)."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The word that users read and type."""
        return self.name.lower()


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
    """One fault: what is wrong (``message``), by which authority, and how to fix it (``hint``).

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
    """Counts of a run; the run fills them while the verdicts stream, and they are complete when the verdicts end.

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
