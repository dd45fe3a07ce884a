"""A configuration file as a typed model, and errors that name file, line and option."""

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
from validator.documents.mismatch import Mismatch, allowed, exact, fields_at, mismatch, path_text
from validator.documents.mismatch import Path as Steps
from validator.documents.toml import decoded, parsed
from validator.documents.toml_lines import located
from validator.errors import UsageError

_TABLE = ("tool", "dnssd-validator")
_UNQUOTED = ("bool", "int", "float", "date", "datetime", "time")
"""Types that TOML reads when the quotation marks around a text are forgotten."""

_TOML_WORDS = {"a mapping": "a table", " or nothing": "", "got true or false": "got a boolean"}
"""Words for types of JSON, and the words for the same types of TOML."""


class ConfigDocument:
    """A configuration file that was read. ``options`` are the options of the file, and fit the model."""

    def __init__(self, file: str) -> None:
        """Read a file. Raises UsageError with file, line and option."""
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
        """Return the line of the value at a path, or of the table around the value; None if neither line is known."""
        steps = (*self._top, *path)
        parts = (steps[:depth] for depth in range(len(steps), 0, -1))
        return next((self._lines[part] for part in parts if part in self._lines), None)

    def place(self, *path: str | int) -> str:
        """Return the file and the line of the value at a path: ``dnssd-validator.toml:3``."""
        line = self.line(*path)
        return self.file if line is None else f"{self.file}:{line}"

    def error(self, path: Steps, reason: str) -> UsageError:
        """Make the error for a value that cannot be used."""
        shown = f"{path_text(path)}: " if path else ""
        return UsageError(f"{shown}{reason}", file=self.file, line=self.line(*path))

    def unknown(self, path: Steps, what: str, word: str, known: Iterable[str]) -> UsageError:
        """Make the error for an unknown word. ``what`` names the kind of word: ``there is no target 'lwp'``."""
        words = list(known)
        near = nearest(word, words)
        cure = f"did you mean {near!r}?" if near else f"expected {', '.join(words)}"
        return self.error(path, f"there is no {what} {word!r}; {cure}")

    @cached_property
    def _lines(self) -> dict[Steps, int]:
        """The lines of all values. Only errors and suppressions need the lines."""
        return located(decoded(self._content, self.file))

    def _fitted(self, table: object) -> ConfigFile:
        try:
            return msgspec.convert(table, ConfigFile)
        except msgspec.ValidationError as fault:
            found = mismatch(fault)
        path = exact(table, ConfigFile, found)
        if found.field is None:
            raise self.error(path, _toml_reason(found) + allowed(found, ConfigFile))
        if not path and found.field == "tool":
            raise self.error(("tool",), "options stand at the top of this file, without [tool.dnssd-validator]")
        known = fields_at(ConfigFile, found.path)
        raise self.unknown((*path, found.field), "option", found.field, known)


def _toml_reason(found: Mismatch) -> str:
    """Describe the fault in the words of TOML, and add the cure."""
    reason = found.reason
    for json_words, toml_words in _TOML_WORDS.items():
        reason = reason.replace(json_words, toml_words)
    if found.wants_text and found.got in _UNQUOTED:
        return f"{reason}: put it in quotation marks"
    if reason.startswith("expected a list, got "):
        cure = {"str": "put it in brackets", "object": "write its header in double brackets, [[...]]"}
        return f"{reason}: {cure[found.got]}" if found.got in cure else reason
    if reason.startswith(("invalid RFC3339 encoded date", "expected date")):
        return "expected a date, such as 2027-01-31"
    return reason
