"""NET007: SRV or TXT records under one name that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, LiveCheck, Subject, live
from validator.checks.net.wording import difference, enumerated, senders
from validator.model.observation import Claim, Observation
from validator.model.txt import TxtRecord


def run(subject: Subject, observation: Observation) -> Iterator[Hit]:
    """Report the senders and their records. A conflict of two hosts weighs more than one host that cannot decide."""
    for kind in ("TXT", "SRV"):
        sides = [each for each in observation.conflicts if (each.server is None) == (kind == "TXT")]
        if len(sides) > 1:
            yield _hit(subject, observation, kind, sides)


def _hit(subject: Subject, observation: Observation, kind: str, sides: list[Claim]) -> Hit:
    one, other, *_ = sides
    if kind == "TXT":
        what = difference(one.txt, other.txt, subject.rule)
    else:
        what = enumerated([each.server for each in sides if each.server])
    more = f" ({len(sides)} in all)" if len(sides) > 2 else ""  # noqa: PLR2004 - beyond the two that are shown
    if observation.turns:
        who = senders(one.senders, one.interfaces)
        message = (
            f"{who} says {kind} records in turn that contradict each other, {observation.turns} times: {what}{more}"
        )
        return Hit(
            message,
            "find the second responder on this host, or the part that keeps rewriting the record",
            basis=Basis.SHOULD,
            authority="RFC 6762 section 8.4",
        )
    if not set(one.senders).isdisjoint(other.senders):
        who = senders(other.senders, other.interfaces)
        message = f"{who} multicasts other {kind} records than it answers to one host alone: {what}{more}"
        return Hit(message, "give the same records in every answer, whoever asks (RFC 6762 section 6.7)")
    who = " and ".join(senders(each.senders, each.interfaces) for each in sides[:2])
    message = f"{who} say {kind} records of one name that contradict each other: {what}{more}"
    return Hit(message, "give one of the devices another name; a responder must probe for its names and rename itself")


def _observation(*sides: Claim, turns: int = 0) -> Observation:
    return Observation(conflicts=sides, turns=turns)


_A, _B = TxtRecord((b"mode=normal",)), TxtRecord((b"mode=safe",))

CHECK = LiveCheck(
    code="NET007",
    slug="conflicting-records",
    title="SRV or TXT records of one name contradict each other",
    basis=Basis.MUST,
    source="RFC 6762 section 9",
    covers=("L13",),
    why="Two devices have one name: whoever answers first or last wins, so clients connect now to the one, now to the"
    " other. A responder that probes for its names notices it, and renames itself. Where it is one sender that"
    " changes its mind again and again, it is a warning: two programs on it may answer for the name.",
    remedy="Make the responder probe before it announces (section 8.1) and defend its names (section 9).",
    fires=(
        live(
            "two hosts have the name",
            _observation(Claim(txt=(_A,), senders=("192.0.2.7",)), Claim(txt=(_B,), senders=("192.0.2.8",))),
        ),
        live(
            "two hosts have the name",
            _observation(
                Claim(server="a.local:80", senders=("192.0.2.7",)), Claim(server="b.local:80", senders=("192.0.2.8",))
            ),
        ),
        live(
            "one host says two records in turn",
            _observation(Claim(txt=(_A,), senders=("192.0.2.7",)), Claim(txt=(_B,), senders=("192.0.2.7",)), turns=3),
        ),
    ),
    silent=(live("all say the same", Observation(senders=("192.0.2.7", "fe80::7"))),),
    run=run,
)
