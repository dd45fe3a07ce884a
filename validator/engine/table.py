"""What is known of a service type before any announcement of it is judged: a table, made when the type is first met.

It maps keys, as written, to what the rule says of them as one function of the octets, and names the checks that can
find something in the type at all.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from validator.checks.base import (
    AnnouncementCheck,
    AttributeCheck,
    AttributeView,
    Hit,
    Looks,
    NameCheck,
    ServiceCheck,
    Subject,
)
from validator.model.names import ServiceType
from validator.model.txt import MAX_STRING, Attribute
from validator.rules.keywords import KEYWORDS
from validator.rules.keywords.keyword import Judge as ValueJudge
from validator.rules.requirements import items, unmet
from validator.rules.rule import BoundKey, Rule
from validator.rules.secrets import is_credential

RecordCheck = AnnouncementCheck | NameCheck | ServiceCheck
"""A check that is asked once an announcement, not once an attribute, and needs no live run."""

MAX_KEYS = 256
"""Keys that a table keeps; a full one starts anew."""


class KeyEntry(Struct, frozen=True):
    """What a table knows of a key as it is written.

    ``asked`` are the checks that find something under the key, or may, whatever the value is. Another check by the rule
    need not be asked where the value ``fits``.
    """

    bound: BoundKey | None
    is_credential: bool
    asked: frozenset[str]
    judges: tuple[tuple[ValueJudge, bool], ...] = ()
    """What judges the value, and whether it does so only where there is one."""
    has_items: bool = False
    takes_any: bool = True
    """Whether nothing is said of the value."""

    def fits(self, value: bytes) -> bool:
        """Whether a value keeps what the rule says of it."""
        for judge, needs_value in self.judges:
            if (value or not needs_value) and judge(value) is not None:
                return False
        if self.has_items and value and self.bound is not None:
            asked = self.bound.item_requirements
            return all(unmet(asked, item) is None for item in items(self.bound.rule, value))
        return True


class Table:
    """The table of a service type. ``record_checks`` are without those of types that find nothing in this type."""

    def __init__(
        self,
        service: ServiceType,
        rule: Rule | None,
        record_checks: Sequence[RecordCheck],
        attribute_checks: Sequence[AttributeCheck],
    ) -> None:
        self.service = service
        self.rule = rule
        self.judges_keys = rule is not None and rule.judges_keys
        self.record_checks = tuple(record_checks)
        self.type_hits: dict[str, tuple[Hit, ...]] | None = None
        """The hits of the checks of service types, by code; None until these were asked."""
        self.selected: dict[tuple[tuple[int, ...], ...], tuple[RecordCheck, ...]] = {}
        """The checks of a record to ask, by the triggers that it has."""
        self._of_key = tuple(check for check in attribute_checks if check.looks is Looks.KEY)
        self._of_word = tuple(check for check in attribute_checks if check.looks is Looks.WORD)
        self._keys: dict[bytes, KeyEntry] = {}

    def entry(self, attribute: Attribute) -> KeyEntry:
        """What is known of the key of an attribute."""
        found = self._keys.get(attribute.key)
        if found is None:
            if len(self._keys) >= MAX_KEYS:
                self._keys.clear()
            found = self._made(attribute)
            if len(attribute.key) <= MAX_STRING:
                self._keys[attribute.key] = found
        return found

    def ask_of_type(self, subject: Subject) -> None:
        """Ask the checks of service types, once, and drop those that find nothing."""
        checks = (check for check in self.record_checks if isinstance(check, ServiceCheck))
        self.type_hits = {check.code: hits for check in checks if (hits := tuple(check.run(subject)))}
        kept = (
            each for each in self.record_checks if not isinstance(each, ServiceCheck) or each.code in self.type_hits
        )
        self.record_checks = tuple(kept)

    def _made(self, attribute: Attribute) -> KeyEntry:
        bound = self.rule.key(attribute.name) if self.rule is not None else None
        view = AttributeView(attribute, self.rule, bound, secret=False)
        asked = {check.code for check in self._of_key if any(True for _ in check.run(view))}
        asked |= {check.code for check in self._of_word if bound is not None and _has_word(bound, check.keywords)}
        secret = is_credential(attribute.key, bound)
        if bound is None:
            return KeyEntry(None, secret, frozenset(asked))
        judges = tuple((each.judge, each.is_hinted) for each in bound.requirements.values())
        has_items = bool(bound.rule.separator and bound.item_requirements)
        return KeyEntry(bound, secret, frozenset(asked), judges, has_items, not judges and not has_items)


def _has_word(bound: BoundKey, words: Sequence[str]) -> bool:
    return any(KEYWORDS[word].of(bound.rule) is not None for word in words)
