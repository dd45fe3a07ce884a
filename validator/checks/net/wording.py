"""Words of this group's messages for senders, places, and the difference between two TXT records."""

from __future__ import annotations

from collections.abc import Sequence

from validator.checks.base import quote
from validator.display.wording import listed
from validator.model.txt import TxtRecord
from validator.rules.rule import Rule
from validator.rules.secrets import masked_record

MAX_NAMED = 4
"""Senders, values or keys that a message names. The others are only counted."""


def enumerated(items: Sequence[str]) -> str:
    """Write ``a, b and c``; of many items the first, and how many more there are: ``a, b, c and 2 more``."""
    return listed(items, MAX_NAMED, "and", shown=MAX_NAMED - 1)


def senders(addresses: Sequence[str], interfaces: Sequence[str]) -> str:
    """Name the senders of a record, and the interfaces: ``192.0.2.7 and fe80::7 on eth0``."""
    who = enumerated(addresses) or "an unknown sender"
    return who + (f" on {enumerated(interfaces)}" if interfaces else "")


def shown(records: Sequence[TxtRecord], rule: Rule | None) -> str:
    """Write TXT records in short, without secrets."""
    return " and ".join(_quoted_record(masked_record(each, rule)) for each in records[:2]) or "no TXT record"


def difference(one: Sequence[TxtRecord], other: Sequence[TxtRecord], rule: Rule | None) -> str:
    """Name the strings that only one of two sides has, without secrets: ``"mode=safe" against "mode=normal"``.

    If the strings without secrets are the same, all strings of both sides are shown.
    """
    strings = [[raw for record in each for raw in masked_record(record, rule).strings] for each in (one, other)]
    parts = [enumerated([quote(raw) for raw in ours if raw not in theirs]) for ours, theirs in (strings, strings[::-1])]
    if not any(parts):
        return f"{shown(one, rule)} and {shown(other, rule)} differ in order, repetition, or a hidden value"
    return f"{parts[0] or 'nothing'} against {parts[1] or 'nothing'}"


def _quoted_record(record: TxtRecord) -> str:
    return quote(b" ".join(raw for raw in record.strings if raw))
