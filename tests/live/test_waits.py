"""Waits of the real command for real processes on another host: the same exit status and the same report every time.

What may differ from run to run is how long it took and how much was said: the times and counts of ``completeness``.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import msgspec
import pytest

from tests import network
from tests.live import netns
from tests.live.test_avahi import service_file

WHY_NOT = netns.why_not()
pytestmark = pytest.mark.skipif(WHY_NOT is not None, reason=str(WHY_NOT))
NO_AVAHI = netns.why_not("avahi-daemon")
NO_LOSS = netns.why_not("nft")

BOUND_S = 60.0
AT_ONCE = 4
"""Waits that run at the same time."""

DEVICE = (
    '{"service": "_hap._tcp", "instance": "Desk Lamp", "host": "lamp.local", "port": 80, "txt": ["c#=1", "sf=9"]}\n'
)
WAIT = (
    *("--expect", "_hap._tcp=1", "--instance", "Desk Lamp", "--wait", f"{BOUND_S:g}"),
    *("--format", "json", "--fail-on", "never"),
)
TIMES = ("duration", "queries", "packets")
"""Of completeness: what no two runs have alike."""


class Lamp:
    """The device on its host; it can be switched on and off. ``done`` is set when nobody waits for it any more."""

    def __init__(self, host: netns.Host, folder: Path) -> None:
        self.done = Event()
        self._host = host
        self._file = folder / "lamp.jsonl"
        self._file.write_text(DEVICE, encoding="utf-8")

    @contextmanager
    def on(self, *options: str) -> Iterator[None]:
        """Announce it until the context ends; it says goodbye then."""
        line = (sys.executable, "-m", "validator", "announce", str(self._file), "--interface", "eth0", *options)
        with self._host.popen(*line) as process:
            try:
                assert process.stdout is not None
                assert process.stdout.readline().startswith("announced")
                yield
            finally:
                process.terminate()

    def stay_on(self, *options: str) -> None:
        """Announce it until nobody waits any more."""
        with self.on(*options):
            self.done.wait(BOUND_S)


Acting = Callable[[Lamp], None]


def late(lamp: Lamp) -> None:
    time.sleep(2)
    lamp.stay_on()


def slow(lamp: Lamp) -> None:
    """It adds nothing to its answers, and each takes its time."""
    lamp.stay_on("--fault", "slow=1", "--fault", "lazy")


def restarts(lamp: Lamp) -> None:
    """It is there without an address, and then whole."""
    with lamp.on("--fault", "no-address"):
        time.sleep(1)
    time.sleep(0.5)
    lamp.stay_on()


def verdict(status: int, text: str) -> tuple[int, Any]:
    """Return what must be the same every time."""
    report = msgspec.json.decode(text)
    for each in TIMES:
        del report["completeness"][each]
    return status, report


def waits(auditor: netns.Host, lamp: Lamp, acting: Acting) -> list[tuple[int, Any]]:
    """Run waits at once, to their ends; when all listen, the device does what it does."""
    running = [auditor.popen(sys.executable, "-m", "validator", "browse", *WAIT) for _ in range(AT_ONCE)]
    for process in running:
        network.await_listener(process.pid)
    with ThreadPoolExecutor(1) as pool:
        acted = pool.submit(acting, lamp)
        texts = [process.communicate()[0] for process in running]
        lamp.done.set()
        acted.result()
    return [verdict(process.returncode, text) for process, text in zip(running, texts, strict=True)]


def the_lamp(verdicts: list[tuple[int, Any]]) -> Any:  # noqa: ANN401 - a JSON document
    """Return the announcement that all verdicts have alike."""
    (first, *others) = verdicts
    assert others == [first] * (AT_ONCE - 1)
    status, report = first
    assert status == 0
    (found,) = report["announcements"]
    assert (found["instance"], found["host"], found["port"]) == ("Desk Lamp", "lamp.local", 80)
    assert found["txt"] == ["c#=1", "sf=9"]
    return found


@pytest.mark.parametrize("acting", [late, slow, restarts])
def test_the_same_verdict_every_time(acting: Acting, tmp_path: Path) -> None:
    with netns.lan("box", "auditor") as (box, auditor):
        found = the_lamp(waits(auditor, Lamp(box, tmp_path), acting))
    assert found["addresses"][0] == "198.18.0.1"
    assert found["observation"].get("goodbyes", 0) == (acting is restarts)


@pytest.mark.skipif(NO_LOSS is not None, reason=str(NO_LOSS))
def test_the_same_verdict_where_packets_are_lost(tmp_path: Path) -> None:
    with netns.lan("box", "auditor") as (box, auditor), netns.lossy(auditor, 20):
        verdicts = waits(auditor, Lamp(box, tmp_path), late)
    for _, report in verdicts:
        # Over which IP version the device was heard is another matter where an answer over one of them is lost.
        del report["announcements"][0]["observation"]["senders"]
    assert the_lamp(verdicts)["addresses"][0] == "198.18.0.1"


def test_over_ipv6_only(tmp_path: Path) -> None:
    with netns.lan("box", "auditor", ipv4=False) as (box, auditor):
        found = the_lamp(waits(auditor, Lamp(box, tmp_path), late))
    assert [address[:4] for address in found["addresses"]] == ["fe80"]


def test_on_two_interfaces(tmp_path: Path) -> None:
    """The device comes on the second one only; the first stays silent."""
    with netns.lan("idle", "auditor") as (_, auditor), netns.lan("box", network="198.19") as (box,):
        auditor.attach(box.switch, "eth1", "198.19.0.9")
        found = the_lamp(waits(auditor, Lamp(box, tmp_path), late))
    assert found["location"]["interfaces"] == ["eth1"]


@pytest.mark.skipif(NO_AVAHI is not None, reason=str(NO_AVAHI))
def test_a_real_responder_restarts(tmp_path: Path) -> None:
    """Avahi is stopped while it is waited for something that it announces after its restart only."""
    with netns.lan("lamp", "auditor") as (lamp, auditor):
        before = {"other": service_file("Other", "_http._tcp", (b"a=1",))}
        after = {"lamp": service_file("Desk Lamp", "_hap._tcp", (b"c#=1", b"sf=9")).replace(">631<", ">80<")}

        def acting(waited: Lamp) -> None:
            with netns.avahi(lamp, tmp_path / "before", before):
                time.sleep(1)
            with netns.avahi(lamp, tmp_path / "after", after):
                waited.done.wait(BOUND_S)

        found = the_lamp(waits(auditor, Lamp(lamp, tmp_path), acting))
    assert "goodbyes" not in found["observation"]


def test_what_does_not_come(tmp_path: Path) -> None:
    """Where it is another device that is there, all say so alike."""
    with netns.lan("box", "auditor") as (box, auditor), Lamp(box, tmp_path).on():
        line = ("browse", "--expect", "_hap._tcp=2", "--wait", "10", "--format", "json")
        running = [auditor.popen(sys.executable, "-m", "validator", *line) for _ in range(AT_ONCE)]
        outputs = [(process.communicate()[0], process.returncode) for process in running]
    assert {status for _, status in outputs} == {3}
    error = "error: expected 2 instances of _hap._tcp, saw 1; seen: Desk Lamp._hap._tcp (waited "
    assert all(error in output for output, _ in outputs)
