"""TOML into plain values, by tomllib. Errors name the file and the line."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from validator.documents.encodings import not_utf_8
from validator.errors import UsageError

MAX_PARTS = 100
"""Parts of a key, with dots between them."""

# Such as: fail-on = warning
_BARE = re.compile(r"[ \t]*([\w-]+)[ \t]*=[ \t]*([A-Za-z][\w./-]*)[ \t]*(?:#.*)?", re.ASCII)
_PLACE = re.compile(r"(.*?) \(at (?:line (\d+), column \d+|end of document)\)", re.DOTALL)


def parsed(content: bytes, file: str) -> dict[str, Any]:
    """Parse a file. Raises UsageError with the line."""
    text = decoded(content, file)
    for number, written in enumerate(text.split("\n"), 1):
        # tomllib takes memory with the square of the parts of a key.
        if written.count(".") > MAX_PARTS and re.split("[=\"']", written, maxsplit=1)[0].count(".") > MAX_PARTS:
            raise UsageError(f"no TOML that can be read: a key of more than {MAX_PARTS} parts", file=file, line=number)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _PLACE.fullmatch(str(error))
        reason, line = (found[1], found[2]) if found else (str(error), None)
        # A text that ends too early has the fault on the last line.
        last = max(1, len(content.splitlines())) if found else None
        at = int(line) if line else last
        raise UsageError(f"no TOML: {reason}{_cure(text, at)}", file=file, line=at) from None
    except RecursionError:
        raise UsageError("no TOML that can be read: nested too deeply", file=file) from None
    except ValueError as error:
        # Python limits the digits of a number.
        raise UsageError(f"no TOML that can be read: {str(error).partition(';')[0]}", file=file) from None


def _cure(text: str, line: int | None) -> str:
    """Say how to mend a line, where it is a word without quotation marks."""
    written = text.split("\n")[line - 1] if line is not None else ""
    found = _BARE.fullmatch(written.rstrip("\r"))
    return f': text stands in quotation marks, {found[1]} = "{found[2]}"' if found else ""


def decoded(content: bytes, file: str) -> str:
    """Decode the text of a file. Raises UsageError, with the line, for a text that is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UsageError(not_utf_8(content, error), file=file, line=line) from None
