"""``compile``: a registry document in, rule files out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from validator.registry.compile import Compiled, Totals, Unread, compile_document, total
from validator.registry.document import read_document
from validator.registry.emit import emit
from validator.registry.folder import Changes, write_folder
from validator.reports.printable import printable
from validator.rules.index import FILE_NAME

_NAMES_SHOWN = 8
"""Removed files that the summary names before it counts the rest; with --verbose it names all."""


@click.command("compile")
@click.argument("registry", type=click.Path(path_type=Path), metavar="REGISTRY")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=Path("rules/iana"),
    show_default=True,
    metavar="DIR",
    help="Folder for the rule files and the index of service names.",
)
@click.option("--verbose", is_flag=True, help="Name the services behind the counts.")
def compile_(registry: Path, output: Path, *, verbose: bool) -> None:
    """Compile IANA's service-name registry (XML, CSV, or the page's plain text) into rule files.

    Rule files in DIR that no longer have a source are removed; files that compile did not make are left alone.
    """
    compiled = compile_document(read_document(registry))
    files = {service.file_name: emit(service.rule) for service in compiled.services}
    changes = write_folder(output, files | {FILE_NAME: compiled.index_content})
    for line in (*_compiled(compiled, total(compiled), verbose=verbose), *_written(changes, output, verbose=verbose)):
        click.echo(line)


def _compiled(compiled: Compiled, totals: Totals, *, verbose: bool) -> list[str]:
    dated = f"registry of {compiled.updated}" if compiled.updated else "registry without a date"
    lines = [f"{dated}: {len(compiled.index)} service names, {len(compiled.services)} with a note on TXT keys"]
    lines += [f"  {count:5} {definition}" for definition, count in totals.definitions.items()]
    lines.append(f"{totals.keys} keys and {totals.families} families of keys")
    lines += _grouped("not read", totals.unread, verbose=verbose)
    lines += _grouped("contradictions", totals.contradictions, verbose=verbose)
    if compiled.unsafe:
        lines.append(f"no rule file, not a valid service name: {', '.join(map(printable, compiled.unsafe))}")
    return lines


def _grouped(title: str, items: tuple[Unread, ...], *, verbose: bool) -> list[str]:
    """Count services by reason, the most frequent first."""
    counted = Counter(item.reason for item in items)
    lines = [f"{title}: {len(items)}"]
    for reason, count in sorted(counted.items(), key=lambda each: (-each[1], each[0])):
        lines.append(f"  {count:5} {reason}")
        if verbose:
            lines.append("        " + ", ".join(printable(item.service) for item in items if item.reason == reason))
    return lines


def _written(changes: Changes, folder: Path, *, verbose: bool) -> list[str]:
    counts = f"{len(changes.written)} written, {len(changes.unchanged)} unchanged, {len(changes.removed)} removed"
    lines = [f"{printable(str(folder))}: {counts}"]
    shown = changes.removed if verbose else changes.removed[:_NAMES_SHOWN]
    lines += [f"  removed {name}" for name in shown]
    if len(shown) < len(changes.removed):
        lines.append(f"  and {len(changes.removed) - len(shown)} more")
    return lines
