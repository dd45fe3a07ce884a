"""What a watched network looks like to Prometheus: gauges and counters, served by the standard client library.

Names come from strangers, who must not fill anybody's database. So many service types and instances get labels of their
own, and the others are counted together.
"""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from validator.display.printable import printable
from validator.errors import UsageError
from validator.version import __version__

if TYPE_CHECKING:
    from prometheus_client import Metric

MAX_TYPES, MAX_INSTANCES = 200, 1_000
"""Service types and instances that have labels of their own."""

OTHERS = "(others)"
"""The label of all other service types."""

_MAX_PORT = 65535


class Seen(Struct, frozen=True):
    """An instance, and when its records were seen last."""

    service: str
    instance: str
    domain: str
    at: float | None
    """The time in seconds of the Unix epoch. None where no records are known."""


class Snapshot(Struct, frozen=True, kw_only=True):
    """The network at one moment."""

    instances: tuple[Seen, ...] = ()
    """The instances that are announced."""
    findings: tuple[tuple[str, str], ...] = ()
    """The code and the severity of each finding."""
    packets: int = 0
    """How many responses were received."""
    damaged: int = 0
    """How many responses could not be read completely."""
    queries: int = 0
    """How many queries were sent."""
    dropped: tuple[tuple[str, int], ...] = ()
    """How much was dropped, by kind."""


def address(text: str) -> tuple[str, int]:
    """Read ``ADDR:PORT``, with an IPv6 address in brackets. Raises UsageError for any other text."""
    host, _, port = text.rpartition(":")
    if port.isascii() and port.isdigit() and 0 < int(port) <= _MAX_PORT:
        try:
            return str(ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))), int(port)
        except ValueError:
            pass
    raise UsageError(f"--metrics {text}: expected an address and a port, such as 127.0.0.1:9353 or [::1]:9353")


def serve(text: str, take: Callable[[], Snapshot]) -> Callable[[], None]:
    """Serve a snapshot on ``ADDR:PORT``; ``take`` makes the snapshot at each request.

    Return the function that ends the service. Raises UsageError where the address cannot be used, or where the client
    library is not installed.
    """
    host, port = address(text)
    try:
        from prometheus_client import CollectorRegistry, make_wsgi_app
    except ImportError:
        needed = "pip install 'dnssd-validator[metrics]'"
        raise UsageError(f"--metrics needs the package prometheus_client: {needed}") from None
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collector(take))
    from validator.watch.metrics_server import serving

    try:
        return serving(host, port, make_wsgi_app(registry))
    except OSError as error:
        raise UsageError(f"--metrics {text}: {error.strerror or error}") from None


class _Collector:
    """The object that a registry of the client library asks for metrics."""

    def __init__(self, take: Callable[[], Snapshot]) -> None:
        self._take = take

    def describe(self) -> Iterable[Metric]:
        return metrics(Snapshot())

    def collect(self) -> Iterable[Metric]:
        return metrics(self._take())


def metrics(now: Snapshot) -> Iterator[Metric]:
    """Yield the metrics of a snapshot."""
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

    build = GaugeMetricFamily("dnssd_validator_build_info", "Version that runs.", labels=["version"])
    build.add_metric([__version__], 1)
    yield build
    instances = GaugeMetricFamily("dnssd_instances", "Service instances announced now.", labels=["service"])
    for service, count in _bounded(each.service for each in now.instances):
        instances.add_metric([service], count)
    yield instances
    findings = GaugeMetricFamily("dnssd_findings", "Findings there are now.", labels=["code", "severity"])
    for (code, severity), count in sorted(Counter(now.findings).items()):
        findings.add_metric([code, severity], count)
    yield findings
    seen = GaugeMetricFamily(
        "dnssd_last_seen_timestamp_seconds",
        f"When an instance was heard last; of {MAX_INSTANCES} at most.",
        labels=["service", "instance", "domain"],
    )
    for names, at in _latest(now.instances):
        seen.add_metric(list(names), at)
    yield seen
    yield CounterMetricFamily("dnssd_packets", "Responses heard.", value=now.packets)
    yield CounterMetricFamily("dnssd_damaged_packets", "Responses that could not be read whole.", value=now.damaged)
    yield CounterMetricFamily("dnssd_queries", "Queries sent.", value=now.queries)
    dropped = CounterMetricFamily("dnssd_dropped", "What was not taken, by its kind.", labels=["kind"])
    for kind, count in now.dropped:
        dropped.add_metric([kind], count)
    yield dropped


def _bounded(services: Iterable[str]) -> Iterator[tuple[str, int]]:
    counts = Counter(printable(each) for each in services)
    named = counts.most_common(MAX_TYPES)
    yield from sorted(named)
    rest = sum(counts.values()) - sum(count for _, count in named)
    if rest:
        yield OTHERS, rest


def _latest(instances: Iterable[Seen]) -> Iterator[tuple[tuple[str, str, str], float]]:
    """Yield each name once, with the latest time.

    Two names may differ only in what cannot be shown: these must not become two series with one name.
    """
    found: dict[tuple[str, str, str], float] = {}
    for instance in instances:
        if instance.at is None:
            continue
        names = printable(instance.service), printable(instance.instance), printable(instance.domain)
        if names in found or len(found) < MAX_INSTANCES:
            found[names] = max(instance.at, found.get(names, 0.0))
    yield from sorted(found.items())
