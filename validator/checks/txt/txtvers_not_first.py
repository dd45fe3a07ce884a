"""TXT012: the version of the record is not the first string."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, txt
from validator.model.announcement import Fidelity


def run(subject: Subject) -> Iterator[Hit]:
    """Report the version behind another string. Empty strings do not count.

    A rule that defines the key says itself where it stands. The last of several strings may have been the first: some
    tools print them in reverse, and what was made of their output does not say so.
    """
    version = subject.counting.get(b"txtvers")
    if version is None or (subject.rule is not None and subject.rule.key(b"txtvers")):
        return
    strings = [each for each in subject.attributes if each.raw]
    may_be_reversed = subject.announcement.location.frame is None and subject.announcement.observation is None
    if may_be_reversed and version is strings[-1]:
        return
    if version is not strings[0]:
        message = f'"{version.shown_key}" is string {version.index + 1} of the record, expected first'
        yield Hit(message, "put it before the other strings", version)


CHECK = AnnouncementCheck(
    code="TXT012",
    slug="txtvers-not-first",
    string_trigger=r"(?i)\ntxtvers(?:=|$)",
    title="The key txtvers is not the first of the record",
    basis=Basis.MAY,
    source="RFC 6763 section 6.7",
    covers=("T1",),
    why="A client reads the version first to know how to read what follows. Most clients look it up by name, so it is"
    " advice.",
    remedy="Put txtvers before the other strings.",
    fires=(txt("mode=safe", "txtvers=1", "model=x", service="_http._tcp"),),
    silent=(
        txt("txtvers=1", "mode=safe", service="_http._tcp"),
        txt("mode=safe"),
        txt("mode=safe", "txtvers=1", "model=x"),
        txt("mode=safe", "txtvers=1", service="_http._tcp"),
    ),
    needs=frozenset({Fidelity.ORDER, Fidelity.DUPLICATES}),
    run=run,
)
