"""How long ``browse`` takes on a LAN of 30 hosts with 10 services each, against avahi-browse -artk listing the same.

Both run on one host, in turn. avahi-browse asks the avahi-daemon of that host, so it matters what the daemon knows.
``warm`` is how people have it: the daemon runs all the time and has heard everything, avahi-browse needs no answer from
the network. ``cold`` starts the daemon anew for each run. The bound is kept in both. No cache helps ``browse``: it asks
the LAN each time, and RFC 6762 lets it repeat a question after a second (section 5.2) and responders take that long to
answer (section 6), so that two seconds are the least that it can take and still tell whether answers were lost. The
bound holds because avahi-daemon waits as well: a type or an instance is "all for now" a second after it was asked for.
Both must list all 300 services, or there is nothing to compare.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from tests.bench.result import Result, Skipped
from tests.live import lan300, netns

BOUND = 1.2
RUNS = 5
COLD_RUNS = 3
SERVICES = lan300.HOSTS * len(lan300.KINDS)

_OURS = (sys.executable, "-m", "validator", "browse", "--format", "json", "--fail-on", "never")
_PEER = ("avahi-browse", "-artk")


def warm() -> Result:
    """Time both while one avahi-daemon keeps running. Raises Skipped where there is no Avahi, or are no namespaces."""
    with _auditor() as (auditor, folder, bus), netns.avahi(auditor, folder / "daemon", {}, bus):
        _peer(auditor, bus)
        times = [(_ours(auditor), _peer(auditor, bus)) for _ in range(RUNS)]
    return _result("warm", times)


def cold() -> Result:
    """Time both with an avahi-daemon that has just started. Raises Skipped where ``warm`` does."""
    times = []
    with _auditor() as (auditor, folder, bus):
        for run in range(COLD_RUNS):
            with netns.avahi(auditor, folder / f"daemon{run}", {}, bus):
                peer = _peer(auditor, bus)
                times.append((_ours(auditor), peer))
    return _result("cold", times)


@contextmanager
def _auditor() -> Iterator[tuple[netns.Host, Path, str]]:
    """Give a host on the LAN, a folder, and the address of a D-Bus on that host."""
    why_not = netns.why_not("avahi-daemon", "avahi-browse", "dbus-daemon")
    if why_not is not None:
        raise Skipped(why_not)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with lan300.up(folder / "lan") as auditor, netns.dbus(auditor, folder / "bus") as bus:
            yield auditor, folder, bus


def _ours(auditor: netns.Host) -> float:
    taken, report = _timed(lambda: auditor.run(*_OURS))
    found = len(msgspec.json.decode(report)["announcements"])
    if found != SERVICES:
        raise RuntimeError(f"browse lists {found} services")
    return taken


def _peer(auditor: netns.Host, bus: str) -> float:
    taken, printed = _timed(lambda: auditor.run("env", f"{netns.SYSTEM_BUS}={bus}", *_PEER))
    found = sum(line.startswith("=") and " IPv4 " in line for line in printed.splitlines())
    if found != SERVICES:
        raise RuntimeError(f"avahi-browse lists {found} services over IPv4")
    return taken


def _timed(run: Callable[[], str]) -> tuple[float, str]:
    start = time.perf_counter()
    printed = run()
    return time.perf_counter() - start, printed


def _result(cache: str, times: list[tuple[float, float]]) -> Result:
    ours, peer = (statistics.median(each) for each in zip(*times, strict=True))
    return Result(f"LAN of {SERVICES} services, Avahi's cache {cache}", ours, " ".join(_PEER), peer, BOUND)
