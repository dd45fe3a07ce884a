"""Pair every ``--output`` with its ``--format``, by their order on the command line, which click does not keep."""

from __future__ import annotations

from collections.abc import Sequence

import click

from validator.display.wording import plural

FORMAT, OUTPUT = "format", "output"
"""The parameters of a command whose order counts."""


def paired(formats: Sequence[str], outputs: Sequence[str], order: Sequence[str]) -> tuple[str | None, ...]:
    """Return the output of every format, None for the one that has none.

    ``order`` holds FORMAT and OUTPUT as the command line gives them. As many outputs as formats pair up one by one,
    whatever their order. Where there are fewer, an output belongs to the format before it. Raises click.UsageError
    where that leaves two formats without an output, or an output without a format.
    """
    if len(outputs) == len(formats):
        return tuple(outputs)
    found: list[str | None] = []
    rest = list(outputs)
    for parameter in order:
        if parameter == FORMAT:
            found.append(None)
        elif found and found[-1] is None:
            found[-1] = rest.pop(0)
        else:
            break
    found += [None] * (len(formats) - len(found))
    if rest or found.count(None) > 1:
        counts = f"{plural(len(formats), 'format')}, {plural(len(outputs), 'output')}"
        raise click.UsageError(
            f"{counts}: give each --format its --output behind it; one may do without, and goes to standard output"
        )
    return tuple(found)
