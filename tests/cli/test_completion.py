"""Shells complete our commands, options and their values."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import run

# What each shell is asked to complete, by what its user would type.
ASK = {
    "bash": "source ./script; COMP_WORDS=(dnssd-validator {words}); COMP_CWORD={last}; "
    '_dnssd_validator_completion dnssd-validator; printf "%s\\n" "${{COMPREPLY[@]}}"',
    "zsh": "autoload -U compinit; compinit -u -D; source ./script; "
    "compadd() {{ print -rl -- ${{@[-1]}}; for each in ${{(P)@[-1]}}; print -r -- $each }}; "
    "_describe() {{ print -rl -- ${{(P)3}} }}; "
    "words=(dnssd-validator {words}); CURRENT=$(({last} + 1)); _dnssd_validator_completion",
    "fish": 'source ./script; complete -C "dnssd-validator {words}"',
}


@pytest.mark.parametrize("shell", ASK)
@pytest.mark.parametrize(
    ("words", "last", "expected"),
    [
        ("brow", 1, "browse"),
        ("check --input-f", 2, "--input-format"),
        ("check --input-format avahi-s", 3, "avahi-service"),
        ("rules li", 2, "list"),
        ("check --ignore key00", 3, "KEY001"),
        ("explain clear-t", 2, "clear-text-credential"),
        ("browse --type _spx-h", 3, "_spx-hmp._tcp"),
        ("browse --type _spx-hmp.", 3, "_spx-hmp._tcp"),
        ("browse --interface l", 3, "lo"),
        ("rules show spx-h", 3, "spx-hmp"),
    ],
)
def test_completed(shell: str, words: str, last: int, expected: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    (tmp_path / "script").write_text(run("completion", shell).stdout, encoding="utf-8")
    done = subprocess.run(
        [shell, "-c", ASK[shell].format(words=words, last=last)],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=180,
        env=os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(tmp_path)},
    )
    found = [line.partition("\t")[0].partition(":")[0].strip() for line in done.stdout.splitlines()]
    assert expected in found, done


def test_unknown_shell() -> None:
    done = run("completion", "tcsh")
    assert (done.returncode, done.stdout) == (2, "")
    assert "bash" in done.stderr
