"""Responders that others wrote, each started on a host of ``netns``: what a browse meets in the field.

systemd-resolved and the packages of npm are where ``.ci/run`` puts them (``CACHE``); ``why_not`` of each says what is
missing. All run with a host name and mounts of their own. Each is there a few seconds after its start: wait for it.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.cli import command
from tests.live import netns

CACHE = command.ROOT / ".ci" / "cache"
RESOLVED = CACHE / "deb" / "lib" / "systemd" / "systemd-resolved"
NODE_MODULES = CACHE / "npm" / "node_modules"

_NAMED = 'hostname "$1"; shift; exec "$@"'

# It asks for a user, a folder in /run and (where networkd is not) per interface whether mDNS is wanted.
_RESOLVED = """
set -e
mount --make-rprivate /
for each in passwd group; do mount --bind "$1/$each" /etc/$each; done
mount --bind "$1" /etc/systemd
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/resolve/netif
for index in $(cat /sys/class/net/*/ifindex); do echo MDNS=yes >/run/systemd/resolve/netif/$index; done
exec "$2"
"""

_RESOLVED_CONF = """\
[Resolve]
MulticastDNS=yes
LLMNR=no
DNSStubListener=no
"""

_ZEROCONF = """
import json, socket, sys, time
from zeroconf import ServiceInfo, Zeroconf

kind, name, port, text, addresses = json.loads(sys.argv[1])
zeroconf = Zeroconf()
addresses = [socket.inet_pton(socket.AF_INET6 if ":" in each else socket.AF_INET, each) for each in addresses]
info = ServiceInfo(kind, f"{name}.{kind}", port=port, properties=bytes.fromhex(text), server="box.local.",
                   addresses=addresses)
zeroconf.register_service(info)
time.sleep(600)
"""


def why_no_resolved() -> str | None:
    """Return why systemd-resolved cannot be run."""
    return netns.why_not("mount", "hostname") or (None if RESOLVED.exists() else "systemd-resolved is not unpacked")


def why_no_npm() -> str | None:
    """Return why the responders of npm cannot be run."""
    return netns.why_not("node", "hostname") or (None if NODE_MODULES.exists() else "npm's packages are not installed")


@contextmanager
def running(host: netns.Host, folder: Path, *line: str, mounts: bool = False) -> Iterator[Path]:
    """Run a command on a host that has its own name, until the context ends; gives its log. Creates ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "log"
    namespaces = ("--uts", "--mount") if mounts else ("--uts",)
    with host.popen("unshare", *namespaces, "sh", "-c", _NAMED, "sh", host.name, *line, log=log) as process:
        try:
            yield log
        finally:
            process.terminate()


@contextmanager
def resolved(host: netns.Host, folder: Path, services: dict[str, str]) -> Iterator[None]:
    """Run systemd-resolved with ``.dnssd`` files (name without suffix, content)."""
    (folder / "dnssd").mkdir(parents=True)
    (folder / "resolved.conf").write_text(_RESOLVED_CONF, encoding="utf-8")
    for name in ("passwd", "group"):
        lines = Path("/etc", name).read_text(encoding="utf-8").splitlines()
        own = "systemd-resolve:x:0:0::/:/bin/false" if name == "passwd" else "systemd-resolve:x:0:"
        kept = [line for line in lines if not line.startswith("systemd-resolve:")]
        (folder / name).write_text("\n".join([*kept, own, ""]), encoding="utf-8")
    for name, content in services.items():
        (folder / "dnssd" / f"{name}.dnssd").write_text(content, encoding="utf-8")
    with running(host, folder, "sh", "-c", _RESOLVED, "sh", str(folder), str(RESOLVED), mounts=True):
        yield


@contextmanager
def mdnsd(host: netns.Host, folder: Path, services: dict[str, str]) -> Iterator[None]:
    """Run troglobit's mdnsd with ``.service`` files (name without suffix, content)."""
    (folder / "services").mkdir(parents=True)
    for name, content in services.items():
        (folder / "services" / f"{name}.service").write_text(content, encoding="utf-8")
    with running(host, folder, "mdnsd", "-n", "-i", "eth0", str(folder / "services")):
        yield


@contextmanager
def zeroconf(host: netns.Host, folder: Path, service: tuple[str, str, int, bytes, list[str]]) -> Iterator[None]:
    """Run python-zeroconf with a service: type, instance, port, TXT RDATA, addresses of ``box.local``."""
    kind, name, port, text, addresses = service
    asked = json.dumps([f"{kind}.local.", name, port, text.hex(), addresses])
    with running(host, folder, sys.executable, "-c", _ZEROCONF, asked):
        yield


@contextmanager
def npm(host: netns.Host, folder: Path, library: str, options: dict[str, object]) -> Iterator[None]:
    """Run a responder of npm: ``ciao`` or ``bonjour-service``, with the options that it takes."""
    script = Path(__file__).parent / "npm" / "responder.js"
    where = f"NODE_PATH={NODE_MODULES}"
    node = shutil.which("node") or "node"
    with running(host, folder, "env", where, node, str(script), library, json.dumps(options)):
        yield
