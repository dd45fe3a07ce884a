"""How long validating JSON Lines takes, against reading them with orjson and fastjsonschema checking the same keys."""

from __future__ import annotations

import importlib.util
import json
import sys
import tempfile
from pathlib import Path

from tests.bench.result import Result, Skipped, alternate

ANNOUNCEMENTS = 200_000
FAULTY = 1_000
"""One in so many has a value that the rule does not allow."""

BOUND = 1.0
RUNS = 5

PEER = r"""
import sys, orjson, fastjsonschema
check = fastjsonschema.compile({
    "type": "object",
    "properties": {
        "txtvers": {"const": "1"},
        "cport": {"type": "string", "pattern": "^[0-9]{1,5}$"},
        "mode": {"enum": ["normal", "safe", "recovery"]},
        "serial": {"type": "string"},
        "firmware": {"type": "string"},
        "model": {"type": "string"},
    },
    "additionalProperties": False,
})
faults = 0
with open(sys.argv[1], "rb") as file:
    for line in file:
        try:
            check(dict(string.split("=", 1) for string in orjson.loads(line)["txt"]))
        except fastjsonschema.JsonSchemaException:
            faults += 1
print(faults)
"""


def measure() -> Result:
    """Time ``check``. Raises Skipped where the peer is not installed."""
    for module in ("orjson", "fastjsonschema"):
        if importlib.util.find_spec(module) is None:
            raise Skipped(f"{module} is not installed")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "many.jsonl"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(_announcement(number)) + "\n" for number in range(ANNOUNCEMENTS))
        ours, peer = alternate(
            [sys.executable, "-m", "validator", "check", "--quiet", "--fail-on", "never", str(path)],
            [sys.executable, "-c", PEER, str(path)],
            RUNS,
        )
    return Result(f"{ANNOUNCEMENTS} announcements in JSON Lines", ours, "orjson and fastjsonschema", peer, BOUND)


def _announcement(number: int) -> dict[str, object]:
    """No two are alike: name, host, port of the content server and serial number differ."""
    mode = "stuck" if number % FAULTY == 0 else ("normal", "safe", "recovery")[number % 3]
    return {
        "service": "_spx-hmp._tcp",
        "instance": f"Lobby {number}",
        "domain": "local",
        "subtypes": [],
        "host": f"player-{number}.local",
        "port": 80,
        "addresses": [f"198.18.{number >> 8 & 255}.{number & 255}"],
        "txt": [
            "txtvers=1",
            f"cport={1024 + number % 60000}",
            f"mode={mode}",
            f"serial=S{number:07}",
            "firmware=2.1.0",
            f"model=HMP{number % 40 * 10}",
        ],
    }
