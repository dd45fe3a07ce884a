"""SRC002: what the program that the file is for refuses or ignores."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Harm, Hit, LiveCheck, Subject, live
from validator.checks.src.unreadable import PIECE
from validator.model.observation import About, Observation

_MANUALS = {"Avahi": "avahi.service(5)", "systemd": "systemd.dnssd(5)"}


def manual_of(program: str) -> str | None:
    """Name the manual page of a program that refuses files; None for one that is not known."""
    return _MANUALS.get(program)


def run(subject: Subject, observation: Observation) -> Iterator[Hit]:  # noqa: ARG001 - as LiveCheck wants it
    """Report what a known program refuses."""
    if observation.reason is not None and observation.refuser:
        hint = observation.cure or f"write what {observation.refuser} reads, or take it out"
        yield Hit(observation.reason, hint, authority=manual_of(observation.refuser))


_REASON = "<prot> in <service> is not known to Avahi, which refuses the file"

CHECK = LiveCheck(
    code="SRC002",
    slug="refused",
    title="The program that the file is for refuses it, or ignores a part of it",
    basis=Basis.MUST,
    source="the manual of the program",
    why="Avahi ignores a whole file for one unknown element, and says so in a log that nobody reads; systemd ignores a"
    " key. The device runs, and what the file was to announce is missing.",
    remedy="Write what the manual of the program has.",
    fires=(live("an unknown element", Observation(about=About.INPUT, reason=_REASON, refuser="Avahi"), **PIECE),),
    silent=(live("no program is known", Observation(about=About.INPUT, reason="the line is cut off"), **PIECE),),
    harm=Harm.HIDES,
    run=run,
)
