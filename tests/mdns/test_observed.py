"""What a session hears beside the records: faults of simulated devices become findings, good devices have none.

Each session is written down as JSON Lines and as a capture; judged again, both give the same findings.
"""

from __future__ import annotations

import asyncio
import errno
import io
import shutil
import subprocess
from collections.abc import Container
from pathlib import Path
from typing import cast

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.announce.lan import Lan, device
from tests.mdns import message
from tests.mdns.simulated import run
from validator.announce import announced
from validator.announce.faults import FAULTS, parse
from validator.assembly.damages import MAX_SENDERS as MAX_DAMAGED_SENDERS
from validator.assembly.expectation import Wanted, wanted
from validator.assembly.listener import Listener
from validator.assembly.packet import PORT, Packet
from validator.capture.pcapng import Asked, Capture, asked_in
from validator.checks import CHECKS
from validator.json_v1 import dump_announcement
from validator.mdns import BrowseResult, Expectation
from validator.mdns.links import Link
from validator.mdns.session import Session
from validator.model import names
from validator.model.announcement import Announcement, Fidelity, Unreadable
from validator.model.observation import About
from validator.pipeline.run import Run
from validator.pipeline.run_judge import RunJudge
from validator.rules.load import RuleBook
from validator.sources.read import read
from validator.wire import message as wire
from validator.wire.message import Question, Record, RType

BOOK = RuleBook()
IPP = names.split("_ipp._tcp.local")
ONE = (b"One", *IPP)
BOX = (b"box", b"local")
ALL = wanted((), (), ())
AUDITOR = "192.0.2.9"

Finding = tuple[str, str, str]
"""Severity, code and message."""


class Ears:
    """The link of a session on the LAN of simulated devices."""

    name = "eth0"
    versions = (False,)
    direct_versions = ()

    def __init__(self, lan: Lan) -> None:
        self.lan = lan

    def address(self, *, is_ipv6: bool) -> str:
        """Where it sends from."""
        return "" if is_ipv6 else AUDITOR

    def overrun(self) -> int:
        """Nothing comes too fast."""
        return 0

    def send(self, octets: bytes, _: Container[bool] = versions) -> int:
        """Send to the devices."""
        self.lan.send(octets, AUDITOR)
        return 1


def findings(announcements: list[Announcement]) -> list[Finding]:
    """Judge by the checks of what is live only."""
    checks = [check for check in CHECKS if check.code.startswith("NET")]
    run = Run(RunJudge(BOOK, checks))
    verdicts = list(run.verdicts(announcements))
    assert run.summary.announcements == sum(not each.is_remark for each in announcements)
    return [(each.severity.word, each.code, each.message) for verdict in verdicts for each in verdict.findings]


def reread(octets: bytes) -> list[Finding]:
    """Read announcements back, and judge them."""
    items = list(read(io.BytesIO(octets), "file"))
    assert not [item for item in items if isinstance(item, Unreadable)]
    return findings([item for item in items if isinstance(item, Announcement)])


class Observation(msgspec.Struct):
    """What came of a session, and what was written down of it."""

    result: BrowseResult
    findings: list[Finding]
    capture: bytes
    queries: int

    @property
    def codes(self) -> list[str]:
        """The codes of the findings, each once."""
        return sorted({code for _, code, _ in self.findings})


def session(
    monkeypatch: pytest.MonkeyPatch,
    *faults: str,
    goal: Wanted = ALL,
    seconds: float = 30,
    asks_again: bool = False,
    **options: bool,
) -> Observation:
    """Browse a LAN with one device that has these faults."""
    lan = Lan(monkeypatch)
    stream = io.BytesIO()
    asked = Asked(types=tuple(map(names.join, goal.types)), instances=tuple(map(bytes.decode, goal.instances)))
    capture = Capture(stream, asked, 1_700_000_000)

    async def others() -> None:
        while True:
            lan.ask(Question(ONE, RType.TXT))
            await asyncio.sleep(1.7)

    async def main() -> BrowseResult:
        browsing = Session(capture, **options)
        lan.rivals.append(browsing.receive)
        asking = asyncio.create_task(others()) if asks_again else None
        async with announced([device("One", addresses=("192.0.2.1",))], faults=map(parse, faults)):
            ended = await browsing.run((cast("Link", Ears(lan)),), goal, seconds)
        if asking is not None:
            asking.cancel()
        return browsing.result(goal, ended)

    result = run(main())
    found = findings(list(result.announcements))
    lines = b"".join(msgspec.json.encode(dump_announcement(each)) + b"\n" for each in result.announcements)
    assert reread(lines) == found
    assert reread(stream.getvalue()) == found
    return Observation(result, found, stream.getvalue(), result.completeness.queries)


