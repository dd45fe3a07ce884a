"""NAM021: a subtype that is not one label."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, NameCheck, Subject, named, quote
from validator.model import names


def run(subject: Subject) -> Iterator[Hit]:
    """Judge the number and the length of labels only: a subtype is arbitrary data and needs no underscore."""
    for subtype in subject.announcement.subtypes:
        fault = _fault(names.split(subtype))
        if fault:
            shown = quote(subtype.encode("utf-8", "surrogateescape"))
            yield Hit(f"the subtype {shown} {fault}", r"use one label of 1 to 63 octets; a dot within it is written \.")


def _fault(labels: tuple[bytes, ...]) -> str | None:
    if len(labels) > 1:
        return f"has {len(labels)} labels, expected one"
    size = len(labels[0]) if labels else 0
    if size == 0:
        return f"is empty, expected 1 to {names.MAX_LABEL} octets"
    return f"has {size} octets; at most {names.MAX_LABEL} are possible" if size > names.MAX_LABEL else None


CHECK = NameCheck(
    code="NAM021",
    slug="subtype-label",
    trigger="^u:",
    title="A subtype is not one label of 1 to 63 octets",
    basis=Basis.MUST,
    source="RFC 6763 sections 7.1 and 7.2",
    covers=("N13",),
    why="The subtype becomes a single label before _sub, so clients that browse for it would not find the service.",
    remedy="Name the subtype in one label of 1 to 63 octets.",
    fires=(named(subtypes=("",)), named(subtypes=("x" * 64,)), named(subtypes=("_printer._sub",))),
    silent=(named(subtypes=("_printer", "a b", r"v1\.2")),),
    run=run,
)
