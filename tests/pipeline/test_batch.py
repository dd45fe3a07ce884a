"""Blocks of lines: the same findings as line by line, in the same order, in one process and in several."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.test_engine import BOOK
from tests.engine.test_selector import ORDINARY
from validator.checks import CHECKS
from validator.errors import InputError
from validator.json_v1 import dump_announcement
from validator.model.announcement import Announcement, Unreadable
from validator.model.finding import Verdict
from validator.pipeline.batch import judge_block
from validator.pipeline.run_judge import RunJudge
from validator.sources.lines import FIRST_BLOCK, MAX_LINE, Block, blocks, blocks_of_file
from validator.sources.plain import jsonl

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
    """Judge as any other source is judged, by all checks."""
    judge = RunJudge(BOOK, CHECKS, select_after=None)
    return [
        each if isinstance(each, Unreadable) else judge.verdict(each)
        for each in jsonl.read(io.BytesIO(content), "dump")
    ]


def line(announcement: Announcement) -> bytes:
    return msgspec.json.encode(dump_announcement(announcement))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(ORDINARY.map(line), ODD_LINES), min_size=1, max_size=12), st.sampled_from([b"\n", b"\r\n"]))
def test_a_block_is_judged_as_its_lines_are(lines: list[bytes], end: bytes) -> None:
    content = end.join(lines + lines)
    expected = by_line(content)
    outcome = judge_block(RunJudge(BOOK, CHECKS, select_after=0), Block("dump", 1, content))
    clean = [each for each in expected if isinstance(each, Verdict) and not each.findings]
    assert outcome.items == [each for each in expected if each not in clean]
    assert outcome.clean == len(clean)


@pytest.mark.parametrize("size", [10, FIRST_BLOCK, 3 * FIRST_BLOCK, MAX_LINE + 1, 3 * MAX_LINE])
@pytest.mark.parametrize("last", [b"", b"\n"])
def test_no_line_is_lost_between_blocks(size: int, last: bytes, tmp_path: Path) -> None:
    lines = [b'{"service": "_ssh._tcp"}', b"x" * size, b'{"service": "_http._tcp"}'] * 2
    content = b"\n".join(lines) + last
    path = tmp_path / "dump"
    path.write_bytes(b"..." + content)
    expected = list(map(place, (each for each in by_line(content) if isinstance(each, Unreadable) or each.findings)))
    assert expected
    for found in (blocks(io.BytesIO(content), "dump"), blocks_of_file(str(path), 3)):
        items = [each for block in found for each in judge_block(RunJudge(BOOK, CHECKS), block).items]
        assert list(map(place, items)) == expected


def place(item: Verdict | Unreadable) -> tuple[int | None, str]:
    """The line, and what is wrong there."""
    if isinstance(item, Unreadable):
        return item.location.line, item.reason
    return item.findings[0].location.line, item.findings[0].code


def test_a_file_that_becomes_shorter_is_no_silent_pass(tmp_path: Path) -> None:
    path = tmp_path / "dump"
    path.write_bytes(b'{"service": "_ssh._tcp"}\n')
    [block] = blocks_of_file(str(path), 0)
    path.write_bytes(b"{}")
    with pytest.raises(InputError, match="changed while it was read"):
        judge_block(RunJudge(BOOK, CHECKS), block)
