"""Simulated devices on real sockets: our own browse, Avahi's tools and plain DNS clients see what was announced."""

from __future__ import annotations

import asyncio
import io
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from tests.cli import command
from tests.live import netns
from tests.live.test_avahi import browse_from
from tests.live.test_loopback import BOUND_S, HOST, TYPE, device
from tests.network import LOOPBACK
from validator.announce import announced
from validator.announce.faults import parse
from validator.mdns import BrowseOptions, BrowseResult, browse
from validator.model import names
from validator.model.announcement import Announcement
from validator.model.txt import TxtRecord, split
from validator.sources.tools.avahi_browse import read
from validator.wire import message as wire
from validator.wire import reader
from validator.wire.message import Message, Question, RType
from validator.wire.writer import encode

on_loopback = pytest.mark.usefixtures("loopback")
NO_NAMESPACES = netns.why_not()
in_namespaces = pytest.mark.skipif(NO_NAMESPACES is not None, reason=str(NO_NAMESPACES))
NO_AVAHI = netns.why_not("avahi-daemon", "avahi-browse", "avahi-resolve", "dbus-daemon")
beside_avahi = pytest.mark.skipif(NO_AVAHI is not None, reason=str(NO_AVAHI))

ODD = (
    device("dots. and \\ here", b"a=1", b"A=2", b"", b"=x", port=0),
    device("cr\r\nlf \x1b[31m", b"k=\x00\xff"),
    replace(device("x", b"a=1"), instance=b"\xff\xfe not UTF-8"),
    device("Mute", txt=None),
    device("Two", b"a=1", txt_count=2),
    device("Two", b"b=2", txt_index=2, txt_count=2),
    device("Sub", b"a=1", subtypes=("_printer", r"with\.dot")),
    device("Zero octets", txt=split(b"")),
    device("Cut short", txt=split(b"\x03a=1\x09b=2")),
    device("x" * 63, b"a=1", service=f"_a_b_c_more_than_fifteen_{os.getpid()}._udp"),
    device("Large", *(b"%03d=" % number + b"v" * 250 for number in range(35))),
)

TYPES = (
    *dict.fromkeys(each.service for each in ODD if each.service),
    *(f"{subtype}._sub.{TYPE}" for each in ODD for subtype in each.subtypes),
)
"""What to ask for: later than its announcement, a subtype is heard of by who asks for it only."""


def said(announcements: tuple[Announcement, ...]) -> set[object]:
    """Return what announcements say, without what a listener cannot know."""
    return {
        (each.service, each.instance, each.subtypes, each.host, each.port, each.txt, each.txt_count)
        for each in announcements
    }


@on_loopback
def test_everything_comes_over_as_it_is() -> None:
    async def both() -> BrowseResult:
        async with announced(ODD, LOOPBACK) as published:
            assert published.refused == ()
            assert published.announcements == ODD
            return await browse(BrowseOptions(types=TYPES, interfaces=LOOPBACK, timeout_s=BOUND_S))

    result = asyncio.run(both())
    ours = tuple(each for each in result.announcements if each.host == HOST)
    assert said(ours) == said(ODD)
    assert f"Mute.{TYPE}.local" in result.completeness.unresolved


@on_loopback
def test_the_largest_datagram_comes_over() -> None:
    large = device("Huge", *[b"x" * 255] * 254)

    async def both() -> BrowseResult:
        async with announced([large], LOOPBACK):
            return await browse(BrowseOptions(types=(TYPE,), interfaces=LOOPBACK, timeout_s=BOUND_S))

    (got,) = asyncio.run(both()).announcements
    assert got.txt == large.txt


@on_loopback
def test_after_the_end_nobody_is_there() -> None:
    async def both() -> BrowseResult:
        async with announced([device("Gone", b"a=1")], LOOPBACK):
            pass
        return await browse(BrowseOptions(types=(TYPE,), interfaces=LOOPBACK, timeout_s=BOUND_S))

    assert asyncio.run(both()).announcements == ()


@on_loopback
def test_a_flood_is_heard_whole() -> None:
    async def both() -> BrowseResult:
        async with announced([device("Flood", b"a=1")], LOOPBACK, [parse("flood=500")]) as published:
            assert len(published.announcements) == 500
            return await browse(BrowseOptions(types=(TYPE,), interfaces=LOOPBACK, timeout_s=BOUND_S))

    result = asyncio.run(both())
    flood = [each for each in result.announcements if not each.is_remark]
    assert {each.instance for each in flood} == {f"Flood {number}".encode() for number in range(1, 501)}
    assert {each.txt for each in flood} == {TxtRecord((b"a=1",))}


