"""Files that a command reads and writes: none of its outputs may be one of its inputs, or another output."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from validator.errors import UsageError


def keep_apart(inputs: Iterable[str], outputs: Sequence[tuple[str, Path | None]]) -> None:
    """Refuse to write over what is read, or twice to one file.

    ``outputs`` are options with what they name; None is standard output, or nothing. Raises UsageError.
    """
    named = [(option, path) for option, path in outputs if path is not None]
    read = [Path(each) for each in inputs]
    for number, (option, path) in enumerate(named):
        if any(_is_same(path, each) for each in read):
            raise UsageError(f"{option} {path} would overwrite an input: name another file", file=str(path))
        for other, before in named[:number]:
            if _is_same(path, before):
                raise UsageError(f"{other} and {option} both go to this file: name another one", file=str(path))


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except (OSError, ValueError):  # one of them is not there yet
        return _absolute(one) == _absolute(other)


def _absolute(path: Path) -> str:
    return os.path.normcase(os.path.abspath(path))  # noqa: PTH100 - a link that leads nowhere is a place of its own