def test_a_good_device_is_not_blamed(monkeypatch: pytest.MonkeyPatch) -> None:
    observation = session(monkeypatch)
    assert observation.findings == []
    (one,) = observation.result.announcements
    assert one.observation is not None
    assert one.observation.is_listed
    assert {each.rtype: each.seconds for each in one.observation.lifetimes} == {
        "A": (120,),
        "PTR": (4500,),
        "SRV": (120,),
        "TXT": (4500,),
    }
    assert one.observation.senders == ("192.0.2.1",)
    assert one.lost == frozenset()


LIVE = {name: fault.provokes for name, fault in FAULTS.items() if fault.provokes.startswith("NET")}
TYPED = {"change": "change=2", "flap": "flap=2", "goodbye": "goodbye=2"}


@pytest.mark.parametrize("name", LIVE)
@pytest.mark.parametrize("is_typed", [False, True])
def test_a_fault_provokes_its_finding(monkeypatch: pytest.MonkeyPatch, name: str, *, is_typed: bool) -> None:
    goal = wanted(("_ipp._tcp",), (), ()) if is_typed else ALL
    # What changes is listened to for long enough to see it; with a conflict somebody else asks as well.
    is_passive = name in {"change", "flap", "goodbye"}
    options = {"passive": is_passive, "asks_again": name == "conflict" or is_passive}
    if name == "conflict":
        options["passive"] = True
    observation = session(monkeypatch, TYPED.get(name, name), goal=goal, seconds=9, **options)
    if is_typed and LIVE[name] in {"NET015", "NET016"}:
        assert observation.codes == []  # who names a type does not ask for the list
        return
    assert LIVE[name] in observation.codes
    assert set(observation.codes) <= {LIVE[name], "NET012"}


def test_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "have a TTL of 10 s (A, PTR, SRV, TXT); RFC 6762 recommends 120 s (A, SRV) and 4500 s (PTR, TXT)"
    assert session(monkeypatch, "ttl-short").findings == [
        ("warning", "NET004", f"records from 192.0.2.1 on eth0 {said}")
    ]
    (goodbye,) = session(monkeypatch, "goodbye=2", seconds=9, passive=True, asks_again=True).findings
    assert goodbye[2].endswith("said goodbye while it was listened to, and is gone: this is what it announced before")
    (change,) = session(monkeypatch, "change=2", seconds=9, passive=True, asks_again=True).findings
    assert change[2] == 'the TXT record changed once while it was listened to: nothing against "fault=change"'


def test_what_was_announced_before_a_goodbye_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    (one,) = session(monkeypatch, "goodbye=2", seconds=9, passive=True, asks_again=True).result.announcements
    assert one.txt is not None
    assert (one.instance, one.host, one.port, one.txt.strings) == (b"One", "box.local", 631, (b"a=1",))
    assert one.observation is not None
    assert one.observation.is_gone


def test_a_passive_session_sends_nothing_and_claims_no_absence(monkeypatch: pytest.MonkeyPatch) -> None:
    for fault in ("no-txt", "no-srv", "no-address", "lazy"):
        observation = session(monkeypatch, fault, seconds=9, passive=True)
        completeness = observation.result.completeness
        assert (observation.queries, completeness.passive, observation.findings) == (0, True, [])
        assert completeness.duration_s >= 9
    (one,) = session(monkeypatch, "no-txt", seconds=9, passive=True).result.announcements
    assert one.lost == {Fidelity.TXT}
    assert session(monkeypatch, "no-txt", seconds=9, passive=True).result.completeness.lacks == (("TXT",),)


