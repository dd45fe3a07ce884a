"""What is fed with octets: every reader, and everything else that reads what strangers write.

A target returns where the octets are read or refused as documented, and raises anything else.
"""

from __future__ import annotations

import io
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from tests.sources.harness import SERVICE
from validator.assembly.expectation import Wanted
from validator.assembly.listener import Listener
from validator.assembly.packet import Packet
from validator.checks import CHECKS
from validator.config.read import read as read_config
from validator.documents.toml_lines import located
from validator.documents.yaml import load_document
from validator.engine import baseline
from validator.errors import InputError, RegistryError, UsageError
from validator.json_v1 import dump_announcement
from validator.model.announcement import Announcement, Location, Unreadable
from validator.model.finding import Summary
from validator.model.names import service_path
from validator.model.txt import join, split
from validator.pipeline.run import Run
from validator.pipeline.run_judge import RunJudge
from validator.registry.compile import compile_document
from validator.registry.document import parse_document
from validator.registry.grammar import read_note
from validator.reports import REPORTS
from validator.reports.base import Context
from validator.rules.lint import lint
from validator.rules.load import RuleBook
from validator.sources import SOURCES
from validator.sources.read import read
from validator.wire import reader, writer

ROOT = Path(__file__).parents[2]
FILE = "dump"


class Target(Struct, frozen=True):
    """A function of octets, and inputs to begin with."""

    feed: Callable[[bytes], object]
    seeds: Callable[[], Iterable[bytes]]


def read_dump(octets: bytes, name: str | None = None) -> list[Announcement]:
    """Read a dump as a format, or as what is recognised; a place and a reason for all that cannot be read."""
    found = list[Announcement]()
    try:
        for each in read(io.BytesIO(octets), FILE, name, SERVICE):
            assert each.location.file == FILE
            if isinstance(each, Unreadable):
                assert each.reason
                assert "\n" not in each.reason
            else:
                found.append(each)
    except InputError as error:
        assert error.file == FILE  # noqa: PT017 - either of two outcomes is good
    return found


def wire(octets: bytes) -> None:
    """What is read of a DNS message is written and read as the same, unless it is damaged."""
    message = reader.read(octets)
    assert message == reader.read(octets)
    if message.faults:
        return
    again = reader.read(writer.encode(message))
    assert not again.faults
    assert [(each.name, each.rtype) for each in again.records] == [(each.name, each.rtype) for each in message.records]


def txt(octets: bytes) -> None:
    """A TXT record is its strings and what is damaged of it, to the octet."""
    record = split(octets)
    if record.damage is None and len(octets) > 0:
        assert join(record) == octets


def live(octets: bytes) -> None:
    """Packets, each behind two octets of its length, of three senders on two links."""
    listener, at, number = Listener(), 0, 0
    while at + 2 <= len(octets):
        size = int.from_bytes(octets[at : at + 2]) % 1_500
        data = octets[at + 2 : at + 2 + size]
        packet = Packet(data, f"eth{number % 2}", f"192.0.2.{number % 3}", 5353, float(number))
        listener.receive(packet)
        at, number = at + 2 + size, number + 1
    listener.expire(float(number), 0.0)
    found, _ = listener.outcome(Wanted())
    _judged(found)


def notes(octets: bytes) -> None:
    """A note is read, and each of its characters is accounted for."""
    note = octets.decode("utf-8", "replace")
    reading = read_note(note)
    assert "".join(note[part.start : part.end] for part in reading.parts) == note


def registry(octets: bytes) -> None:
    """A registry is compiled, or refused with its place."""
    try:
        compile_document(parse_document(octets, FILE))
    except RegistryError as error:
        assert str(error).startswith(FILE)  # noqa: PT017 - as above


def rules(octets: bytes) -> None:
    """A rule file is good, or has problems."""
    assert all(problem.message for problem in lint(octets, "x.yaml"))


def config(octets: bytes) -> None:
    """A configuration is read, or refused with its place."""
    file = _folder() / "dnssd-validator.toml"
    file.write_bytes(octets)
    try:
        read_config(str(file))
    except UsageError as error:
        assert str(file) in str(error)  # noqa: PT017 - as above


def known_findings(octets: bytes) -> None:
    """A baseline is read, or refused with its place."""
    try:
        baseline.read(octets, FILE)
    except UsageError as error:
        assert error.file == FILE  # noqa: PT017 - as above


