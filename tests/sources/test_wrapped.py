"""Files within files: what is compressed, and what was pasted with an indent."""

from __future__ import annotations

import bz2
import gzip
import importlib.util
import io
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.capture.test_capture import PTR, SRV, A, ethernet, ipv4, message, pcap, txt, udp
from tests.sources.test_read import SNIFFED
from validator.cli.main import main
from validator.errors import InputError, MissingPackageError
from validator.sources.pasted import Unindented, before_lines
from validator.sources.read import open_input, read

WAYS: list[Callable[[bytes], bytes]] = [gzip.compress, bz2.compress, lzma.compress]
LINE = b'=;eth0;IPv4;a;_a._tcp;local;a.local;192.0.2.1;1;"a=1"\n'
CAPTURE = pcap(ethernet(ipv4(udp(message(PTR, SRV, txt(b"a=1"), A)))))
WITH_INDENTS = {"tshark-text", "yaml", "dns-sd", "zone", "hexdump", "capture", "dns-message"}
"""Formats in which an indent says something, and binary ones."""


@pytest.mark.parametrize("compress", WAYS)
@pytest.mark.parametrize("content", [content for content, _ in SNIFFED])
def test_what_is_compressed_reads_as_what_it_is(content: bytes, compress: Callable[[bytes], bytes]) -> None:
    plain = list(read(io.BytesIO(content), "dump"))
    assert list(read(io.BytesIO(compress(content)), "dump")) == plain


@pytest.mark.parametrize("compress", WAYS)
def test_a_compressed_capture(compress: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = tmp_path / "dump"
    path.write_bytes(CAPTURE)
    plain = list(open_input(str(path)))
    path.write_bytes(compress(CAPTURE))
    assert len(plain) == 1
    assert list(open_input(str(path))) == plain


@pytest.mark.parametrize("compress", WAYS)
def test_lines_of_json_are_judged_from_a_compressed_file(compress: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = tmp_path / "dump.jsonl"
    line = '{"service": "_http._tcp", "instance": "%d", "port": 80, "txt": []}\n'
    path.write_bytes(compress("".join(line % number for number in range(50_000)).encode()))
    out = tmp_path / "out"
    with pytest.raises(SystemExit) as ended:
        main.main(["check", "--isolated", "--output", str(out), str(path)])
    assert ended.value.code == 0
    assert "50000 announcements" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize("compress", WAYS)
def test_a_compressed_file_that_is_cut_off_or_damaged(compress: Callable[[bytes], bytes]) -> None:
    whole = compress(b"".join(LINE.replace(b"a=1", b"a=%d" % number) for number in range(3000)))
    for damaged in (whole[: len(whole) // 2], whole[:20], whole[:-12] + b"\xff" * 12):
        with pytest.raises(InputError, match="compressed, and cut off or damaged"):
            list(read(io.BytesIO(damaged), "dump"))


def test_zstandard_needs_a_library_or_is_read() -> None:
    has_library = any(_is_there(name) for name in ("compression.zstd", "backports.zstd"))
    with pytest.raises(InputError if has_library else MissingPackageError, match="ompressed"):
        list(read(io.BytesIO(b"\x28\xb5\x2f\xfd" + b"\xff" * 40), "dump"))


def _is_there(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


@pytest.mark.parametrize("before", [b"    ", b"\t", b"> ", b"> > ", b"   > "])
@pytest.mark.parametrize("content", [content for content, name in SNIFFED if name not in WITH_INDENTS])
def test_what_was_pasted_with_an_indent_reads_as_what_it_is(content: bytes, before: bytes) -> None:
    content = content.removeprefix(b"\xef\xbb\xbf").rstrip(b"\n") + b"\n"  # what is pasted is lines
    if before_lines(content):
        pytest.skip("it begins with an indent itself")
    pasted = b"".join(before + line for line in content.splitlines(keepends=True))
    assert list(read(io.BytesIO(pasted), "dump")) == list(read(io.BytesIO(content), "dump"))


@pytest.mark.parametrize(
    ("head", "before"),
    [
        (b"a\n  b\n", b""),
        (b"  a\n    b\n", b"  "),
        (b"> a\n>\n> b\n", b"> "),
        (b"> a\n>b\n", b">"),
        (b"\ta\n    b\n", b""),
        (b"", b""),
        (b"\n\n", b""),
    ],
)
def test_what_stands_before_each_line(head: bytes, before: bytes) -> None:
    assert before_lines(head) == before


def test_lines_that_lack_the_indent_stay_as_they_are() -> None:
    stream = io.BufferedReader(Unindented(io.BytesIO(b"> a\n>\r\n\nb\n>c"), b"> "))
    assert stream.read() == b"a\n\r\n\nb\n>c"
