"""TXT004: an empty string among the attributes."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, txt
from validator.model.announcement import Fidelity


def run(subject: Subject) -> Iterator[Hit]:
    """Report the empty strings of a record together. A single empty string is the legal empty record."""
    empty = [each for each in subject.attributes if not each.raw]
    total = len(subject.attributes)
    if not empty or total == 1:
        return
    if len(empty) == 1:
        message = f"string {empty[0].index + 1} of {total} is empty, and clients ignore it"
    else:
        message = f"{len(empty)} of {total} strings are empty, and clients ignore them"
    yield Hit(message, "leave empty strings out; only a record without attributes has one", empty[0])


CHECK = AnnouncementCheck(
    code="TXT004",
    slug="empty-string",
    string_trigger="^$",
    title="An empty string stands among the attributes",
    basis=Basis.MAY,
    source="RFC 6763 sections 6.1 and 6.4",
    covers=("K14",),
    why="It carries nothing, and some parsers take the first empty string for the end of the record. Often it is the"
    " rest of an attribute that was never filled in.",
    remedy="Leave it out. One empty string is meant for a record that has no attribute at all.",
    fires=(txt("mode=safe", ""), txt("", "")),
    silent=(txt(""), txt("mode=safe")),
    needs=frozenset({Fidelity.EMPTY_STRINGS}),
    run=run,
)
