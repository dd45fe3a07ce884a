"""What the pages of examples/ show of the command is what it prints."""

from __future__ import annotations

import re
import shlex

import pytest
import yaml

from tests.cli.command import ROOT, run

PAGE = (ROOT / "examples/writing-rules.md").read_text(encoding="utf-8")
CONSOLES = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("console", CONSOLES)
def test_a_command_prints_what_the_page_shows(console: str) -> None:
    for shown in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
        command, _, output = shown.partition("\n")
        name, *arguments = shlex.split(command)
        done = run(*arguments)
        assert (name, done.stdout, done.stderr) == ("dnssd-validator", output, "")


def test_the_condition_of_the_page_is_that_of_the_example() -> None:
    [block] = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    rule = yaml.safe_load((ROOT / "examples/rules/acme-panel.yaml").read_text(encoding="utf-8"))
    assert yaml.safe_load(block) == {name: rule[name] for name in ("dependentRequired", "allOf")}
