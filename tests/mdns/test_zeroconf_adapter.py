"""Where the inner parts of zeroconf are not those that are used: one clear error, exit status 2, no traceback."""

from __future__ import annotations

import asyncio
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import pytest

from validator import announce, mdns
from validator.announce import announced
from validator.cli.main import run
from validator.errors import NetworkError
from validator.mdns import links
from validator.mdns.links import Interface, open_links
from validator.mdns.zeroconf_adapter import BELOW, LEAST, open_sockets
from validator.model import Announcement

INTERFACE = Interface("lo", 1, "127.0.0.1", None, ("127.0.0.1",))
PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"


async def nothing(**_: object) -> None:
    """Wait for nothing."""


def a_call(*_: object) -> None:
    """Do nothing."""


class Shape:
    """A zeroconf that opens nothing: without what is ``lost``, and with what is ``other``."""

    def __init__(self, lost: str = "", **other: object) -> None:
        self.is_closed = False
        transport = {"sendto": a_call, "set_protocol": a_call, "get_extra_info": a_call}
        wrapped = {"is_ipv6": False, "sock_name": ("127.0.0.1", 5353)}
        parts: dict[str, Any] = {**transport, **wrapped, "async_wait_for_start": nothing, **other}

        def made(*names: str, **inner: object) -> SimpleNamespace:
            found = {name: parts[name] for name in names} | {
                name: other.get(name, each) for name, each in inner.items()
            }
            return SimpleNamespace(**{name: each for name, each in found.items() if name != lost})

        one = made(*wrapped, transport=made(*transport))
        self._whole = made("async_wait_for_start", engine=made(senders=[one], readers=[one]))
        if lost != "zeroconf":
            self.zeroconf = self._whole

    def __call__(self, *, interfaces: object) -> Self:
        """Stand for the class."""
        assert interfaces == ["127.0.0.1"]
        return self

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.is_closed = True


def refuses(*, ifaces: object) -> None:
    """Stand for a class whose argument has another name."""


SHAPES: list[tuple[object, str]] = [
    (Shape("zeroconf"), "its Shape has not the zeroconf that is used here"),
    (Shape("engine"), "its SimpleNamespace has not the engine that is used here"),
    (Shape("async_wait_for_start"), "has not the async_wait_for_start"),
    (Shape("senders"), "has not the senders"),
    (Shape("readers"), "has not the readers"),
    (Shape("transport"), "has not the transport"),
    (Shape("is_ipv6"), "has not the is_ipv6"),
    (Shape("sock_name"), "has not the sock_name"),
    (Shape("sendto"), "has not the sendto"),
    (Shape("set_protocol"), "has not the set_protocol"),
    (Shape("get_extra_info"), "has not the get_extra_info"),
    (Shape(senders={}), "has not the senders"),
    (Shape(is_ipv6=lambda: False), "has not the is_ipv6"),
    (Shape(set_protocol=None), "has not the set_protocol"),
    (Shape(async_wait_for_start=lambda: None), "'timeout'"),
    (refuses, "'interfaces'"),
]


@pytest.fixture(autouse=True)
def an_interface(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (links, mdns.session, announce):
        monkeypatch.setattr(module, "chosen", lambda _: (INTERFACE,))


@pytest.mark.parametrize(("shape", "reason"), SHAPES)
def test_another_shape_is_told(monkeypatch: pytest.MonkeyPatch, shape: object, reason: str) -> None:
    monkeypatch.setattr("zeroconf.asyncio.AsyncZeroconf", shape)

    async def listen() -> None:
        async with open_links((INTERFACE,), lambda _: None):
            pass

    async def say() -> None:
        one = Announcement(service="_ipp._tcp", instance=b"One")
        async with announced([one]):
            pass

    for main in (listen, say):
        with pytest.raises(NetworkError) as caught:
            asyncio.run(main())
        message = str(caught.value)
        assert message.startswith(f"zeroconf {version('zeroconf')} is not supported (")
        assert reason in message
        assert message.endswith(f"); install 'zeroconf>={LEAST},<{BELOW}'")
    assert shape is refuses or (isinstance(shape, Shape) and shape.is_closed)


def test_the_shape_that_is_used_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zeroconf.asyncio.AsyncZeroconf", Shape())

    async def main() -> None:
        async with open_sockets(["127.0.0.1"]) as sockets:
            assert [each.name for each in sockets.senders] == [("127.0.0.1", 5353)]
            assert sockets.readers == sockets.senders

    asyncio.run(main())


@pytest.mark.parametrize("lost", ["zeroconf.asyncio", "zeroconf"])
def test_a_package_that_cannot_be_imported_is_told(monkeypatch: pytest.MonkeyPatch, lost: str) -> None:
    monkeypatch.setitem(sys.modules, lost, None)

    async def main() -> None:
        async with open_links((INTERFACE,), lambda _: None):
            pass

    with pytest.raises(NetworkError, match=f"^zeroconf {version('zeroconf')} is not supported "):
        asyncio.run(main())


@pytest.mark.parametrize("command", [("browse", "--timeout", "1"), ("announce", "examples/valid.jsonl")])
def test_the_command_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(PYPROJECT.parent)
    monkeypatch.setattr("zeroconf.asyncio.AsyncZeroconf", Shape("readers"))
    monkeypatch.setattr(sys, "argv", ["dnssd-validator", *command])
    monkeypatch.setattr("gc.set_threshold", lambda _: None)
    with pytest.raises(SystemExit) as ended:
        run()
    out, err = capsys.readouterr()
    assert (ended.value.code, out) == (2, "")
    assert err.startswith(f"error: zeroconf {version('zeroconf')} is not supported (")
    assert err.count("\n") == 1


def test_the_least_version_is_the_one_that_is_required() -> None:
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    assert [each for each in project["dependencies"] if each.startswith("zeroconf")] == [f"zeroconf>={LEAST}"]
