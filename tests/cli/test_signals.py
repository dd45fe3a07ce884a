"""Runs that a signal ends, on loops that take signals and on those that do not, as on Windows."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable

import pytest

from validator.cli.signals import ENDING, ended_by_signal

PATIENCE_S = 10.0


def refuse(*_: object) -> None:
    """What the loops of Windows do."""
    raise NotImplementedError


@pytest.fixture(params=["unix", "windows"], autouse=True)
def loops(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the loops be as on a system."""
    if request.param == "windows":
        for name in ("add_signal_handler", "remove_signal_handler"):
            monkeypatch.setattr(asyncio.SelectorEventLoop, name, refuse)


async def program(begin: Callable[[], object], *, ends: bool = True) -> bool:
    """Wait for the end; return whether it came. One that does not end goes on after the first signal."""
    stop, asked = asyncio.Event(), asyncio.Event()

    def end() -> None:
        asked.set()
        if ends:
            stop.set()

    with ended_by_signal(end):
        begin()
        async with asyncio.timeout(PATIENCE_S):
            await asked.wait()
            if not ends:
                begin()
            await stop.wait()
    return stop.is_set()


@pytest.mark.parametrize("number", ENDING)
def test_a_signal_ends_it_and_what_was_before_is_back(number: signal.Signals) -> None:
    before = {each: signal.getsignal(each) for each in ENDING}
    assert asyncio.run(program(lambda: signal.raise_signal(number)))
    assert {each: signal.getsignal(each) for each in ENDING} == before


def test_a_second_one_ends_the_program_at_once() -> None:
    with pytest.raises(KeyboardInterrupt):
        asyncio.run(program(lambda: signal.raise_signal(signal.SIGINT), ends=False))
