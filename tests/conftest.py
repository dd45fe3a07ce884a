"""What all tests share: networks of their own, and a line at the end of a run for each thing that is not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from tests import network


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


def pytest_report_header() -> str:
    """Say how far tests that speak mDNS are from everything else."""
    why_not = network.why_no_namespace()
    alone = "each in a network namespace of its own"
    return f"mDNS: {alone if why_not is None else f'one test at a time, for no network namespaces here: {why_not}'}"


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
