"""Which findings are new, fixed, or gone with what they were about.

A finding is the same when code, severity, instance and key are: its message may quote a value that changed. One that
only one side could be judged by, because the other lost what it needs, is neither new nor fixed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from validator.checks import CHECKS
from validator.checks.base import Check, LiveCheck
from validator.diff.side import Instance, Key, Side, folded, key_of
from validator.model.finding import Finding

Identity = tuple[object, ...]

_CHECKS = {check.code: check for check in CHECKS}


class Compared(Struct):
    """The findings of ``side`` that the other side does not have, and those that are gone with their instance."""

    alone: list[Finding]
    gone: list[Finding]


def identities(findings: Iterable[Finding], names: Mapping[Key, Key]) -> dict[Identity, dict[str, Finding]]:
    """Group findings by what they are known by, in each group one of those that say the same.

    ``names`` maps instances to what they were called before.
    """
    found: dict[Identity, dict[str, Finding]] = {}
    for each in findings:
        found.setdefault(_identity(each, names), {}).setdefault(each.message, each)
    return found


def _identity(finding: Finding, names: Mapping[Key, Key]) -> Identity:
    common = (finding.code, finding.severity, None if finding.key is None else folded(finding.key))
    if finding.once is not None:
        # Which instance of several it is said of depends on their order.
        return (*common, finding.once)
    key = key_of(finding.announcement)
    return (*common, names.get(key, key))


def only_in(
    mine: Mapping[Identity, Mapping[str, Finding]], others: Mapping[Identity, Mapping[str, Finding]]
) -> Iterator[Finding]:
    """Yield the findings that have no counterpart: of several alike those that say the same pair up first."""
    for identity, group in mine.items():
        counterparts = others.get(identity, {})
        surplus = len(group) - len(counterparts)
        if surplus > 0:
            yield from [group[said] for said in sorted(group, key=lambda said: said in counterparts)[:surplus]]


def sort_out(
    findings: Iterable[Finding],
    other: Side,
    names: Mapping[Key, Key],
    missed: Counter[tuple[str, str]],
    side: str,
) -> Compared:
    """Divide what the other side does not have. ``side`` is the word for that; ``names`` as its instances are called.

    What the other side could not be judged by is counted in ``missed``.
    """
    compared = Compared([], [])
    for finding in findings:
        places = _places(finding, other, names)
        check = _CHECKS.get(finding.code)
        if not places and not finding.announcement.is_remark:
            compared.gone.append(finding)
        elif check is not None and not _judged(check, places, other):
            missed[f"finding {finding.code}", f"the {side} input does not keep what it takes to judge that"] += 1
        else:
            compared.alone.append(finding)
    return compared


def _places(finding: Finding, other: Side, names: Mapping[Key, Key]) -> list[Instance]:
    """What the other side has of what the finding is about."""
    if finding.once is not None:
        return other.of_type(finding.announcement.service)
    key = key_of(finding.announcement)
    found = other.instances.get(names.get(key, key))
    return [] if found is None else [found]


def _judged(check: Check, places: list[Instance], other: Side) -> bool:
    if isinstance(check, LiveCheck):
        return any(each.is_live for each in places) if places else other.is_live
    return any(each.keeps(check.needs) for each in places)
