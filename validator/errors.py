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

_LONG = re.compile(
    rf"""("[^"]{{{MAX_QUOTED}}})[^"]+(")|('[^']{{{MAX_QUOTED}}})[^']+(')|([^\s"']{{{MAX_QUOTED}}})[^\s"']+()"""
)
"""What quotes too much: between quotes, or a word that stands alone."""


def abridged(message: str) -> str:
    """Shorten each long quotation of a message to its first MAX_QUOTED characters and an ellipsis."""
    if len(message) <= MAX_QUOTED:
        return message
    return _LONG.sub(lambda found: "…".join(each for each in found.groups() if each is not None), message)


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
