"""A LAN of network namespaces for tests: hosts on one bridge, each with what it runs in a mount namespace of its own.

Needs root on Linux with ``ip`` (iproute2); ``why_not`` says what is missing. Nothing outside of the namespaces made
here is touched, and all of them are deleted at the end.
"""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

from msgspec import Struct

AVAHI_START_S = 60.0

_NUMBERS = itertools.count()

# /etc/avahi and /run are private to each daemon: it has no option for its pid file or for its folder of services.
_AVAHI = """
set -e
mount --make-rprivate /
mount --bind "$1" /etc/avahi
mount -t tmpfs tmpfs /run
exec avahi-daemon --no-drop-root --no-rlimits --no-chroot --file /etc/avahi/avahi-daemon.conf
"""

_AVAHI_CONF = """\
[server]
host-name={host}
use-ipv4=yes
use-ipv6=yes
enable-dbus={dbus}
ratelimit-interval-usec=1000000
ratelimit-burst=1000
[publish]
publish-workstation=no
publish-hinfo=no
"""


SYSTEM_BUS = "DBUS_SYSTEM_BUS_ADDRESS"
"""The variable by which programs find the D-Bus of the system."""

_DBUS_CONF = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>{address}</listen>
  <policy context="default">
    <allow own="*"/><allow user="*"/><allow send_destination="*"/><allow receive_sender="*"/>
  </policy>
