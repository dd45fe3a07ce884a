"""Errors that end a run with exit status 2: faults of the call, never faults in the data that is judged.

UsageError
├── InputError       a file that cannot be read, or has another format than the user named
├── RuleFileError    a rule file, or the index beside the rule files, that cannot be used
├── RegistryError    a registry document that the compiler cannot read
├── MissingPackageError  a package that is needed for this is not installed
└── NetworkError     no usable interface, no permission to open the socket, no zeroconf that opens it

A fault in the data is a Finding (see model/finding.py). A piece of an input that cannot be read is an Unreadable (see
model/announcement.py).
"""

from __future__ import annotations

import re

MAX_QUOTED = 200
"""The most characters that an error quotes of an input."""

_QUOTED = re.compile(rf"""(?P<quote>")[^"]*"|(?<!\w)(?P<single>')[^']*'(?!\w)|[^\s"']{{{MAX_QUOTED + 1},}}""")
"""A quotation, short ones too: else the words between two would be taken for one. Or a long word that stands alone."""


def abridged(message: str) -> str:
    """Shorten each long quotation of a message to its first MAX_QUOTED characters and an ellipsis."""
    return message if len(message) <= MAX_QUOTED else _QUOTED.sub(_shortened, message)


def _shortened(found: re.Match[str]) -> str:
    quote = found["quote"] or found["single"] or ""
    inside = found[0][len(quote) : len(found[0]) - len(quote)]
    return found[0] if len(inside) <= MAX_QUOTED else f"{quote}{inside[:MAX_QUOTED]}…{quote}"


class UsageError(Exception):
    """The command, the rules or the input cannot be used.

    ``str()`` gives one line: ``file:line: message``, as far as file and line (from 1) are known.
    """

    def __init__(self, message: str, *, file: str | None = None, line: int | None = None) -> None:
        self.message = abridged(message)
        super().__init__(self.message)
        self.file = file
        self.line = line

    def __str__(self) -> str:
        place = "" if self.file is None else self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.message}" if place else self.message


class InputError(UsageError):
    """An input file cannot be read, or has another format than the user named."""


class RuleFileError(UsageError):
    """A rule file, or the index of registered names, cannot be used."""


class RegistryError(UsageError):
    """A registry document cannot be read."""


class MissingPackageError(UsageError):
    """A package that the request needs is not installed."""


class NetworkError(UsageError):
    """The network cannot be used: no such interface, no socket, no permission."""
