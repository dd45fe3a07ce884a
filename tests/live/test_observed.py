"""browse on real sockets: every fault that only the network shows is found, and written down with its finding."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, create_subprocess_exec
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests import network
from tests.cli import command
from tests.live.test_loopback import device
from tests.network import LOOPBACK
from validator.announce import announced
from validator.announce.faults import FAULTS, parse
from validator.mdns.links import chosen, open_links
from validator.model import names
from validator.wire.message import Message, Question, RType
from validator.wire.writer import encode

on_loopback = pytest.mark.usefixtures("loopback")

BY_RECORDS = ("no-txt", "no-srv", "no-address", "ttl-short", "damaged")
BESIDE = {"damaged": {"NET001"}}
"""What else is found: an answer that is cut loses its only record. Beside the others, NET011 names the host of all."""

BY_TIME = {"change": "change=3", "flap": "flap=2", "goodbye": "goodbye=4", "conflict": "conflict"}


def service(fault: str) -> str:
    """Give each fault a type of its own: they are on the network together."""
    return f"_h{os.getpid() % 10_000}-{fault}._tcp"


def lines(output: str) -> list[str]:
    """Return findings of ``concise`` without their places."""
    return sorted(line.split(": ", 1)[1] for line in output.splitlines())


def judged_again(path: Path) -> list[str]:
    done = command.run("check", str(path), "--format", "concise", "--select", "NET")
    assert done.stderr == ""
    return lines(done.stdout)


async def ask(fault: str) -> None:
    """Ask for the TXT record again and again, as other hosts of a LAN would."""
    name = names.split(f"{fault}.{service(fault)}.local")
    async with open_links(chosen(LOOPBACK), lambda _: None) as (link,):
        while True:
            link.send(encode(Message(questions=(Question(name, RType.TXT),))))
            await asyncio.sleep(1.2)


@on_loopback
def test_what_only_the_network_shows(tmp_path: Path) -> None:
    async def browsed(fault: str, *options: str) -> list[str]:
        """Announce a fault and browse: from before the announcement on where it is one of time, else from after."""
        host = f"h{os.getpid()}-{fault}.local"
        one = device(fault, b"a=1", service=service(fault), host=host)
        typed = BY_TIME.get(fault, fault)
        paths = [tmp_path / f"{fault}.jsonl", tmp_path / f"{fault}.pcapng"]
        written = ("--record", str(paths[0]), "--pcap", str(paths[1]))
        common = ("--interface", "lo", "--type", service(fault), "--format", "concise", "--select", "NET")
        line = ("-m", "validator", "browse", *common, *written, *options)
        async with AsyncExitStack() as stack:
            if fault not in BY_TIME:
                await stack.enter_async_context(announced([one], LOOPBACK, [parse(typed)]))
            run = await create_subprocess_exec(sys.executable, *line, cwd=command.ROOT, stdout=PIPE, stderr=PIPE)
            if fault in BY_TIME:
                await asyncio.to_thread(network.await_listener, run.pid)
                await stack.enter_async_context(announced([one], LOOPBACK, [parse(typed)]))
            output, errors = await run.communicate()
        found = lines(output.decode())
        assert found, (fault, run.returncode, errors)
        for path in paths:
            assert await asyncio.to_thread(judged_again, path) == found
        return found

    async def everything() -> dict[str, list[str]]:
        asking = asyncio.create_task(ask("conflict"))
        found = await asyncio.gather(*(browsed(fault, "--timeout", "60") for fault in BY_RECORDS))
        found += await asyncio.gather(*(browsed(fault, "--passive", "--timeout", "20") for fault in BY_TIME))
        asking.cancel()
        return dict(zip((*BY_RECORDS, *BY_TIME), found, strict=True))

    for fault, found in asyncio.run(everything()).items():
        codes = {line.split()[1] for line in found}
        assert FAULTS[fault].provokes in codes, (fault, found)
        assert codes <= {FAULTS[fault].provokes} | BESIDE.get(fault, {"NET011"}), (fault, found)


@on_loopback
def test_passive_says_so() -> None:
    done = command.run("browse", "--interface", "lo", "--passive", "--timeout", "0.5")
    assert "asked no questions; heard " in done.stdout
    assert done.returncode in {0, 1, 3}


@pytest.mark.parametrize("option", ["--record", "--pcap"])
def test_a_file_that_cannot_be_written_is_said_before(option: str, tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere" / "file", tmp_path):
        done = command.run("browse", "--interface", "lo", "--timeout", "60", option, str(path))
        assert (done.returncode, done.stdout) == (2, "")
        assert f"{path}: cannot be written: " in done.stderr.replace("\n", " ")
    assert list(tmp_path.iterdir()) == []


def test_a_browse_that_fails_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "before.jsonl"
    path.write_text("kept", encoding="utf-8")
    done = command.run("browse", "--interface", "nowhere0", "--record", str(path))
    assert done.returncode == 2
    assert [each.read_text(encoding="utf-8") for each in tmp_path.iterdir()] == ["kept"]