def test_a_passive_wait_ends_when_all_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    observation = session(monkeypatch, goal=wanted((), [Expectation("_ipp._tcp")], ()), passive=True)
    assert (observation.result.unmet, observation.queries) == ((), 0)
    assert observation.result.completeness.duration_s < 3


def listener(*responses: list[Record], sender: str = "192.0.2.1", link: str = "eth0", asks: bool = True) -> Listener:
    """Let a listener hear responses a second apart, after it asked three times for everything in them."""
    found = Listener()
    for number, records in enumerate(responses):
        hear(found, records, sender, link, float(number))
    if asks:
        owners = {each.target or each.name for records in responses for each in records}
        for at in (90.0, 91.0, 93.0):
            for owner in owners:
                found.sent(query(owner), at)
    return found


def hear(to: Listener, records: list[Record], sender: str = "192.0.2.1", link: str = "eth0", at: float = 0.0) -> None:
    to.receive(Packet(message.response(*records), link, sender, PORT, at))


def query(owner: wire.Name) -> bytes:
    from validator.wire.writer import encode

    return encode(wire.Message(questions=(Question(owner, RType.ANY),)))


WHOLE = [message.pointer(IPP, ONE), message.server(ONE, BOX), message.text(ONE, b"\x03a=1")]
ADDRESS = message.address(BOX, b"\xc0\0\2\1")


def judged(found: Listener, goal: Wanted = ALL) -> list[Finding]:
    return findings(found.outcome(goal)[0])


def unflushed(record: Record) -> Record:
    return replace(record, flush=False)


CASES: list[tuple[str, list[Record], list[str]]] = [
    ("good", [*WHOLE, ADDRESS], []),
    ("TXT without cache-flush", [*WHOLE[:2], unflushed(WHOLE[2]), ADDRESS], []),  # the sender sets it for SRV
    ("nothing with cache-flush", [WHOLE[0], *map(unflushed, WHOLE[1:]), ADDRESS], ["NET005"]),
    ("PTR with cache-flush", [replace(WHOLE[0], flush=True), *WHOLE[1:], ADDRESS], ["NET006"]),
    ("no TXT", [*WHOLE[:2], ADDRESS], ["NET001"]),
    ("no SRV", [WHOLE[0], WHOLE[2]], ["NET002"]),
    ("no address", WHOLE, ["NET003"]),
    ("not listed", [WHOLE[2]], []),
    ("everything for an hour", [replace(each, ttl_s=3600) for each in [*WHOLE, ADDRESS]], ["NET004"]),
    ("type without instance", [message.pointer(names.split("_services._dns-sd._udp.local"), IPP)], ["NET012"]),
]


