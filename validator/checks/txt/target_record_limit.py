"""TXT031: a record that is larger than the chosen target can carry."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject
from validator.checks.targets import TARGETS
from validator.checks.txt.sizes import sized


def run(subject: Subject) -> Iterator[Hit]:
    """Report the record for the narrowest of the chosen targets."""
    targets = [target for target in subject.targets if target.max_record is not None]
    target = min(targets, key=lambda target: target.max_record or 0, default=None)
    if target is not None and target.max_record is not None and subject.txt.size > target.max_record:
        message = f"the record has {subject.txt.size} octets with those of length"
        message += f"; {target.name} carries at most {target.max_record}"
        hint = f"shorten it to {target.max_record} octets: drop what clients can ask of the service itself"
        yield Hit(message, hint, authority=target.source)


CHECK = AnnouncementCheck(
    code="TXT031",
    slug="target-record-limit",
    of_targets=True,
    title="The record is larger than the chosen target can carry",
    basis=Basis.STATED,
    source="the target that --target names",
    why="What does not fit is not sent, is sent without the records that clients need beside it, or is forgotten by the"
    " hardware that answers while the host sleeps.",
    remedy="Drop keys, or shorten values.",
    fires=(
        msgspec.structs.replace(sized(257), targets=(TARGETS["sleep-proxy"], TARGETS["ethernet"])),
        msgspec.structs.replace(sized(256), targets=(TARGETS["lwip"],)),
    ),
    silent=(msgspec.structs.replace(sized(256), targets=(TARGETS["sleep-proxy"],)), sized(257)),
    run=run,
)