@on_loopback
@pytest.mark.parametrize("fault", ["damaged", "bad-pointer"])
def test_damaged_messages_are_reported(fault: str) -> None:
    async def both() -> BrowseResult:
        async with announced([device("Damaged", b"a=1")], LOOPBACK, [parse(fault)]):
            return await browse(BrowseOptions(types=(TYPE,), interfaces=LOOPBACK, timeout_s=BOUND_S))

    result = asyncio.run(both())
    assert b"Damaged" in {each.instance for each in result.announcements}
    assert [each.addresses for each in result.announcements if each.is_remark] == [("127.0.0.1",)]


@on_loopback
def test_two_who_want_one_name() -> None:
    async def both(*, rename: bool) -> list[str]:
        one, other = [device("Same", b"a=1")], [device("Same", b"b=2")]
        async with announced(one, LOOPBACK) as first, announced(other, LOOPBACK, rename=rename) as second:
            assert first.withdrawn == []
            return [str(each) for each in second.refused] + [name for _, name in second.renamed]

    taken = f"Same.{TYPE} cannot be announced: another device has the name Same.{TYPE}.local"
    assert asyncio.run(both(rename=False)) == [taken]
    assert asyncio.run(both(rename=True)) == [f"Same (2).{TYPE}.local on {HOST}"]


@on_loopback
def test_a_plain_dns_client_gets_an_answer() -> None:
    name = names.split(f"Plain.{TYPE}.local")

    def ask() -> wire.Message:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(30)
            client.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(LOOPBACK[0]))
            client.sendto(encode(Message(4711, questions=(Question(name, RType.TXT),))), ("224.0.0.251", 5353))
            return reader.read(client.recv(9000))

    async def both() -> wire.Message:
        async with announced([device("Plain", b"a=1")], LOOPBACK):
            return await asyncio.to_thread(ask)

    message = asyncio.run(both())
    assert (message.id, message.questions) == (4711, (Question(name, RType.TXT),))
    assert [(each.rdata, each.ttl_s, each.flush) for each in message.records] == [(b"\x03a=1", 10, False)]


@contextmanager
def announcing(*arguments: str) -> Iterator[str]:
    """Run the command until the context ends; the line that says what is announced."""
    line = [sys.executable, "-m", "validator", "announce", "--interface", "lo", *arguments]
    with subprocess.Popen(line, stdout=subprocess.PIPE, cwd=command.ROOT, encoding="utf-8") as process:
        try:
            yield process.stdout.readline() if process.stdout else ""
        finally:
            process.terminate()
    assert process.returncode == 0


@on_loopback
def test_a_rule_with_a_fault_and_a_host_of_its_own(tmp_path: Path) -> None:
    rule = tmp_path / "rule.yaml"
    service = f"t{os.getpid()}"
    text = f"service: {service}\ndefinition: keys\nkeys: {{a: {{}}}}\nexamples: {{valid: [[a=1], [a=2]]}}\n"
    rule.write_text(text, encoding="utf-8")
    options = ["--host", "box.local.", "--port", "8443", "--address", "192.0.2.7", "--address", "2001:db8::7"]
    with announcing(
        "--rule", service, "--rules", str(rule), "--fault", "duplicate-key", "--subtype", "_x", *options
    ) as ready:
        assert ready == "announced 2 announcements on lo; interrupt (Ctrl-C) to end\n"
        options = [
            "--interface",
            "lo",
            "--type",
            TYPE,
            "--type",
            f"_x._sub.{TYPE}",
            "--rules",
            str(rule),
            "--format",
            "json",
            "--fail-on",
            "warning",
        ]
        done = command.run("browse", *options)
    assert done.returncode == 1
    report = msgspec.json.decode(done.stdout)
    assert [each["code"] for each in report["findings"] if each["severity"] != "info"] == ["TXT009"] * 2
    assert [
        {key: each[key] for key in ("instance", "subtypes", "host", "port", "addresses", "txt")}
        for each in report["announcements"]
    ] == [
        {
            "instance": f"Example {number}",
            "subtypes": ["_x"],
            "host": "box.local",
            "port": 8443,
            "addresses": ["192.0.2.7", "2001:db8::7"],
            "txt": [f"a={number}", "a=again"],
        }
        for number in (1, 2)
    ]


