"""Headings: of a list of keys (``The following keys are defined:``), and of groups (``Required: a, b. Optional: c``).

A heading says no more than that a list follows.
"""

from __future__ import annotations

import re

from msgspec import Struct

from validator.registry.grammar.text import Stretch

# Matches ``the ``, ``following ``, ``supported ``, ``two ``: a word before the word for keys.
_BEFORE = (
    r"(?:(?:the|this|these|all|our|there\s+are|following|currently|current|possible|supported|valid|known|available|"
    r"defined|service|protocol|uses?|defines?|supports?|registered|recognized|\d{1,2}|two|three|four|five|six)\s+)"
)
_KEYS = r"(?:keys|(?:key|key/value|key-value|name/value)\s+pairs|attributes|fields|entries|parameters|values)"
_RECORD = r"(?:(?:DNS-SD\s+)?(?:TXT|record|records)(?:\s+records?)?(?:'s)?\s+)?"
# Matches `` are currently defined as follows``, `` for this service``: the words behind the word for keys.
_AFTER = (
    r"(?:\s+(?:are|is|currently|defined|used|supported|available|as|follows?|following|being|include|includes|including|"
    r"in\s+use|(?:for|by|in|of)\s+(?:the|this)\s+(?:service|protocol|record|TXT\s+record)|the))*"
)
_VERB = r"\s+(?:are|include|being)"
# Matches ``The following TXT keys are defined: ``, ``The keys are `` before ``a, b``,
# ``The TXT record contains `` before ``a, b``, ``Defined keys `` before ``"a"``, and ``as follows: ``.
_HEADING = re.compile(
    rf"(?:{_BEFORE}+{_RECORD}{_KEYS}|{_RECORD}keys|TXT\s+records?|(?:key|name)[/=-]value\s+pairs|(?:DNS-SD\s+)?TXT\s+(?:record\s+)?{_KEYS}){_AFTER}\s*:\s*"
    rf"|(?:{_BEFORE}{{0,3}}{_RECORD}keys){_VERB}(?:\s+(?:defined|the|as|follows?|following))*\s+(?=[\w\"'<-]+\s*(?:[,;=\n]|and\b|$))"
    rf"|(?:the\s+)?{_RECORD}(?:(?:may|can|must|should)\s+)?(?:contains?|includes?|carries|carry|holds?)\s+(?:the\s+)?(?:following\s+)?"
    rf"(?:(?:TXT\s+)?{_KEYS}\s*)?(?::\s*)?(?=[\w\"'<-]+\s*(?:[,;=\n]|and\b|$))"
    rf"|{_BEFORE}{{1,6}}keys\s+(?=[\"'])"
    r"|(?:as\s+follows|the\s+following|following)\s*:\s*",
    re.IGNORECASE,
)
_PRESENCE = r"(?:(?P<required>required|mandatory|must)|(?P<optional>optional))"
# Matches ``Required keys: ``, ``. Optional: ``.
_GROUP = re.compile(
    rf"(?:^|(?<=[.;,\n]))\s*(?:[-*•]\s+)?{_PRESENCE}(?:\s+(?:TXT\s+)?(?:record\s+)?(?:keys?|attributes?|fields?))?"
    r"(?:\s+(?:is|are))?\s*:\s*",
    re.IGNORECASE,
)


class Group(Struct, frozen=True):
    """Keys under one heading."""

    heading: tuple[int, int]
    body: Stretch
    required: bool | None
    """None for the keys before the first heading."""


def heading_end(body: Stretch) -> int | None:
    """Return where the heading of a body ends; None for a body that does not begin with a heading."""
    match = _HEADING.match(body.note, body.start, body.end)
    return match.end() if match and match.end() < body.end else None


def groups(body: Stretch) -> list[Group]:
    """Divide a body into groups of keys. Return no group for a body without the headings of groups."""
    found = list(_GROUP.finditer(body.isolated, body.start))
    if not found:
        return []
    divided = [Group((body.start, body.start), _trimmed(body, body.start, found[0].start()), None)]
    ends = [match.start() for match in found[1:]] + [body.end]
    divided += [
        Group(match.span(), _trimmed(body, match.end(), end), match["required"] is not None)
        for match, end in zip(found, ends, strict=True)
    ]
    return [group for group in divided if group.required is not None or group.body.start < group.body.end]


def _trimmed(body: Stretch, start: int, end: int) -> Stretch:
    """Cut out a group without the punctuation at the end."""
    while end > start and body.note[end - 1] in " \t\n.,;":
        end -= 1
    return body.within(start, end)
