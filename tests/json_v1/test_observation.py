"""What was heard of an announcement comes back from JSON as it was, and nonsense in it is an error with a place."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from validator.checks import CHECKS
from validator.engine.judge import Judge
from validator.json_v1 import DumpError, convert_announcement, decode_announcement, dump_announcement
from validator.model.announcement import Announcement, Location
from validator.model.observation import About, Claim, Lifetimes, Observation
from validator.model.txt import split
from validator.rules.load import RuleBook

BOOK = RuleBook()
TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), max_size=3).map(tuple)
COUNTS = st.integers(0, 1 << 40)
RECORDS = st.binary(max_size=40).map(split)
SAID = st.builds(
    Claim,
    txt=st.lists(RECORDS, max_size=2).map(tuple),
    server=st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    senders=TEXTS,
    interfaces=TEXTS,
)
OBSERVED = st.builds(
    Observation,
    about=st.sampled_from(About),
    senders=TEXTS,
    is_listed=st.booleans(),
    unanswered=TEXTS | st.just(("SRV", "TXT", "address")),
    lifetimes=st.lists(
        st.builds(Lifetimes, st.sampled_from(["A", "PTR", "SRV", "TXT", "X"]), st.lists(COUNTS, max_size=3).map(tuple)),
        max_size=3,
    ).map(tuple),
    unflushed=TEXTS,
    flushed=TEXTS,
    off_link=TEXTS,
    changes=COUNTS,
    changes_a_minute=COUNTS,
    before=st.lists(RECORDS, max_size=2).map(tuple),
    conflicts=st.lists(SAID, max_size=3).map(tuple),
    turns=COUNTS,
    elsewhere=st.lists(SAID, max_size=2).map(tuple),
    goodbyes=COUNTS,
    is_gone=st.booleans(),
    damaged=COUNTS,
    damages=TEXTS,
)


def announcement(observation: Observation) -> Announcement:
    return Announcement(
        service="_ipp._tcp", instance=b"One", host="box.local", port=1, txt=split(b"\0"), observation=observation
    )


@given(OBSERVED)
def test_it_comes_back(observation: Observation) -> None:
    line = msgspec.json.encode(dump_announcement(announcement(observation)))
    assert decode_announcement(line, Location()) == announcement(observation)


@given(OBSERVED)
def test_it_gets_a_verdict(observation: Observation) -> None:
    verdict = Judge(BOOK, CHECKS).verdict(announcement(observation))
    for finding in verdict.findings:
        assert finding.message.strip()
        assert "\n" not in finding.hint


NONSENSE = [
    ('{"about": "nobody"}', "observation.about"),
    ('{"senders": [1]}', "observation.senders"),
    ('{"before": [{"base64": "?"}]}', "observation: expected Base64"),
    ("[]", "observation"),
]


@pytest.mark.parametrize(("text", "reason"), NONSENSE, ids=[each[0] for each in NONSENSE])
def test_nonsense_is_refused(text: str, reason: str) -> None:
    line = f'{{"service": "_ipp._tcp", "observation": {text}}}'.encode()
    with pytest.raises(DumpError) as caught:
        decode_announcement(line, Location())
    assert reason in str(caught.value)


@pytest.mark.parametrize("observation", [{"senders": ["\ud800"]}, {"before": [["\udcff"]]}, {"damages": ["\ud800"]}])
def test_a_lone_surrogate_is_no_text(observation: dict[str, object]) -> None:
    with pytest.raises(DumpError, match="observation: a lone surrogate is no text"):
        convert_announcement({"service": "_ipp._tcp", "observation": observation}, Location())
