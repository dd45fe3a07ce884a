"""TXT009: a key appears twice in one TXT record."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, quote, txt
from validator.display.wording import listed
from validator.model.announcement import Fidelity
from validator.model.facts import Fact
from validator.model.txt import Attribute

_TWICE = 2


def run(subject: Subject) -> Iterator[Hit]:
    """Report a repeated key once, at the first repetition."""
    repeated: dict[bytes, list[Attribute]] = {}
    for attribute in subject.attributes:
        if attribute.key and subject.counting[attribute.name] is not attribute:
            repeated.setdefault(attribute.name, []).append(attribute)
    known_order = Fidelity.ORDER not in subject.announcement.lost
    for name, ignored in repeated.items():
        yield _hit(subject.counting[name], ignored, known_order=known_order)


def _hit(counting: Attribute, ignored: list[Attribute], *, known_order: bool) -> Hit:
    given = [counting, *ignored]
    times = "twice" if len(given) == _TWICE else f"{len(given)} times"
    spellings = list(dict.fromkeys(quote(each.key) for each in given))
    message = f"the key {spellings[0]} is given {times}"
    if len(spellings) > 1:
        message += f" (also as {listed(spellings[1:])}: case does not count)"
    if len({each.value for each in given}) == 1:
        message += ", always with the same value"
    elif known_order:
        others = listed([str(each.index + 1) for each in ignored])
        message += f": string {counting.index + 1} counts, clients ignore string {others}"
    else:
        message += ": clients use the one sent first and ignore the rest"
    return Hit(message, "give each key once; join several values in one, or number the keys", ignored[0])


CHECK = AnnouncementCheck(
    code="TXT009",
    slug="duplicate-key",
    trigger=Fact.TWICE.trigger,
    title="A key is given more than once",
    basis=Basis.SHOULD,
    source="RFC 6763 section 6.4",
    covers=("K9", "K11", "K12"),
    why="A client uses the first and ignores the rest in silence, so the second value never arrives. Keys compare"
    " without regard to case.",
    remedy="Give each key once.",
    fires=(txt("mode=safe", "MODE=normal"), txt("model=a", "model=a")),
    silent=(txt("mode=safe", "model=a"), txt("=a", "=b")),
    needs=frozenset({Fidelity.DUPLICATES}),
    run=run,
)
