"""Waiting for devices that start late, are slow, restart or lose packets: the same verdict every time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine

import pytest

from tests.mdns import message
from tests.mdns.simulated import Device, Lan, instance, run
from validator.assembly.assembler import Assembler
from validator.assembly.expectation import Wait, Wanted, wanted
from validator.errors import UsageError
from validator.mdns import BrowseResult, Expectation, expectation
from validator.model import names
from validator.model.txt import TxtRecord
from validator.wire.message import Message, Record

HAP = names.split("_hap._tcp.local")
LAMP = (b"Lamp", *HAP)
TIMES = 100


async def late(lan: Lan, device: Device) -> None:
    """Switch the device on at some time of a quarter of a minute."""
    await asyncio.sleep(lan.rng.uniform(0, 15))
    await device.on()


async def silent(lan: Lan, device: Device) -> None:
    """Switch a device on that does not announce itself."""
    await asyncio.sleep(lan.rng.uniform(0, 24))
    await device.on(announces=False)


async def slow(lan: Lan, device: Device) -> None:
    """Let every answer take up to three seconds."""
    device.delay_s = (1, 3)
    await asyncio.sleep(lan.rng.uniform(0, 2))
    await device.on(announces=False)


async def restarts(lan: Lan, device: Device) -> None:
    """Switch it on and off again before it stays, each time with an older firmware's record before."""
    for _ in range(lan.rng.randrange(3)):
        on = asyncio.create_task(device.on())
        await asyncio.sleep(lan.rng.uniform(0, 0.2))
        device.off()
        await asyncio.sleep(lan.rng.uniform(0, 3))
        on.cancel()
    await device.on()


async def reluctant(lan: Lan, device: Device) -> None:
    """Announce the records one by one, over seconds, and answer nothing."""
    for record in lan.rng.sample(device.records, len(device.records)):
        await asyncio.sleep(lan.rng.uniform(0, 3))
        lan.say([record])


Doing = Callable[[Lan, Device], Coroutine[None, None, None]]

FOR_TYPE = wanted((), [Expectation("_hap._tcp")], ())
FOR_NAME = wanted((), (), ["LAMP"])


def waited(device_does: Doing, seed: int, goal: Wanted, *, loss: float = 0.0, direct: bool = False) -> BrowseResult:
    async def main() -> BrowseResult:
        lan = Lan(random.Random(seed), loss, direct=direct)  # noqa: S311 - a simulation's losses guard nothing
        device = Device(lan, instance(LAMP))
        acting = asyncio.create_task(device_does(lan, device))
        try:
            return await lan.browse(goal, 30)
        finally:
            acting.cancel()

    return run(main())


@pytest.mark.parametrize("device_does", [late, silent, slow, restarts, reluctant])
@pytest.mark.parametrize("goal", [FOR_TYPE, FOR_NAME], ids=["type", "name"])
@pytest.mark.parametrize("direct", [True, False], ids=["directly", "by multicast"])
def test_the_same_verdict_every_time(device_does: Doing, goal: Wanted, *, direct: bool) -> None:
    for seed in range(TIMES):
        result = waited(device_does, seed, goal, direct=direct)
        assert result.unmet == (), seed
        (lamp,) = result.announcements
        assert (lamp.instance, lamp.txt, lamp.host) == (b"Lamp", TxtRecord((b"a=1",)), "box.local")
        assert lamp.addresses == ("192.0.2.1",)


def test_lost_packets_change_nothing() -> None:
    for seed in range(TIMES):
        result = waited(late, seed, FOR_TYPE, loss=0.2)
        assert [each.instance for each in result.announcements] == [b"Lamp"], seed
        assert result.unmet == ()


def test_it_returns_soon() -> None:
    async def on(_: Lan, device: Device) -> None:
        await device.on()

    assert waited(on, 1, FOR_TYPE).completeness.duration_s < 0.6
    assert waited(on, 1, wanted(["_hap._tcp"], (), ["lamp"])).completeness.duration_s < 0.6
    # Of which types an instance is, is known only when all are listed.
    assert waited(on, 1, FOR_NAME).completeness.duration_s < 4


