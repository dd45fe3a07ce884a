"""Blocks of lines: the same findings as line by line, in the same order, in one process and in several."""

from __future__ import annotations

import io

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.test_engine import BOOK
from tests.test_shape import ORDINARY
from validator.blocks import judge
from validator.checks import CHECKS
from validator.dump import dump_announcement
from validator.engine import Engine
from validator.model import Announcement, Unreadable, Verdict
from validator.sources import jsonl
from validator.sources.lines import FIRST_BLOCK, MAX_LINE, Block, blocks

ODD_LINES = st.sampled_from(
    [
        b"",
        b" \r",
        b"{",
        b"[]",
        b'{"service": 1}',
        b'{"service": "_ssh._tcp", "txt": ["u=a\\ud800"]}',
        b'{"service": "_ssh._tcp", "addresses": ["\\ud800"], "txt": []}',
        b'{"service": "_ssh._tcp", "txt": [{"base64": "dT0x"}]}',
        b'{"service": "_ssh._tcp", "txt": {"u": "a1"}}',
        b'{"service": "_ssh._tcp", "txt_hex": "03753d31"}',
        b'{"service": "_ssh._tcp", "port": 22, "txt": ["port=22"], "source": "elsewhere"}',
        b'{"service": "Desk._ssh._tcp.local.", "txt": ["u=\xc3\xa9"]}',
        b"\xff\xfe",
    ]
)


def by_line(content: bytes) -> list[Verdict | Unreadable]:
    """Judge as any other source is judged, without the memory of shapes."""
    engine = Engine(BOOK, CHECKS, remember_after=None)
    return [
        each if isinstance(each, Unreadable) else engine.verdict(each)
        for each in jsonl.read(io.BytesIO(content), "dump")
    ]


def line(announcement: Announcement) -> bytes:
    return msgspec.json.encode(dump_announcement(announcement))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(ORDINARY.map(line), ODD_LINES), min_size=1, max_size=12), st.sampled_from([b"\n", b"\r\n"]))
def test_a_block_is_judged_as_its_lines_are(lines: list[bytes], end: bytes) -> None:
    content = end.join(lines + lines)
    expected = by_line(content)
    outcome = judge(Engine(BOOK, CHECKS, remember_after=0), Block("dump", 1, content))
    clean = [each for each in expected if isinstance(each, Verdict) and not each.findings]
    assert outcome.items == [each for each in expected if each not in clean]
    assert outcome.clean == len(clean)


@pytest.mark.parametrize("size", [10, FIRST_BLOCK, 3 * FIRST_BLOCK, MAX_LINE + 1, 3 * MAX_LINE])
@pytest.mark.parametrize("last", [b"", b"\n"])
def test_no_line_is_lost_between_blocks(size: int, last: bytes) -> None:
    lines = [b'{"service": "_ssh._tcp"}', b"x" * size, b'{"service": "_http._tcp"}'] * 2
    content = b"\n".join(lines) + last
    found = list(blocks(io.BytesIO(content), "dump"))
    assert [each for block in found for each in judge(Engine(BOOK, CHECKS), block).items] == [
        each for each in by_line(content) if isinstance(each, Unreadable) or each.findings
    ]
