"""``${NAME}`` in a user's rule file: what ``--set NAME=VALUE`` fills in.

It is looked for in values only (constraints, defaults and examples), after the file is parsed, so that no value can
change what the file says. ``$${`` stands for ``${``. In a pattern the value stands for itself, whatever RE2 would make
of its characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from validator.documents.mismatch import Path
from validator.documents.yaml import Document
from validator.errors import RuleFileError, UsageError
from validator.rules.keywords import KEYWORDS
from validator.rules.keywords.keyword import Filling

NAME = "[A-Za-z_][A-Za-z0-9_]*"

_name = re.compile(NAME, re.ASCII)
_reference = re.compile(r"\$\$\{|\$\{([^}]*)(\}?)")
_special = re.compile(r"[\\.+*?()|\[\]{}^$-]")
_integer = re.compile(r"[+-]?[0-9]+", re.ASCII)
_decimal = re.compile(r"[+-]?[0-9]+\.[0-9]+", re.ASCII)

_ANY = "*"

Kinds = dict[str, Any]

_KEY: Kinds = {}
for _keyword in KEYWORDS.values():
    if _keyword.filling is not None:
        _KEY[_keyword.word] = _KEY if _keyword.filling is Filling.RULE else _keyword.filling
_KEYS = {"keys": {_ANY: _KEY}}
_PART = {
    **_KEYS,
    "patternKeys": {_ANY: _KEY},
    "allOf": {_ANY: {"if": _KEYS, "then": _KEYS, "else": _KEYS}},
}
RULE: Kinds = {
    **_PART,
    "byTransport": {_ANY: _PART},
    "examples": {"valid": {_ANY: Filling.TEXT}, "invalid": {_ANY: {"txt": Filling.TEXT}}},
}
"""Where values stand in a rule file, and how they are filled in; ``*`` is any key or item."""


def assignments(given: Iterable[str]) -> dict[str, str]:
    """Read ``NAME=VALUE`` as ``--set`` takes it; of one name the last counts. Raises UsageError."""
    values: dict[str, str] = {}
    for assignment in given:
        name, equals, value = assignment.partition("=")
        if not equals or not _name.fullmatch(name):
            raise UsageError(f"--set {assignment!r}: expected NAME=VALUE, NAME of letters, digits and underscores")
        try:
            value.encode()
        except UnicodeEncodeError:
            raise UsageError(f"--set {name}: the value is not UTF-8") from None
        values[name] = value
    return values


EXPECTED: Kinds = {"expect": {_ANY: {"txt": {_ANY: _KEY | {"": Filling.TEXT}}}}}
"""The same of a file of expectations (testing/expectation.py); ``""`` is the kind of what is text instead."""


def filled(
    document: Document, values: Mapping[str, str], file: str, kinds: Kinds = RULE, option: str = "--set"
) -> tuple[object, frozenset[str]]:
    """Fill in the values; the tree with them, and the names that it uses. ``option`` is the one that gives values.

    Raises RuleFileError with the line of a name without a value.
    """
    filler = _Filler(document, values, file, option)
    return filler.tree(document.value, kinds, ()), frozenset(filler.used)


class _Filler:
    def __init__(self, document: Document, values: Mapping[str, str], file: str, option: str) -> None:
        self._option = option
        self._document = document
        self._values = values
        self._file = file
        self.used: set[str] = set()

    def tree(self, tree: object, kinds: Any, path: Path) -> object:  # noqa: ANN401 - a tree of kinds
        """Copy what stands at a path, with its values filled in. What has no business there is left for others."""
        if isinstance(tree, str):
            kind = kinds.get("") if isinstance(kinds, dict) else kinds
            return self._value(tree, kind, path) if kind is not None and "${" in tree else tree
        if isinstance(tree, dict):
            if not isinstance(kinds, dict):
                return tree
            inner = {key: kinds.get(key, kinds.get(_ANY)) for key in tree}
            return {key: self.tree(each, inner[key], (*path, key)) for key, each in tree.items()}
        if isinstance(tree, list):
            kind = kinds.get(_ANY) if isinstance(kinds, dict) else kinds
            return [self.tree(each, kind, (*path, number)) for number, each in enumerate(tree)]
        return tree

    def _value(self, text: str, kind: Filling, path: Path) -> object:
        def put(found: re.Match[str]) -> str:
            if found[0] == "$${":
                return "${"
            value = self._named(found[1], found[0] if found[2] else None, path)
            return _special.sub(r"\\\g<0>", value) if kind is Filling.PATTERN else value

        value = _reference.sub(put, text)
        if kind is not Filling.NUMBER:
            return value
        if _integer.fullmatch(value):
            return int(value)
        if _decimal.fullmatch(value):
            return float(value)
        raise self._error(path, f"expected a number, but {text} is {value!r}")

    def _named(self, name: str, reference: str | None, path: Path) -> str:
        if reference is None or not _name.fullmatch(name):
            raise self._error(path, f"{reference or '${'} is no name in braces; write $${{ for the characters ${{")
        if name not in self._values:
            given = ", ".join(sorted(self._values)) or "nothing"
            raise self._error(path, f"${{{name}}} has no value: give {self._option} {name}=VALUE (given: {given})")
        self.used.add(name)
        return self._values[name]

    def _error(self, path: Path, reason: str) -> RuleFileError:
        shown = ".".join(map(str, path))
        return RuleFileError(f"{shown}: {reason}", file=self._file, line=self._document.line(*path))
