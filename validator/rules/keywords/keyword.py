"""What a keyword is: one row of the table ``KEYWORDS``, with all that the tool knows of the word.

A row is read by whoever deals with the word: the checks, the loader, lint, ``${NAME}``, the JSON Schema, ``explain``
and the reference page. Only the type of the word's value stands elsewhere, as a field of a struct (rules/schema).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from typing import Any

from msgspec import Struct

from validator.documents.mismatch import Path
from validator.rules.schema import Constraint, Demand, KeyRule
from validator.rules.walk import constraints

Judge = Callable[[bytes], str | None]
"""Judges the octets of a value: gives what was expected (to follow "expected"), None where the value holds."""

JudgeOf = Callable[[Constraint], Judge]
"""Makes the judge of a whole rule: that of an item, of an alternative. Its answer is that of the first word broken."""


def ALONE(_: Constraint) -> Judge:  # noqa: N802 - a constant in all but its form
    """Judge nothing by inner rules: for words that have none."""
    return lambda _: None


Complaint = tuple[Path, str]
"""What is wrong with the rule of a key: the place below the key, and the reason."""


class Filling(Enum):
    """What ``--set NAME=VALUE`` puts in place of ``${NAME}`` in the value of a keyword."""

    TEXT = "text"
    PATTERN = "pattern"
    """Text whose characters stand for themselves, whatever RE2 would make of them."""
    NUMBER = "number"
    RULE = "rule"
    """Nothing here: the value is a rule of its own, whose keywords are filled in."""


class Keyword(Struct, frozen=True, kw_only=True):
    """One word that a rule file says of a key.

    ``example`` is the rule of a key as YAML. With it as the rule of the key ``x``, a record of the string ``holds``
    is as it should be and one of ``fails`` gives a finding; the tests run both. An empty string is a record without
    keys. ``fails`` is None for a word that asks nothing of a record.
    """

    word: str
    means: str
    """What the word says, one line for the reference page and for editors."""
    example: str
    holds: str
    fails: str | None

    compile: Callable[[Any, Constraint, JudgeOf], Judge] | None = None
    """Makes the function of the octets, out of the word's value, the whole rule, and what judges by inner rules.

    It is asked once for each key of a rule. None for a word that does not judge values by itself. (``Any``: the type
    of the word's own value.)
    """
    quotes: bool = False
    """Whether the judge's answer quotes texts of the word's value. They are hidden where they would be secrets."""
    can_be_hinted: bool = False
    """Whether ``hinted`` may name the word."""
    in_items: bool = False
    """Whether the word says something of an item of a list."""
    filling: Filling | None = None
    """What ``${NAME}`` stands for in the value; None where it stands for itself."""
    choices: tuple[str, ...] | None = None
    """All texts that the value may be, or may have as items; None where any will do."""
    fault: Callable[[Any, Constraint], str | None] | None = None
    """Says why a value of the word makes the rule unusable, None where it does not."""
    lint: Callable[[Any, Constraint], Iterable[Complaint]] | None = None
    """Finds what lets the rule stand and is wrong nonetheless: contradictions with other words."""

    @property
    def field(self) -> str:
        """The name of the word in the structs: ``min_length`` for ``minLength``."""
        return _FIELDS[self.word]

    @property
    def in_conditions(self) -> bool:
        """Whether ``if``, ``then`` and ``else`` may use the word, and files of expectations."""
        return self.field in Constraint.__struct_fields__

    @property
    def in_demands(self) -> bool:
        """Whether ``then`` and ``else`` may use the word."""
        return self.field in Demand.__struct_fields__

    def of(self, rule: Constraint) -> Any:  # noqa: ANN401 - the type of the word's own value
        """The value that a rule gives the word; None where the rule does not use the word."""
        return getattr(rule, self.field, None)

    def quoted(self, rule: Constraint) -> tuple[str, ...]:
        """The texts of the rule that the judge's answer may quote."""
        value = self.of(rule) if self.quotes else None
        return () if value is None else tuple(_texts(value))


def _texts(value: object) -> Iterator[str]:
    """Yield every text in the value of a word, those of inner rules too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, Constraint):
        for constraint in (inner for _, inner in constraints(value)):
            yield from (each for each in (constraint.const, constraint.pattern) if each is not None)
            yield from constraint.enum or ()


_FIELDS: dict[str, str] = dict(zip(KeyRule.__struct_encode_fields__, KeyRule.__struct_fields__, strict=True))
