"""TXT030: a string that is longer than the chosen target can carry."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, quote, txt
from validator.checks.targets import TARGETS


def run(subject: Subject) -> Iterator[Hit]:
    """Report every string that is too long for the narrowest of the chosen targets."""
    targets = [target for target in subject.targets if target.max_string is not None]
    target = min(targets, key=lambda target: target.max_string or 0, default=None)
    if target is None or target.max_string is None:
        return
    for attribute in subject.attributes:
        if len(attribute.raw) > target.max_string:
            message = f"the string with the key {quote(attribute.key)} has {len(attribute.raw)} octets"
            message += f"; {target.name} carries at most {target.max_string}"
            hint = (
                f"shorten key and value together to {target.max_string} octets, or divide the value among several keys"
            )
            yield Hit(message, hint, attribute, authority=target.source)


CHECK = AnnouncementCheck(
    code="TXT030",
    slug="target-string-limit",
    of_targets=True,
    title="A string is longer than the chosen target can carry",
    basis=Basis.STATED,
    source="the target that --target names",
    why="Small stacks drop what they cannot hold, often without a word: a device works on the bench with a short value"
    " and loses the key in the field with a long one.",
    remedy="Shorten the value, or divide it among several keys.",
    fires=(msgspec.structs.replace(txt(b"model=" + b"x" * 58), targets=(TARGETS["lwip"],)),),
    silent=(
        msgspec.structs.replace(txt(b"model=" + b"x" * 57), targets=(TARGETS["lwip"],)),
        txt(b"model=" + b"x" * 58),
    ),
    run=run,
)
