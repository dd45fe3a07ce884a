"""How long validating JSON Lines takes, against reading them with orjson and fastjsonschema checking the same keys.

Once with announcements as networks have them (realistic.py: nothing repeated, one in twenty faulty), and once with
these again and again: a log in which devices repeat themselves. Both run on one core.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
from pathlib import Path

from tests.bench.realistic import write_json_lines
from tests.bench.result import Result, Skipped, alternate

ANNOUNCEMENTS = 20_000
REPEATED = 500
"""Announcements that the log repeats."""

BOUND = 5.0
RUNS = 3

PEER = r"""
import sys, orjson, fastjsonschema
HEX, UUID, NUMBER, MAC = "^[0-9A-Fa-f]+$", "^[0-9A-Fa-f-]{36}$", "^[0-9]+$", "^([0-9A-F]{2}:){5}[0-9A-F]{2}$"
KEYS = {
    "_ipp._tcp": {"txtvers": "^1$", "qtotal": NUMBER, "rp": "", "ty": "", "adminurl": "^https?://", "note": "",
        "priority": NUMBER, "product": "^[(]", "pdl": "/", "UUID": UUID, "Color": "^[TFU]$", "Duplex": "^[TFU]$"},
    "_uscan._tcp": {"txtvers": "^1$", "vers": "", "ty": "", "adminurl": "^https?://", "UUID": UUID, "pdl": "/"},
    "_airplay._tcp": {"deviceid": MAC, "features": "^0x", "flags": "^0x", "gid": UUID, "model": "", "pi": UUID,
        "psi": UUID, "pk": "^[0-9a-f]{64}$", "srcvers": "", "vv": NUMBER},
    "_raop._tcp": {"cn": "^[0-9,]+$", "et": "^[0-9,]+$", "ft": "^0x", "pk": "^[0-9a-f]{64}$", "tp": "^UDP",
        "vn": NUMBER},
    "_googlecast._tcp": {"id": "^[0-9a-f]{32}$", "ve": NUMBER, "ca": NUMBER, "st": NUMBER},
    "_hap._tcp": {"c#": NUMBER, "id": MAC, "s#": NUMBER, "sf": NUMBER, "ci": NUMBER, "ff": NUMBER},
    "_companion-link._tcp": {"rpBA": MAC, "rpMRtID": UUID, "rpFl": "^0x"},
    "_http._tcp": {"path": "^/"},
    "_adisk._tcp": {"sys": "=", "dk0": "="},
    "_esphomelib._tcp": {"mac": "^[0-9a-f]{12}$"},
    "_hue._tcp": {"bridgeid": HEX},
    "_device-info._tcp": {"model": "", "osxvers": NUMBER},
    "_sonos._tcp": {"info": "^/", "vers": NUMBER},
    "_matter._tcp": {"SII": NUMBER, "SAI": NUMBER, "SAT": NUMBER, "T": NUMBER},
    "_ssh._tcp": {},
}
checks = {
    service: fastjsonschema.compile(
        {"type": "object", "properties": {key: {"type": "string", "pattern": one} for key, one in keys.items()}}
    )
    for service, keys in KEYS.items()
}
faults = 0
with open(sys.argv[1], "rb") as file:
    for line in file:
        announced = orjson.loads(line)
        try:
            pairs = (each.partition("=") for each in announced["txt"])
            checks[announced["service"]]({key: value for key, _, value in pairs})
        except fastjsonschema.JsonSchemaException:
            faults += 1
print(faults)
"""

ONE_CORE = (
    "import os, sys; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); os.execv(sys.argv[1], sys.argv[1:])"
)


def measure() -> Result:
    """Time ``check`` on announcements of which none comes twice. Raises Skipped where the peer is not installed."""
    return _measure(1, "announcements, nothing repeated, 5 % faulty")


def measure_repeats() -> Result:
    """Time ``check`` on a log that repeats itself. Raises Skipped where the peer is not installed."""
    return _measure(ANNOUNCEMENTS // REPEATED, f"announcements, {REPEATED} again and again")


def _measure(times: int, what: str) -> Result:
    for module in ("orjson", "fastjsonschema"):
        if importlib.util.find_spec(module) is None:
            raise Skipped(f"{module} is not installed")
    if not hasattr(os, "sched_setaffinity"):
        raise Skipped("a process cannot be kept on one core here")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "many.jsonl"
        write_json_lines(path, ANNOUNCEMENTS // times)
        path.write_bytes(path.read_bytes() * times)
        alone = [sys.executable, "-c", ONE_CORE, sys.executable]
        ours, peer = alternate(
            [*alone, "-m", "validator", "check", "--quiet", "--fail-on", "never", str(path)],
            [*alone, "-c", PEER, str(path)],
            RUNS,
        )
    return Result(f"{ANNOUNCEMENTS} {what}, in JSON Lines", ours, "orjson and fastjsonschema", peer, BOUND)
