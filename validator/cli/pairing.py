"""Which ``--output`` belongs to which ``--format``: their order on the command line says it, which click forgets."""

from __future__ import annotations

from collections.abc import Sequence

import click

from validator.display.wording import plural

_GIVEN = "validator.reports.given"
_FORMAT, _OUTPUT = "format", "output"


class ReportingCommand(click.Command):
    """A command with ``--format`` and ``--output``: it keeps the order in which they were given."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse as every command does."""
        _, _, order = self.make_parser(ctx).parse_args(list(args))
        ctx.meta[_GIVEN] = tuple(each.name for each in order if each.name in (_FORMAT, _OUTPUT))
        return super().parse_args(ctx, args)


def given() -> tuple[str, ...]:
    """Tell in which order the running command was given ``format`` and ``output``; empty where nobody knows."""
    ctx = click.get_current_context(silent=True)
    found: tuple[str, ...] = () if ctx is None else ctx.meta.get(_GIVEN, ())
    return found


def paired(formats: Sequence[str], outputs: Sequence[str], order: Sequence[str]) -> tuple[str | None, ...]:
    """Return the output of each format, None for the one that has none.

    As many outputs as formats pair up one by one, whatever their order. Where there are fewer, each belongs to the
    format before it. Raises click.UsageError where that leaves two formats without one, or an output without a format.
    """
    if len(outputs) == len(formats):
        return tuple(outputs)
    found: list[str | None] = []
    rest = list(outputs)
    for word in order:
        if word == _FORMAT:
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