def yaml_text(octets: bytes) -> None:
    """A YAML text is read, or refused with its place."""
    try:
        load_document(octets, FILE, InputError)
    except InputError as error:
        assert error.file == FILE  # noqa: PT017 - as above


def toml_places(octets: bytes) -> None:
    """Every value of a good TOML text has a line; what else is TOML does not come there."""
    text = octets.decode("utf-8", "replace")
    try:
        tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return
    assert all(1 <= line <= text.count("\n") + 1 for line in located(text).values())


def reports(octets: bytes) -> None:
    """Every report is written of what any dump says."""
    found = read_dump(octets)
    for report in REPORTS.values():
        run = Run(RunJudge(_book(), CHECKS))
        "".join(report.render(run.verdicts(found), Context(summary=run.summary)))


def round_trip(octets: bytes) -> None:
    """The announcements of a JSON report are those that went in.

    A malformed service type that holds a service instance name is taken apart when it is read back.
    """
    first = [each for each in read_dump(octets) if str(service_path(each.service).service) == each.service]
    written = _json_report(first)
    second = [each for each in read_dump(written, "json") if not each.is_remark]
    plain = [each for each in first if not each.is_remark]
    assert [_bare(each) for each in second] == [_bare(each) for each in plain]


def _json_report(found: Iterable[Announcement]) -> bytes:
    run = Run(RunJudge(_book(), CHECKS, reveal=True))
    return "".join(REPORTS["json"].render(run.verdicts(found), Context(summary=run.summary))).encode()


def _bare(announcement: Announcement) -> bytes:
    return msgspec.json.encode(dump_announcement(replace(announcement, location=Location(), string_lines=())))


def _judged(found: Iterable[Announcement]) -> Summary:
    run = Run(RunJudge(_book(), CHECKS))
    for verdict in run.verdicts(found):
        assert all(finding.message for finding in verdict.findings)
    return run.summary


@cache
def _book() -> RuleBook:
    return RuleBook()


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="fuzz-"))


def _samples(name: str | None) -> Iterator[bytes]:
    from tests.capture import test_capture
    from tests.sources.test_read import SAMPLES
    from validator.sources.read import recognise

    for sample in [*SAMPLES, *(test_capture.SAMPLES if name in (None, "capture") else ())]:
        try:
            format_of = recognise(sample).name
        except InputError:
            format_of = "txt"
        if name in (None, format_of):
            yield sample
    if name == "dns-message":
        yield from _messages()


def _files(*globs: str) -> Iterator[bytes]:
    for glob in globs:
        yield from (path.read_bytes() for path in sorted(ROOT.glob(glob)))


def _messages() -> Iterator[bytes]:
    from tests.live import attacker

    yield attacker.instance((b"a", *attacker.TYPE))
    yield from attacker.senseless()


def _packets() -> Iterator[bytes]:
    messages = list(_messages())
    yield b"".join(len(each).to_bytes(2) + each for each in messages[:1] + messages[-8:])


def _notes() -> Iterator[bytes]:
    from tests.registry.test_grammar import WHOLE

    yield from (note.encode() for note in WHOLE)


TARGETS: dict[str, Target] = {
    "any-format": Target(read_dump, partial(_samples, None)),
    **{f"read-{name}": Target(partial(read_dump, name=name), partial(_samples, name)) for name in SOURCES},
    "wire": Target(wire, _messages),
    "txt": Target(txt, lambda: [b"\x09txtvers=1\x03a=b\x00", b"\x05ab"]),
    "live": Target(live, _packets),
    "notes": Target(notes, _notes),
    "registry": Target(registry, partial(_files, "tests/registry/data/small.*")),
    "rules": Target(rules, partial(_files, "examples/rules/*.yaml", "rules/specs/h*.yaml")),
    "config": Target(config, lambda: [b'fail-on = "warning"\n[[report]]\nformat = "json"\noutput = "a/b"\n']),
    "baseline": Target(known_findings, lambda: [b'{"version": 1, "findings": []}']),
    "yaml": Target(yaml_text, partial(_files, "examples/rules/*.yaml")),
    "toml-places": Target(toml_places, lambda: [b'[[report]]\nformat = "a"\n[[report]]\n"format" = 1 # x\n']),
    "reports": Target(reports, partial(_files, "examples/*.jsonl", "examples/*.service")),
    "round-trip": Target(round_trip, partial(_samples, None)),
}
"""Every target by its name."""
