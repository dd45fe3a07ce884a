"""``compile``: a registry document in, rule files out; or what they differ in, or which notes need a person."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click
from click.core import ParameterSource

from validator.cli.main import FINDINGS, OK
from validator.display.printable import printable
from validator.registry.compile import Compiled, Totals, Unread, compile_document, total
from validator.registry.diff import diff_registries
from validator.registry.document import read_document
from validator.registry.emit import emit
from validator.registry.folder import Changes, compare_folder, write_folder
from validator.registry.pinned import Readings, read_readings, shipped_readings
from validator.registry.review import review
from validator.reports.views import note_review, registry_diff
from validator.reports.views.folder_diff import folder_diff
from validator.rules.index import FILE_NAME

_NAMES_SHOWN = 8
"""Files without a source that the summary names before it counts the rest; with --verbose it names all."""

_PATH = click.Path(path_type=Path)


@click.command("compile")
@click.argument("registry", type=_PATH, metavar="REGISTRY", required=False)
@click.option(
    "--output",
    type=_PATH,
    default=Path("rules/iana"),
    show_default=True,
    metavar="DIR",
    help="Folder for the rule files and the index of service names.",
)
@click.option(
    "--readings",
    type=_PATH,
    metavar="FILE",
    help="Notes as a person has read them; without it those that come with the tool.",
)
@click.option("--prune", is_flag=True, help="Remove rule files in DIR that compile made and that have no source now.")
@click.option("--check", is_flag=True, help="Write nothing; show how DIR differs from what REGISTRY compiles to.")
@click.option(
    "--diff",
    nargs=2,
    type=_PATH,
    metavar="OLD NEW",
    help="Instead of REGISTRY: show which services, keys and names differ between two documents of any format.",
)
@click.option("--report", is_flag=True, help="Write nothing; list the notes that need a person, the worst first.")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(note_review.FORMATS)),
    default="text",
    show_default=True,
    help="Form of --diff (text, json) and --report.",
)
@click.option("--verbose", "-v", is_flag=True, help="Name what is counted; show the whole diff of --check.")
@click.pass_context
def compile_(  # noqa: PLR0913 - one parameter an option
    ctx: click.Context,
    *,
    registry: Path | None,
    output: Path,
    readings: Path | None,
    prune: bool,
    check: bool,
    diff: tuple[Path, Path] | None,
    report: bool,
    form: str,
    verbose: bool,
) -> int:
    """Compile IANA's service-name registry (XML, CSV, or the page's plain text) into rule files.

    Rule files in DIR that no longer have a source are named, and removed with --prune; files that compile did not make
    are left alone.

    \b
    Exit status:
      0  compiled, or listed (--report); no difference (--check, --diff)
      1  there is a difference (--check, --diff)
      2  the command, the document or the folder could not be used
    """  # noqa: D301 - \b keeps click from wrapping the table
    _refuse_nonsense(ctx)
    read = read_readings(readings) if readings else shipped_readings()
    if diff is not None:
        return _diff(*diff, read, form=form, verbose=verbose)
    if registry is None:
        raise click.UsageError("Missing argument 'REGISTRY'.", ctx)
    compiled = compile_document(read_document(registry), read)
    if report:
        click.echo(note_review.FORMATS[form](review(compiled, str(registry))))
        return OK
    files = {service.file_name: emit(service.rule) for service in compiled.services}
    files[FILE_NAME] = compiled.index_content
    if check:
        return _check(output, compiled, files, verbose=verbose)
    changes = write_folder(output, files, prune=prune)
    for line in (*_compiled(compiled, total(compiled), verbose=verbose), *_written(changes, output, verbose=verbose)):
        click.echo(line)
    return OK


_APPLIES = {
    # option: modes in which it means something; "" is compiling to a folder
    "registry": ("", "check", "report"),
    "output": ("", "check"),
    "prune": ("",),
    "form": ("diff", "report"),
    "verbose": ("", "check", "diff"),
}


def _refuse_nonsense(ctx: click.Context) -> None:
    """Refuse options that do not go together. Raises click.UsageError."""
    given = [each for each in ctx.command.params if ctx.get_parameter_source(each.name or "") is not _DEFAULT]
    names = {each.name: each.opts[0] if isinstance(each, click.Option) else "REGISTRY" for each in given}
    modes = [mode for mode in ("check", "diff", "report") if mode in names]
    if len(modes) > 1:
        raise click.UsageError(f"{' and '.join(names[mode] for mode in modes)} do not go together.", ctx)
    mode = modes[0] if modes else ""
    for option, applies in _APPLIES.items():
        if option in names and mode not in applies:
            beside = f"beside --{mode}" if mode else f"without --{' or --'.join(applies)}"
            raise click.UsageError(f"{names[option]} means nothing {beside}.", ctx)
    if mode == "diff" and ctx.params["form"] == "markdown":
        raise click.UsageError("--diff has no --format markdown; it has text and json.", ctx)


_DEFAULT = ParameterSource.DEFAULT


def _diff(old: Path, new: Path, readings: Readings, *, form: str, verbose: bool) -> int:
    compiled = compile_document(read_document(old), readings), compile_document(read_document(new), readings)
    difference = diff_registries(*compiled, (str(old), str(new)))
    if form == "json":
        click.echo(registry_diff.as_json(difference))
    else:
        for line in registry_diff.as_text(difference, verbose=verbose):
            click.echo(line)
    return OK if difference.is_empty else FINDINGS


def _check(folder: Path, compiled: Compiled, files: dict[str, bytes], *, verbose: bool) -> int:
    differences = compare_folder(folder, files)
    for line in folder_diff(folder, differences, verbose=verbose) if differences else ():
        click.echo(line)
    if not differences:
        click.echo(printable(f"{folder}: all {len(files)} files are as compiled from the {_dated(compiled)}"))
    return FINDINGS if differences else OK


def _dated(compiled: Compiled) -> str:
    return f"registry of {compiled.updated}" if compiled.updated else "registry without a date"


def _compiled(compiled: Compiled, totals: Totals, *, verbose: bool) -> list[str]:
    dated = printable(_dated(compiled))
    lines = [f"{dated}: {len(compiled.index)} service names, {len(compiled.services)} with a note on TXT keys"]
    lines += [f"  {count:5} {definition}" for definition, count in totals.definitions.items()]
    lines.append(f"{totals.keys} keys and {totals.families} families of keys")
    lines += _grouped("not read", totals.unread, verbose=verbose)
    lines += _grouped("contradictions", totals.contradictions, verbose=verbose)
    if totals.pinned:
        lines.append(f"read by a person: {', '.join(printable(each.service) for each in totals.pinned)}")
    if totals.stale:
        lines += _grouped("stale readings", totals.stale, verbose=True)
    if compiled.unsafe:
        lines.append(f"no rule file, not a valid service name: {', '.join(map(printable, compiled.unsafe))}")
    return lines


def _grouped(title: str, items: tuple[Unread, ...], *, verbose: bool) -> list[str]:
    """Count services by reason, the most frequent first."""
    counted = Counter(item.reason for item in items)
    lines = [f"{title}: {len(items)}"]
    for reason, count in sorted(counted.items(), key=lambda each: (-each[1], each[0])):
        lines.append(f"  {count:5} {printable(reason)}")
        if verbose:
            lines.append("        " + ", ".join(printable(item.service) for item in items if item.reason == reason))
    return lines


def _written(changes: Changes, folder: Path, *, verbose: bool) -> list[str]:
    counts = f"{len(changes.written)} written, {len(changes.unchanged)} unchanged, {len(changes.removed)} removed"
    lines = [f"{printable(str(folder))}: {counts}"]
    lines += _named("removed", changes.removed, verbose=verbose)
    if changes.stale:
        lines.append(f"{len(changes.stale)} rule files no longer have a source (use --prune to remove):")
        lines += _named("kept", changes.stale, verbose=verbose)
    compiled = len(changes.written) + len(changes.unchanged)
    if len(changes.stale) > compiled:
        lines.append(f"the document gave only {compiled} files: if it is an excerpt, compile it to another folder")
    return lines


def _named(what: str, names: tuple[str, ...], *, verbose: bool) -> list[str]:
    shown = names if verbose else names[:_NAMES_SHOWN]
    lines = [printable(f"  {what} {name}") for name in shown]
    return lines if len(shown) == len(names) else [*lines, f"  and {len(names) - len(shown)} more"]
