"""One suppression: findings that the user has looked at and does not want reported, with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from fnmatch import translate

from msgspec import Struct

from validator.model.announcement import Announcement
from validator.model.finding import Finding
from validator.model.names import service_path


class Suppression(Struct, frozen=True, kw_only=True):
    """Findings of ``codes`` that fit the other fields; a field that is None fits all.

    ``service`` is a service type, compared without regard to case and without a subtype or a domain that stand with it;
    ``instance`` a pattern (``*`` any characters, ``?`` one) for the whole name of the instance as UTF-8 text, in which
    ASCII letters compare without regard to case (RFC 6762 section 16); ``key`` a key, without regard to case (RFC 6763
    section 6.4). ``expires`` is the last day on which it holds. ``place`` is where it stands, for messages.
    """

    codes: frozenset[str]
    reason: str
    service: str | None = None
    instance: str | None = None
    key: str | None = None
    expires: date | None = None
    place: str

    def has_expired(self, today: date) -> bool:
        """Tell whether the suppression has no effect any more."""
        return self.expires is not None and today > self.expires


def repeated(suppressions: Iterable[Suppression]) -> frozenset[str]:
    """Return the codes that are suppressed of some announcements only.

    A finding that is reported once a run is reported of the first announcement that has it. If that finding is
    suppressed, the finding of the next announcement must be reported. So of these codes the judge of a run reports
    every finding, and the policy, which knows what is suppressed, takes the first.
    """
    limited = (each for each in suppressions if (each.service, each.instance, each.key) != (None, None, None))
    return frozenset(code for each in limited for code in each.codes)


class Matcher:
    """A suppression, ready to be compared with findings of its codes."""

    def __init__(self, suppression: Suppression) -> None:
        self.suppression = suppression
        self._service = None if suppression.service is None else type_of(suppression.service)
        self._instance = None if suppression.instance is None else pattern(suppression.instance)
        self._key = None if suppression.key is None else folded(suppression.key)

    def matches(self, finding: Finding) -> bool:
        """Tell whether service, instance and key of a finding are those of the suppression."""
        if self._key is not None and (finding.key is None or folded(finding.key) != self._key):
            return False
        if self._service is not None and folded(finding.announcement.service) != self._service:
            return False
        return self._instance is None or self._named(finding.announcement)

    def _named(self, announcement: Announcement) -> bool:
        name = announcement.instance
        return (
            name is not None
            and self._instance is not None
            and self._instance.fullmatch(folded(name.decode("utf-8", "surrogateescape"))) is not None
        )


def folded(text: str) -> str:
    """Return text with ASCII letters in lower case; DNS folds no others (RFC 6762 section 16)."""
    return text.encode("utf-8", "surrogateescape").lower().decode("utf-8", "surrogateescape")


def type_of(text: str) -> str:
    """Return the service type that a name holds, as it compares: ``_printer._sub._IPP._tcp`` is ``_ipp._tcp``."""
    return str(service_path(folded(text)).service)


def pattern(glob: str) -> re.Pattern[str]:
    """Make a pattern for a whole name in lower case. It takes no more than its length times that of the name.

    A bracket is one of the name, as in ``Printer [AB:CD]``, and begins no set of characters.
    """
    return re.compile(translate(folded(glob).replace("[", "[[]")))
