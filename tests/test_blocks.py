"""Blocks of lines: the same findings as line by line, in the same order, in one process and in several."""

from __future__ import annotations

import io
import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cli.command import run
from tests.test_engine import BOOK
from tests.test_shape import ORDINARY
from validator.blocks import Workers, judge
from validator.checks import CHECKS
from validator.dump import dump_announcement
from validator.engine import Engine
from validator.errors import InputError
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


def fail() -> Engine:
    raise SystemExit(1)


def test_a_process_that_ends_is_no_silent_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1})
    workers = Workers(Engine(BOOK, CHECKS), fail)
    monkeypatch.setattr(workers, "_same", fail)
    block = Block("dump", 1, b"{}\n")
    assert list(workers.take(block)) == []
    assert list(workers.take(block)) == []
    with pytest.raises(InputError, match="ended from outside"):
        list(workers.rest())
    workers.close()


def test_several_processes_find_what_one_finds(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    faults = (["txtvers=1", "mode=stuck"], ["a=1"], ["mode=safe", "mode=safe"], None)
    with path.open("w", encoding="utf-8") as file:
        for number in range(30_000):
            txt = faults[number % 4] if number % 50 == 0 else ["txtvers=1", f"serial=S{number}"]
            service = ("_spx-hmp._tcp", "_nobody-has-this._tcp", "_busycal._tcp")[number % 3]
            file.write(json.dumps({"service": service, "instance": f"Desk {number}", "txt": txt}) + "\n")
        file.write("{\n")
    fast = run("check", "--format", "concise", str(path))
    # JSON shows every announcement, which is not done by the block.
    whole = json.loads(run("check", "--format", "json", str(path)).stdout)
    assert fast.returncode == 2
    assert f"{path}:30001: not JSON" in fast.stderr
    places = [text.split(": ")[0] for text in fast.stdout.splitlines()]
    assert places == [f"{each['location']['file']}:{each['location']['line']}" for each in whole["findings"]]
    text = run("check", str(path)).stdout.splitlines()[-1]
    assert "in 30000 announcements of 3 service types, 1 without a rule; 1 part could not be read" in text
