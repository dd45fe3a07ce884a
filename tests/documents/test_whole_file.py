"""Files of all kinds that people name, as a command gets them: each ends with a word, and soon."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.command import run
from validator.documents.whole_file import content_of

EXAMPLE = "examples/valid.jsonl"
COMMANDS = [
    ("check", EXAMPLE, "--rules"),
    ("check", EXAMPLE, "--baseline"),
    ("check", EXAMPLE, "--config"),
    ("check",),
    ("compile", "--output", "out"),
    ("rules", "test"),
    ("rules", "lint"),
    ("announce",),
]
ENDLESS = pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no /dev/zero here")
PIPES = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")


def test_a_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * (1 << 20))
    assert content_of(path, 1 << 20) == b"x" * (1 << 20)
    path.write_bytes(b"x" * ((1 << 20) + 1))
    with pytest.raises(OSError, match="it has more than 1 MiB"):
        content_of(path, 1 << 20)


@ENDLESS
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_device_without_end_is_refused(command: tuple[str, ...]) -> None:
    done = run(*command, "/dev/zero")
    assert done.returncode == 2
    assert done.stderr.startswith("error: /dev/zero: ")


@PIPES
@pytest.mark.parametrize("command", [COMMANDS[0], COMMANDS[4]], ids=" ".join)
def test_a_pipe_without_a_writer_is_waited_for_no_longer_than_some_seconds(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    done = run(*command, str(pipe))
    assert done.returncode == 2
    assert "this is a pipe, and nobody writes to it" in done.stderr
