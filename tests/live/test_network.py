"""Tests that speak mDNS cannot meet, whether a machine has namespaces or they take turns."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import network
from validator.mdns.links import interfaces

in_namespaces = pytest.mark.skipif(
    network.why_no_namespace() is not None, reason=f"no network namespaces here: {network.why_no_namespace()}"
)


@in_namespaces
def test_there_is_nothing_but_loopback() -> None:
    assert [each.name for each in interfaces()] == ["lo"]


@in_namespaces
def test_a_network_of_its_own_is_left_again() -> None:
    here = Path("/proc/thread-self/ns/net")
    before = here.readlink()
    with network.own():
        assert here.readlink() != before
    assert here.readlink() == before


def test_without_namespaces_they_take_turns(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(network, "LOCK", tmp_path / "lock")  # that of the machine may be this test's own
    monkeypatch.setattr(network, "why_no_namespace", lambda: "not here")
    inside: list[int] = []
    most = threading.Semaphore(1)

    def take_a_turn(number: int) -> None:
        with network.own():
            assert most.acquire(blocking=False), "two at once"
            time.sleep(0.05)
            inside.append(number)
            most.release()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(take_a_turn, range(8)))
    assert sorted(inside) == list(range(8))
