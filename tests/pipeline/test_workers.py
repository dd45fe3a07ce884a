"""Processes find what one process finds, in the same order."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.capture.test_capture import PTR, SRV, A, ethernet, ipv4, message, pcap, txt, udp
from tests.cli.command import ROOT, run
from validator.checks import CHECKS
from validator.errors import InputError
from validator.pipeline.run_judge import RunJudge
from validator.pipeline.workers import Workers
from validator.rules.load import RuleBook
from validator.sources.lines import Block
from validator.sources.read import LARGE

BOOK = RuleBook()


def fail() -> RunJudge:
    raise SystemExit(1)


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_a_process_that_ends_is_no_silent_pass(monkeypatch: pytest.MonkeyPatch, start: str) -> None:
    monkeypatch.setattr("validator.pipeline.workers.START", start)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.delattr("os.sched_getaffinity", raising=False)
    workers = Workers(RunJudge(BOOK, CHECKS), fail)
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
    assert "in 30000 announcements of 3 service types, 2 without a rule; 1 part could not be read" in text


SPAWNED = """
import sys
if __name__ == "__main__":
    sys.platform = "darwin"
    from validator.cli.main import run
    run()
"""
"""The command where it copies no process."""


def test_processes_that_start_anew_find_the_same(tmp_path: Path) -> None:
    script, dump, rules = (tmp_path / name for name in ("run.py", "many.jsonl", "spx-hmp.yaml"))
    script.write_text(SPAWNED, encoding="utf-8")
    rules.write_text('service: spx-hmp\nkeys:\n  mode: {const: "${MODE}"}\n', encoding="utf-8")
    line = '{"service": "_spx-hmp._tcp", "instance": "Desk %d", "txt": ["txtvers=1", "mode=%s"]}\n'
    with dump.open("w", encoding="utf-8") as file:
        file.writelines(line % (number, "stuck" if number % 500 == 0 else "safe") for number in range(30_000))
    # What the engine is made of goes to the other processes: rules, values, targets, suppressions.
    suppress = '[[suppress]]\ncode = "KEY003"\ninstance = "Desk 500"\nreason = "known"\n'
    (tmp_path / "c.toml").write_text(f'severity = {{KEY002 = "info"}}\n{suppress}', encoding="utf-8")
    options = ("--config", tmp_path / "c.toml", "--rules", rules, "--set", "MODE=safe", "--target", "lwip")
    command = ("check", "--format", "concise", *options, dump)
    told = subprocess.run(
        [sys.executable, script, *command], capture_output=True, encoding="utf-8", cwd=ROOT, timeout=120, check=False
    )
    copied = run(*command)
    assert copied.stdout.count("KEY003") == 59
    assert (told.returncode, told.stdout, told.stderr) == (1, copied.stdout, copied.stderr)


def test_several_captures_are_read_at_once(tmp_path: Path) -> None:
    names = []
    for number in range(3):
        faulty = message(PTR, SRV, txt(b"txtvers=%d" % number, b"ty=x", b"ty=y"), A)
        frame = ethernet(ipv4(udp(faulty)))
        path = tmp_path / f"{number}.pcap"
        path.write_bytes(pcap(*[frame] * (LARGE // len(frame) + 1)) + b"\0" * number)
        names.append(str(path))
    # KEY015 is said once a run.
    command = ("check", "--format", "concise", "--ignore", "KEY015")
    one_by_one = [run(*command, name) for name in names]
    at_once = run(*command, *names)
    assert at_once.stdout == "".join(each.stdout for each in one_by_one)
    assert at_once.stderr == "".join(each.stderr for each in one_by_one)
    assert (at_once.returncode, "1.pcap frame" in at_once.stderr) == (2, True)
