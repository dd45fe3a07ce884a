r"""The manual page ``dnssd-validator(1)``, made of the commands themselves: the page says what ``--help`` says.

The page is written in man(7). There a backslash and a hyphen have a meaning, and so have a dot and an apostrophe at the
beginning of a line: all text passes through ``_text``.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

_NO_WRAP = "\b"
_ENVIRONMENT = (
    ("NO_COLOR", "If set and not empty, reports are not coloured (https://no-color.org)."),
    ("FORCE_COLOR", "If set and not empty, reports are coloured wherever they go."),
)


def manual(command: click.Group, name: str, version: str) -> str:
    """Write the page of a command with its subcommands. The page has no date: the same commands give the same page."""
    context = click.Context(command, info_name=name, **command.context_settings)
    # Choices are long words: lines are not stretched.
    lines = [f'.TH {name.upper()} 1 "" "{name} {version}" "User Commands"', ".ad l", ".nh", ".SH NAME"]
    description, *rest = _paragraphs(command)
    lines += [rf"{_text(name)} \- {_text(description).rstrip('.')}", ".SH SYNOPSIS"]
    running = [description, *(each for each in rest if not _is_table(each))]
    lines += [*_synopsis(context), ".SH DESCRIPTION", *_body(running)]
    lines += [".SH OPTIONS", *_options(context), ".SH COMMANDS"]
    for sub in _commands(context):
        lines += [f".SS {_text(sub.command_path.removeprefix(name).strip())}", *_synopsis(sub)]
        lines += [".PP", *_body(_paragraphs(sub.command)), *_epilog(sub.command), *_options(sub)]
    for table in filter(_is_table, rest):
        title, *rows = table.removeprefix(f"{_NO_WRAP}\n").splitlines()
        lines += [f".SH {title.rstrip(':').upper()}"]
        for row in rows:
            value, _, meaning = row.strip().partition("  ")
            lines += [".TP", rf"\fB{_text(value)}\fP", _text(meaning.strip())]
    lines += [".SH ENVIRONMENT"]
    for variable, meaning in _ENVIRONMENT:
        lines += [".TP", rf"\fB{_text(variable)}\fP", _text(meaning)]
    return "\n".join(lines) + "\n"


def _commands(context: click.Context) -> Iterator[click.Context]:
    """Yield the context of every command below, in the order of the help."""
    group = context.command
    if not isinstance(group, click.Group):
        return
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        sub = click.Context(command, info_name=name, parent=context)
        yield sub
        yield from _commands(sub)


def _synopsis(context: click.Context) -> list[str]:
    pieces = " ".join(context.command.collect_usage_pieces(context))
    return [rf"\fB{_text(context.command_path)}\fP {_text(pieces)}"]


def _options(context: click.Context) -> Iterator[str]:
    for parameter in context.command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None and isinstance(parameter, click.Option):
            switches, meaning = record
            names, _, value = switches.partition(" [") if " [" in switches else switches.rpartition(" ")
            # Between choices a line may end.
            shown = _text(f"[{value}" if " [" in switches else value).replace("|", r"|\:")
            yield from (".TP", rf"\fB{_text(names)}\fP {shown}" if names else rf"\fB{shown}\fP", _text(meaning))


def _paragraphs(command: click.Command) -> list[str]:
    """Return the paragraphs of a command's help; one that must not be wrapped begins with a backspace (click)."""
    help_text = inspect.cleandoc(command.help or "").split("\f")[0]
    return [each.strip("\n") for each in help_text.split("\n\n") if each.strip()]


def _epilog(command: click.Command) -> Iterator[str]:
    if command.epilog:
        yield from (".PP", *_body([command.epilog]))


def _is_table(paragraph: str) -> bool:
    return paragraph.startswith(_NO_WRAP)


def _body(paragraphs: list[str]) -> Iterator[str]:
    for number, paragraph in enumerate(paragraphs):
        if number:
            yield ".PP"
        if _is_table(paragraph):
            yield from (".nf", *map(_text, paragraph.removeprefix(f"{_NO_WRAP}\n").splitlines()), ".fi")
        else:
            yield _text(" ".join(paragraph.split()))


def _text(text: str) -> str:
    """Escape text for man(7), on one line."""
    escaped = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{escaped}" if escaped.startswith((".", "'")) else escaped
