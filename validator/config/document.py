"""The table of a configuration file as a typed model, and errors that name file, line and option."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from validator.config.content import content_of
from validator.config.find import PYPROJECT
from validator.config.structs import ConfigFile
from validator.display.nearest import nearest
from validator.documents.mismatch import Mismatch, exact, fields_at, mismatch, path_text
from validator.documents.mismatch import Path as Steps
from validator.documents.toml import decoded, parsed
from validator.documents.toml_lines import located
from validator.errors import UsageError

_TABLE = ("tool", "dnssd-validator")
_UNQUOTED = ("bool", "int", "float", "date", "datetime", "time")
"""What TOML reads where quotation marks are forgotten."""

_WORDS = {"a mapping": "a table", " or nothing": "", "got true or false": "got a boolean"}
"""Words of JSON, and TOML's for the same."""


class Document:
    """A file that was read: ``options`` are what it says."""

    def __init__(self, file: str) -> None:
        """Read a file. Raises UsageError."""
        self.file = file
        self._content = content_of(Path(file), file)
        table: Any = parsed(self._content, file)
        self._top: Steps = ()
        if Path(file).name == PYPROJECT:
            self._top = _TABLE
            for step in _TABLE:
                table = table.get(step) if isinstance(table, dict) else None
            if table is None:
                raise UsageError("has no table [tool.dnssd-validator]", file=file)
        self.options = self._fitted(table)

    def line(self, *path: str | int) -> int | None:
        """Line of what a path leads to, or of what is around it. None where neither is known."""
        steps = (*self._top, *path)
        parts = (steps[:depth] for depth in range(len(steps), 0, -1))
        return next((self._lines[part] for part in parts if part in self._lines), None)

    def place(self, *path: str | int) -> str:
        """File and line of what a path leads to."""
        line = self.line(*path)
        return self.file if line is None else f"{self.file}:{line}"

    def error(self, path: Steps, reason: str) -> UsageError:
        """Make the error that something at a path cannot be used."""
        shown = f"{path_text(path)}: " if path else ""
        return UsageError(f"{shown}{reason}", file=self.file, line=self.line(*path))

    def unknown(self, path: Steps, what: str, word: str, known: Iterable[str]) -> UsageError:
        """Make the error that a word is none of those that are known."""
        words = list(known)
        near = nearest(word, words)
        cure = f"did you mean {near!r}?" if near else f"expected {', '.join(words)}"
        return self.error(path, f"there is no {what} {word!r}; {cure}")

    @cached_property
    def _lines(self) -> dict[Steps, int]:
        """The line of everything. Only errors and suppressions ask for it."""
        return located(decoded(self._content, self.file))

    def _fitted(self, table: object) -> ConfigFile:
        try:
            return msgspec.convert(table, ConfigFile)
        except msgspec.ValidationError as fault:
            found = mismatch(fault)
        path = exact(table, ConfigFile, found)
        if found.field is None:
            raise self.error(path, _said(found))
        if not path and found.field == "tool":
            raise self.error(("tool",), "options stand at the top of this file, without [tool.dnssd-validator]")
        known = fields_at(ConfigFile, found.path)
        raise self.unknown((*path, found.field), "option", found.field, known)


def _said(found: Mismatch) -> str:
    """The fault in TOML's words, and its cure."""
    reason = found.reason
    for words, ours in _WORDS.items():
        reason = reason.replace(words, ours)
    if found.wants_text and found.got in _UNQUOTED:
        return f"{reason}: put it in quotation marks"
    if reason.startswith("expected a list, got "):
        cure = {"str": "put it in brackets", "object": "write its header in double brackets, [[...]]"}
        return f"{reason}: {cure[found.got]}" if found.got in cure else reason
    if reason.startswith(("invalid RFC3339 encoded date", "expected date")):
        return "expected a date, such as 2027-01-31"
    return reason