USAGE = [
    ([], "nothing to announce: name a FILE, or a rule with --rule SERVICE"),
    (["--rule", "spx-hmp", "--fault", "duplicat-key"], "there is no fault 'duplicat-key'; did you mean duplicate-key?"),
    (["--rule", "spx-hnp"], "there is no rule for spx-hnp; did you mean spx-hmp?"),
    (["--rule", "acrobatsrv"], "the rule for _acrobatsrv._tcp has no examples"),
    (["--rule", "spx-hmp", "--address", "1.2.3"], "'1.2.3' does not appear to be an IPv4 or IPv6 address"),
    (["--rule", "spx-hmp", "--interface", "nowhere0"], "no network interface 'nowhere0'"),
]


@pytest.mark.parametrize(("arguments", "reason"), USAGE, ids=[each[1] for each in USAGE])
def test_what_cannot_be_announced_is_an_error(arguments: list[str], reason: str) -> None:
    done = command.run("announce", *arguments)
    assert done.returncode == 2
    assert reason in done.stderr
    assert "Traceback" not in done.stderr


def test_an_input_without_announcements() -> None:
    done = command.run("announce", "-", stdin=b"[]")
    assert (done.returncode, done.stdout) == (3, "")


@on_loopback
def test_what_is_refused_is_said() -> None:
    far = b'{"service": "_ipp._tcp", "instance": "Far\\u001b", "domain": "example.com", "txt": []}\n'
    done = command.run("announce", "-", "--interface", "127.0.0.1", stdin=far)
    assert done.returncode == 2
    assert done.stderr == (
        "error: Far\\027._ipp._tcp cannot be announced: mDNS speaks of 'local' only, not of 'example.com'\n"
    )


def test_help_lists_every_fault_on_a_line() -> None:
    done = command.run("announce", "--help")
    assert done.returncode == 0
    assert re.search(r"^ +duplicate-key +a key is there twice.*\(TXT009\)$", done.stdout, re.MULTILINE)
    assert re.search(r"^ +slow=2 +answers come so many seconds later", done.stdout, re.MULTILINE)


ANNOUNCE = """
import asyncio, sys, msgspec
from validator.announce import announced
from validator.announce.faults import parse
from validator.model.announcement import Announcement

async def main():
    wanted = msgspec.msgpack.decode(bytes.fromhex(sys.argv[1]), type=list[Announcement])
    async with announced(wanted, ("eth0",), map(parse, sys.argv[2:])) as published:
        print(len(published.announcements), *published.refused, flush=True)
        await asyncio.sleep(600)

asyncio.run(main())
"""

# The bus, the daemon and its tools end with the namespace of processes that they are in.
_AVAHI_CLIENT = """
set -e
mount --make-rprivate /
mount --bind "$1" /etc/avahi
mount -t tmpfs tmpfs /run
export DBUS_SYSTEM_BUS_ADDRESS=unix:path=/run/bus
dbus-daemon --config-file=/etc/avahi/bus.conf --fork --nopidfile
avahi-daemon --daemonize --no-drop-root --no-rlimits --no-chroot --file /etc/avahi/avahi-daemon.conf
shift
exec "$@"
"""

_BUS = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path=/run/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


@contextmanager
def announcing_on(host: netns.Host, announcements: list[Announcement], *faults: str) -> Iterator[None]:
    """Announce on a host of a LAN until the context ends."""
    encoded = msgspec.msgpack.encode(announcements).hex()
    with host.popen(sys.executable, "-W", "error", "-c", ANNOUNCE, encoded, *faults) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == f"{len(announcements)}\n"
            yield
        finally:
            process.terminate()


def avahi(host: netns.Host, folder: Path, *tool: str) -> str:
    """Run one of Avahi's tools on a host, with a daemon of its own."""
    (folder / "bus.conf").write_text(_BUS, encoding="utf-8")
    (folder / "avahi-daemon.conf").write_text(
        f"[server]\nhost-name={host.name}\nuse-ipv6=no\n[publish]\npublish-workstation=no\n", encoding="utf-8"
    )
    alone = ("unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", _AVAHI_CLIENT, "avahi", str(folder))
    return host.run(*alone, *tool)


