"""``explain``: what a finding means."""

from __future__ import annotations

import click

from validator.checks import CHECKS
from validator.checks.targets import TARGETS
from validator.cli.shell import codes
from validator.engine.selection import find
from validator.reports.views.explanation import catalogue, explanation, targets


@click.command()
@click.argument("code", required=False, shell_complete=codes)
def explain(code: str | None) -> None:
    """Explain a finding by its code, slug, or the beginning of a code; without CODE list them all.

    `explain target` describes what --target takes.
    """
    if code is not None and code.lower() in ("target", "targets"):
        click.echo(targets(TARGETS.values()))
        return
    if code is None:
        click.echo(catalogue(CHECKS))
        return
    click.echo("\n\n".join(explanation(check) for check in find(CHECKS, code)))
