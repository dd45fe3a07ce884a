"""What holds of every difference: none with itself, the same from both ends, and nothing overlooked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from validator.checks import CHECKS
from validator.diff.compare import compare
from validator.diff.side import Side
from validator.diff.structs import Difference, InstanceChange
from validator.model.announcement import Announcement, Fidelity
from validator.model.observation import About, Observation
from validator.model.txt import Damage, DamageKind, TxtRecord
from validator.pipeline.run import Run
from validator.pipeline.run_judge import RunJudge
from validator.reports.views.difference import as_json
from validator.reports.views.difference_text import as_markdown, as_text
from validator.rules.load import RuleBook

RULES = RuleBook()

STRINGS = st.sampled_from(
    [b"", b"a", b"a=", b"A=1", b"a=2", b"b=1", b"\xff=\xfe", b"mode=turbo", b"password=x", b"=", b"p=***"]
)
RECORDS = st.none() | st.builds(
    TxtRecord,
    st.lists(STRINGS, max_size=4).map(tuple),
    st.none() | st.builds(Damage, st.just(DamageKind.OVERRUN), st.just(3), st.just(9), st.sampled_from([b"x", b"p=1"])),
)
OBSERVED = st.builds(Observation, about=st.sampled_from(About), is_gone=st.booleans(), senders=st.just(("192.0.2.1",)))
ANNOUNCEMENTS = st.builds(
    Announcement,
    service=st.sampled_from(["_spx-hmp._tcp", "_SPX-HMP._tcp", "_htpp._tcp", ""]),
    instance=st.sampled_from([None, b"X", b"x", b"X (2)", b"\xff"]),
    domain=st.sampled_from(["local", "Local", "example.com"]),
    host=st.sampled_from([None, "a.local", "A.local", "b.local"]),
    port=st.sampled_from([None, 0, 80, 81]),
    addresses=st.lists(st.sampled_from(["192.0.2.1", "fe80::1"]), max_size=2).map(tuple),
    subtypes=st.lists(st.sampled_from(["_a", "_A", "_b"]), max_size=2).map(tuple),
    txt=RECORDS,
    lost=st.frozensets(st.sampled_from(Fidelity), max_size=2),
    observation=st.none() | OBSERVED,
)
AUDITS = st.lists(ANNOUNCEMENTS, max_size=6)


def side(announcements: Sequence[Announcement]) -> Side:
    run = Run(RunJudge(RULES, CHECKS))
    found = Side("input", {"jsonl": None}, summary=run.summary)
    for announcement, verdict in run.pairs(announcements):
        found.add(announcement, verdict)
    return found


TURNED = {"appeared": "vanished", "vanished": "appeared"}


def seen(found: Difference, *, turned: bool) -> dict[str, object]:
    """What came, went and changed, without order; ``turned``: as it is seen from the other end."""
    step = -1 if turned else 1

    def change(each: InstanceChange) -> object:
        parts: list[tuple[str, list[Any]]] = [(part.field, [part.before, part.after]) for part in each.fields]
        parts += [(part.what, [part.before, part.after]) for part in each.record]
        keys = [
            (part.key.lower(), TURNED.get(part.change, part.change) if turned else part.change, part.before, part.after)
            for part in each.keys
        ]
        told = [(name, [sorted(map(repr, end)) for end in ends][::step]) for name, ends in parts]
        told += [(f"{name} {what}", [sorted(map(repr, end)) for end in ends][::step]) for name, what, *ends in keys]
        return sorted(map(repr, told))

    return {
        "devices": [sorted(each.name.lower() for each in end) for end in ends_of(found.devices)][::step],
        "services": [sorted(each.lower() for each in end) for end in ends_of(found.services)][::step],
        "instances": [sorted(map(repr, end)) for end in ends_of(found.instances)][::step],
        "changed": sorted(repr(change(each)) for each in (*found.instances.changed, *found.instances.renamed)),
        "findings": [len(found.findings.new), len((*found.findings.fixed, *found.findings.gone))][::step],
        "not compared": sum(each.count for each in found.not_compared),
    }


def ends_of(group: Any) -> tuple[Sequence[Any], Sequence[Any]]:  # noqa: ANN401 - devices, services or instances
    return group.appeared, group.vanished


@given(AUDITS)
def test_nothing_differs_from_itself(announcements: list[Announcement]) -> None:
    assert compare(side(announcements), side(announcements)).is_empty
    assert compare(side(announcements), side(announcements * 2)).is_empty


@given(AUDITS, AUDITS)
def test_both_ends_see_the_same(old: list[Announcement], new: list[Announcement]) -> None:
    forth, back = compare(side(old), side(new)), compare(side(new), side(old))
    assert seen(forth, turned=False) == seen(back, turned=True)


@given(AUDITS, AUDITS)
def test_every_report_shows_it(old: list[Announcement], new: list[Announcement]) -> None:
    found = compare(side(old), side(new))
    for report in ("".join(as_text(found)), "".join(as_markdown(found)), as_json(found)):
        assert all(line.isprintable() for line in report.split("\n"))
        assert report.endswith("\n")
        assert "password=x" not in report


@given(RECORDS, RECORDS)
def test_no_change_of_a_record_is_overlooked(old: TxtRecord | None, new: TxtRecord | None) -> None:
    common = Announcement(service="_htpp._tcp", instance=b"X")
    sides = [side([msgspec.structs.replace(common, txt=each)]) for each in (old, new)]
    found = compare(*sides)
    # The empty record has two forms that mean the same (RFC 6763 section 6.1).
    forms = [
        None if each is None else msgspec.structs.replace(each, strings=each.strings or (b"",)) for each in (old, new)
    ]
    masked = any(raw == b"p=***" for each in (old, new) if each is not None for raw in each.strings)
    if not masked:
        assert bool(found.instances.changed) == (forms[0] != forms[1])
