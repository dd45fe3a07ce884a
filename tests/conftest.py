"""What all tests share: networks of their own, and a line at the end of a run for each thing that is not there.

``DNSSD_VALIDATOR_TEST_PLAIN=1`` runs the tests, and what they start, without google-re2 and libyaml.
``HYPOTHESIS_PROFILE=explore`` draws other examples in each run, instead of the same.
"""

from __future__ import annotations

import os
import runpy
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests import network
from tests.environment import HAS_RE2, IS_PLAIN, PLAIN

# How long one example takes says how busy the machine is. A commit passes or fails on any day alike; whoever looks for
# new faults draws other examples each time.
settings.register_profile("suite", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))

if IS_PLAIN:
    runpy.run_path(str(PLAIN / "sitecustomize.py"))
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(PLAIN), os.environ.get("PYTHONPATH"))))


@pytest.fixture
def own_network() -> Iterator[None]:
    """Run the test in a network of its own."""
    with network.own():
        yield


@pytest.fixture
def loopback(own_network: None) -> None:  # noqa: ARG001 - a fixture that comes first
    """Skip the test where mDNS cannot be spoken on loopback."""
    why_not = network.why_no_multicast()
    if why_not is not None:
        pytest.skip(why_not)


def pytest_report_header() -> list[str]:
    """Say with what the tests run, and how far those that speak mDNS are from everything else."""
    import yaml  # behind what hides a part of it

    if IS_PLAIN and yaml.__with_libyaml__:
        raise pytest.UsageError("libyaml was imported before it could be hidden")
    why_not = network.why_no_namespace()
    alone = "each in a network namespace of its own"
    return [
        f"google-re2: {'yes' if HAS_RE2 else 'no'}, libyaml: {'yes' if yaml.__with_libyaml__ else 'no'}",
        f"mDNS: {alone if why_not is None else f'one test at a time, for no network namespaces here: {why_not}'}",
    ]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that wait for networks: beside them there is room for others, at the end there is not."""
    items.sort(key=lambda item: "live" not in item.path.parts)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write a line for each reason to skip tests, with their number, however many places of the tests give it."""
    skipped = Counter(_reason(report) for report in terminalreporter.getreports("skipped"))
    if skipped:
        terminalreporter.section("skipped, because")
    for reason, count in sorted(skipped.items()):
        terminalreporter.write_line(f"{count:5} {reason}")


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longreprtext
    return text.removeprefix("Skipped: ")
