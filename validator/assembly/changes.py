"""What became of instances while a capture or log went on: changed TXT records, goodbyes, and returns."""

from __future__ import annotations

from collections.abc import Iterable

from validator.model.observation import Observation
from validator.model.txt import TxtRecord
from validator.wire.message import Name

MAX_BEFORE = 10
"""TXT records that an observation shows of those that an instance had before: the last ones."""

MAX_NAMES = 50_000
"""Instances whose changes and goodbyes are counted."""


class Changes:
    """Takes what records announce of instances, in the order of the records. Names are in lower case."""

    def __init__(self) -> None:
        self._texts: dict[tuple[Name, str, str], bytes] = {}
        self._changes: dict[Name, int] = {}
        self._goodbyes: dict[Name, int] = {}
        self._departed: set[Name] = set()

    def take_text(self, name: Name, rdata: bytes, link: str, sender: str) -> None:
        """Take a TXT record. A change is another record from the same sender on the same link.

        Records of different links or senders may differ at the same time.
        """
        key = name, link, sender
        before = self._texts.get(key)
        if before is None and len(self._texts) >= MAX_NAMES:
            return
        self._texts[key] = rdata
        if before is not None and before != rdata:
            self._changes[name] = self._changes.get(name, 0) + 1

    def take_listing(self, name: Name) -> None:
        """Take a PTR record that lists an instance: the instance is there."""
        self._departed.discard(name)

    def take_goodbyes(self, names: Iterable[Name]) -> None:
        """Take the goodbyes of one message. A goodbye that is repeated counts once."""
        for name in set(names) - self._departed:
            if name in self._goodbyes or len(self._goodbyes) < MAX_NAMES:
                self._goodbyes[name] = self._goodbyes.get(name, 0) + 1
                self._departed.add(name)

    @property
    def departed(self) -> frozenset[Name] | set[Name]:
        """The instances that said goodbye and did not come back."""
        return self._departed

    def observation(self, name: Name, before: list[TxtRecord]) -> Observation | None:
        """Return what became of an instance that had the records ``before``; None where nothing did."""
        changes = max(self._changes.get(name, 0), len(before)) if before else 0
        goodbyes = self._goodbyes.get(name, 0)
        if not changes and not goodbyes:
            return None
        return Observation(
            changes=changes, before=tuple(before[-MAX_BEFORE:]), goodbyes=goodbyes, is_gone=name in self._departed
        )
