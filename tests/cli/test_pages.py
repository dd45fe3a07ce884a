"""What the README and the pages of examples/ show of the command is what it prints, and what they name is there."""

from __future__ import annotations

import re
import shlex

import click
import pytest
import yaml

from tests.cli.command import ROOT, run
from tests.environment import needs_re2
from validator.cli.main import PROGRAM, main

PAGES = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *ROOT.glob("examples/*.md"))}
CONSOLES = [
    console
    for name, page in PAGES.items()
    if name != "README.md"
    for console in re.findall(r"```console\n(.*?)```", page, re.DOTALL)
]
COMMANDS = sorted(
    {
        line.removeprefix("$ ").rpartition("| ")[2]
        for page in PAGES.values()
        for line in re.findall(rf"(?m)^(?:    |\$ )(.*\b{PROGRAM} [a-z].*)$", page)
    }
    | {
        command
        for page in PAGES.values()
        for command in re.findall(rf"`({PROGRAM} [a-z][^`]*)`", re.sub(r"```.*?```", "", page, flags=re.DOTALL))
    }
)


@pytest.mark.parametrize(
    "console", [pytest.param(each, marks=needs_re2 if "examples/rules" in each else ()) for each in CONSOLES]
)
def test_a_command_prints_what_the_page_shows(console: str) -> None:
    for shown in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
        command, _, output = shown.partition("\n")
        name, *arguments = shlex.split(command)
        done = run(*arguments)
        assert (name, done.stdout, done.stderr) == (PROGRAM, output, "")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_a_page_is_understood(command: str) -> None:
    """Its options exist, and their values are of the right kind; nothing is run."""
    name, *arguments = shlex.split(command.partition(" # ")[0].partition(" > ")[0])
    assert name == PROGRAM
    found: click.Command = main
    context = click.Context(main, info_name=PROGRAM, **main.context_settings)
    while isinstance(found, click.Group):
        below = found.get_command(context, arguments.pop(0))
        assert below is not None, command
        found = below
    if arguments and "--help" not in arguments:
        found.make_context(PROGRAM, arguments, parent=context)


def test_links_lead_somewhere() -> None:
    for name, page in PAGES.items():
        folder = ROOT if name == "README.md" else ROOT / "examples"
        for target in re.findall(r"\]\(([^)#:]+)\)", page):
            assert (folder / target).exists(), f"{name}: {target}"


def test_the_condition_of_the_page_is_that_of_the_example() -> None:
    [block] = re.findall(r"```yaml\n(.*?)```", PAGES["writing-rules.md"], re.DOTALL)
    rule = yaml.safe_load((ROOT / "examples/rules/acme-panel.yaml").read_text(encoding="utf-8"))
    assert yaml.safe_load(block) == {name: rule[name] for name in ("dependentRequired", "allOf")}