@in_namespaces
def test_from_another_host_everything_is_as_it_is() -> None:
    wanted = [replace(each, addresses=("198.18.0.1",)) for each in ODD]
    with netns.lan("box", "auditor") as (box, auditor), announcing_on(box, wanted):
        result = browse_from(auditor, types=TYPES)
    assert said(result.announcements) == said(tuple(wanted))
    assert {each.addresses for each in result.announcements} == {("198.18.0.1",)}
    assert not any(each.is_remark for each in result.announcements)


@in_namespaces
def test_ipv6_only() -> None:
    with netns.lan("box", "auditor", ipv4=False) as (box, auditor), announcing_on(box, [device("Six", host=None)]):
        (six,) = browse_from(auditor).announcements
    assert re.fullmatch(r"simulated-fe80--[0-9a-f-]+\.local", six.host or "")
    assert [address[:6] for address in six.addresses] == ["fe80::"]


@in_namespaces
def test_a_taken_name_is_yielded_to_a_host_of_the_lan() -> None:
    same = device("Same", b"a=1", service="_ipp._tcp", host="one.local")
    with netns.lan("box", "rival", "auditor") as (box, rival, auditor), announcing_on(box, [same]):
        arguments = (msgspec.msgpack.encode([replace(same, host="two.local")]).hex(),)
        with rival.popen(sys.executable, "-W", "error", "-c", ANNOUNCE, *arguments) as process:
            assert process.stdout is not None
            refusal = process.stdout.readline()
            process.terminate()
        (got,) = browse_from(auditor).announcements
    assert "another device has the name Same._ipp._tcp.local" in refusal
    assert got.host == "one.local"


@beside_avahi
def test_avahi_sees_the_same(tmp_path: Path) -> None:
    wanted = [
        device("dots. and \\ here", b"a=1", b"A=2", b"=x", subtypes=("_printer",), service="_ipp._tcp"),
        device("Büro", b"txtvers=1", b"note=B\xc3\xbcro", service="_ipp._tcp", host="two.local", port=631),
        device("Large", *(b"%02d=" % number + b"v" * 90 for number in range(20)), service="_ipp._tcp"),
    ]
    wanted = [replace(each, addresses=("198.18.0.1",)) for each in wanted]
    with netns.lan("box", "auditor") as (box, auditor), announcing_on(box, wanted, "lazy"):
        resolved = avahi(auditor, tmp_path, "avahi-browse", "-prkt", "_ipp._tcp")
        printers = avahi(auditor, tmp_path, "avahi-browse", "-prkt", "_printer._sub._ipp._tcp")
        address = avahi(auditor, tmp_path, "avahi-resolve", "-4", "-n", "two.local")
    found = [each for each in read(io.BytesIO(resolved.encode()), "-") if isinstance(each, Announcement)]
    strings = {each.instance: each.txt for each in wanted}
    assert {each.instance: each.txt for each in found} == strings
    assert {(each.host, each.port, each.addresses) for each in found} == {
        (HOST, 80, ("198.18.0.1",)),
        ("two.local", 631, ("198.18.0.1",)),
    }
    assert r"dots\.\032and\032\\\032here" in printers
    assert "B\\195\\188ro" not in printers
    assert address.split() == ["two.local", "198.18.0.1"]


@beside_avahi
def test_a_name_of_avahi_is_not_taken(tmp_path: Path) -> None:
    services = {
        "ipp": '<?xml version="1.0" standalone="no"?><!DOCTYPE service-group SYSTEM "avahi-service.dtd"><service-group>'
        "<name>Mine</name><service><type>_ipp._tcp</type><port>631</port></service></service-group>"
    }
    with netns.lan("box", "rival") as (box, rival), netns.avahi(box, tmp_path / "box", services):
        taken = [device("Mine", b"a=1", service="_ipp._tcp"), device("Host", service="_ipp._tcp", host="box.local")]
        arguments = (msgspec.msgpack.encode(taken).hex(),)
        with rival.popen(sys.executable, "-W", "error", "-c", ANNOUNCE, *arguments) as process:
            assert process.stdout is not None
            refusal = process.stdout.readline()
            process.terminate()
    assert refusal.startswith("0 Mine._ipp._tcp cannot be announced: another device has the name Mine._ipp._tcp.local")
    assert "another device has the name box.local" in refusal
