"""NET009: a TXT record that changed during the run."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, LiveCheck, Subject, live
from validator.checks.net.wording import difference
from validator.model.observation import Observation
from validator.model.txt import TxtRecord

MAX_A_MINUTE = 10
"""Changes a minute that a record should not exceed (RFC 6762 section 8.4)."""


def run(subject: Subject, observation: Observation) -> Iterator[Hit]:
    """Report the last change, and how often the record changed."""
    if not observation.changes or subject.announcement.txt_index > 1:
        return
    times = "once" if observation.changes == 1 else f"{observation.changes} times"
    now = () if subject.announcement.txt is None else (subject.announcement.txt,)
    what = f": {difference(observation.before[-1:], now, subject.rule)}" if observation.before and now else ""
    message = f"the TXT record changed {times} while it was listened to{what}"
    if observation.changes_a_minute > MAX_A_MINUTE:
        message += f"; {observation.changes_a_minute} times within a minute, where {MAX_A_MINUTE} are allowed"
        yield Hit(message, "keep what changes often out of the TXT record", basis=Basis.SHOULD)
    else:
        yield Hit(message, "if nothing happened to the device, find out why")


_BEFORE = (TxtRecord((b"mode=normal",)),)

CHECK = LiveCheck(
    code="NET009",
    slug="txt-changed",
    title="The TXT record changed while it was listened to",
    basis=Basis.MAY,
    source="RFC 6762 section 8.4",
    covers=("L8",),
    why="A TXT record is to be small and steady: each change is multicast to the whole network, twice. More than ten"
    " a minute are too many, which is a warning. A single one tells that this verdict holds for the record as it was"
    " last.",
    remedy="Let clients ask the service itself for what changes often.",
    fires=(
        live("mode=normal before", Observation(changes=1, changes_a_minute=1, before=_BEFORE)),
        live("twelve changes a minute", Observation(changes=12, changes_a_minute=12, before=_BEFORE)),
    ),
    silent=(live("the same all the time", Observation()),),
    run=run,
)
