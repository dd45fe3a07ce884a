"""Attacks on those who browse: the audit ends in time and in bounds, and the real device is found and judged right.

The device is a real Avahi, the attacker a host of its own on the same LAN. Every format of output is looked at.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import Struct

from tests import network
from tests.live import attacker, netns
from tests.live.test_avahi import service_file

WHY_NOT = netns.why_not("avahi-daemon")
pytestmark = pytest.mark.skipif(WHY_NOT is not None, reason=str(WHY_NOT))

TIMEOUT_S = 6.0
FLOODED_S = 10.0
"""Long enough for an attacker that has a fifth of a processor to send more than there is room for."""

BOUND_S = 90.0
"""What an audit takes at most, from its start to the end of its judging, on a busy machine."""

LATE_S = 5.0
"""How late a browse may end: within a second, and on a busy machine the last pass over a flood takes longer."""

ATTACK_S = 600
"""How long an attack would go on; it ends when nobody listens any more."""

MAX_RSS_KB = 200 << 10
FORMATS = ("json", "text", "concise")

AUDIT = """
import base64, json, resource, subprocess, sys, time
start = time.monotonic()
done = subprocess.run([sys.executable, "-m", "validator", "browse", *sys.argv[1:]], capture_output=True)
took = time.monotonic() - start
rss = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
outputs = [base64.b64encode(each).decode() for each in (done.stdout, done.stderr)]
print(json.dumps([done.returncode, took, rss, *outputs]))
"""

# Beside C0, DEL and C1: what changes the direction or the lines of a text, or is not seen.
UNSAFE = {*range(0x20), *range(0x7F, 0xA0), *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070)}
UNSAFE = (UNSAFE | {0xFEFF}) - {ord("\n")}


class Audit(Struct, frozen=True, array_like=True):
    """One run of the command: its time in seconds, its memory in KiB."""

    status: int
    took_s: float
    rss_kb: int
    stdout: bytes
    stderr: bytes


class Lan(Struct, frozen=True):
    """The host that attacks and the one that browses; a device is there too."""

    evil: netns.Host
    auditor: netns.Host

    def audits(self, kind: str, *formats: str, timeout_s: float = TIMEOUT_S, more: tuple[str, ...] = ()) -> list[Audit]:
        """Run an attack, and in its midst one audit for each format, all at once; it lasts while they listen.

        ``more`` are further options of the audits.
        """
        line = (sys.executable, "-c", AUDIT, *more, "--timeout", str(timeout_s), "--format")
        with self.evil.popen(sys.executable, "-m", "tests.live.attacker", kind, str(ATTACK_S)) as attacking:
            assert attacking.stdout is not None
            assert attacking.stdout.readline() == "attacking\n"
            running = [self.auditor.popen(*line, each) for each in formats]
            try:
                network.await_port(running[0].pid, is_open=True)
                network.await_port(running[0].pid, is_open=False)
            finally:
                attacking.terminate()
            said = [process.communicate()[0] for process in running]
        audits = [msgspec.json.decode(each, type=Audit) for each in said]
        for audit in audits:
            if audit.stdout.startswith(b"{"):
                # How long it listened. To judge what it heard takes as long as the machine has it take (BOUND_S).
                assert msgspec.json.decode(audit.stdout)["completeness"]["duration"] < timeout_s + LATE_S
        return audits


@pytest.fixture
def lan(tmp_path: Path) -> Iterator[Lan]:
    name, kind = attacker.INSTANCE.decode(), "_spx-hmp._tcp"
    service = service_file(name, kind, attacker.STRINGS).replace("<port>631<", f"<port>{attacker.PORT}<")
    with (
        netns.lan("box", "evil", "auditor") as (box, evil, auditor),
        netns.avahi(box, tmp_path / "avahi", {"box": service}),
    ):
        yield Lan(evil, auditor)


def is_bounded(audit: Audit) -> None:
    assert audit.took_s < BOUND_S
    assert audit.rss_kb < MAX_RSS_KB
    assert audit.stderr == b""
    text = audit.stdout.decode()
    assert not {hex(ord(char)) for char in text if ord(char) in UNSAFE}


def device(report: Any) -> Any:  # noqa: ANN401 - a JSON document
    """Return what is said of the device, which is there once, with its findings."""
    (found,) = (each for each in report["announcements"] if (each["host"] or "").startswith("box"))
    assert found["txt"] == [raw.decode() for raw in attacker.STRINGS]
    assert found["port"] == attacker.PORT
    assert found["addresses"]  # all of them, unless one was taken back by somebody else
    findings = [each for each in report["findings"] if each["instance"] == found["instance"]]
    return found, findings


# What of the attack the report speaks of: kinds of what was dropped, or findings.
ATTACKS = [
    ("controls", {"NAM003", "NAM001", "TXT006"}),
    ("senseless", {"PTR records that list no instance"}),
    ("damaged", {"NET011", "responses with an operation or error code"}),
    ("spoofed", {"NET010"}),
    ("usurped", {"NET004"}),
    ("elsewhere", {"responses from another port than 5353"}),
    ("off-link", {"NET017"}),
]


@pytest.mark.parametrize(("kind", "spoken_of"), ATTACKS, ids=[kind for kind, _ in ATTACKS])
def test_the_device_is_judged_as_it_is(lan: Lan, kind: str, spoken_of: set[str]) -> None:
    # What is sent to a host alone goes to one of those that listen there.
    audits = lan.audits(kind, *(FORMATS[:1] if kind == "off-link" else FORMATS))
    for audit in audits:
        is_bounded(audit)
        assert audit.status == 1
    report = msgspec.json.decode(audits[0].stdout)
    found, findings = device(report)
    expected = {"KEY003"} | ({"NET010"} if kind == "spoofed" else set())
    if kind == "usurped":  # the device may have given way, as RFC 6762 section 9 wants
        assert found["instance"].startswith(attacker.INSTANCE.decode())
    else:
        assert found["instance"] == attacker.INSTANCE.decode()
        # Somebody who takes its IPv4 address back leaves the device with its link-local one (NAM042); that somebody off
        # the link answers is told once, at this instance or at another.
        besides = {"spoofed": {"NAM042"}, "off-link": {"NET017"}}.get(kind, set())
        assert {each["code"] for each in findings} - besides == expected
    assert "KEY003" in {each["code"] for each in findings}
    said = {each["code"] for each in report["findings"]} | set(report["completeness"]["drops"])
    assert spoken_of <= said


QUERIES = 80
"""Query packets that an audit of six seconds may send: twice what a quiet LAN of 300 services needs."""


def test_what_is_listed_without_end_is_asked_for_within_bounds(lan: Lan, tmp_path: Path) -> None:
    """Known answers are written without recursion and bounded; what was heard is kept."""
    record, pcap = tmp_path / "heard.jsonl", tmp_path / "heard.pcapng"
    (audit,) = lan.audits("enumerated", "json", more=("--record", str(record), "--pcap", str(pcap)))
    is_bounded(audit)
    report = msgspec.json.decode(audit.stdout)
    assert report["completeness"]["drops"]["records beyond limits"] > 0
    assert report["completeness"]["queries"] <= QUERIES
    found, _ = device(report)
    assert found["instance"] in record.read_text(encoding="utf-8")
    assert pcap.stat().st_size > 100_000


def test_who_lies_to_those_that_ask_directly_is_no_reason_to_ask_more(lan: Lan) -> None:
    (audit,) = lan.audits("lies", "json")
    is_bounded(audit)
    report = msgspec.json.decode(audit.stdout)
    assert report["completeness"]["queries"] <= QUERIES
    device(report)


UNREAD = "packets that came faster than they were read"

FLOODS = [
    ("small", UNREAD),
    ("crowd", "records beyond limits"),
    ("invented", "records beyond limits"),
]


@pytest.mark.parametrize(("kind", "dropped"), FLOODS, ids=[kind for kind, _ in FLOODS])
def test_a_flood_is_counted_and_bounded(lan: Lan, kind: str, dropped: str) -> None:
    """As fast as the attacker can: some answers of the device may be lost with the rest, and that is said."""
    (audit,) = lan.audits(kind, "json", timeout_s=FLOODED_S)
    is_bounded(audit)
    report = msgspec.json.decode(audit.stdout)
    completeness = report["completeness"]
    # Of a flood that a busy auditor reads too slowly, the kernel drops what would not have fitted; a fast one reads
    # each small packet.
    assert kind == "small" or completeness["drops"].keys() & {dropped, UNREAD}
    assert completeness["instances"] <= 5_100  # half of the room, and who else is there


@pytest.mark.parametrize("kind", ["small-slowly", "crowd-slowly", "invented-slowly"])
def test_the_device_is_found_in_a_flood(lan: Lan, kind: str) -> None:
    """Slow enough that a machine which is busy with other things reads everything."""
    (audit,) = lan.audits(kind, "json")
    is_bounded(audit)
    found, findings = device(msgspec.json.decode(audit.stdout))
    assert found["instance"] == attacker.INSTANCE.decode()
    assert {each["code"] for each in findings} == {"KEY003"}
