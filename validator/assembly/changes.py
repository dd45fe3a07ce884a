"""What became of instances in the course of a capture or log: TXT records that changed, goodbyes, and who came back."""

from __future__ import annotations

from collections.abc import Iterable

from validator.model.observation import Observation
from validator.model.txt import TxtRecord
from validator.wire.message import Name

MAX_BEFORE = 10
"""Records that are shown of those that an instance had before: the last ones."""

MAX_NAMES = 50_000
"""Instances of which it is kept."""


class Changes:
    """Takes what is said of instances, in its order. Names are folded."""

    def __init__(self) -> None:
        self._texts: dict[tuple[Name, str, str], bytes] = {}
        self._changes: dict[Name, int] = {}
        self._goodbyes: dict[Name, int] = {}
        self._departed: set[Name] = set()

    def take_text(self, name: Name, rdata: bytes, link: str, sender: str) -> None:
        """Take a TXT record. Those of other links and senders are no changes: they may differ at the same time."""
        key = name, link, sender
        before = self._texts.get(key)
        if before is None and len(self._texts) >= MAX_NAMES:
            return
        self._texts[key] = rdata
        if before is not None and before != rdata:
            self._changes[name] = self._changes.get(name, 0) + 1

    def take_listing(self, name: Name) -> None:
        """Take a record by which an instance is there."""
        self._departed.discard(name)

    def take_goodbyes(self, names: Iterable[Name]) -> None:
        """Take a goodbye to instances; one that is repeated counts once."""
        for name in set(names) - self._departed:
            if name in self._goodbyes or len(self._goodbyes) < MAX_NAMES:
                self._goodbyes[name] = self._goodbyes.get(name, 0) + 1
                self._departed.add(name)

    @property
    def departed(self) -> frozenset[Name] | set[Name]:
        """Who said goodbye and did not come back."""
        return self._departed

    def observation(self, name: Name, before: list[TxtRecord]) -> Observation | None:
        """Say what became of an instance that had these records before; None where nothing did."""
        changes = max(self._changes.get(name, 0), len(before)) if before else 0
        goodbyes = self._goodbyes.get(name, 0)
        if not changes and not goodbyes:
            return None
        return Observation(
            changes=changes, before=tuple(before[-MAX_BEFORE:]), goodbyes=goodbyes, is_gone=name in self._departed
        )
