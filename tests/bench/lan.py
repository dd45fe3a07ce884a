"""How long ``browse`` takes on a LAN of 30 hosts with 10 services each, against avahi-browse -artk listing the same.

The hosts are real Avahis in network namespaces, over IPv4 only, IPv6 only, and both. Both commands run on one host, in
turn, from start to the end of their output. avahi-browse asks the avahi-daemon of that host, which runs all the time:

- ``quiet``: everything was announced long ago. The daemon has heard it, so that avahi-browse needs no answer from the
  network; no cache helps ``browse``.
- ``just announced``: the hosts have just said that they are there. Nobody repeats what he multicast within a second.

``lossy`` has no peer: how long a browse takes, and how many of the 300 it lists, where a share of the packets is lost
each way. Both must list all 300 services, or there is nothing to compare.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from tests.bench.result import Result, Skipped
from tests.live import lan300, netns

BOUND = 0.7
RUNS, STARTS = 5, 5
SETTLED_S = 3.0
"""Seconds after which all announcements are over (RFC 6762 section 8.3)."""

SERVICES = lan300.HOSTS * len(lan300.KINDS)
VERSIONS = {"IPv4": (True, False), "IPv6": (False, True), "both": (True, True)}

_OURS = (sys.executable, "-m", "validator", "browse", "--format", "json", "--fail-on", "never")
_PEER = ("avahi-browse", "-artk")


class _Lan(Struct, frozen=True):
    """The hosts that announce, the one that browses, its D-Bus, and a folder."""

    hosts: tuple[netns.Host, ...]
    auditor: netns.Host
    bus: str
    folder: Path
    versions: int

    def ours(self) -> float:
        """Return how long ours takes. Raises RuntimeError where it does not list all."""
        taken, report = _timed(lambda: self.auditor.run(*_OURS))
        _is_all(len(msgspec.json.decode(report)["announcements"]), "browse")
        return taken

    def peer(self) -> float:
        """Return how long avahi-browse takes. Raises RuntimeError where it does not list all."""
        taken, printed = _timed(lambda: self.auditor.run("env", f"{netns.SYSTEM_BUS}={self.bus}", *_PEER))
        _is_all(sum(line.startswith("=") for line in printed.splitlines()) // self.versions, "avahi-browse")
        return taken


def _quiet(version: str) -> Result:
    with _lan(version) as lan, lan300.announcing(lan.hosts, lan.folder / "lan"):
        time.sleep(SETTLED_S)
        lan.peer(), lan.ours()  # the first ones fill caches of the daemon and of files
        times = [(lan.ours(), lan.peer()) for _ in range(RUNS)]
    return _result(f"{version}, quiet", times)


def _just_announced(version: str) -> Result:
    times = []
    with _lan(version) as lan:
        for run in range(STARTS + 1):
            pair: list[float] = []
            for command in (lan.ours, lan.peer):
                with lan300.announcing(lan.hosts, lan.folder / f"lan{run}-{len(pair)}"):
                    pair.append(command())
            times.append((pair[0], pair[1]))
        del times[0]  # the first ones fill caches of files
    return _result(f"{version}, just announced", times)


MEASURES: tuple[Callable[[], Result], ...] = tuple(
    partial(measure, version) for version in VERSIONS for measure in (_quiet, _just_announced)
)
"""The benchmarks. Each raises Skipped where there is no Avahi, or are no namespaces."""


def lossy(percent: int, runs: int, version: str = "both") -> Iterator[tuple[float, dict[str, Any]]]:
    """Browse so many times while a share of the packets is lost each way; yield seconds and the report of each."""
    with _lan(version) as lan, lan300.announcing(lan.hosts, lan.folder / "lan"):
        time.sleep(SETTLED_S)
        with netns.lossy(lan.auditor, percent):
            for _ in range(runs):
                taken, report = _timed(lambda: lan.auditor.run(*_OURS))
                yield taken, msgspec.json.decode(report)


@contextmanager
def _lan(version: str) -> Iterator[_Lan]:
    """Make a LAN on which only the auditor's daemon runs yet."""
    why_not = netns.why_not("avahi-daemon", "avahi-browse", "dbus-daemon")
    if why_not is not None:
        raise Skipped(why_not)
    ipv4, ipv6 = VERSIONS[version]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        hosts, auditor = stack.enter_context(lan300.hosts(ipv4=ipv4, ipv6=ipv6))
        bus = stack.enter_context(netns.dbus(auditor, folder / "bus"))
        stack.enter_context(netns.avahi(auditor, folder / "daemon", {}, bus))
        yield _Lan(hosts, auditor, bus, folder, ipv4 + ipv6)


def _is_all(found: int, what: str) -> None:
    if found != SERVICES:
        raise RuntimeError(f"{what} lists {found} services")


def _timed(run: Callable[[], str]) -> tuple[float, str]:
    start = time.perf_counter()
    printed = run()
    return time.perf_counter() - start, printed


def _result(what: str, times: list[tuple[float, float]]) -> Result:
    ours, peer = (statistics.median(each) for each in zip(*times, strict=True))
    return Result(f"LAN of {SERVICES} services, {what}", ours, " ".join(_PEER), peer, BOUND)


def main(percent: int, runs: int, version: str) -> int:
    """Print what came of lossy browses, and how many were incomplete: ``python -m tests.bench.lan 20 100 both``."""
    incomplete, times = 0, []
    for taken, report in lossy(percent, runs, version):
        incomplete += len(report["announcements"]) != SERVICES
        times.append(taken)
    median, most = statistics.median(times), max(times)
    sys.stdout.write(
        f"{percent} % lost each way, {version}: {incomplete} of {runs} incomplete;"
        f" {median:.2f} s, at most {most:.2f} s\n"
    )
    return 1 if incomplete else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
