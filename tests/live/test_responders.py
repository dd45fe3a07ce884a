"""Responders that others wrote, each on a host of its own: the exact strings come over, and the findings are right.

What a responder itself does to what it is told stands beside what is expected of it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import Struct

from tests.live import netns, peers
from tests.sources.harness import one
from validator.model.txt import TxtRecord, join

ONE_SHOT = """
import asyncio, sys
from validator.mdns.links import chosen, open_links
from validator.wire import reader
from validator.wire.message import Message, Question, RType
from validator.wire.writer import encode
from validator.model.names import split

heard = set()

async def main():
    def receive(packet):
        message = reader.read(packet.data)
        if packet.is_direct and message.is_response and message.records:
            heard.add(message.id)
    async with open_links(chosen(()), receive, is_asking=True) as (link,):
        for _ in range(5):
            for number, kind in enumerate(sys.argv[1:], 1):
                name = split(kind + ".local")
                link.ask(encode(Message(number, questions=(Question(name, RType.PTR),))), is_ipv6=False)
            await asyncio.sleep(1)

asyncio.run(main())
print(*sorted(heard))
"""
ANSWERS_DIRECTLY = {"zeroconf": True, "resolved": True, "mdnsd": True, "ciao": True, "bonjour-service": False}
"""Whether a responder answers one-shot questions (RFC 6762 section 6.7). Avahi does; bonjour-service multicasts the
answers, whoever asks."""

COMMAND = "import sys; sys.argv[0] = 'dnssd-validator'; from validator.cli.main import run; run()"
NAME = "Küche 1. Stock"
LONG = "x" * 245
WAIT_S = "60"
BOUND_S = 60


class Case(Struct, frozen=True):
    """What a responder announces: its records by their strings, and the codes of all findings on its instance."""

    service: str
    host: str
    port: int
    records: tuple[tuple[bytes, ...], ...]
    codes: frozenset[str]
    instance: str = NAME
    subtypes: tuple[str, ...] = ()


# Everything that its API permits: it takes the RDATA itself.
ZEROCONF = (
    b"txtvers=1",
    b"Upper=Case",
    b"empty=",
    b"bare",
    b"eq=a=b==",
    b"bin=\x00\xff\x1b[31m\r\n",
    "note=Büro 漢字".encode(),
    b"long=" + LONG.encode(),
)

DNSSD = (
    f"[Service]\nName={NAME}\nType=_ipp._tcp\nPort=632\n"
    rf'TxtText=txtvers=1 Upper=Case bare eq=a=b== "note=Büro 1. Stock" empty= long={LONG}'
    "\nTxtData=second=AP8bW20=\n"
)

MDNSD = (
    f"type _pdl-datastream._tcp\nname {NAME}\nport 9100\n"
    f"txt path=/\ntxt Upper=Case\ntxt empty=\ntxt eq=a=b==\ntxt note=Büro\ntxt long={LONG}\n"
)

# A JavaScript object, so that there are neither bare keys nor octets that are no UTF-8.
PROPERTIES: dict[str, object] = {"Upper": "Case", "empty": "", "eq": "a=b==", "note": "Büro", "yes": True, "long": LONG}
OPTIONS: dict[str, object] = {"name": NAME, "port": 80, "subtypes": ["one"], "txt": PROPERTIES}
OF_NPM = (b"Upper=Case", b"empty=", b"eq=a=b==", "note=Büro".encode(), b"yes=true", b"long=" + LONG.encode())

KEY001 = "KEY001"  # warning: the specification defines other keys
SEC003 = "SEC003"  # info: a note may say where people live
KEY015 = "KEY015"  # info: nothing is known of the keys of the service
TXT019 = "TXT019"  # info: every record here has more than 200 octets
NET013 = "NET013"  # error: all but Avahi divide the name at its dot, where no label ends
NET004 = "NET004"  # info: other TTLs than RFC 6762 section 10 recommends

CASES = {
    # REG001: the type is not registered.
    "zeroconf": Case("_x-ours._tcp", "box.local", 80, (ZEROCONF,), frozenset({"REG001", KEY015, TXT019, NET013})),
    # It leaves out the "=" of an empty value, makes each line of its file a TXT record of its own (TXT020), and gives
    # all records a TTL of two minutes.
    "resolved": Case(
        "_ipp._tcp",
        "resolved.local",
        632,
        (
            (b"txtvers=1", b"Upper=Case", b"bare", b"eq=a=b==", "note=Büro 1. Stock".encode(), b"empty", OF_NPM[-1]),
            (b"second=\x00\xff\x1b[m",),
        ),
        frozenset({KEY001, SEC003, TXT019, "TXT020", NET004, NET013}),
    ),
    # It keeps strings in a hash table, leaves out the "=" of an empty value, and names the host after the instance.
    "mdnsd": Case(
        "_pdl-datastream._tcp",
        f"{NAME}.local",
        9100,
        ((b"Upper=Case", b"eq=a=b==", "note=Büro".encode(), b"path=/", b"empty", OF_NPM[-1]),),
        frozenset({KEY001, SEC003, TXT019, NET004, NET013}),
    ),
    # KEY008: the keys that HomeKit requires are not there.
    "ciao": Case(
        "_hap._tcp", "ciao.local", 80, (OF_NPM,), frozenset({KEY001, "KEY008", TXT019, NET013}), subtypes=("_one",)
    ),
    # It writes "-" for each dot of the name, takes a host name without domain as it is, and never sets the cache-flush
    # bit (NET005).
    "bonjour-service": Case(
        "_http._tcp",
        "bonjour",
        80,
        (OF_NPM,),
        frozenset({TXT019, NET004, "NET005", "NAM037"}),
        instance=NAME.replace(".", "-"),
        subtypes=("_one",),
    ),
}


def announcing(name: str, host: netns.Host, folder: Path) -> AbstractContextManager[None]:
    """Announce a case on a host."""
    case = CASES[name]
    if name == "zeroconf":
        return peers.zeroconf(host, folder, (case.service, NAME, case.port, join(TxtRecord(ZEROCONF)), ["198.18.0.1"]))
    if name == "resolved":
        return peers.resolved(host, folder, {"one": DNSSD})
    if name == "mdnsd":
        return peers.mdnsd(host, folder, {"one": MDNSD})
    named = {"hostname": "ciao"} if name == "ciao" else {}
    return peers.npm(host, folder, name, {"type": case.service[1:].removesuffix("._tcp"), **OPTIONS, **named})


WHY_NOT = {
    "zeroconf": netns.why_not("hostname"),
    "resolved": peers.why_no_resolved(),
    "mdnsd": netns.why_not("hostname", "mdnsd"),
    "ciao": peers.why_no_npm(),
    "bonjour-service": peers.why_no_npm(),
}
MARKED = [
    pytest.param(name, marks=pytest.mark.skipif(why is not None, reason=str(why))) for name, why in WHY_NOT.items()
]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Return the report of a browse of all responders that are here; each was waited for before."""
    there = [name for name in CASES if WHY_NOT[name] is None]
    if not there:
        pytest.skip(str(WHY_NOT["zeroconf"]))  # it needs the least
    folder = tmp_path_factory.mktemp("responders")
    with netns.lan(*(name.partition("-")[0] for name in there), "auditor") as (*hosts, auditor), ExitStack() as stack:
        for name, host in zip(there, hosts, strict=True):
            if name == "bonjour-service":
                host.run("ip", "route", "add", "default", "dev", "eth0")  # it sends where the default route leads
            stack.enter_context(announcing(name, host, folder / name))
        expected = [option for name in there for option in ("--expect", CASES[name].service)]
        auditor.python(COMMAND, "browse", *expected, "--wait", WAIT_S, "--fail-on", "never", "--quiet")
        direct = auditor.python(ONE_SHOT, *(CASES[name].service for name in there))
        types = [option for name in there for each in kinds(CASES[name]) for option in ("--type", each)]
        found = msgspec.json.decode(
            auditor.python(
                COMMAND, "browse", *types, "--timeout", str(BOUND_S), "--format", "json", "--fail-on", "never"
            )
        )
        yield found | {"direct": [there[int(number) - 1] for number in direct.split()]}


