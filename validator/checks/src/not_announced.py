"""SRC003: a service of a file that the program it is for refuses as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Harm, Hit, NameCheck, Subject, named
from validator.checks.src.refused import manual_of
from validator.model.facts import Fact


def run(subject: Subject) -> Iterator[Hit]:
    """Report each service, so that none of the file passes."""
    refusal = subject.announcement.refusal
    if refusal is not None:
        hint = "mend what that line has; then this service is announced, too"
        yield Hit(f"the service is not announced: {refusal}", hint, authority=manual_of(refusal.partition(" ")[0]))


CHECK = NameCheck(
    code="SRC003",
    slug="not-announced",
    trigger=Fact.REFUSED.trigger,
    title="A service is not announced, because its file is refused",
    basis=Basis.MUST,
    source="the manual of the program",
    why="One fault in a file costs all services in it, also those that are right.",
    remedy="Mend the fault that the finding names.",
    fires=(named(refusal="Avahi refuses the file for line 10"),),
    silent=(named(),),
    harm=Harm.HIDES,
    run=run,
)
