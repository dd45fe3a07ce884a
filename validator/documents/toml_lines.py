"""The lines of keys, tables and items in a TOML document, which tomllib does not give.

Only for documents that tomllib has read: in a document without error it is enough to follow brackets, keys and texts.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from validator.documents.mismatch import Path

# One token of ``[table]``, ``key = "text"`` or ``'''literal'''``: a bracket, a divider, a text or a word. White space
# and comments match as ``skip``.
_TOKEN = re.compile(
    r"""(?P<skip>[ \t\r]+|\#[^\n]*)|(?P<word>
    \n | [\[\]{}=,.]
    | \"\"\"(?:\\.|[^\\])*?\"{3,5} | '''.*?'{3,5}
    | "(?:\\.|[^"\\\n])*" | '[^'\n]*'
    | [^\s\[\]{}=,."'\#]+ )""",
    re.VERBOSE | re.DOTALL,
)
_END = ""


def located(text: str) -> dict[Path, int]:
    """Return the line (from 1) of every value in a document, by path.

    The line of a value is the line of the key. The line of a table is the line of the header, or the line where a table
    without a header is first named. The result is empty for a document that is nested too deeply to be followed.
    """
    walk = _Walk(text)
    try:
        walk.document()
    except RecursionError:
        return {}
    return walk.lines


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    line, position = 1, 0
    while found := _TOKEN.match(text, position):
        if found["word"]:
            yield found["word"], line
        line += found[0].count("\n")
        position = found.end()
    yield _END, line


class _Walk:
    """Follows a document once."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {}
        self._tokens = _tokens(text)
        self._word, self._line = next(self._tokens)
        self._tables: dict[Path, int] = {}
        """The number of ``[[tables]]`` so far, by path."""

    def document(self) -> None:
        """Take one statement after the other."""
        table: Path = ()
        while self._word != _END:
            if self._word == "\n":
                self._next()
            elif self._word == "[":
                table = self._header()
            else:
                self._pair(table)

    def _next(self) -> str:
        """Go on to the next token. Return the token that stood here."""
        word = self._word
        if word != _END:
            self._word, self._line = next(self._tokens)
        return word

    def _header(self) -> Path:
        line = self._line
        self._next()
        is_item = self._word == "["
        if is_item:
            self._next()
        keys = self._keys("]")
        path: Path = ()
        for depth, key in enumerate(keys, 1):
            path = (*path, key)
            self.lines.setdefault(path, line)
            if is_item and depth == len(keys):
                self._tables[path] = self._tables.get(path, 0) + 1
            if path in self._tables:
                # A table within ``[[tables]]`` belongs to the item that was begun last.
                path = (*path, self._tables[path] - 1)
        self.lines[path] = line
        while self._word not in ("\n", _END):
            self._next()
        return path

    def _pair(self, table: Path) -> None:
        """Take a key and its value."""
        path, line = table, self._line
        for key in self._keys("="):
            path = (*path, key)
            self.lines.setdefault(path, line)
        self._value(path)

    def _keys(self, end: str) -> list[str]:
        keys = []
        while (word := self._next()) not in (end, _END):
            if word[0] in "\"'":
                keys.append(tomllib.loads(f"key = {word}")["key"])
            elif word != ".":
                keys.append(word)
        return keys

    def _value(self, path: Path) -> None:
        word = self._next()
        if word == "[":
            self._array(path)
        elif word == "{":
            self._table(path)
        else:
            # A number has a dot, and a date may have a space.
            while self._word not in (",", "]", "}", "\n", _END):
                self._next()

    def _array(self, path: Path) -> None:
        index = 0
        while self._word not in ("]", _END):
            if self._word in (",", "\n"):
                self._next()
                continue
            self.lines[*path, index] = self._line
            self._value((*path, index))
            index += 1
        self._next()

    def _table(self, path: Path) -> None:
        while self._word not in ("}", _END):
            if self._word in (",", "\n"):
                self._next()
            else:
                self._pair(path)
        self._next()
