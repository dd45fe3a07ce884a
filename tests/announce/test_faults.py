"""Each fault provokes what the table says, and a device without it does not."""

from __future__ import annotations

import asyncio
import re

import pytest

from tests.announce.lan import INTERFACE, TYPE, Lan, device
from tests.mdns.simulated import run
from validator.announce import announced
from validator.announce.device import Device, devices, unencodable
from validator.announce.faults import FAULTS, faulty, parse
from validator.announce.records import records
from validator.assembly.assembler import Assembler
from validator.checks import CHECKS
from validator.engine.judge import Judge
from validator.errors import UsageError
from validator.model.announcement import Announcement
from validator.rules.load import RuleBook
from validator.wire import reader
from validator.wire.message import Message, Question, RType
from validator.wire.writer import packed

CODES = {name: fault for name, fault in FAULTS.items() if re.fullmatch("[A-Z]{3}[0-9]{3}", fault.provokes)}
# What only shows while it is listened to is in tests/mdns/test_observed.py.
FINDINGS = {name: fault for name, fault in CODES.items() if not re.match("NET0(?!01)|NAM042", fault.provokes)}


def simulated(*faults: str, **fields: object) -> list[Device]:
    found, refused = devices([device("One", **fields)])
    assert refused == []
    return faulty(found, map(parse, faults))


def observation(found: list[Device]) -> list[Announcement]:
    """Return what is understood of the records of devices, as a browse would."""
    known = Assembler()
    parts = [Message(records=(each,), flags=0x8400) for one in found for each in records(one, INTERFACE)]
    for octets in packed(parts):
        message = reader.read(octets)
        assert message.faults == ()
        known.feed(message, "eth0", "192.0.2.1", 0.0)
    return known.announcements()


def codes(found: list[Device]) -> set[str]:
    verdicts = map(Judge(RuleBook(), CHECKS).verdict, observation(found))
    return {finding.code for verdict in verdicts for finding in verdict.findings}


@pytest.mark.parametrize("name", FINDINGS)
@pytest.mark.parametrize("txt", ["strings", "none"])
def test_a_fault_provokes_its_finding(name: str, txt: str) -> None:
    fields = {} if txt == "strings" else {"txt": None}
    code = FAULTS[name].provokes
    assert code in codes(simulated(name, **fields))
    assert code not in codes(simulated()), "the finding is no sign of the fault"


def test_the_table_is_whole() -> None:
    assert len(FINDINGS) >= 10
    assert all(fault.name == name and fault.summary and fault.provokes for name, fault in FAULTS.items())


@pytest.mark.parametrize("name", FAULTS)
def test_faults_can_be_combined(name: str) -> None:
    found = simulated(name, "duplicate-key", "flood=2", "slow=1", port=7)
    assert len(found) == (2000 if name == "flood" else 2)
    assert all(unencodable(each) is None and each.port == 7 and each.behaviour.delay_s == 1 for each in found)
    assert len({each.name for each in found}) == len(found)


@pytest.mark.parametrize(("octets", "code"), [(1400, "TXT017"), (9000, "TXT016"), (65000, "TXT016")])
def test_oversize_is_as_large_as_asked(octets: int, code: str) -> None:
    (one,) = simulated(f"oversize={octets}")
    assert [len(each) for each in one.texts] == [octets]
    assert code in codes([one])


@pytest.mark.parametrize("octets", [*range(1280, 1310), *range(512, 530)])
def test_oversize_gives_distinct_keys(octets: int) -> None:
    (announcement,) = observation(simulated(f"oversize={octets}"))
    assert announcement.txt is not None
    assert announcement.txt.size == octets
    assert "TXT009" not in codes(simulated(f"oversize={octets}"))


def test_a_fault_that_no_message_can_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    Lan(monkeypatch)

    async def main() -> tuple[list[bytes | None], list[str]]:
        large = device("Large", *[b"x" * 255] * 255, b"y" * 180)
        async with announced([large, device("One")], faults=[parse("quoted-value")]) as published:
            return [each.instance for each in published.announcements], [each.reason for each in published.refused]

    announcements, reasons = run(main())
    assert announcements == [b"One"]
    assert reasons == ["its TXT record makes a message of 65521 octets; a datagram holds 65507"]


MISTYPED = [
    ("slwo", "there is no fault 'slwo'; did you mean slow?"),
    ("duplicate_key", "there is no fault 'duplicate_key'; did you mean duplicate-key?"),
    ("xyzzy", "there is no fault 'xyzzy'; --help lists them"),
    ("no-txt=1", "the fault no-txt takes no number"),
    ("slow=", "the fault slow takes a number of seconds, 0 to 86400: slow=2"),
    ("slow=x", "the fault slow takes a number of seconds, 0 to 86400: slow=2"),
    ("slow=nan", "the fault slow takes a number of seconds, 0 to 86400: slow=2"),
    ("flap=0", "the fault flap takes a number of seconds, 0.1 to 86400: flap=5"),
    ("flood=1e9", "the fault flood takes a number of instances, 1 to 100000: flood=1000"),
]


@pytest.mark.parametrize(("text", "reason"), MISTYPED)
def test_what_is_no_fault(text: str, reason: str) -> None:
    with pytest.raises(UsageError, match=re.escape(reason)):
        parse(text)


def test_without_a_number_the_default_counts() -> None:
    assert parse("slow").value == 2
    assert parse("slow=0.5").value == 0.5


@pytest.mark.parametrize(
    ("fault", "reason"), [("damaged", "of which only"), ("bad-pointer", "a compression pointer to octet")]
)
def test_every_message_is_damaged(monkeypatch: pytest.MonkeyPatch, fault: str, reason: str) -> None:
    lan = Lan(monkeypatch)

    async def main() -> None:
        async with announced([device("One")], faults=[parse(fault)]):
            await asyncio.sleep(3)
            lan.ask(Question(TYPE, RType.PTR))
            await asyncio.sleep(2)
            responses = [message for _, message in lan.sent if message.is_response]
            assert len(responses) == 3
            assert all(reason in str(message.faults) and message.records for message in responses)

    run(main())


@pytest.mark.parametrize(("fault", "ttl_s"), [("ttl-short", 10), ("ttl-short=1", 1), ("ttl-long", 86_400)])
def test_times_to_live(fault: str, ttl_s: int) -> None:
    (one,) = simulated(fault)
    assert {each.ttl_s for each in records(one, INTERFACE)} == {ttl_s}


@pytest.mark.parametrize(
    ("fault", "host", "addresses"), [("no-srv", None, ()), ("no-address", "box.local", ()), ("lazy", "box.local", ...)]
)
def test_what_does_not_resolve(fault: str, host: str | None, addresses: object) -> None:
    (announcement,) = observation(simulated(fault))
    assert announcement.host == host
    assert announcement.addresses == (("192.0.2.1", "fe80::1") if addresses is ... else addresses)


def test_a_flood_arrives_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    lan = Lan(monkeypatch)

    async def main() -> None:
        async with announced([device("One")], faults=[parse("flood=3000")]) as published:
            assert len(published.announcements) == 3000
            await asyncio.sleep(5)
            assert len(lan.known.announcements()) == 3000
            start = asyncio.get_running_loop().time()
            lan.ask(Question(TYPE, RType.PTR))
            await asyncio.sleep(5)
            answers = lan.since(start)
            assert len({each.target for said in answers for each in said.records if each.rtype == RType.PTR}) == 3000
        assert lan.known.announcements() == []

    run(main())
    assert max(map(len, lan.octets)) <= 1440
