"""``explain``: what a finding means."""

from __future__ import annotations

import click

from validator.checks import CHECKS
from validator.reports.explanation import catalogue, explanation
from validator.selection import find


@click.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Explain a finding by its code, slug, or the beginning of a code; without CODE list them all."""
    if code is None:
        click.echo(catalogue(CHECKS))
        return
    click.echo("\n\n".join(explanation(check) for check in find(CHECKS, code)))
