"""SRC001: a piece of an input that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, LiveCheck, Subject, live
from validator.model.observation import About, Observation

PIECE = {"service": "", "instance": None, "host": None, "port": None, "addresses": (), "txt": None}
"""Fields of an example of a piece of an input."""


def run(subject: Subject, observation: Observation) -> Iterator[Hit]:  # noqa: ARG001 - as LiveCheck wants it
    """Report what no program is known to refuse."""
    if observation.reason is not None and not observation.refuser:
        yield Hit(observation.reason, observation.cure or "mend it, or take it out of the input: it is not judged")


CHECK = LiveCheck(
    code="SRC001",
    slug="unreadable",
    title="A piece of the input cannot be read",
    basis=Basis.MUST,
    source="the format of the input",
    why="What cannot be read is not judged: a run that passes it over would call a device sound that nobody looked at.",
    remedy="Mend the piece, or name the format (--input-format) where it was recognised wrongly.",
    fires=(live("a line is cut off", Observation(about=About.INPUT, reason="the line is cut off"), **PIECE),),
    silent=(live("an instance", Observation(is_listed=True)),),
    run=run,
)
