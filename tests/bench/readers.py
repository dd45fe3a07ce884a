"""How long reading DNS messages, captures and lines of YAML takes, ours and others: ``python -m tests.bench.readers``.

Named captures are read too: their messages of mDNS, each once, are the data of a further table. Readers that are not
installed are left out; dpkt, scapy and ruamel.yaml are no dependencies of ours: ``pip install dpkt scapy ruamel.yaml``.
``.github/CONTRIBUTING.md`` holds the figures, and ``tests.bench.losses`` shows what each reader loses.
"""

from __future__ import annotations

import importlib
import importlib.util
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import dns.message
import yaml
from zeroconf._protocol.incoming import DNSIncoming

from tests.bench import capture
from tests.bench.result import ROOT
from validator.capture.datagrams import MDNS, Reassembler
from validator.capture.frames import frames
from validator.documents.yaml import load_document
from validator.errors import RuleFileError
from validator.wire import reader

ROUNDS = 5
MESSAGES = 5_000
PACKETS = 20_000
SLOW = 2_000
"""As many messages or packets are enough for scapy, which takes many times as long as the others."""

Job = tuple[str, int, Callable[[], object]]
"""A reader's name, how many things it reads in one go, and what reads them."""


def main() -> int:
    """Print a table for each kind of data."""
    made = [capture.response(number) for number in range(MESSAGES)]
    _table("messages, as tests/bench/capture.py makes them", _messages(made))
    real = list(_captured(sys.argv[1:]))
    if real:
        _table(f"messages of mDNS, out of {len(sys.argv) - 1} captures", _messages(real))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.pcap"
        capture.write(path, PACKETS, len(made))
        _table("packets of a pcap file of the same messages", _packets(path))
    _table("rule files, with the line of each key", _files(sorted((ROOT / "rules/iana").glob("*.yaml"))))
    return 0


def _captured(paths: Sequence[str]) -> Iterator[bytes]:
    seen = set()
    for path in paths:
        with Path(path).open("rb") as file:
            for _, payload in _datagrams(file):
                if payload not in seen:
                    seen.add(payload)
                    yield payload


def _datagrams(file: Any) -> Iterator[tuple[int, bytes]]:  # noqa: ANN401 - typeshed's own BinaryIO fits no open()
    reassembler = Reassembler()
    for frame in frames(file):
        found = reassembler.datagram(frame)
        if found is not None and MDNS in (found.source, found.target):
            yield frame.number, found.payload


def _messages(data: list[bytes]) -> Iterator[Job]:
    def each(read: Callable[[bytes], object], messages: list[bytes]) -> Callable[[], object]:
        def run() -> None:
            for message in messages:
                with suppress(Exception):  # a message that a reader refuses takes its time too
                    read(message)

        return run

    slow = data[:SLOW]
    yield "validator/wire/reader.py", len(data), each(reader.read, data)
    yield "zeroconf, DNSIncoming", len(data), each(lambda message: DNSIncoming(message).answers(), data)
    yield "dnspython, from_wire", len(data), each(dns.message.from_wire, data)
    if (dpkt := _installed("dpkt.dns")) is not None:
        yield "dpkt, DNS", len(data), each(dpkt.DNS, data)
    if (scapy := _installed("scapy.layers.dns")) is not None:
        yield "scapy, DNS", len(slow), each(lambda message: scapy.DNS(message).an, slow)


def _packets(path: Path) -> Iterator[Job]:
    def ours() -> None:
        with path.open("rb") as file:
            for _, payload in _datagrams(file):
                reader.read(payload)

    yield "validator/capture and wire.py", PACKETS, ours
    if (dpkt := _installed("dpkt")) is not None:

        def by_dpkt() -> None:
            with path.open("rb") as file:
                for _, frame in dpkt.pcap.Reader(file):
                    dpkt.dns.DNS(dpkt.ethernet.Ethernet(frame).data.data.data)

        yield "dpkt, Reader, Ethernet and DNS", PACKETS, by_dpkt
    if (scapy := _installed("scapy.all")) is not None:

        def by_scapy() -> None:
            with scapy.PcapReader(str(path)) as packets:
                for _, packet in zip(range(SLOW), packets, strict=False):
                    _ = packet[scapy.DNS].an

        yield "scapy, PcapReader", SLOW, by_scapy
    if (tshark := shutil.which("tshark")) is not None:
        command = [tshark, "-r", str(path), "-T", "fields", "-e", "dns.txt"]
        yield "tshark -T fields -e dns.txt", PACKETS, lambda: subprocess.run(command, capture_output=True, check=True)


def _files(paths: list[Path]) -> Iterator[Job]:
    texts = [path.read_bytes() for path in paths]

    def ours() -> None:
        for text in texts:
            document = load_document(text, "", RuleFileError)
            keys = document.value.get("keys", ()) if isinstance(document.value, dict) else ()
            for key in keys:
                document.line("keys", key)

    yield "validator/yamlfile.py", len(texts), ours
    yield "PyYAML, SafeLoader, no lines", len(texts), lambda: [yaml.safe_load(text) for text in texts]
    if (ruamel := _installed("ruamel.yaml")) is not None:

        def by_ruamel() -> None:
            reader = ruamel.YAML(typ="rt")
            for text in texts:
                keys = reader.load(text).get("keys", {})
                for key in keys:
                    keys.lc.key(key)

        yield "ruamel.yaml, typ=rt", len(texts), by_ruamel


def _installed(module: str) -> Any:  # noqa: ANN401 - neither of them has types
    if importlib.util.find_spec(module.partition(".")[0]) is None:
        return None
    try:
        return importlib.import_module(module)
    except ImportError:
        return None


def _table(title: str, jobs: Iterator[Job]) -> None:
    """Time the jobs in turn, so that the machine's moods hit all alike, and print the best time of each."""
    listed = list(jobs)
    taken: dict[str, list[float]] = {name: [] for name, _, _ in listed}
    for _ in range(ROUNDS):
        for name, count, run in listed:
            start = time.perf_counter()
            run()
            taken[name].append((time.perf_counter() - start) / count)
    first = min(taken[listed[0][0]])
    sys.stdout.write(f"\n{listed[0][1]} {title}\n")
    for name, _, _ in listed:
        best = min(taken[name])
        sys.stdout.write(f"{best * 1e6:12.1f} us {best / first:8.1f} times ours  {name}\n")


if __name__ == "__main__":
    sys.exit(main())
