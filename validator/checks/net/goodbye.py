"""NET010: an instance that said goodbye while it was listened to."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, LiveCheck, Subject, live
from validator.model.observation import Observation


def run(subject: Subject, observation: Observation) -> Iterator[Hit]:
    """Report how often the instance said goodbye, and whether the instance came back."""
    if observation.goodbyes and subject.announcement.txt_index == 1:
        times = "" if observation.goodbyes == 1 else f" {observation.goodbyes} times"
        after = "and is gone: this is what it announced before" if observation.is_gone else "and came back"
        message = f"the service instance said goodbye{times} while it was listened to, {after}"
        yield Hit(message, "if nobody switched it off or restarted it, find out why")


CHECK = LiveCheck(
    code="NET010",
    slug="goodbye",
    title="The service instance said goodbye while it was listened to",
    basis=Basis.MAY,
    source="RFC 6762 section 10.1",
    covers=("L3",),
    why="A goodbye (TTL 0) is how a service that ends withdraws its records. One that comes and goes is a device that"
    " restarts, or a network that its responder takes for lost.",
    remedy="Nothing needs to be fixed where the service was to end.",
    fires=(
        live("it is gone", Observation(goodbyes=1, is_gone=True)),
        live("it came back", Observation(goodbyes=2)),
    ),
    silent=(live("no goodbye was heard", Observation()),),
    run=run,
)
