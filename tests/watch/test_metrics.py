"""The metrics as Prometheus reads them."""

from __future__ import annotations

import http.client
import socket
import time
import urllib.request
from collections.abc import Iterator

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from tests.reports.sample import NASTY
from validator.errors import UsageError
from validator.watch.metrics import MAX_INSTANCES, MAX_TYPES, Seen, Snapshot, address, metrics, serve
from validator.watch.metrics_server import MAX_CLIENTS


class Once:
    """A collector of one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def collect(self) -> object:
        """Give its metrics."""
        return metrics(self.snapshot)


def samples(snapshot: Snapshot) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Once(snapshot))  # type: ignore[arg-type]  # it has what is asked for
    text = generate_latest(registry).decode()
    families = list(text_string_to_metric_families(text))
    found = [each for family in families for each in family.samples]
    assert len({(each.name, tuple(sorted(each.labels.items()))) for each in found}) == len(found)
    return {(each.name, tuple(sorted(each.labels.items()))): each.value for each in found}


def test_what_is_there() -> None:
    found = samples(
        Snapshot(
            instances=(Seen("_ipp._tcp", "A", "local", 10.5), Seen("_ipp._tcp", "B", "local", 11.0)),
            findings=(("KEY001", "warning"), ("KEY001", "warning"), ("TXT001", "error")),
            packets=7,
            damaged=1,
            queries=3,
            dropped=(("records beyond limits", 2),),
        )
    )
    assert found["dnssd_instances", (("service", "_ipp._tcp"),)] == 2
    assert found["dnssd_findings", (("code", "KEY001"), ("severity", "warning"))] == 2
    labels = (("domain", "local"), ("instance", "A"), ("service", "_ipp._tcp"))
    assert found["dnssd_last_seen_timestamp_seconds", labels] == 10.5
    assert found["dnssd_packets_total", ()] == 7
    assert found["dnssd_dropped_total", (("kind", "records beyond limits"),)] == 2


def test_what_was_never_heard_has_no_time() -> None:
    """An instance that is listed counts, though none of its own records came."""
    found = samples(Snapshot(instances=(Seen("_ipp._tcp", "A", "local", None),)))
    assert found["dnssd_instances", (("service", "_ipp._tcp"),)] == 1
    assert "dnssd_last_seen_timestamp_seconds" not in {name for name, _ in found}


def test_strangers_fill_no_database() -> None:
    many = tuple(Seen(f"_s{number}._tcp", text, text, 1.0) for number in range(2_000) for text in NASTY[:2])
    found = samples(Snapshot(instances=many))
    services = [labels for name, labels in found if name == "dnssd_instances"]
    assert len(services) == MAX_TYPES + 1
    assert sum(value for (name, _), value in found.items() if name == "dnssd_instances") == len(many)
    assert sum(name == "dnssd_last_seen_timestamp_seconds" for name, _ in found) == MAX_INSTANCES


@pytest.mark.parametrize("text", NASTY)
def test_hostile_labels_are_inert(text: str) -> None:
    found = samples(Snapshot(instances=(Seen(text, text, text, 1.0),)))
    for name, labels in found:
        assert "\n" not in name
        assert all(value.isprintable() for _, value in labels)


@pytest.mark.parametrize("text", ["", "9353", "localhost:9353", "127.0.0.1:0", "127.0.0.1:70000", "127.0.0.1:x", ":1"])
def test_addresses_that_are_none(text: str) -> None:
    with pytest.raises(UsageError, match="expected an address and a port"):
        address(text)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]"])
def test_served(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        try:
            probe.bind((host.strip("[]"), 0))
        except OSError:
            pytest.skip(f"{host} is no address here")
        port = probe.getsockname()[1]
    stop = serve(f"{host}:{port}", lambda: Snapshot(packets=5))
    try:
        with urllib.request.urlopen(f"http://{host}:{port}/metrics", timeout=5) as response:
            assert b"dnssd_packets_total 5.0" in response.read()
        with pytest.raises(UsageError, match=f"--metrics {host.replace('[', '.').replace(']', '.')}:{port}: "):
            serve(f"{host}:{port}", Snapshot)
    finally:
        stop()


@pytest.fixture
def served() -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    stop = serve(f"127.0.0.1:{port}", Snapshot)
    yield port
    stop()


@pytest.mark.parametrize(
    ("host", "path", "status"),
    [
        ("127.0.0.1", "/metrics", 200),
        ("localhost:9353", "/metrics", 200),
        ("[::1]:9353", "/metrics", 200),
        ("nas.local:9353", "/metrics", 200),
        ("attacker.example", "/metrics", 403),
        ("local", "/metrics", 403),
        ("attacker.example:9353", "/metrics", 403),
        ("", "/metrics", 403),
        ("127.0.0.1", "/", 404),
        ("127.0.0.1", "/metrics/../etc", 404),
    ],
)
def test_who_may_ask_for_what(host: str, path: str, status: int, served: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", served, timeout=10)
    connection.putrequest("GET", path, skip_host=True)
    connection.putheader("Host", host)
    connection.endheaders()
    assert connection.getresponse().status == status
    connection.close()


def test_clients_are_bounded(served: int) -> None:
    idle = [socket.create_connection(("127.0.0.1", served), timeout=10) for _ in range(MAX_CLIENTS)]
    try:
        time.sleep(0.3)
        with socket.create_connection(("127.0.0.1", served), timeout=10) as more:
            assert more.recv(1) == b""  # closed at once
    finally:
        for each in idle:
            each.close()
