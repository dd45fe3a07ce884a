"""Findings that are new, findings that were fixed, and findings that are gone with the instance or service.

Two findings are the same if code, severity, instance and key are the same, whatever the messages: a message may quote a
value that changed. A finding of a check that could judge one side only is neither new nor fixed.
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
    """The findings that the other side does not have."""

    alone: list[Finding]
    """Findings about an instance or service that the other side has too."""
    gone: list[Finding]
    """Findings about an instance or service that the other side does not have."""


def identities(findings: Iterable[Finding], names: Mapping[Key, Key]) -> dict[Identity, dict[str, Finding]]:
    """Group findings by identity, and within a group by message: one finding of every message.

    ``names`` maps renamed instances to their old names.
    """
    found: dict[Identity, dict[str, Finding]] = {}
    for finding in findings:
        found.setdefault(_identity(finding, names), {}).setdefault(finding.message, finding)
    return found


def _identity(finding: Finding, names: Mapping[Key, Key]) -> Identity:
    common = (finding.code, finding.severity, None if finding.key is None else folded(finding.key))
    if finding.once is not None:
        # The finding names one instance of several, and the order of the instances decides which.
        return (*common, finding.once)
    key = key_of(finding.announcement)
    return (*common, names.get(key, key))


def only_in(
    mine: Mapping[Identity, Mapping[str, Finding]], others: Mapping[Identity, Mapping[str, Finding]]
) -> Iterator[Finding]:
    """Yield the findings without a counterpart. Among findings of one identity, equal messages pair up first."""
    for identity, group in mine.items():
        counterparts = others.get(identity, {})
        surplus = len(group) - len(counterparts)
        if surplus > 0:
            messages = sorted(group, key=lambda message: message in counterparts)
            yield from [group[message] for message in messages[:surplus]]


def sort_out(
    findings: Iterable[Finding],
    other: Side,
    names: Mapping[Key, Key],
    missed: Counter[tuple[str, str]],
    side: str,
) -> Compared:
    """Divide the findings that the other side does not have.

    ``side`` is the word for the other side, ``old`` or ``new``. ``names`` maps instances to their names on the other
    side. A finding of a check that could not judge the other side is only counted in ``missed``.
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
    """Return the instances of the other side that the finding is about."""
    if finding.once is not None:
        return other.of_type(finding.announcement.service)
    key = key_of(finding.announcement)
    found = other.instances.get(names.get(key, key))
    return [] if found is None else [found]


def _judged(check: Check, places: list[Instance], other: Side) -> bool:
    if isinstance(check, LiveCheck):
        return any(each.is_live for each in places) if places else other.is_live
    return any(each.keeps(check.needs) for each in places)