def test_the_timeout_is_a_hard_bound() -> None:
    """Also where nobody was heard yet, and questions are open."""
    lan = Lan(random.Random(1))  # noqa: S311 - it guards nothing
    assert run(lan.browse(wanted((), (), ()), 0.5)).completeness.duration_s == pytest.approx(0.5, abs=0.05)
    assert lan.queries


def test_what_does_not_come_is_named_at_the_end() -> None:
    async def on(_: Lan, device: Device) -> None:
        await device.on()

    result = waited(on, 1, wanted((), [Expectation("_hap._tcp", 2), Expectation("_hap._udp")], ()))
    assert 29.9 < result.completeness.duration_s < 30.2
    assert [str(each) for each in result.unmet] == [
        "expected 2 instances of _hap._tcp, saw 1; seen: Lamp._hap._tcp",
        "expected 1 instance of _hap._udp, saw none; seen: _hap._tcp",
    ]
    assert [each.instance for each in result.announcements] == [b"Lamp"]
    result = waited(on, 1, wanted((), (), ["Lump", "Lamp"]))
    assert [str(each) for each in result.unmet] == ['expected an instance named "Lump", saw none; seen: Lamp._hap._tcp']
    assert [each.instance for each in result.announcements] == [b"Lamp"]


def test_what_an_instance_lacks_is_said() -> None:
    pointer, listing, server, text, address = instance(LAMP)
    cases: list[tuple[list[Record], str]] = [
        ([listing], "Lamp._hap._tcp (no SRV record and no TXT record)"),
        ([listing, server], "Lamp._hap._tcp (no TXT record and no address)"),
        ([listing, text, address], "Lamp._hap._tcp (no SRV record)"),
        ([pointer], "_hap._tcp"),
        ([], "nothing"),
    ]
    for records, seen in cases:
        known = Assembler()
        known.feed(Message(flags=0x8400, records=tuple(records)), "eth0", "192.0.2.1", 0)
        (unmet,) = FOR_TYPE.unmet(known)
        assert str(unmet) == f"expected 1 instance of _hap._tcp, saw none; seen: {seen}"
    known.feed(Message(flags=0x8400, records=tuple(instance(LAMP))), "eth0", "192.0.2.1", 0)
    assert FOR_TYPE.unmet(known) == []


def test_the_nearest_is_named_first_and_not_all() -> None:
    known = Assembler()
    many = [message.pointer(HAP, (f"Light {n}".encode(), *HAP)) for n in range(20)]
    known.feed(Message(flags=0x8400, records=(*many, *instance(LAMP))), "eth0", "192.0.2.1", 0)
    (unmet,) = wanted((), (), ["Lamp2"]).unmet(known)
    assert str(unmet).startswith('expected an instance named "Lamp2", saw none; seen: Lamp._hap._tcp, Light ')
    assert str(unmet).endswith(" and 13 more")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("_hap._tcp", Expectation("_hap._tcp", 1)),
        ("_hap._tcp=1", Expectation("_hap._tcp", 1)),
        ("_printer._sub._ipp._tcp=20", Expectation("_printer._sub._ipp._tcp", 20)),
    ],
)
def test_expectations(text: str, expected: Expectation) -> None:
    assert expectation(text) == expected


@pytest.mark.parametrize("text", ["_hap._tcp=", "_hap._tcp=-1", "_hap._tcp=x", "_hap._tcp=²", "hap=1"])
def test_what_is_no_expectation(text: str) -> None:
    with pytest.raises(UsageError, match=r"expects no number of instances|is not a service type"):
        expectation(text)


def test_a_type_can_be_expected_not_to_be_there() -> None:
    goal = wanted((), [expectation("_hap._tcp=0")], ())
    known = Assembler()
    assert (goal.unmet(known), goal.forbids) == ([], True)
    known.feed(Message(flags=0x8400, records=tuple(instance(LAMP))), "eth0", "192.0.2.1", 0)
    (unmet,) = goal.unmet(known)
    assert (unmet.is_surplus, str(unmet).startswith("expected no instance of _hap._tcp, saw 1")) == (True, True)
    assert not Wait(goal).is_over(Assembler(), 0.0, listed=True)
