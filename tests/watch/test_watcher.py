"""From one moment of a network to the next: what appeared, changed and left, and which findings came and went."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from validator.checks import CHECKS
from validator.model.announcement import Announcement, Fidelity, Location
from validator.model.observation import About, Observation
from validator.model.txt import TxtRecord
from validator.pipeline.run_judge import RunJudge
from validator.rules.load import RuleBook
from validator.watch.events import Change, Event, Kind
from validator.watch.watcher import GOODBYE, PATIENCE_S, SILENT, UNLISTED, Watcher

BOOK = RuleBook()
LOBBY = Announcement(
    service="_spx-hmp._tcp",
    instance=b"Lobby",
    host="hmp.local",
    port=80,
    addresses=("192.0.2.1",),
    txt=TxtRecord((b"txtvers=1", b"mode=normal")),
    location=Location(interfaces=("eth0",)),
    observation=Observation(senders=("192.0.2.1",), is_listed=True),
)
DESK = replace(LOBBY, instance=b"Desk", host="desk.local")
NO_TXT = replace(LOBBY, txt=None, lost=frozenset({Fidelity.TXT}))
NO_SRV = replace(LOBBY, host=None, port=None, addresses=())
GONE = replace(LOBBY, observation=Observation(is_gone=True, goodbyes=1))
DAMAGING = Announcement(
    service="",
    addresses=("192.0.2.9",),
    observation=Observation(about=About.RESPONDER, senders=("192.0.2.9",), damaged=2),
)


def with_txt(*strings: bytes) -> Announcement:
    return replace(LOBBY, txt=TxtRecord(strings))


def watcher() -> Watcher:
    return Watcher(RunJudge(BOOK, CHECKS).verdict)


def shown(events: Iterable[Event]) -> list[str]:
    """Write events in short."""
    lines = []
    for event in events:
        name = (event.announcement.instance or b"").decode()
        code = "" if event.finding is None else f" {event.finding.code}"
        changes = "".join(f" {each.key or each.field}:{each.before}>{each.after}" for each in event.changes)
        lines.append(f"{event.kind.value} {name}{code}{changes}{' ' + event.reason if event.reason else ''}")
    return lines


@pytest.mark.parametrize(
    ("moments", "expected"),
    [
        # what is announced at which second; what happens then
        ([(0, [LOBBY])], [["appeared Lobby"]]),
        ([(0, [LOBBY]), (1, [LOBBY])], [["appeared Lobby"], []]),
        ([(0, [LOBBY]), (1, [LOBBY, DESK])], [["appeared Lobby"], ["appeared Desk"]]),
        ([(0, [LOBBY]), (1, [])], [["appeared Lobby"], [f"left Lobby {UNLISTED}"]]),
        ([(0, [LOBBY]), (1, [GONE]), (2, [GONE])], [["appeared Lobby"], [f"left Lobby {GOODBYE}"], []]),
        ([(0, [GONE])], [[]]),
        (
            [(0, [LOBBY]), (1, [GONE]), (2, [LOBBY])],
            [["appeared Lobby"], [f"left Lobby {GOODBYE}"], ["appeared Lobby"]],
        ),
        # what may still come
        ([(0, [NO_TXT]), (1, [NO_TXT]), (2, [LOBBY])], [[], [], ["appeared Lobby"]]),
        (
            [(0, [NO_TXT]), (PATIENCE_S, [NO_TXT]), (9, [LOBBY])],
            [[], ["appeared Lobby"], ["changed Lobby txtvers:None>=1 mode:None>=normal"]],
        ),
        ([(0, [NO_TXT]), (1, [])], [[], []]),
        # nobody answers any more
        (
            [(0, [LOBBY]), (1, [NO_SRV]), (1 + PATIENCE_S, [NO_SRV]), (60, [NO_SRV]), (61, [LOBBY])],
            [["appeared Lobby"], [], [f"left Lobby {SILENT}"], [], ["appeared Lobby"]],
        ),
        ([(0, [LOBBY]), (1, [NO_SRV]), (2, [LOBBY])], [["appeared Lobby"], [], []]),
        # changes
        (
            [(0, [with_txt(b"mode=normal", b"a", b"b=")]), (1, [with_txt(b"MODE=safe", b"b=1")])],
            [
                ["appeared Lobby", "finding Lobby KEY001", "finding Lobby KEY001"],
                [
                    "changed Lobby MODE:None>=safe b:=>=1 mode:=normal>None a:>None",
                    "finding Lobby KEY014",
                    "fixed Lobby KEY001",
                ],
            ],
        ),
        (
            [(0, [LOBBY]), (1, [replace(LOBBY, port=81, addresses=("192.0.2.1", "fe80::1"))])],
            [["appeared Lobby"], ["changed Lobby port:80>81 addresses:192.0.2.1>192.0.2.1, fe80::1"]],
        ),
        (
            [(0, [with_txt(b"mode=x")]), (1, [with_txt(b"mode=y")]), (2, [with_txt(b"mode=safe")])],
            [
                ["appeared Lobby", "finding Lobby KEY003"],
                ["changed Lobby mode:=x>=y"],
                ["changed Lobby mode:=y>=safe", "fixed Lobby KEY003"],
            ],
        ),
        # what is about no instance
        ([(0, [DAMAGING]), (1, [DAMAGING]), (2, [])], [["finding  NET011"], [], []]),
    ],
)
def test_what_happens(moments: list[tuple[float, list[Announcement]]], expected: list[list[str]]) -> None:
    watching = watcher()
    assert [shown(watching.look(found, now)) for now, found in moments] == expected


def test_a_secret_that_changes_shows_only_that_it_did() -> None:
    watching = watcher()
    secret = replace(LOBBY, service="_ssh._tcp")
    watching.look([replace(secret, txt=TxtRecord((b"p=hunter2",)))], 0)
    [changed] = [each for each in watching.look([replace(secret, txt=TxtRecord((b"p=hunter3",)))], 1) if each.changes]
    assert changed.changes == (Change("txt", "p", "=***", "=***"),)


def test_what_is_said_once_a_run_is_not_mended() -> None:
    watching = watcher()
    unknown = replace(LOBBY, service="_nobody-has-this._tcp")
    first = shown(watching.look([unknown], 0))
    assert "finding Lobby REG001" in first
    again = shown(watching.look([replace(unknown, txt=TxtRecord((b"a=1",)))], 1))
    assert again == ["changed Lobby txtvers:=1>None mode:=normal>None a:None>=1"] or "fixed" not in " ".join(again)


def test_what_is_said_once_counts_as_long_as_it_is_there() -> None:
    judge = RunJudge(BOOK, CHECKS, repeated=frozenset(check.code for check in CHECKS))
    watching = Watcher(judge.verdict)
    unknown = replace(LOBBY, service="_nobody-has-this._tcp")
    other = replace(unknown, instance=b"Desk")
    said = shown(watching.look([unknown, other], 0))
    assert sum("REG001" in each for each in said) == 1
    assert [each.code for each in watching.findings].count("REG001") == 1
    watching.look([other, replace(unknown, txt=TxtRecord((b"a=1",)))], 1)
    watching.look([replace(unknown, txt=TxtRecord((b"a=1",)))], 2)
    assert [each.code for each in watching.findings].count("REG001") == 1
    watching.look([], 3)
    assert list(watching.findings) == []


MOMENTS = st.lists(
    st.lists(
        st.sampled_from([LOBBY, DESK, NO_TXT, NO_SRV, GONE, with_txt(b"mode=x"), with_txt(b"a=1", b"a=2")]),
        max_size=4,
    ),
    max_size=12,
)


@given(MOMENTS)
def test_events_tell_the_state(moments: list[list[Announcement]]) -> None:
    """Who keeps the books by the events knows which services are there, and which findings."""
    watching = watcher()
    present: set[bytes | None] = set()
    findings: list[tuple[bytes | None, str, str | None]] = []
    for now, found in enumerate(moments):
        for event in watching.look(found, now * 2.0):
            instance = event.announcement.instance
            if event.kind is Kind.APPEARED:
                assert instance not in present
                present.add(instance)
            elif event.kind is Kind.LEFT:
                present.remove(instance)
                findings = [each for each in findings if each[0] != instance]
            elif event.finding is not None and event.finding.once is None:
                entry = instance, event.finding.code, event.finding.key
                (findings.append if event.kind is Kind.FINDING else findings.remove)(entry)
        assert present == {each.instance for each in watching.present}
        live = [(each.announcement.instance, each.code, each.key) for each in watching.findings]
        assert sorted(map(str, findings)) == sorted(map(str, live))
