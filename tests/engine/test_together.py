"""Announcements of one device, held against each other at the end of a run."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import pytest

from tests.environment import needs_re2
from validator import validate
from validator.checks import CHECKS
from validator.engine import together
from validator.model.announcement import Announcement
from validator.model.finding import Finding
from validator.model.txt import TxtRecord
from validator.pipeline.run import Run
from validator.pipeline.run_judge import RunJudge
from validator.rules.load import RuleBook, user_layer

RULE = """\
service: acme
definition: keys
keys: {id: {unique: true}, UUID: {}, pw: {sensitive: credential}}
companions:
  - {service: _acme-web._tcp, need: required, same: host, equal: {UUID: uuid, pw: pw}, description: the page}
  - {service: _acme-old._tcp, need: forbidden, if: {keys: {id: {const: "7"}}}}
"""


def acme(*strings: str, service: str = "_acme._tcp", host: str = "one.local", name: str = "One") -> Announcement:
    record = TxtRecord(tuple(each.encode() for each in strings) or (b"",))
    return Announcement(service=service, instance=name.encode(), host=host, port=80, txt=record)


def web(*strings: str, host: str = "one.local") -> Announcement:
    return acme(*strings, service="_acme-web._tcp", host=host)


def run_of(folder: Path, *announcements: Announcement, is_partial: bool = False) -> list[Finding]:
    (folder / "acme.yaml").write_text(RULE, encoding="utf-8")
    run = Run(RunJudge(RuleBook([user_layer(folder)]), CHECKS), is_partial=is_partial)
    found = [finding for verdict in run.verdicts(announcements) for finding in verdict.findings]
    assert run.summary.announcements == len(announcements)
    return [each for each in found if each.code in ("KEY031", "KEY032", "KEY033", "KEY034")]


CASES = [
    ("a companion that agrees", [acme("id=1", "UUID=a"), web("uuid=A")], []),
    ("one alone says nothing", [acme("id=1")], []),
    ("nothing else of the device is seen", [acme("id=1"), acme("id=2", host="two.local", name="Two")], []),
    ("the companion is absent", [acme("id=1"), acme(service="_other._tcp")], ["KEY031"]),
    ("that of another host is none", [acme("id=1"), web(host="two.local"), acme(service="_other._tcp")], ["KEY031"]),
    ("one that is forbidden", [acme("id=7"), web(), acme(service="_acme-old._tcp")], ["KEY031"]),
    ("forbidden elsewhere only", [acme("id=8"), web(), acme(service="_acme-old._tcp")], []),
    ("a companion that disagrees", [acme("id=1", "UUID=a"), web("uuid=b")], ["KEY032"]),
    ("of several one agrees", [acme("UUID=a"), web("uuid=b"), acme("uuid=a", service="_acme-web._tcp", name="B")], []),
    ("an identifier twice", [acme("id=1"), acme("id=1", host="two.local", name="Two")], ["KEY033", "KEY033"]),
    ("twice on one host", [acme("id=1"), acme("id=1", name="Two")], []),
]


@pytest.mark.parametrize(("announcements", "codes"), [each[1:] for each in CASES], ids=[each[0] for each in CASES])
def test_what_is_found(announcements: list[Announcement], codes: list[str], tmp_path: Path) -> None:
    assert sorted(each.code for each in run_of(tmp_path, *announcements)) == codes


@pytest.mark.parametrize("announcements", [each[1] for each in CASES], ids=[each[0] for each in CASES])
def test_the_order_does_not_count(announcements: list[Announcement], tmp_path: Path) -> None:
    found = {
        tuple(sorted((each.code, each.message, each.announcement.host or "") for each in run_of(tmp_path, *order)))
        for order in permutations(announcements)
    }
    assert len(found) == 1


def test_what_is_absent_says_nothing_where_types_were_chosen(tmp_path: Path) -> None:
    assert run_of(tmp_path, acme("id=1"), acme(service="_other._tcp"), is_partial=True) == []


def test_secrets_are_hidden(tmp_path: Path) -> None:
    [finding] = run_of(tmp_path, acme("pw=geheim1"), web("pw=geheim2"))
    assert "(hidden)" in finding.message
    assert "geheim" not in repr(finding)


def test_too_many_are_not_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "MAX_TOGETHER", 2)
    many = [acme(f"id={number}", host=f"{number}.local") for number in range(5)]
    assert [each.code for each in run_of(tmp_path, *many, acme("id=1", host="x.local"))] == ["KEY034"]


PRINTER = {"service": "_ipp._tcp", "instance": "P", "host": "p.local", "port": 631, "txt": ["UUID=%s"]}
UUIDS = ("6ba7b810-9dad-41d1-80b4-00c04fd430c8", "6ba7b810-9dad-41d1-80b4-00c04fd430c9")


def lines(folder: Path, count: int = 1) -> Path:
    """Write a dump of printers, each with two services that disagree."""
    path = folder / "dump.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            for service, uuid in zip(("_ipp._tcp", "_ipps._tcp"), UUIDS, strict=True):
                name = {"service": service, "instance": f"P{number}", "host": f"p{number}.local", "port": 631}
                txt = [f"UUID={uuid}", "rp=ipp/print", *(["TLS=1.3"] if service == "_ipps._tcp" else [])]
                file.write(json.dumps(name | {"txt": txt}) + "\n")
    return path


def test_findings_stand_at_the_line_of_the_announcement(tmp_path: Path) -> None:
    result = validate(lines(tmp_path))
    found = [each for verdict in result.verdicts for each in verdict.findings if each.code == "KEY032"]
    assert [(each.location.line, each.key, each.announcement.service) for each in found] == [(1, "UUID", "_ipp._tcp")]
    assert found[0].origin is not None
    assert found[0].origin.path.startswith("companions.")
    assert result.summary.announcements == 2


@needs_re2
def test_many_lines_are_compared_as_few(tmp_path: Path) -> None:
    result = validate(lines(tmp_path, 300))
    found = [each for verdict in result.verdicts for each in verdict.findings if each.code == "KEY032"]
    assert len(found) == 300
    assert result.summary.announcements == 600
