"""``explain``: what a finding means."""

from __future__ import annotations

import click

from validator.checks import CHECKS
from validator.checks.targets import TARGETS
from validator.cli.shell import codes
from validator.engine.selection import find
from validator.errors import UsageError
from validator.reports.views.explanation import catalogue, explanation, profile_page, targets


@click.command()
@click.argument("code", required=False, shell_complete=codes)
def explain(code: str | None) -> None:
    """Explain a finding by its code, slug, or the beginning of a code; without CODE list them all.

    `explain target` describes what --target takes, `explain ipp-everywhere` a profile.
    """
    if code is not None and code.lower() in ("target", "targets"):
        click.echo(targets(TARGETS.values()))
        return
    if code is None:
        click.echo(catalogue(CHECKS))
        return
    try:
        found = find(CHECKS, code)
    except UsageError:
        page = _of_profile(code)
        if page is None:
            raise
        click.echo(page)
    else:
        click.echo("\n\n".join(explanation(check) for check in found))


def _of_profile(name: str) -> str | None:
    """Explain a profile; None where there is none of that name."""
    from validator.rules.profiles import known_profiles

    profile = known_profiles().get(name.lower())
    return None if profile is None else profile_page(profile)