@pytest.mark.parametrize("name", MARKED)
def test_what_it_announces_comes_over(report: Any, name: str) -> None:  # noqa: ANN401 - a JSON document
    case = CASES[name]
    found = [each for each in report["announcements"] if each["service"] == case.service]
    records = [tuple(map(octets, each["txt"])) for each in found]
    assert sorted(records) == sorted(case.records)  # several TXT records have no order
    for each in found:
        assert (each["instance"], each["host"], each["port"]) == (case.instance, case.host, case.port)
        assert tuple(each["subtypes"]) == case.subtypes
        # Of the two addresses of the host one may be lost on a busy machine.
        assert each["addresses"]
        assert all(text.startswith(("198.18.0.", "fe80:")) for text in each["addresses"])
    codes = {each["code"] for each in report["findings"] if each["service"] == case.service}
    assert codes == case.codes


@pytest.mark.parametrize("name", MARKED)
def test_who_answers_one_shot_questions(report: Any, name: str) -> None:  # noqa: ANN401 - a JSON document
    assert (name in report["direct"]) == ANSWERS_DIRECTLY[name]


def test_a_file_of_mdnsd_reads_as_it_is_announced() -> None:
    found, case = one(MDNSD, "mdnsd-service"), CASES["mdnsd"]
    assert found.txt is not None
    assert (found.service, found.instance, found.port) == (case.service, case.instance.encode(), case.port)
    assert sorted(found.txt.strings) == sorted(case.records[0])


def test_nothing_is_missing(report: Any) -> None:  # noqa: ANN401 - a JSON document
    completeness = report["completeness"]
    assert (completeness["unresolved"], completeness["dropped"], completeness["damaged"]) == ([], 0, 0)
    # It ended by itself: three of them announce an IPv6 address and speak IPv4 only, which is not taken for losses.
    assert completeness["duration"] < BOUND_S


def kinds(case: Case) -> list[str]:
    """Return the type and the subtypes by which a case is found: no list of types names subtypes."""
    return [case.service, *(f"{subtype}._sub.{case.service}" for subtype in case.subtypes)]


def octets(text: str | dict[str, str]) -> bytes:
    """Return a string of a JSON report as it was on the wire."""
    return text.encode() if isinstance(text, str) else base64.b64decode(text["base64"])
