"""The reader of JSON texts: a document of any length piece by piece in bounded memory, or an object that is one line.

Every fault is a LineError with the line on which it stands, and says whether the JSON ends in the middle or is no JSON.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from validator.sources.lines import LineError

CHUNK = 64 * 1024
"""Octets that are read at a time."""

MAX_PIECE = 4 * 1024 * 1024
"""Characters that one piece (a string, a number, a whole object that is skipped) may take."""

_SPACE = re.compile(r"[ \t\r\n]*")
_BARE = re.compile(r"[-+.\w]*")


def line_object(line: bytes) -> dict[str, Any]:
    """Read a line that is an object, as a log in JSON Lines has it. Raises LineError."""
    try:
        value = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise LineError("a line that is cut off, or no JSON object")
    return value


class JsonText:
    """A place in a stream of JSON text. ``line`` is that of the next character.

    ``pairs`` makes every object a tuple of (name, value), so that names which repeat are kept.
    """

    def __init__(self, stream: BinaryIO, *, pairs: bool = False) -> None:
        from json import JSONDecodeError, JSONDecoder

        self.line = 1
        self._stream = stream
        self._octets = codecs.getincrementaldecoder("utf-8")()
        self._decode = JSONDecoder(object_pairs_hook=tuple if pairs else None).raw_decode
        self._syntax_error = JSONDecodeError
        self._text = ""
        self._at = 0
        self._ended = False
        self._spoilt = False

    def peek(self) -> str:
        """Skip white space and look at the next character, ``""`` at the end. Raises LineError: not UTF-8."""
        while True:
            end = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]  # matches anything
            self._move(end)
            if end < len(self._text):
                return self._text[end]
            if not self._fill(CHUNK):
                if self._spoilt:
                    raise _no_json("not UTF-8", self.line)
                return ""

    def take(self, wanted: str) -> str:
        """Take the next character, which must be one of ``wanted``. Raises LineError."""
        found = self.peek()
        if not found or found not in wanted:
            raise self._fault(f"expected {' or '.join(wanted)}", self._at)
        self._at += 1
        return found

    def value(self) -> object:
        """Take the next value whole. Raises LineError."""
        self.peek()
        size = CHUNK
        while True:
            try:
                value, end = self._decode(self._text, self._at)
            except self._syntax_error as error:
                fault = self._fault(f"what stands here is no JSON ({error.msg[:1].lower()}{error.msg[1:]})", error.pos)
            except RecursionError:
                raise _no_json("nested too deeply", self.line) from None
            except ValueError:
                raise _no_json("a number is too long", self.line) from None
            else:
                # A number at the end of what has been read may go on.
                if end < len(self._text) or self._ended or not isinstance(value, int | float):
                    self._move(end)
                    return value
                fault = self._fault("the value is too long", end)
            if len(self._text) - self._at > MAX_PIECE:
                raise fault if self._ended else LineError(f"a value of more than {MAX_PIECE} characters", self.line)
            if not self._fill(size):
                raise fault
            size = min(2 * size, MAX_PIECE)

    def flat_object(self) -> dict[str, object] | None:
        """Take the next value whole if it is an object on one line that has been read already; else take nothing.

        This is several times as fast as to walk over its members.
        """
        if self.peek() != "{":
            return None
        try:
            value, end = self._decode(self._text, self._at)
        except (ValueError, RecursionError):
            return None
        if not isinstance(value, dict) or "\n" in self._text[self._at : end]:
            return None
        self._at = end
        return value

    def entries(self) -> Iterator[int]:
        """Walk over all values of the text: the line of each one, or of each item where a value is a list.

        The caller takes the value or item. Raises LineError.
        """
        while begin := self.peek():
            if begin == "[":
                yield from self.items()
            else:
                yield self.line

    def items(self) -> Iterator[int]:
        """Walk over a list: the line of each item, which the caller takes. Raises LineError."""
        self.take("[")
        if self.peek() == "]":
            self.take("]")
            return
        yield from self._elements("]")

    def members(self) -> Iterator[str]:
        """Walk over an object: the name of each member, whose value the caller takes. Raises LineError."""
        self.take("{")
        if self.peek() == "}":
            self.take("}")
            return
        for _ in self._elements("}"):
            if self.peek() not in ('"', ""):
                self.take('"')
            name = self.value()
            self.take(":")
            yield str(name)

    def _elements(self, end: str) -> Iterator[int]:
        while True:
            self.peek()
            yield self.line
            if self.take(f",{end}") == end:
                return

    def _fill(self, size: int) -> bool:
        """Read on, and forget what lies behind. Whether the end has not been reached yet."""
        if self._ended:
            return False
        octets = b""
        while len(octets) < size and (more := self._stream.read(size - len(octets))):
            octets += more
        self._text, self._at = self._text[self._at :], 0
        try:
            self._text += self._octets.decode(octets, final=not octets)
            self._ended = not octets
        except UnicodeDecodeError as error:
            # What stands before it is still good.
            self._text += bytes(error.object[: error.start]).decode()
            self._ended = self._spoilt = True
        return len(self._text) > self._at or not self._ended

    def _move(self, end: int) -> None:
        self.line += self._text.count("\n", self._at, end)
        self._at = end

    def _fault(self, reason: str, at: int) -> LineError:
        """Make the error for a fault at an offset of the text that has been read."""
        line = self.line + self._text.count("\n", self._at, at)
        # Cut off: nothing stands after the fault, or it is a string without an end, or half a word such as "tru".
        cut = not self._text[at:].strip() or "unterminated" in reason or "escape" in reason
        cut = cut or _BARE.fullmatch(self._text, at) is not None
        if cut and self._spoilt:
            return _no_json("not UTF-8", line + self._text.count("\n", at))
        if cut and self._ended:
            return LineError(f"the JSON ends in the middle: {reason}", line)
        return _no_json(reason, line)

    def refuse(self, reason: str) -> LineError:
        """Make the error for what is JSON and yet too much."""
        return _no_json(reason, self.line)


def _no_json(reason: str, line: int) -> LineError:
    return LineError(f"not JSON: {reason}", line)
