"""A network of its own for each test that speaks mDNS: no other test, run or daemon of the machine is heard in it.

On Linux, where the process may (root, in most containers too), that is a network namespace with nothing but loopback,
which the process enters and leaves again; the processes and threads that a test starts are in it as well. It needs no
program. Elsewhere tests take turns behind a lock of the machine: they do not meet each other, but may meet daemons.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import socket
import struct
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path

from filelock import FileLock

from validator.assembly.packet import PORT
from validator.errors import NetworkError
from validator.mdns.links import chosen, open_links

LOOPBACK = ("127.0.0.1",)

_WHOSE = os.getuid() if hasattr(os, "getuid") else "user"  # where there are no numbers, the folder is the user's
LOCK = Path(tempfile.gettempdir(), f"dnssd-validator-tests-{_WHOSE}.lock")

ECHO_S = 20.0
"""What a packet on loopback takes at most, on a machine with a hundred other things to do."""

START_S = 60.0
"""What a command takes at most to start."""

_IDLE = 3
"""Looks at a process in a row that must find it waiting."""
_LOOK_S = 0.05
_UNSEEN_START_S = 5.0
"""How long a command is given to start on systems that do not tell what it does."""

# <linux/sched.h>, <linux/sockios.h>, <linux/if.h>; Python has names for the first from 3.12 on.
_CLONE_NEWNET = 0x40000000
_SIOCSIFFLAGS = 0x8914
_IFF_UP = 1
_IFREQ = struct.Struct("16sH22x")
_OWN_NAMESPACE = "/proc/thread-self/ns/net"


def own() -> AbstractContextManager[None]:
    """Return the context in which the calling thread has a network that it shares with no other test."""
    return _turn() if why_no_namespace() else _namespace()


@cache
def why_no_namespace() -> str | None:
    """Return why this process cannot enter a network namespace; None where it can."""
    if sys.platform != "linux":
        return "they need Linux"
    try:
        with _namespace():
            return None
    except OSError as error:
        return error.strerror or str(error)


@cache
def why_no_multicast() -> str | None:
    """Return why tests cannot speak mDNS on loopback, in the network that the thread has; None where they can."""
    try:
        asyncio.run(_echo())
    except (NetworkError, TimeoutError, OSError) as error:
        return f"multicast on loopback does not come back: {error!r}"
    return None


async def _echo() -> None:
    observation = asyncio.Event()
    async with open_links(chosen(LOOPBACK), lambda _: observation.set()) as (link,), asyncio.timeout(ECHO_S):
        link.send(b"\0" * 12)
        await observation.wait()


@contextmanager
def _namespace() -> Iterator[None]:
    """Have a new network namespace with loopback until the context ends. Raises OSError where that is not allowed."""
    libc = ctypes.CDLL(None, use_errno=True)
    before = os.open(_OWN_NAMESPACE, os.O_RDONLY | os.O_CLOEXEC)
    try:
        _succeed(libc.unshare(_CLONE_NEWNET))
        try:
            _raise_loopback()
            yield
        finally:
            _succeed(libc.setns(before, _CLONE_NEWNET))
    finally:
        os.close(before)


def _succeed(status: int) -> None:
    if status != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _raise_loopback() -> None:
    import fcntl  # Windows has none

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, _IFREQ.pack(b"lo", _IFF_UP))


@contextmanager
def _turn() -> Iterator[None]:
    """Wait until no other test of this user's runs in its turn, in whichever process, run or checkout."""
    with FileLock(LOCK):
        yield


def await_listener(pid: int) -> None:
    """Wait until a process that browses listens. Raises TimeoutError; where the system tells nothing, just waits."""
    if sys.platform != "linux":
        time.sleep(_UNSEEN_START_S)
        return
    end = time.monotonic() + START_S
    idle = 0
    while idle < _IDLE:
        idle = idle + 1 if _listens(pid) else 0
        if time.monotonic() > end:
            raise TimeoutError(f"process {pid} does not listen after {START_S:g} s")
        time.sleep(_LOOK_S)


def await_port(pid: int, *, is_open: bool) -> None:
    """Wait until somebody has, or nobody has any more, the port of mDNS in the network of a process, or it is over.

    Linux only. Raises TimeoutError.
    """
    end = time.monotonic() + START_S
    while bool(_sockets(Path("/proc", str(pid)))) != is_open:
        if time.monotonic() > end:
            raise TimeoutError(f"the port of mDNS is not {'open' if is_open else 'closed'} after {START_S:g} s")
        time.sleep(_LOOK_S)


def _listens(pid: int) -> bool:
    """Whether a process has the port of mDNS and nothing to do: it has joined the groups then."""
    process = Path("/proc", str(pid))
    state = (process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    if state == "Z":
        raise ChildProcessError(f"process {pid} ended before it listened")
    bound = _sockets(process)
    return state == "S" and any(each in bound for each in map(_target, (process / "fd").iterdir()))


def _sockets(process: Path) -> set[str]:
    """Return the sockets with the port of mDNS in the network of a process, as its open files are linked to them."""
    try:
        text = "".join((process / "net" / each).read_text(encoding="ascii") for each in ("udp", "udp6"))
    except OSError:  # it is over
        return set()
    rows = [line.split() for line in text.splitlines()]
    return {f"socket:[{row[9]}]" for row in rows if row[1].endswith(f":{PORT:04X}")}


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except FileNotFoundError:  # closed since it was listed
        return ""
