"""Texts as Windows writes them: with CRLF, and in UTF-16 as ``>`` of its PowerShell does."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest

from tests import shared
from tests.cli.command import run
from tests.sources.harness import read
from tests.sources.test_read import SNIFFED
from validator.errors import InputError
from validator.model.announcement import Announcement, Unreadable
from validator.sources.read import LARGE, open_input, recognise

BINARY = ("capture", "dns-message")
TEXTS = [content for content, name in SNIFFED if name not in BINARY]
ENCODINGS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
"""Each with its byte-order mark."""

MAX_SIZE = 300_000


def with_crlf(content: bytes) -> bytes:
    return re.sub(rb"\r*\n", b"\r\n", content)


def in_utf_16(content: bytes, encoding: str) -> bytes:
    return ENCODINGS[encoding] + content.decode("utf-8-sig").encode(encoding)


def found(content: bytes, *, slowly: bool = True) -> list[Announcement | Unreadable] | str:
    """What an input has; the error where it has nothing."""
    try:
        return read(content, slowly=slowly)
    except InputError as error:
        return error.message


@pytest.mark.parametrize("content", TEXTS, ids=range(len(TEXTS)))
def test_crlf(content: bytes) -> None:
    assert found(with_crlf(content)) == found(content)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("content", TEXTS, ids=range(len(TEXTS)))
def test_utf_16(content: bytes, encoding: str) -> None:
    assert found(in_utf_16(content, encoding)) == found(content)


@shared.needed
def test_dumps_of_real_networks() -> None:
    differ, seen = [], set()
    for path in sorted((shared.SHARED / "corpus" / "raw").rglob("*")):
        content = path.read_bytes() if path.is_file() and path.stat().st_size < MAX_SIZE else b""
        try:
            name = recognise(content[:8192]).name
        except InputError:
            continue
        if name in BINARY:
            continue
        seen.add(name)
        plain = found(content, slowly=False)
        if found(with_crlf(content), slowly=False) != plain:
            differ.append(f"{path.name} with CRLF")
        if found(in_utf_16(content, "utf-16-le"), slowly=False) != plain:
            differ.append(f"{path.name} in UTF-16")
    assert differ == []
    assert len(seen) > 10


LINE = '{"service": "_spx-hmp._tcp", "instance": "Café 居酒屋 %d", "txt": ["mode=turbo"]}\n'


def test_files_of_any_size_and_standard_input(tmp_path: Path) -> None:
    text = "".join(LINE % number for number in range(LARGE // 60)).encode()
    paths = [tmp_path / name for name in ("utf-8.jsonl", "utf-16.jsonl")]
    for path, content in zip(paths, (text, in_utf_16(text, "utf-16-le")), strict=True):
        path.write_bytes(content)
    told = [run("check", "--format", "concise", "--select", "KEY003", path) for path in paths]
    assert told[0].stdout.count("KEY003") == LARGE // 60
    assert told[1].stdout == told[0].stdout.replace(str(paths[0]), str(paths[1]))
    piped = run("check", "--format", "concise", "--select", "KEY003", "-", stdin=paths[1].read_bytes())
    assert piped.stdout == told[0].stdout.replace(str(paths[0]), "-")


def test_a_stream_that_stops_being_utf_16(monkeypatch: pytest.MonkeyPatch) -> None:
    content = in_utf_16((LINE % 1).encode() * 1000, "utf-16-le") + b"\0\xd8\n\0"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))
    taken: list[Announcement | Unreadable] = []
    with pytest.raises(InputError, match="it begins as UTF-16 text, but illegal UTF-16 surrogate"):
        taken.extend(open_input("-", "jsonl"))
    assert all(isinstance(each, Announcement) for each in taken)


def test_a_capture_or_a_message_with_such_octets_is_none() -> None:
    message = b"\xff\xfe\x84\0\0\0\0\1\0\0\0\0\1a\2_a\4_tcp\0\0\x10\0\1\0\0\0\x09\0\4\3a=1"
    [announcement] = read(message)
    assert isinstance(announcement, Announcement)


@pytest.mark.parametrize(
    ("name", "text", "command"),
    [
        ("a.yaml", "service: a\ndefinition: none\n", ("rules", "lint", "{file}")),
        ("a.yaml", "service: a\ndefinition: none\n", ("check", "examples/valid.jsonl", "--rules", "{file}")),
        ("a.toml", 'format = "json"\n', ("check", "examples/valid.jsonl", "--config", "{file}")),
        ("known.json", "{}\n", ("check", "examples/valid.jsonl", "--baseline", "{file}")),
        ("a.csv", "Service Name,Port Number\n", ("compile", "{file}", "--report")),
    ],
)
def test_files_of_ours_say_what_to_do(tmp_path: Path, name: str, text: str, command: tuple[str, ...]) -> None:
    path = tmp_path / name
    path.write_bytes(in_utf_16(text.encode(), "utf-16-le"))
    told = run(*(word.format(file=path) for word in command))
    assert told.returncode in (1, 2)
    [said] = [line for line in (told.stdout + told.stderr).splitlines() if str(path) in line]
    assert said.endswith("this is UTF-16 text, save it as UTF-8")


def test_files_of_ours_may_have_crlf_and_a_mark(tmp_path: Path) -> None:
    texts = {
        "spx-hmp.yaml": 'service: spx-hmp\ndefinition: keys\nkeys:\n  mode: {const: "${MODE}"}\n',
        "c.toml": 'rules = ["spx-hmp.yaml"]\n\n[set]\nMODE = "normal"\n',
        "dump.jsonl": LINE % 1,
    }
    for name, text in texts.items():
        (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + with_crlf(text.encode()))
    dump, known = tmp_path / "dump.jsonl", tmp_path / "known.json"
    first = run("check", dump, "--config", tmp_path / "c.toml", "--format", "concise", "--write-baseline", known)
    assert (first.returncode, "KEY002" in first.stdout) == (0, True), first
    known.write_bytes(b"\xef\xbb\xbf" + with_crlf(known.read_bytes()))
    again = run("check", dump, "--config", tmp_path / "c.toml", "--format", "concise", "--baseline", known)
    assert (again.returncode, again.stdout) == (0, "")
