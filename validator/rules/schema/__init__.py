"""The schema of rule files: structs, and in their docstrings what each field says.

The vocabulary is JSON Schema's wherever it has the word.
``load.py`` reads files into these structs, ``layers.py`` merges them for the checks.
"""

from __future__ import annotations

from validator.rules.schema.file import (
    CLOSED,
    DEFINITIONS,
    Announced,
    Definition,
    ExampleRecord,
    Examples,
    InvalidExample,
    Note,
    Octets,
    Profile,
    RuleFile,
    Source,
    Strings,
    TransportRule,
)
from validator.rules.schema.relation import Companion, Condition, Demand, If, KeyGroup, Then
from validator.rules.schema.value import (
    Agreement,
    BitField,
    Bits,
    Certainty,
    Constraint,
    Deviation,
    Encoding,
    KeyRule,
    Level,
    Mistake,
    NameRule,
    Statement,
    SubtypeRule,
    ValuePresence,
)

__all__ = [
    "CLOSED",
    "DEFINITIONS",
    "Agreement",
    "Announced",
    "BitField",
    "Bits",
    "Certainty",
    "Companion",
    "Condition",
    "Constraint",
    "Definition",
    "Demand",
    "Deviation",
    "Encoding",
    "ExampleRecord",
    "Examples",
    "If",
    "InvalidExample",
    "KeyGroup",
    "KeyRule",
    "Level",
    "Mistake",
    "NameRule",
    "Note",
    "Octets",
    "Profile",
    "RuleFile",
    "Source",
    "Statement",
    "Strings",
    "SubtypeRule",
    "Then",
    "TransportRule",
    "ValuePresence",
]
