"""Announce and browse in one process on the loopback interface, as the demo does: every octet comes over."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from subprocess import CompletedProcess

import pytest

from tests.cli import command
from tests.live import netns
from tests.network import LOOPBACK
from validator.announce import announced
from validator.assembly.packet import Packet
from validator.errors import NetworkError, UsageError
from validator.mdns import BrowseOptions, BrowseResult, browse
from validator.mdns.links import chosen, open_links
from validator.model import names
from validator.model.announcement import Announcement, Location
from validator.model.txt import TxtRecord, split
from validator.wire import reader
from validator.wire.message import Name, RType

pytestmark = pytest.mark.usefixtures("loopback")

# Unlike what others announce on this machine at the same time, where it has no namespaces.
TYPE = f"_t{os.getpid()}._tcp"
HOST = f"dnssd-validator-test-{os.getpid()}.local"


BOUND_S = 60.0
"""What a browse may take on a busy machine; it ends by itself long before."""


def device(instance: str, *strings: bytes, service: str = TYPE, **others: object) -> Announcement:
    fields = {"service": service, "instance": instance.encode(), "host": HOST, "port": 80, **others}
    return Announcement(**{"txt": TxtRecord(strings), **fields})  # type: ignore[arg-type]  # the fields are the caller's to get right


def found(result: BrowseResult) -> dict[bytes | None, Announcement]:
    return {each.instance: each for each in result.announcements}


def test_strings_come_over_as_they_are() -> None:
    strings = (
        b"txtvers=1",
        b"Mode=a",
        b"mode=b",
        b"=x",
        b"e=",
        b"bare",
        b"",
        b"b=\x00\xff\x1b",
        b"q='\"; ",
        b"k=" + b"v" * 253,
    )
    wanted = [
        device("Büro 1", *strings),
        device("Empty", b""),
        device("Long", *(f"k{n}=".encode() + b"v" * 90 for n in range(40))),
        device("Damaged", txt=split(b"\x03a=1\x09b=2")),
        device("Other", b"a=1", service=f"_sixteen_{os.getpid():08}._udp"),
    ]

    async def both() -> BrowseResult:
        async with announced(wanted, LOOPBACK) as published:
            assert published.refused == ()
            assert published.announcements == tuple(wanted)
            return await browse(BrowseOptions(interfaces=LOOPBACK, timeout_s=BOUND_S))

    # Daemons of this machine may announce on this interface too, where it has no namespaces.
    observation = {each.instance: each for each in asyncio.run(both()).announcements if each.host == HOST}
    for each in wanted:
        got = observation[each.instance]
        assert (got.service, got.txt, got.host, got.port) == (each.service, each.txt, HOST, 80)
        assert got.addresses[0] == "127.0.0.1"
        assert got.location == Location(interfaces=("lo",))


def encode(name: Name, rtype: int, rdata: bytes) -> bytes:
    return octets(name) + rtype.to_bytes(2) + b"\0\x01\0\0\x11\x94" + len(rdata).to_bytes(2) + rdata


def octets(name: Name) -> bytes:
    return b"".join(len(label).to_bytes() + label for label in name) + b"\0"


def instance_records(name: Name, rdata: bytes, type_at: int = 1) -> list[bytes]:
    return [
        encode(name[type_at:], RType.PTR, octets(name)),
        encode(name, RType.SRV, b"\0\0\0\0\0\x50" + octets((b"odd", b"local"))),
        encode(name, RType.TXT, rdata),
        encode((b"odd", b"local"), RType.A, b"\x7f\0\0\1"),
    ]


@asynccontextmanager
async def responding(answers: dict[Name, list[bytes]], *always: bytes) -> AsyncIterator[None]:
    """Answer each question with the records given for its name, and send ``always`` with every answer."""

    def receive(packet: Packet) -> None:
        message = reader.read(packet.data)
        if message.is_response:
            return
        for question in message.questions:
            if question.name in answers:
                records = answers[question.name]
                link.send(b"\0\0\x84\0\0\0" + len(records).to_bytes(2) + b"\0\0\0\0" + b"".join(records))
                for each in always:
                    link.send(each)

    async with open_links(chosen(LOOPBACK), receive) as (link,):
        yield


def test_names_that_libraries_refuse() -> None:
    labels = [names.split(text) for text in ("_a_b_c._tcp.local", "_more-than-fifteen-characters._udp.local")]
    odd = [
        (b"cr\r\nlf \x1b[31m", *labels[0]),
        (b"\xff\xfe not UTF-8", *labels[0]),
        (b"with. dot", *labels[1]),
        (b"x" * 63, *labels[1]),
    ]
    rdatas = [b"\x03a=1\x03A=2\x00", b"\x09a=1", b"", b"\x00"]
    enumeration = names.split("_services._dns-sd._udp.local")
    answers = {enumeration: [encode(enumeration, RType.PTR, octets(each)) for each in labels]}
    for name, rdata in zip(odd, rdatas, strict=True):
        answers.setdefault(name[1:], []).extend(instance_records(name, rdata))

    async def both() -> BrowseResult:
        async with responding(answers):
            return await browse(BrowseOptions(interfaces=LOOPBACK, timeout_s=BOUND_S))

    result = asyncio.run(both())
    observation = found(result)
    assert [observation[name[0]].txt for name in odd] == [split(rdata) for rdata in rdatas]
    assert [observation[name[0]].service for name in odd] == [names.join(name[1:3]) for name in odd]
    # Whatever else is on this machine's loopback may be unresolved.
    assert not {names.join(name) for name in odd} & set(result.completeness.unresolved)


def test_damaged_packets_are_reported_and_the_rest_is_heard() -> None:
    kind = names.split(f"{TYPE}.local")
    whole = instance_records((b"Whole", *kind), b"\x03a=1")
    cut = (b"\0\0\x84\0\0\0\0\x04\0\0\0\0" + b"".join(instance_records((b"Cut", *kind), b"\x03b=2")))[:-3]
    loop = b"\0\0\x84\0\0\0\0\x01\0\0\0\0\xc0\x0c\0\x10\0\x01\0\0\0\0\0\0"

    async def both() -> BrowseResult:
        async with responding({kind: whole}, cut, loop):
            return await browse(BrowseOptions(types=(TYPE,), interfaces=LOOPBACK, timeout_s=BOUND_S))

    result = asyncio.run(both())
    assert set(found(result)) == {b"Whole", b"Cut", None}
    (remark,) = (each for each in result.announcements if each.is_remark)
    assert (remark.addresses, remark.location) == (("127.0.0.1",), Location(interfaces=("lo",)))
    assert remark.observation is not None
    assert remark.observation.damaged == result.completeness.damaged >= 2
    assert any("RDATA of 4 octets, of which only 1 are there" in reason for reason in remark.observation.damages)
    assert any("a compression pointer to octet 12" in reason for reason in remark.observation.damages)


def test_records_that_come_only_when_asked_for() -> None:
    kind = names.split(f"{TYPE}.local")
    name = (b"Taciturn", *kind)
    listing, server, text, address = instance_records(name, b"\x03a=1")
    answers = {kind: [listing], name: [server, text], (b"odd", b"local"): [address]}

    async def both() -> BrowseResult:
        async with responding(answers):
            return await browse(BrowseOptions(types=(f"{TYPE}.local.",), interfaces=LOOPBACK, timeout_s=BOUND_S))

    result = asyncio.run(both())
    taciturn = found(result)[b"Taciturn"]
    assert (taciturn.txt, taciturn.host, taciturn.addresses) == (TxtRecord((b"a=1",)), "odd.local", ("127.0.0.1",))
    assert result.completeness.duration_s < BOUND_S  # it ended by itself


def test_an_instance_that_does_not_resolve_is_named() -> None:
    kind = names.split(f"{TYPE}.local")
    listing = encode(kind, RType.PTR, octets((b"Ghost", *kind)))

    async def both() -> BrowseResult:
        async with responding({kind: [listing]}):
            return await browse(BrowseOptions(types=(TYPE,), interfaces=LOOPBACK, timeout_s=BOUND_S))

    result = asyncio.run(both())
    ghost = found(result)[b"Ghost"]
    assert (ghost.txt, ghost.host, ghost.port) == (None, None, None)
    assert result.completeness.unresolved == (f"Ghost.{TYPE}.local",)
    assert result.completeness.duration_s < BOUND_S  # it was given up


def test_the_command_waits_for_what_is_expected() -> None:
    async def attempt(*arguments: str) -> CompletedProcess[str]:
        return await asyncio.to_thread(command.run, "browse", "--interface", "lo", *arguments)

    async def all_three() -> tuple[CompletedProcess[str], ...]:
        waiting = asyncio.create_task(attempt("--expect", TYPE, "--instance", "büro", "--wait", f"{BOUND_S:g}"))
        await asyncio.sleep(1)
        async with announced([device("Büro", b"a=1"), device("Lobby", b"a=1")], LOOPBACK):
            late = await waiting
            few = attempt("--expect", f"{TYPE}=3", "--wait", "8", "--format", "concise")
            misspelt = attempt("--type", TYPE, "--instance", "Buro", "--wait", "8")
            return late, *await asyncio.gather(few, misspelt)

    late, few, misspelt = asyncio.run(all_three())
    assert (late.returncode, late.stderr) == (0, "")
    assert "Büro" in late.stdout
    assert "Lobby" not in late.stdout
    assert (few.returncode, misspelt.returncode) == (3, 3)
    seen = f"seen: Büro.{TYPE}, Lobby.{TYPE}"
    assert few.stderr.startswith(f"error: expected 3 instances of {TYPE}, saw 2; {seen} (waited ")
    assert misspelt.stderr.startswith(f'error: expected an instance named "Buro", saw none; {seen} (waited ')


def test_a_wait_needs_something_to_wait_for() -> None:
    done = command.run("browse", "--wait", "3")
    assert done.returncode == 2
    assert "--wait needs to know what for: --expect TYPE or --instance NAME" in done.stderr


@pytest.mark.parametrize("text", ["ipp", "", "_ipp", "ipp.local", "One._ipp._tcp.local", "_a._tcp." + "x" * 64])
def test_what_is_no_service_type(text: str) -> None:
    with pytest.raises(UsageError, match="is not a service type"):
        asyncio.run(browse(BrowseOptions(types=(text,), interfaces=LOOPBACK)))


@pytest.mark.parametrize("interface", ["nowhere0", "192.0.2.77", "::2"])
def test_what_is_no_interface(interface: str) -> None:
    with pytest.raises(NetworkError, match=rf"no network interface '{interface}'; those with an address are: lo"):
        asyncio.run(browse(BrowseOptions(interfaces=(interface,))))


ALONE = """
import asyncio
from validator.model import txt
from validator.announce import announced
from validator.mdns import BrowseOptions, browse
from validator.model.announcement import Announcement

async def main():
    device = Announcement(service="_ipp._tcp", instance=b"One", host="one.local", port=1, txt=txt.split(b"\\x03a=1"))
    async with announced([device]):
        return await browse(BrowseOptions())

(one,) = asyncio.run(main()).announcements
print(one.instance.decode(), one.txt.strings, one.location)
"""


@pytest.mark.skipif(netns.why_not() is not None, reason=str(netns.why_not()))
def test_a_container_with_nothing_but_loopback() -> None:
    with netns.alone() as host:
        assert host.python(ALONE) == "One (b'a=1',) mDNS on lo\n"
        host.run("ip", "link", "set", "lo", "down")
        host.run("ip", "address", "flush", "dev", "lo")
        none = "import asyncio; from validator.mdns import *; asyncio.run(browse(BrowseOptions()))"
        with host.popen(sys.executable, "-c", none) as process:
            output = process.communicate()[0]
        assert "NetworkError: no network interface has an address" in output
