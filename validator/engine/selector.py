"""Which checks to ask of an announcement: all that may find something in it, by what they declare, and no other.

A check that declares nothing is always asked. Without triggers every check is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from validator.checks.base import AnnouncementCheck, AttributeCheck, Check, Looks, NameCheck, ServiceCheck
from validator.engine.table import RecordCheck, Table
from validator.engine.triggers import Triggers
from validator.rules.secrets import TRIGGER

MAX_SELECTED = 500
"""Selections that are kept for a service type, and for all attributes."""


class Selector:
    """Selects among checks by triggers. Raises ValueError where RE2 does not take the trigger of a check."""

    def __init__(self, re2: Any, checks: Sequence[Check]) -> None:  # noqa: ANN401 - google-re2 is untyped
        attribute = [check for check in checks if isinstance(check, AttributeCheck)]
        in_strings = [(c.code, c.trigger) for c in attribute if c.trigger is not None]
        in_strings += [
            (c.code, c.string_trigger) for c in checks if isinstance(c, AnnouncementCheck) and c.string_trigger
        ]
        facts = [c for c in checks if isinstance(c, AnnouncementCheck | NameCheck) and c.trigger is not None]
        self._string_codes = [code for code, _ in in_strings]
        self._secret = len(in_strings)
        self._in_strings = Triggers(re2, [*(trigger for _, trigger in in_strings), TRIGGER])
        self._fact_codes = [check.code for check in facts]
        self._in_facts = Triggers(re2, [check.trigger or "" for check in facts])
        self._attribute_checks = tuple(attribute)
        self._of_attribute: dict[tuple[tuple[int, ...], frozenset[str], bool, bool], tuple[AttributeCheck, ...]] = {}

    def in_strings(self, strings: Sequence[bytes]) -> tuple[int, ...] | None:
        """Return what the strings trigger; None where these tell nothing: one has a line break in it."""
        text = b"\n".join(strings)
        return self._in_strings.found(text) if text.count(b"\n") == len(strings) - 1 or not strings else None

    def in_facts(self, facts: bytes) -> tuple[int, ...]:
        """Return what the facts trigger."""
        return self._in_facts.found(facts)

    def may_hold_secret(self, found: tuple[int, ...]) -> bool:
        """Whether there may be a secret in strings that trigger this, beside the values of keys for secrets."""
        return bool(found) and found[-1] == self._secret

    def of_attribute(
        self, found: tuple[int, ...], of_key: frozenset[str], *, fits: bool, is_secret: bool
    ) -> tuple[AttributeCheck, ...]:
        """Return the checks of an attribute to ask, in their order.

        ``found`` is what its record triggers, ``of_key`` are the codes to ask for its key. ``fits``: the value keeps
        what the rule says of it.
        """
        asked = found, of_key, fits, is_secret
        checks = self._of_attribute.get(asked)
        if checks is None:
            codes = {self._string_codes[number] for number in found if number != self._secret}
            may_be_secret = is_secret or self.may_hold_secret(found)
            checks = tuple(
                check
                for check in self._attribute_checks
                if (check.looks is Looks.VALUE and not fits)
                or (check.looks is Looks.SECRET and may_be_secret)
                or (check.looks is Looks.STRING and (check.trigger is None or check.code in codes))
                or (check.looks in {Looks.KEY, Looks.WORD} and check.code in of_key)
            )
            if len(self._of_attribute) >= MAX_SELECTED:
                self._of_attribute.clear()
            self._of_attribute[asked] = checks
        return checks

    def of_record(self, table: Table, strings: tuple[int, ...], facts: tuple[int, ...]) -> tuple[RecordCheck, ...]:
        """Return the checks of records to ask, in their order."""
        checks = table.selected.get((strings, facts))
        if checks is None:
            in_strings = {self._string_codes[number] for number in strings if number != self._secret}
            in_facts = {self._fact_codes[number] for number in facts}
            checks = tuple(check for check in table.record_checks if _is_asked(check, in_strings, in_facts, table))
            if len(table.selected) >= MAX_SELECTED:
                table.selected.clear()
            table.selected[strings, facts] = checks
        return checks


def _is_asked(check: RecordCheck, in_strings: set[str], in_facts: set[str], table: Table) -> bool:
    if isinstance(check, ServiceCheck):
        return True
    if isinstance(check, AnnouncementCheck):
        if not check.concerns(table.rule) or check.despite(table.rule):
            return check.concerns(table.rule)
        if check.string_trigger is not None and check.code not in in_strings:
            return False
    return check.trigger is None or check.code in in_facts
