"""browse on real sockets: every fault that only the network shows is found, and written down with its finding."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from tests.cli import command
from tests.live.test_loopback import LOOPBACK, device
from tests.live.test_loopback import WHY_NOT as NO_LOOPBACK
from validator import names
from validator.announce import announced
from validator.announce.faults import FAULTS, parse
from validator.encode import encode
from validator.mdns.links import chosen, open_links
from validator.wire import Message, Question, RType

on_loopback = pytest.mark.skipif(NO_LOOPBACK is not None, reason=str(NO_LOOPBACK))

BY_RECORDS = ("no-txt", "no-srv", "no-address", "ttl-short", "damaged")
CUT = {"damaged": {"NET001"}}
"""What a fault provokes besides where its announcement was missed: in answers, the TXT record is last, and cut."""
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
    async def both(fault: str, *options: str) -> list[str]:
        host = f"h{os.getpid()}-{fault}.local"
        one = device(fault, b"a=1", service=service(fault), host=host)
        typed = BY_TIME.get(fault, fault)
        paths = [tmp_path / f"{fault}.jsonl", tmp_path / f"{fault}.pcapng"]
        written = ("--record", str(paths[0]), "--pcap", str(paths[1]))
        common = ("--interface", "lo", "--type", service(fault), "--format", "concise", "--select", "NET")
        run = asyncio.create_task(asyncio.to_thread(command.run, "browse", *common, *written, *options))
        if options:
            await asyncio.sleep(3)  # until it listens, on a busy machine
        async with announced([one], LOOPBACK, [parse(typed)]):
            done = await run
        found = lines(done.stdout)
        assert found, (fault, done)
        for path in paths:
            assert await asyncio.to_thread(judged_again, path) == found
        return found

    async def everything() -> dict[str, list[str]]:
        asking = asyncio.create_task(ask("conflict"))
        found = await asyncio.gather(*map(both, BY_RECORDS))
        found += await asyncio.gather(*(both(fault, "--passive", "--timeout", "11") for fault in BY_TIME))
        asking.cancel()
        return dict(zip((*BY_RECORDS, *BY_TIME), found, strict=True))

    for fault, found in asyncio.run(everything()).items():
        codes = {line.split()[1] for line in found}
        assert FAULTS[fault].provokes in codes, (fault, found)
        allowed = {FAULTS[fault].provokes, "NET011"} | CUT.get(fault, set())
        assert codes <= allowed, "one host of damaged packets is all hosts on loopback"


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
