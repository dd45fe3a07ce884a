"""The facts of an announcement beside its strings, a line each, in which triggers are searched for.

A line is a letter, a colon, and a text: ``t`` the service type, ``d`` the domain, ``i`` the instance name, ``h`` the
host, ``p`` the port, ``u`` a subtype, ``a`` an address, ``z`` the octets of the record, ``x`` what stands in no name
(Fact).
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from validator.model.announcement import Announcement


class Fact(StrEnum):
    """What stands in no name."""

    NO_RECORD = "no record"
    DAMAGED = "damaged"
    SEVERAL = "several records"
    REFUSED = "refused"
    TWICE = "a key twice, or none"
    UNDEFINED = "a key that the rule does not define"
    OUTSIDE = "host outside of .local"

    @property
    def trigger(self) -> str:
        """The pattern that finds the fact."""
        return f"^x:{self.value}$"


_NO_RECORD, _DAMAGED, _SEVERAL, _REFUSED, _TWICE, _UNDEFINED, _OUTSIDE = (f"x:{each}" for each in Fact)


def facts_of(announcement: Announcement, *, twice: bool, undefined: bool) -> bytes | None:
    """Return the lines. None where a name has a line break in it, so that lines tell nothing.

    ``twice`` and ``undefined`` are the facts of that name, which whoever read the strings knows.
    """
    lines = [f"t:{announcement.service}", f"d:{announcement.domain}"]
    host, instance = announcement.host, announcement.instance
    if host is not None:
        lines.append(f"h:{host}")
        if not host.lower().removesuffix(".").endswith(".local"):
            lines.append(_OUTSIDE)
    if announcement.port is not None:
        lines.append(f"p:{announcement.port}")
    lines += [f"u:{subtype}" for subtype in announcement.subtypes]
    lines += [f"a:{address}" for address in announcement.addresses]
    lines += _of_record(announcement)
    if twice:
        lines.append(_TWICE)
    if undefined:
        lines.append(_UNDEFINED)
    text = "\n".join(lines).encode("utf-8", "surrogateescape")
    if instance is not None:
        lines.append("")
        text += b"\ni:" + instance
    return text if text.count(b"\n") == len(lines) - 1 else None


def _of_record(announcement: Announcement) -> Iterator[str]:
    if announcement.txt is None:
        yield _NO_RECORD
    else:
        yield f"z:{announcement.txt.size}"
        if announcement.txt.damage is not None:
            yield _DAMAGED
    if announcement.txt_count != 1:
        yield _SEVERAL
    if announcement.refusal is not None:
        yield _REFUSED
