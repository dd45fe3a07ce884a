"""An announcement: what one service instance says of itself, as it came, and where it was seen.

Names are octets or in presentation form (names.py), the TXT record is raw strings (txt.py). Nothing here judges.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from validator.model.observation import About, Observation
from validator.model.txt import TxtRecord


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


class Location(Struct, frozen=True, omit_defaults=True, gc=False):
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
    observation: Observation | None = None

    @property
    def is_remark(self) -> bool:
        """Whether it announces nothing: it carries what was heard of a type, or of a responder."""
        return self.observation is not None and self.observation.about is not About.INSTANCE


class Unreadable(Struct, frozen=True, gc=False):
    """A piece of an input that could not be read. The rest of the input goes on where that is possible."""

    location: Location
    reason: str
