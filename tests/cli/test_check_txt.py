"""``check --service``: a bare TXT record through a pipe, and what is no use of the option."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import run

JUDGED = [
    # standard input, the exit status, parts of the report
    (b"txtvers=1\nmode=foo\n", 1, ("KEY003", '"mode" is "foo"', "-:2")),
    (b"txtvers=1\r\nmode=normal\r\n", 0, ("0 errors, 0 warnings",)),
    (b'"txtvers=1" "mode=normal"\n', 0, ("0 errors, 0 warnings",)),
    (b"09747874766572733d32 086d6f64653d666f6f", 1, ("KEY002", "KEY003", "-:1")),
    (b"CXR4dHZlcnM9Mg==", 1, ("KEY002",)),
    (b"09 74 78 74 76 65 72 73 3d\n", 1, ("TXT001", "declares 9 octets")),
    (b"", 3, ("0 announcements",)),
]


@pytest.mark.parametrize(("stdin", "status", "parts"), JUDGED)
def test_a_bare_record_is_judged(stdin: bytes, status: int, parts: tuple[str, ...]) -> None:
    done = run("check", "--service", "_spx-hmp._tcp", "-", stdin=stdin)
    said = "" if stdin else "nothing to judge: -: it is empty\n"
    assert (done.returncode, done.stderr) == (status, said)
    for part in parts:
        assert part in done.stdout


def test_each_file_is_a_record(tmp_path: Path) -> None:
    for name, content in (("a", b"mode=foo"), ("b", b"mode=normal")):
        (tmp_path / name).write_bytes(content)
    done = run("check", "--input-format", "txt", "--service", "_spx-hmp._tcp", tmp_path / "a", tmp_path / "b")
    assert done.returncode == 1
    assert "in 2 announcements of 1 service type" in done.stdout


MISUSED = [
    # arguments, part of the error
    (("--input-format", "txt"), "--input-format txt needs --service TYPE"),
    (("--input-format", "json", "--service", "_ipp._tcp"), "json says of which service type it is"),
    (("--service", "ipp"), "'ipp' is not a service type; write it as _ipp._tcp"),
    (("--service", "Lobby._ipp._tcp"), "is not a service type"),
    (("--service", ""), "is not a service type"),
]


@pytest.mark.parametrize(("arguments", "part"), MISUSED)
def test_misuse_is_one_clear_line_and_status_2(arguments: tuple[str, ...], part: str) -> None:
    done = run("check", *arguments, "-", stdin=b"a=1\n")
    assert (done.returncode, done.stdout) == (2, "")
    assert part in done.stderr.splitlines()[-1]


def test_a_folder_is_no_bare_record(tmp_path: Path) -> None:
    done = run("check", "--service", "_ipp._tcp", tmp_path)
    assert done.returncode == 2
    assert "name files of format txt one by one" in done.stderr


def test_what_is_not_recognised_points_to_the_option() -> None:
    done = run("check", "-", stdin=b"a=1\n")
    assert done.returncode == 2
    assert "--service TYPE takes it for a bare TXT record" in done.stderr
