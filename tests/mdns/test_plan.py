"""When a browse asks what, and when it ends: played in simulated time."""

from __future__ import annotations

from itertools import pairwise

from msgspec.structs import replace

from validator import names
from validator.assemble import Assembler
from validator.mdns.plan import MAX_QUESTIONS, Plan
from validator.wire import Message, Name, Question, Record, RType

ENUMERATION = names.split("_services._dns-sd._udp.local")
IPP = names.split("_ipp._tcp.local")
ONE = (b"One", *IPP)
STEP_S = 1 / 16
END_S = 30.0


def pointer(owner: Name, target: Name) -> Record:
    return Record(owner, RType.PTR, 1, flush=False, ttl_s=4500, rdata=b"", target=target)


RESOLVED = [
    Record(ONE, RType.SRV, 1, flush=True, ttl_s=120, rdata=b"", target=(b"box", b"local")),
    Record(ONE, RType.TXT, 1, flush=True, ttl_s=120, rdata=b"\0"),
    Record((b"box", b"local"), RType.A, 1, flush=True, ttl_s=120, rdata=b"", address="192.0.2.1"),
]


def resolved(name: Name) -> list[Record]:
    return [pointer(IPP, name), *(replace(each, name=name) for each in RESOLVED[:2]), RESOLVED[2]]


class Lan:
    """Responders: what is answered to which question, from which time on."""

    def __init__(self) -> None:
        self.answers: list[tuple[Name, int, float, list[Record]]] = []

    def answer(self, name: Name, rtype: int, *records: Record, after: float = 0) -> None:
        """Answer a question with these records, from a time on."""
        self.answers.append((name, rtype, after, list(records)))

    def to(self, question: Question, now: float) -> list[Record]:
        """Return the answers to a question."""
        return [
            record
            for name, rtype, after, records in self.answers
            for record in records
            if (name, rtype) == (question.name, question.rtype) and now >= after
        ]


def play(lan: Lan, *types: Name) -> tuple[float, list[tuple[float, Question]], Assembler]:
    """Return when it settled, what was asked when, and what is known."""
    known, plan, asked = Assembler(), Plan(types, 0.0, end=END_S), list[tuple[float, Question]]()
    for step in range(2000):
        now = step * STEP_S
        plan.update(known, now)
        due = plan.due(known, now)
        asked += [(now, question) for question in due]
        if plan.settled(now):
            return now, asked, known
        assert plan.wake(now) >= now
        records = [record for question in due for record in lan.to(question, now)]
        known.feed(Message(flags=0x8400, records=tuple(records)), "eth0", "192.0.2.1", now)
    raise AssertionError("it never settles")


def times(asked: list[tuple[float, Question]], name: Name, rtype: int = RType.PTR) -> list[float]:
    return [round(now, 2) for now, question in asked if (question.name, question.rtype) == (name, rtype)]


def test_silence_is_doubted() -> None:
    """The only device may have been unheard twice."""
    end, asked, _ = play(Lan())
    assert end <= 4.1
    assert times(asked, ENUMERATION) == [0, 1, 3]
    assert times(asked, ENUMERATION, RType.ANY) == [2]


def test_a_lan_that_answers_everything_at_once_ends_soon() -> None:
    lan = Lan()
    lan.answer(ENUMERATION, RType.PTR, pointer(ENUMERATION, IPP))
    lan.answer(IPP, RType.PTR, pointer(IPP, ONE), *RESOLVED)
    end, asked, known = play(lan)
    assert end <= 2.2
    assert times(asked, IPP) == [0.06, 1.06]
    assert {question.rtype for _, question in asked} == {RType.PTR}, "nothing was missing"
    assert known.unresolved() == ()


def test_what_is_missing_is_asked_for() -> None:
    lan = Lan()
    lan.answer(IPP, RType.PTR, pointer(IPP, ONE))
    for record in RESOLVED:
        lan.answer(record.name, record.rtype, record)
    end, asked, known = play(lan, IPP)
    assert known.missing() == []
    assert len(times(asked, ONE, RType.SRV)) == len(times(asked, ONE, RType.TXT)) == 1
    assert end <= 2.1


def test_what_nobody_answers_is_given_up() -> None:
    lan = Lan()
    lan.answer(IPP, RType.PTR, pointer(IPP, ONE))
    end, asked, known = play(lan, IPP)
    assert times(asked, ONE, RType.SRV) == [0.19, 1.19, 3.19]
    assert end <= 4.3
    assert known.unresolved() == ("One._ipp._tcp.local",)


def test_news_on_a_repeat_asks_again() -> None:
    """How often depends on how many came late, of how many."""
    late = (b"Late", *IPP)
    ends = []
    for prompt in (1, 300):
        lan = Lan()
        for n in range(prompt):
            lan.answer(IPP, RType.PTR, *resolved((str(n).encode(), *IPP)))
        lan.answer(IPP, RType.PTR, *resolved(late), after=0.5)
        end, asked, _ = play(lan, IPP)
        ends.append((times(asked, IPP), times(asked, IPP, RType.ANY)))
        assert end <= max(now for now, _ in asked) + 1.1
    assert ends == [([0, 1, 3, 7, 15], [2, 4, 8, 16]), ([0, 1], [2])]


def test_intervals_double() -> None:
    lan = Lan()
    lan.answer(IPP, RType.PTR, pointer(IPP, ONE))  # never resolves, and so keeps the browse open
    for n in range(8):
        lan.answer(IPP, RType.PTR, pointer(IPP, (f"i{n}".encode(), *IPP)), after=n)
    _, asked, _ = play(lan, IPP)
    for rtype in (RType.PTR, RType.ANY):
        sent = times(asked, IPP, rtype)
        gaps = [later - earlier for earlier, later in pairwise(sent)]
        assert gaps[0] >= 1
        assert all(later >= 2 * earlier for earlier, later in pairwise(gaps))
    both = sorted(times(asked, IPP) + times(asked, IPP, RType.ANY))
    assert all(later - earlier >= 1 for earlier, later in pairwise(both)), "nobody repeats a record within a second"


def test_known_answers_belong_to_repeats() -> None:
    known, plan = Assembler(), Plan((IPP,), 0.0)
    for now, repeated in ((0.0, False), (1.0, True), (2.0, True)):
        (question,) = plan.due(known, now)
        assert plan.repeated(question) is repeated
    assert not plan.repeated(Question(ONE, RType.SRV))


def test_many_names_make_no_flood() -> None:
    types = tuple((f"_t{n}".encode(), b"_tcp", b"local") for n in range(MAX_QUESTIONS + 7))
    known, plan = Assembler(), Plan(types, 0.0)
    assert len(plan.due(known, 0.0)) == MAX_QUESTIONS
    assert plan.due(known, 0.0) == []
    assert len(plan.due(known, 0.2)) == 7