</busconfig>
"""

_LOSS = """
table inet loss {{
  chain in {{ type filter hook input priority 0; udp sport 5353 numgen random mod 100 < {percent} drop; }}
  chain out {{ type filter hook output priority 0; udp dport 5353 numgen random mod 100 < {percent} drop; }}
}}
"""

# Ahead of what loses packets: it counts what there was.
_TRAFFIC = """
table inet traffic {
  chain in { type filter hook input priority -10; udp sport 5353 counter; }
  chain out { type filter hook output priority -10; udp dport 5353 counter; }
}
"""
_COUNTER = re.compile(r"packets (\d+) bytes (\d+)")


class Traffic(Struct, frozen=True):
    """Packets that a host received from responders (its own multicast comes back to it) and sent to these.

    ``octets`` are those of the packets that it sent.
    """

    received: int
    sent: int
    octets: int


class Host(Struct, frozen=True):
    """One host of a LAN: the name of its namespace and that of the switch on which its ``eth0`` is."""

    name: str
    namespace: str
    switch: str = ""

    def attach(self, switch: str, interface: str, ipv4: str | None = None) -> None:
        """Connect a new interface to a switch, with link-local IPv6 and the IPv4 address if one is given."""
        port = f"port{next(_NUMBERS)}"
        _in(switch, "ip", "link", "add", port, "type", "veth", "peer", "name", interface, "netns", self.namespace)
        _in(switch, "ip", "link", "set", port, "master", "br0", "up")
        if ipv4:
            _in(self.namespace, "ip", "address", "add", f"{ipv4}/16", "dev", interface)
        _in(self.namespace, "ip", "link", "set", interface, "up")

    def popen(self, *command: str, log: Path | None = None) -> subprocess.Popen[str]:
        """Start a command on this host, its output kept in a pipe, or in a file that it cannot fill."""
        with ExitStack() as stack:
            return subprocess.Popen(
                ["ip", "netns", "exec", self.namespace, *command],  # noqa: S607 - ip stands elsewhere on each system
                stdout=subprocess.PIPE if log is None else stack.enter_context(log.open("wb")),
                stderr=subprocess.STDOUT,
                encoding="utf-8",
            )

    def run(self, *command: str, timeout_s: float = 180) -> str:
        """Run a command on this host and return its standard output. Raises CalledProcessError where it fails."""
        whole = ["ip", "netns", "exec", self.namespace, *command]
        try:
            return subprocess.run(whole, check=True, capture_output=True, encoding="utf-8", timeout=timeout_s).stdout
        except subprocess.CalledProcessError as error:
            error.add_note(error.stderr)
            raise

    def python(self, code: str, *arguments: str, timeout_s: float = 180) -> str:
        """Run Python code on this host, with the packages of this interpreter."""
        return self.run(sys.executable, "-W", "error", "-c", code, *arguments, timeout_s=timeout_s)


@cache
def why_not(*programs: str) -> str | None:
    """Return why namespaces cannot be used here, or that a program is missing; None where all is there."""
    if sys.platform != "linux":
        return "network namespaces need Linux"
    if os.geteuid() != 0:
        return "network namespaces need root"
    absent = next(
        (program for program in ("ip", "unshare", "sysctl", *programs) if shutil.which(program) is None), None
    )
    if absent is not None:
        return f"{absent} is not installed"
    try:
        with _namespaces(1) as (namespace,):
            if "nft" in programs:
                _in(namespace, "nft", _LOSS.format(percent=20) + _TRAFFIC)
            return None
    except subprocess.CalledProcessError as error:
        return f"network namespaces cannot be made or filtered: {error.stderr.decode().strip()}"


@contextmanager
def lan(*names: str, network: str = "198.18", ipv4: bool = True, ipv6: bool = True) -> Iterator[tuple[Host, ...]]:
    """Make a host for each name, all on one switch (``network``/16, link-local IPv6), and delete them at the end."""
    with _namespaces(1 + len(names), ipv6=ipv6) as (switch, *rest):
        _in(switch, "ip", "link", "add", "br0", "type", "bridge", "mcast_snooping", "0")
        _in(switch, "ip", "link", "set", "br0", "up")
        hosts = tuple(Host(name, namespace, switch) for name, namespace in zip(names, rest, strict=True))
        for number, host in enumerate(hosts):
            host.attach(switch, "eth0", f"{network}.{number // 250}.{number % 250 + 1}" if ipv4 else None)
        yield hosts


@contextmanager
def alone() -> Iterator[Host]:
    """Make a host that has nothing but its loopback interface, as a container without a network has."""
    with _namespaces(1) as (namespace,):
        yield Host("alone", namespace)


@contextmanager
def avahi(host: Host, folder: Path, services: dict[str, str], bus: str = "") -> Iterator[None]:
    """Run an Avahi responder on a host with service files (name without suffix, content) until the context ends.

    ``folder`` is an empty one to use for its configuration; ``bus`` the address of a D-Bus, where it is to be on one.
    """
    with _avahi(host, folder, services, bus) as daemon:
        _await_services(daemon, folder, len(services))
        yield


@contextmanager
def avahis(folder: Path, services: dict[Host, dict[str, str]]) -> Iterator[None]:
    """Run an Avahi responder on each host, as ``avahi`` does; all start at once. ``folder`` is an empty one."""
    with ExitStack() as stack:
        daemons = {
            host: stack.enter_context(_avahi(host, folder / host.name, files)) for host, files in services.items()
        }
        for host, daemon in daemons.items():
            _await_services(daemon, folder / host.name, len(services[host]))
        yield


@contextmanager
def _avahi(host: Host, folder: Path, services: dict[str, str], bus: str = "") -> Iterator[subprocess.Popen[str]]:
    (folder / "services").mkdir(parents=True)
    conf = _AVAHI_CONF.format(host=host.name, dbus="yes" if bus else "no")
    (folder / "avahi-daemon.conf").write_text(conf, encoding="utf-8")
    for name, content in services.items():
        (folder / "services" / f"{name}.service").write_text(content, encoding="utf-8")
    at = [f"{SYSTEM_BUS}={bus}"] if bus else []
    command = ("env", *at, "unshare", "--mount", "sh", "-c", _AVAHI, "avahi", str(folder))
    with host.popen(*command, log=folder / "log") as daemon:
        try:
            yield daemon
        finally:
            daemon.terminate()


@contextmanager
def dbus(host: Host, folder: Path) -> Iterator[str]:
    """Run a D-Bus for this host that allows everything; gives its address. ``folder`` is an empty one."""
    folder.mkdir(parents=True)
    address = f"unix:path={folder / 'bus'}"
    (folder / "bus.conf").write_text(_DBUS_CONF.format(address=address), encoding="utf-8")
    command = ("dbus-daemon", "--nofork", "--nosyslog", "--print-address", f"--config-file={folder / 'bus.conf'}")
    with host.popen(*command) as daemon:
        try:
            if daemon.stdout is None or not daemon.stdout.readline().startswith("unix:"):
                raise RuntimeError("the D-Bus did not start")
            yield address
        finally:
            daemon.terminate()


@contextmanager
def lossy(host: Host, percent: int) -> Iterator[None]:
    """Lose this share of the packets of mDNS in each direction at a host until the context ends. Needs ``nft``."""
    _in(host.namespace, "nft", _LOSS.format(percent=percent))
    try:
        yield
    finally:
        _in(host.namespace, "nft", "delete table inet loss")


@contextmanager
def counted(host: Host) -> Iterator[Callable[[], Traffic]]:
    """Count the packets of mDNS at a host until the context ends; gives what tells the number. Needs ``nft``."""

    def traffic() -> Traffic:
        listed = host.run("nft", "list", "table", "inet", "traffic")
        (received, _), (sent, octets) = (map(int, each) for each in _COUNTER.findall(listed))
        return Traffic(received, sent, octets)

    _in(host.namespace, "nft", _TRAFFIC)
    try:
        yield traffic
    finally:
        _in(host.namespace, "nft", "delete table inet traffic")


def _await_services(daemon: subprocess.Popen[str], folder: Path, count: int) -> None:
    """Read the daemon's log until it is there, with that many services established."""
    deadline = time.monotonic() + AVAHI_START_S
    while True:
        is_over = daemon.poll() is not None or time.monotonic() > deadline
        log = (folder / "log").read_text(encoding="utf-8", errors="replace")
        if "Server startup complete" in log and log.count("successfully established") >= count:
            return
        if is_over or "ignoring service group" in log:
            raise RuntimeError(f"Avahi did not establish its services:\n{log}")
        time.sleep(0.02)


@contextmanager
def _namespaces(count: int, *, ipv6: bool = True) -> Iterator[tuple[str, ...]]:
    names = tuple(f"dnssd{os.getpid()}-{next(_NUMBERS)}" for _ in range(count))
    try:
        for name in names:
            _ip("netns", "add", name)
            # Addresses are usable at once: nobody else can have them.
            _in(name, "sysctl", "-qw", "net.ipv6.conf.all.accept_dad=0", "net.ipv6.conf.default.accept_dad=0")
            if not ipv6:
                _in(name, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1")
            _in(name, "ip", "link", "set", "lo", "up")
        yield names
    finally:
        for name in names:
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)  # noqa: S607 - ip stands elsewhere on each system


def _in(namespace: str, *command: str) -> None:
    _ip("netns", "exec", namespace, *command)


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)  # noqa: S607 - ip stands elsewhere on each system
