"""TXT012: the version of the record is not the first string."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, txt
from validator.model.announcement import Fidelity


def run(subject: Subject) -> Iterator[Hit]:
    """Report the version behind another string. Empty strings do not count."""
    version = subject.counting.get(b"txtvers")
    before = [each for each in subject.attributes if each.raw and version is not None and each.index < version.index]
    if version is not None and before:
        message = f'"{version.shown_key}" is string {version.index + 1} of the record, expected first'
        yield Hit(message, "put it before the other strings", version)


CHECK = AnnouncementCheck(
    code="TXT012",
    slug="txtvers-not-first",
    title="The key txtvers is not the first of the record",
    basis=Basis.MAY,
    source="RFC 6763 section 6.7",
    covers=("T1",),
    why="A client reads the version first to know how to read what follows. Most clients look it up by name, so it is"
    " advice.",
    remedy="Put txtvers before the other strings.",
    fires=(txt("mode=safe", "txtvers=1"),),
    silent=(txt("txtvers=1", "mode=safe"), txt("mode=safe")),
    needs=frozenset({Fidelity.ORDER, Fidelity.DUPLICATES}),
    run=run,
)
