"""Complete values of options in a shell: codes of findings, service types, interfaces.

The functions are for click's ``shell_complete``. A shell asks at every press of a key: the functions import what they
need, so that a command which completes nothing else stays quick.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

MAX_SHOWN = 200
"""Service types that are offered at once: the registry has 7,000."""


def codes(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the last of several codes or slugs that are divided by commas."""
    from click.shell_completion import CompletionItem

    from validator.checks import CHECKS

    before, comma, last = incomplete.rpartition(",")
    folded = last.lower()
    found = [
        (name, each.title) for each in CHECKS for name in (each.code, each.slug) if name.lower().startswith(folded)
    ]
    if not last:
        found = [each for each in found if each[0].isupper()]
    return [CompletionItem(f"{before}{comma}{name}", help=title) for name, title in found]


def service_types(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete a service type, over each transport that the registry has it for."""
    from click.shell_completion import CompletionItem

    from validator.rules.load import RuleBook

    folded = incomplete.lower().removeprefix("_")
    name, dot, transport = folded.partition(".")
    index = RuleBook().index
    fitting = [each for each in index.names if (each.lower() == name if dot else each.lower().startswith(name))]
    return [
        CompletionItem(f"_{each}._{protocol}")
        for each in fitting[:MAX_SHOWN]
        for protocol in _protocols(index.transports(each))
        if f"_{protocol}".startswith(transport)
    ]


def service_names(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a service that has a rule file."""
    from click.shell_completion import CompletionItem

    from validator.rules.load import RuleBook

    folded, book = incomplete.lower(), RuleBook()
    fitting = (each for each in book.index.names if each.lower().startswith(folded) and book.files(each))
    return [CompletionItem(each) for each in islice(fitting, MAX_SHOWN)]


def interface_names(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a network interface of this host."""
    from click.shell_completion import CompletionItem

    from validator.mdns.links import interfaces

    try:
        present = interfaces()
    except OSError:
        return []
    return [CompletionItem(each.name) for each in present if each.name.startswith(incomplete)]


def _protocols(transports: tuple[str, ...] | None) -> tuple[str, ...]:
    """Return the transport labels of a service: ``_udp`` stands for all transports but TCP (RFC 6763 section 7)."""
    return tuple(dict.fromkeys("tcp" if each == "tcp" else "udp" for each in transports or ("tcp", "udp")))
