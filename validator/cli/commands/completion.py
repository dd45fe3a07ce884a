"""``completion``: the script by which a shell completes our commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from validator.cli.main import COMPLETE, PROGRAM, main

SHELLS = {
    "bash": 'eval "$(dnssd-validator completion bash)" in ~/.bashrc',
    "zsh": 'eval "$(dnssd-validator completion zsh)" in ~/.zshrc, after compinit',
    "fish": "dnssd-validator completion fish > ~/.config/fish/completions/dnssd-validator.fish",
}
"""How a user of each shell installs the script."""


@click.command(
    epilog="\b\n" + "\n".join(f"{shell + ':':<6}{use}" for shell, use in SHELLS.items()),
)
@click.argument("shell", type=click.Choice(list(SHELLS)))
def completion(shell: str) -> None:
    """Print the completion script of a SHELL."""
    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"this release of click has no completion for {shell}")
    click.echo(made(main, {}, PROGRAM, COMPLETE).source(), nl=False)