@pytest.mark.parametrize(("records", "codes"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_said_of_records(records: list[Record], codes: list[str]) -> None:
    found = listener(records)
    for at in (90.0, 91.0, 93.0):
        found.sent(query(BOX), at)
    assert [code for _, code, _ in judged(found)] == codes
    silent = listener(records, asks=False)
    absences = {"NET001", "NET002", "NET003", "NET012"}
    assert [code for _, code, _ in judged(silent)] == [code for code in codes if code not in absences]


def test_few_questions_prove_no_absence() -> None:
    found = listener([WHOLE[0]], asks=False)
    found.sent(query(ONE), 5.0)
    found.sent(query(ONE), 5.1)
    found.sent(query(ONE), 6.1)
    assert judged(found) == []
    found.sent(query(ONE), 8.1)
    assert [code for _, code, _ in judged(found)] == ["NET001", "NET002"]


def test_answers_to_plain_clients_have_short_lifetimes() -> None:
    records = [replace(each, ttl_s=10, flush=False) for each in [*WHOLE, ADDRESS]]
    octets = message.response(*records)
    question = wire.QUESTION_TAIL.pack(RType.TXT, 1)
    found = Listener()
    head = octets[:4] + b"\0\1" + octets[6:12] + message.octets(ONE) + question
    found.receive(Packet(head + octets[12:], "eth0", "192.0.2.1", PORT, 0.0))
    assert judged(found) == []


def two(first: str, second: str, link: str = "eth0") -> Listener:
    found = listener([*WHOLE, ADDRESS], sender=first)
    hear(found, [*WHOLE[:2], message.text(ONE, b"\x03a=2")], second, link, 0.1)
    return found


def test_two_hosts_with_one_name() -> None:
    ((severity, code, text),) = judged(two("192.0.2.1", "192.0.2.2"))
    assert (severity, code) == ("error", "NET007")
    assert text == (
        "192.0.2.1 on eth0 and 192.0.2.2 on eth0 say TXT records of one name that contradict each other:"
        ' "a=1" against "a=2"'
    )


def test_an_update_over_another_address_is_no_conflict() -> None:
    assert [code for _, code, _ in judged(two("192.0.2.1", "fe80::1"))] == ["NET009"]


def test_another_record_on_another_interface() -> None:
    found = judged(two("192.0.2.1", "192.0.2.2", "wlan0"))
    assert [(severity, code) for severity, code, _ in found] == [("info", "NET008")] * 2
    assert found[0][2] == ('the TXT record on eth0 is not that from 192.0.2.2 on wlan0: "a=1" against "a=2"')


def test_another_server_on_another_interface() -> None:
    found = listener([*WHOLE, ADDRESS])
    hear(found, [WHOLE[0], message.server(ONE, BOX, port=81), WHOLE[2]], link="wlan0")
    ((severity, code, text),) = judged(found)
    assert (severity, code) == ("info", "NET008")
    assert text.endswith("says box.local:80, that from 192.0.2.1 on wlan0 says box.local:81")


def test_secrets_are_hidden_in_what_was_said() -> None:
    found = listener([*WHOLE[:2], message.text(ONE, b"\x0cpassword=one"), ADDRESS])
    hear(found, [*WHOLE[:2], message.text(ONE, b"\x0cpassword=two")], at=9.0)
    verdicts = list(Run(RunJudge(BOOK, CHECKS)).verdicts(found.outcome(ALL)[0]))
    assert "NET009" in {each.code for verdict in verdicts for each in verdict.findings}
    assert "=one" not in repr(verdicts)
    assert "=two" not in repr(verdicts)


def test_damage_of_many_is_bounded() -> None:
    found = Listener()
    for number in range(MAX_DAMAGED_SENDERS + 50):
        found.receive(Packet(b"\0\0\x84\0\0\0\0\1\0\0\0\0", "eth0", f"192.0.{number // 256}.{number % 256}", PORT, 0.0))
    remarks, _ = found.outcome(ALL)
    assert len(remarks) == MAX_DAMAGED_SENDERS
    assert all(each.observation is not None and each.observation.about is About.RESPONDER for each in remarks)
    assert dict(found.dropped()) == {"records beyond limits": 50}
    # Where one device is asked for, others do not spoil its verdict; they may be why it is not there.
    goal = wanted((), (), ["One"])
    assert len(found.outcome(goal)[0]) == MAX_DAMAGED_SENDERS
    hear(found, [*WHOLE, ADDRESS], "192.0.3.1")
    assert [each.instance for each in found.outcome(goal)[0]] == [b"One"]


def test_a_goodbye_flood_is_bounded() -> None:
    found = Listener()
    for number in range(1500):
        name = (f"One {number}".encode(), *IPP)
        hear(found, [message.pointer(IPP, name), message.text(name, b"\x03a=1")], at=float(number))
        hear(found, [message.pointer(IPP, name, ttl_s=0)], at=number + 0.5)
    assert len(found.outcome(ALL)[0]) == 1000
    assert dict(found.dropped())["records beyond limits"] == 500


@pytest.mark.parametrize("cut", [0, 1, 30, 200, 700])
def test_a_capture_that_is_cut_says_so(monkeypatch: pytest.MonkeyPatch, cut: int) -> None:
    octets = session(monkeypatch).capture
    items = list(read(io.BytesIO(octets[: len(octets) - cut]), "cut.pcapng"))
    assert any(isinstance(item, Unreadable) for item in items) == bool(cut)


def test_an_asked_comment_comes_back() -> None:
    stream = io.BytesIO()
    asked = Asked(types=("_ipp._tcp",), instances=("Büro", "\udcff"), expected=(("_hap._tcp", 2),))
    Capture(stream, asked)
    assert asked_in(stream.getvalue()) == asked
    assert asked_in(stream.getvalue().replace(b'"types": ["', b'"tupes": ["')) is None


SPOKEN = [message.response(*WHOLE, ADDRESS), message.response(*(replace(each, ttl_s=0) for each in WHOLE)), query(ONE)]


@st.composite
def packets(draw: st.DrawFn) -> Packet:
    """Draw a packet: a good one, one with some octets changed or cut, or any octets."""
    octets = bytearray(draw(st.sampled_from(SPOKEN) | st.binary(max_size=60)))
    for at, octet in draw(st.lists(st.tuples(st.integers(0, 150), st.integers(0, 255)), max_size=3)):
        if at < len(octets):
            octets[at] = octet
    cut = draw(st.sampled_from([0, 0, 1, 7]))
    sender = draw(st.sampled_from(["192.0.2.1", "192.0.2.2", "fe80::1%eth0"]))
    port = draw(st.sampled_from([PORT, PORT, 9]))
    return Packet(bytes(octets[: len(octets) - cut]), draw(st.sampled_from(["eth0", "wlan0"])), sender, port, 0.0)


@given(st.lists(st.tuples(packets(), st.floats(0, 3)), max_size=12))
def test_whatever_is_heard_gets_the_same_verdict_from_both_files(observation: list[tuple[Packet, float]]) -> None:
    found, stream, now = Listener(), io.BytesIO(), 0.0
    capture = Capture(stream, Asked(), 1_700_000_000)
    for packet, after in observation:
        now += after
        found.receive(replace(packet, at=now))
        capture.received(replace(packet, at=now))
    announcements, _ = found.outcome(ALL)
    lines = b"".join(msgspec.json.encode(dump_announcement(each)) + b"\n" for each in announcements)
    assert reread(lines) == findings(announcements)
    assert reread(stream.getvalue()) == findings(announcements)


class Full(io.BytesIO):
    """A disk that is full after a while."""

    def write(self, octets: bytes, /) -> int:  # type: ignore[override]  # typeshed says Buffer, no type here
        """Take a few octets."""
        if self.tell() > 500:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(octets)


def test_a_full_disk_is_remembered() -> None:
    capture = Capture(Full(), Asked())
    for _ in range(100):
        capture.received(Packet(bytes(100), "eth0", "fe80::1%eth0", PORT, 1.0))
    assert capture.error is not None
    assert capture.error.errno == errno.ENOSPC
    assert capture.left_out > 90


needs_tshark = pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")


@needs_tshark
def test_wireshark_reads_the_capture(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "heard.pcapng"
    path.write_bytes(session(monkeypatch, goal=wanted(("_ipp._tcp",), (), ())).capture)
    fields = ["frame.interface_name", "sll.pkttype", "ip.src", "ip.dst", "udp.srcport", "dns.resp.name"]
    flags = [part for field in fields for part in ("-e", field)]
    checked = ["-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE"]
    tshark = ["tshark", "-r", str(path), *checked, "-T", "fields", *flags, "-e", "_ws.expert.message"]
    done = subprocess.run(tshark, capture_output=True, encoding="utf-8", check=True, timeout=60)
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert {tuple(row[:5]) for row in rows} == {
        ("eth0", "4", AUDITOR, "224.0.0.251", "5353"),
        ("eth0", "2", "192.0.2.1", "224.0.0.251", "5353"),
    }
    assert any("One._ipp._tcp.local" in row[5] for row in rows)
    assert not any("checksum" in row[6].lower() for row in rows)
