"""An announcement: what one service instance publishes, exactly as it came, and where it was seen.

Names are octets or in presentation form (names.py). The TXT record is raw strings (txt.py). Nothing here judges.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct
from msgspec.structs import force_setattr

from validator.errors import MAX_QUOTED, abridged
from validator.model.observation import About, Observation
from validator.model.txt import TxtRecord


class Fidelity(Enum):
    """What a source can lose of an announcement. A check that needs the lost part is skipped for that announcement."""

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
    """The borders of strings. A string may have held a key that is lost, or the strings of several records stand
    together."""
    BYTES = "bytes"
    """Octets of values that the source could not print."""
    TXT = "txt"
    """Whether there is a TXT record at all."""


class Location(Struct, frozen=True, omit_defaults=True, gc=False):
    """Where something was seen: a file with a line, a frame of a capture, or the links of a live run."""

    file: str | None = None
    """The name that the user gave, ``-`` for standard input. None for what was observed live."""
    line: int | None = None
    """The line of the file, from 1."""
    frame: int | None = None
    """The number of the frame in the capture, from 1."""
    interfaces: tuple[str, ...] = ()
    """The network interfaces on which the announcement was observed."""

    def __str__(self) -> str:
        if self.file is None:
            return "mDNS" + (f" on {', '.join(self.interfaces)}" if self.interfaces else "")
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return place if self.frame is None else f"{place} frame {self.frame}"


class Announcement(Struct, frozen=True, kw_only=True, gc=False):
    """One service instance as announced.

    A remark has the same shape and announces nothing (see ``is_remark``).
    """

    service: str
    """The service type as on the wire, in presentation form: ``_ipp._tcp``."""
    instance: bytes | None = None
    """The octets of the instance label. None where the label is unknown."""
    domain: str = "local"
    """The domain in presentation form, without the trailing dot."""
    subtypes: tuple[str, ...] = ()
    """The subtypes by which the instance is found (RFC 6763 section 7.1), in presentation form."""
    host: str | None = None
    """The target of the SRV record in presentation form, without the trailing dot. None where no SRV record was
    seen."""
    port: int | None = None
    """The port of the SRV record. None where no SRV record was seen."""
    addresses: tuple[str, ...] = ()
    """The addresses of the host, as text."""
    txt: TxtRecord | None = None
    """The TXT record. None where no TXT record was seen."""
    txt_index: int = 1
    """The number of the TXT record, from 1. An instance with several records is an announcement for each of these."""
    txt_count: int = 1
    """How many TXT records the instance has (RFC 6763 section 6.8)."""
    lost: frozenset[Fidelity] = frozenset()
    """What the source could not keep."""
    location: Location = Location()
    string_lines: tuple[int, ...] = ()
    """The line of the file on which each TXT string stands. Empty where the source has no lines."""
    observation: Observation | None = None
    """What only a live run, a capture or a log knows. None elsewhere."""
    refusal: str | None = None
    """Why the program that the file is for announces nothing of it. None where it does."""

    @property
    def is_remark(self) -> bool:
        """Whether this announces nothing, and only carries what was observed of something else than an instance."""
        return self.observation is not None and self.observation.about is not About.INSTANCE

    @property
    def is_of_input(self) -> bool:
        """Whether this announces nothing, and is about a piece of an input that is not read."""
        return self.observation is not None and self.observation.about is About.INPUT

    @property
    def is_repeated(self) -> bool:
        """Whether this stands for an announcement that was reported already, so that it announces nothing anew."""
        return self.observation is not None and self.observation.about is About.DEVICE


MAX_REASON = 600
"""The most characters of a reason, whatever it quotes."""


class Unreadable(Struct, frozen=True, gc=False):
    """A piece of an input that could not be read. Reading goes on behind the piece where that is possible."""

    location: Location
    reason: str
    cure: str = ""
    """How to mend the piece, where it is known."""
    refuser: str = ""
    """The program that the piece is for, and that refuses or ignores it. Empty where it is this one that cannot read
    it."""

    def __post_init__(self) -> None:
        """Keep the reason short, whatever the reader quotes in it."""
        if len(self.reason) > MAX_QUOTED:
            reason = abridged(self.reason)
            force_setattr(self, "reason", reason if len(reason) <= MAX_REASON else f"{reason[:MAX_REASON]}…")

    @property
    def remark(self) -> Announcement:
        """The remark by which the piece is judged, and reported."""
        return Announcement(
            service="",
            lost=frozenset({Fidelity.TXT}),
            location=self.location,
            observation=Observation(about=About.INPUT, reason=self.reason, cure=self.cure, refuser=self.refuser),
        )
