"""One-shot questions: which to ask when, and what their answers tell. No socket and no clock.

They come from a port of their own, so that each responder answers at once and to this host alone (RFC 6762 sections 5.1
and 6.7). Each round asks everybody for the list of service types. So who is there is heard, and how many answers get
lost; and a host's list says which instances of that host must be known. Where one is not, the host is asked for it.

Such answers say what there is. How it is announced (TTLs, cache-flush bits) only multicasts say. So they are asked for
beside (see multicasts.py), and waited for a moment longer.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from validator.assembly.assembler import Assembler
from validator.assembly.cache import fold
from validator.assembly.instants import instant
from validator.assembly.pointers import ENUMERATION, is_enumeration
from validator.mdns.multicasts import BRIEF_S, Multicasts
from validator.mdns.on_link import OnLink, Pair
from validator.mdns.trials import LATE_S, Expectation, Trials
from validator.wire.message import Message, Name, Question, Record, RType

FIRST_ROUND_S, ROUND_S = instant(0.03), instant(0.05)
"""Seconds between the first two rounds of questions, and between others where few hosts answer."""

HOSTS_A_ROUND = 100
"""Responders for which a round is ROUND_S long; it grows with their number."""

ANSWER_S = instant(0.1)
"""Seconds that an answer may take at least before it counts as lost."""

PATIENCE = 2
"""Answers may take so many times as long as the slowest one so far."""

MAX_ANSWER_S = 1.0
"""Seconds that an answer may take at most."""

MAX_UNHEARD = 0.003
"""How many hosts may be expected to be missing when a browse ends by what one-shot questions tell."""

GATHER_S = instant(0.3)
"""Seconds for which multicast questions wait at most until it is known what need not be answered."""

MAX_TYPES, MAX_PAIRS = 200, 5_000
"""Service types on a network that is asked directly, and what its hosts list of them together. More is a flood."""

BUDGET, LOSSY_BUDGET = 200, 1_000
"""Messages that are sent at most, where nothing is lost and where something is."""

TOGETHER = 2
"""Questions in one message, as its answer may have no more than 512 octets (RFC 1035 section 4.2.1)."""

LIMITS = (512, 1_440)
"""Octets of an answer at most: for plain DNS (RFC 1035 section 4.2.1), or what an Ethernet frame holds."""

ROOMS = {True: 40, False: 80}
"""Octets that a PTR record may need: one that lists a type, and one that lists an instance.

An answer that leaves less room than that to a limit may lack one.
"""

_LIST: Name = ()
"""Stands for the list of types where else a type stands."""

EVERYBODY = 2
"""More hosts than so many are asked together."""

MAX_LACKING, FLOOD = 40, 600
"""Missing records that are asked for in one round, and how many more are a flood of what is not there."""

MAX_TRIES = {False: 6, True: 32}
"""How often one host is asked for the instances of a type, and for one missing record: by whether answers are lost."""

MAX_IDLE = 4.0
"""How many times as long a round may take where there is nothing to ask: what is late becomes lost meanwhile."""

SILENT = 6
"""Rounds without any answer after which each next one takes twice as long."""

QUIET = 3
"""Rounds without an answer that show that nobody is on a link."""


class Asking(Struct, frozen=True):
    """A message to send: over which IP version, and to whom; None is everybody."""

    id: int
    is_ipv6: bool
    questions: tuple[Question, ...]
    to: str | None = None


class DirectPlan:
    """The one-shot questions of one link. ``types`` are as in Plan; times are instants of the caller's clock."""

    def __init__(
        self, known: Assembler, link: str, versions: Iterable[bool], types: tuple[Name, ...], start: float
    ) -> None:
        self.trials = Trials()
        self._there = OnLink(known, link, types)
        self._multicasts = Multicasts(start)
        self._versions = tuple(versions)
        self._measured = types or ((*ENUMERATION, b"local"),)
        self._start = self._due = start
        self._round = self._turns = self._sent = self._ids = 0
        self._is_over = False
        self._trial_of: dict[int, int] = {}
        self._expected: dict[int, Expectation] = {}
        self._lists: dict[Pair, Name] = {}
        """The types that each sender lists, as written."""
        self._types: dict[str, frozenset[Name]] = {}
        """The types that each sender lists, in lower case."""
        self._told: set[Pair] = set()
        """Senders that answered the question for the instances of a type, whole."""
        self._cut: set[Pair] = set()
        """Those whose answer may lack something."""
        self._is_list_cut = False
        self._tries: dict[tuple[Name, RType], int] = {}
        self._asked: Counter[Pair] = Counter()
        self._type_asked_at: dict[Name, float] = {}
        self._list_asked_at: dict[str, float] = {}
        self._idle = 1.0

    @property
    def is_heard(self) -> bool:
        """Whether anybody answered."""
        return bool(self.trials.responders)

    @property
    def answer_s(self) -> float:
        """How many seconds an answer may take before it counts as lost."""
        return instant(min(max(ANSWER_S, PATIENCE * self.trials.latency_s), MAX_ANSWER_S))

    def due(self, now: float) -> list[Asking]:
        """Return the messages to send now, and count these as sent."""
        if self._is_over or now < self._due:
            return []
        if len(self._there.known.types()) > MAX_TYPES:
            self._is_over = True
            return []
        is_lossy = self._is_lossy(now)
        repeat_s = self._repeat_s(is_lossy=is_lossy)
        asking = [
            *self._measures(now, repeat_s, is_lossy=is_lossy),
            *self._listing(now, repeat_s),
            *self._untold(now, repeat_s, is_lossy=is_lossy),
            *self._lacking(is_lossy=is_lossy),
        ]
        self._round += 1
        longer = max(1.0, len(self.trials.responders) / HOSTS_A_ROUND)
        silence = 1.0 if self.is_heard else 2.0 ** max(0, self._round - SILENT)
        self._idle = 1.0 if asking else min(2 * self._idle, MAX_IDLE)
        round_s = FIRST_ROUND_S if self._round == 1 else ROUND_S
        self._due = now + instant(round_s * max(longer, silence, self._idle))
        left = (LOSSY_BUDGET if is_lossy else BUDGET) - self._sent
        self._is_over = len(asking) >= left
        self._sent += len(asking[:left])
        return asking[:left]

    def answered(self, message: Message, size: int, sender: str, now: float) -> None:
        """Take an answer of so many octets that came to this host alone."""
        if message.id in self._expected:
            self.trials.came(self._expected[message.id], sender, now)
        if message.id in self._trial_of:
            self.trials.answered(self._trial_of[message.id], sender, now)
        self._idle, self._due = 1.0, min(self._due, now + ROUND_S)
        types = self._listed_by(message)
        for key, name in types.items():
            if len(self._lists) < MAX_PAIRS:
                self._lists.setdefault((sender, key), name)
                self._types[sender] = self._types.get(sender, frozenset()) | {key}
        if (":" in sender) == self._versions[0]:
            self._multicasts.take(sender, frozenset(types))
        answered = {(sender, fold(question.name)) for question in message.questions}
        is_list = bool(types) and not self._there.types
        is_cut = _is_full(size, ROOMS[is_list])
        if is_list:
            self._is_list_cut |= is_cut
        elif is_cut or _lacks_additional(message):
            self._cut |= answered & self._lists.keys()
        else:
            self._told |= answered & self._lists.keys()

    def settled(self, now: float) -> bool:
        """Whether all that answers directly is known, and nothing is there that does not."""
        there = self._there
        listed = {key for _, key in self._lists}
        return (
            self.is_heard
            and not self._is_list_cut
            and self.unheard(now - self.answer_s) <= MAX_UNHEARD
            and not there.lacks()
            and not any(True for _ in self._open_pairs(now))
            and (bool(there.types) or not any(True for _ in self._unlisted()))
            and (bool(there.types) or there.are_listed(listed))
            and there.are_all_of(self.trials.responders)
            and not self._multicasts.may_come(there, now)
        )

    def is_silent(self) -> bool:
        """Whether nobody is on this link, as far as some rounds of questions show."""
        return self._round >= QUIET and not any(True for _ in self._there.pointers())

    def is_gathering(self, now: float) -> bool:
        """Whether multicast questions should wait until it is known what need not be answered."""
        is_large = self._multicasts.is_large and now - self._start < GATHER_S
        if is_large and any(True for _ in self._open_pairs(now)):
            self._multicasts.delay(now)
            return True
        return False

    def spared(self, owner: Name, now: float) -> list[Record]:
        """Return the PTR records of an owner that need not be multicast, as known answers."""
        return self._multicasts.spared(self._there, owner, self._cut, now)

    def times(self) -> Iterator[float]:
        """Yield the times at which there is something to do or to decide."""
        if not self._is_over:
            yield self._due
        if self.is_heard:
            yield from self._multicasts.times()
            yield self.trials.last + self.answer_s

    def unheard(self, until: float) -> float:
        """Return how many hosts may be expected to be unheard after the rounds up to a time."""
        return max(self._unheard(until, until, is_ipv6=is_ipv6) for is_ipv6 in self._versions)

    def losses(self, now: float) -> tuple[float, float]:
        """Return the share of questions that brought no answer, and how many hosts may be unheard, as of now."""
        until = now - self.answer_s
        return (self.trials.loss(until), self.unheard(until)) if self._is_lossy(now) else (0.0, 0.0)

    def _unheard(self, until: float, known: float, *, is_ipv6: bool) -> float:
        """Return how many hosts of an IP version may be unheard after its questions up to ``until``.

        The loss is that of questions up to ``known``. A version over which nobody answered may have one host.
        """
        # For each host that was heard there may be others like it: with its types, and so with as many trials.
        nothing = frozenset[Name]()
        like = Counter(self._types.get(sender, nothing) for sender in self._hosts(is_ipv6=is_ipv6))
        like = like if self._answering(is_ipv6=is_ipv6) else Counter([nothing])
        loss = self.trials.loss(known)
        return sum(hosts * loss ** self.trials.count(until, types, is_ipv6=is_ipv6) for types, hosts in like.items())

    def _hosts(self, *, is_ipv6: bool) -> set[str]:
        """Return the addresses that answered over an IP version; of the second one those of hosts new with it."""
        found, first = self._answering(is_ipv6=is_ipv6), self._versions[0]
        return found if is_ipv6 == first else found - self._there.same_hosts(self._answering(is_ipv6=first))

    def _answering(self, *, is_ipv6: bool) -> set[str]:
        return {sender for sender, each in self.trials.responders.items() if each.is_ipv6 == is_ipv6}

    def _repeat_s(self, *, is_lossy: bool) -> float:
        """How many seconds after a question the same one is due again: its answers had time to come.

        Where answers are lost, to wait for those that come late would take longer than to ask again.
        """
        patience_s = min(PATIENCE * self.trials.usual_s, LATE_S)
        return ROUND_S if is_lossy else instant(max(ROUND_S, patience_s))

    def _is_lossy(self, now: float) -> bool:
        return self.trials.has_losses(now)

    def _listed_by(self, message: Message) -> dict[Name, Name]:
        """Return the types that an answer lists, by their names in lower case."""
        pointers = [each for each in message.records if each.rtype == RType.PTR and each.target is not None]
        if self._there.types:
            asked = set(map(fold, self._there.types))
            return {fold(each.name): each.name for each in pointers if fold(each.name) in asked}
        return {fold(each.target): each.target for each in pointers if each.target and is_enumeration(fold(each.name))}

    def _measures(self, now: float, repeat_s: float, *, is_lossy: bool) -> Iterator[Asking]:
        """Yield the questions that everybody answers; over each IP version, until enough is known of it."""
        for is_ipv6 in self._versions:
            tried = self.trials.count(now, is_ipv6=is_ipv6)
            is_early = self._round < QUIET or any(True for _ in self._open_pairs(now))
            if tried and is_ipv6 != self._versions[0] and is_early and not is_lossy:
                continue  # most of its hosts are those of the first version, which shows when their addresses are there
            if self.is_heard and now - self.trials.last_over(is_ipv6=is_ipv6) < repeat_s:
                continue  # what was asked last may tell that this need not be
            unheard = self._unheard(now, now - self.answer_s, is_ipv6=is_ipv6)
            if not tried or unheard > MAX_UNHEARD or not self.is_heard:
                number = self.trials.asked(now, is_ipv6=is_ipv6)
                yield Asking(self._id(number), is_ipv6, tuple(Question(name, RType.PTR) for name in self._measured))

    def _listing(self, now: float, repeat_s: float) -> Iterator[Asking]:
        """Yield the questions for lists of types that were lost, to each whose list it is."""
        if self._there.types:
            return
        for sender in list(self._unlisted()):
            pair, is_ipv6 = (sender, _LIST), ":" in sender
            asked_at = max(self._list_asked_at.get(sender, -math.inf), self.trials.last_list(is_ipv6=is_ipv6))
            if now - asked_at >= repeat_s and self._asked[pair] < MAX_TRIES[True]:
                self._asked[pair] += 1
                self._list_asked_at[sender] = now
                questions = tuple(Question(name, RType.PTR) for name in self._measured)
                yield Asking(self._id(None), is_ipv6, questions, sender)

    def _untold(self, now: float, repeat_s: float, *, is_lossy: bool) -> Iterator[Asking]:
        """Yield the questions for instances that must be there: one by one, or everybody where these are many."""
        if self._there.types or (not self._multicasts.is_large and now - self._start < BRIEF_S):
            return  # multicasts bring these
        most = MAX_TRIES[is_lossy]
        untold: dict[tuple[bool, Name], list[str]] = {}
        for sender, key in self._open_pairs(now):
            if now - self._type_asked_at.get(key, -math.inf) < repeat_s:
                continue
            # Who could not tell all cannot do so when asked again.
            if (sender, key) not in self._cut and self._asked[sender, key] < most:
                untold.setdefault((":" in sender, key), []).append(sender)
        # The answer over one version tells of the other address of the host, too.
        first = self._versions[self._turns % len(self._versions)]
        self._turns += bool(untold)
        untold = {key: senders for key, senders in untold.items() if key[0] == first or (first, key[1]) not in untold}
        asked: dict[tuple[bool, str | None], list[Question]] = {}
        for (is_ipv6, key), senders in untold.items():
            self._asked.update((sender, key) for sender in senders)
            self._type_asked_at[key] = now
            for to in senders if len(senders) <= EVERYBODY else (None,):
                asked.setdefault((is_ipv6, to), []).append(Question(self._lists[senders[0], key], RType.PTR))
        for (is_ipv6, to), questions in asked.items():
            for some in together(questions):
                types = frozenset(fold(one.name) for one in some)
                trial = None if to is not None else self.trials.asked(now, is_ipv6=is_ipv6, types=types)
                asking = Asking(self._id(trial), is_ipv6, some, to)
                due = {each for one in some for each in untold[is_ipv6, fold(one.name)]}
                self._expected[asking.id] = self.trials.expected(due if to is None else {to}, now)
                yield asking

    def _unlisted(self) -> Iterator[str]:
        """Yield the senders that were heard, but not with their list of types: that answer was lost."""
        return (sender for sender in self.trials.responders if sender not in self._types)

    def _lacking(self, *, is_lossy: bool) -> Iterator[Asking]:
        """Yield the questions for what instances lack: first to who listed these (section 5.5), then to everybody."""
        there = self._there
        missing = there.known.missing(there.types) if self._round else []
        missing = [] if len(missing) > FLOOD else missing[:MAX_LACKING]
        self._tries = {key: self._tries.get(key, 0) + 1 for key in missing}
        asked: dict[tuple[bool, str | None], list[Question]] = {}
        for (name, rtype), tries in self._tries.items():
            if tries > MAX_TRIES[is_lossy]:
                continue
            to = there.who_listed(name) if tries == 1 else None
            for is_ipv6 in self._versions if to is None else (":" in to,):
                asked.setdefault((is_ipv6, to), []).append(Question(name, rtype))
        for (is_ipv6, to), questions in asked.items():
            yield from (Asking(self._id(None), is_ipv6, some, to) for some in together(questions))

    def _id(self, trial: int | None) -> int:
        """Return an id of a message, by which its answers name the trial that it was."""
        self._ids = self._ids % 0xFFFF + 1
        if trial is not None:
            self._trial_of[self._ids] = trial
        return self._ids

    def _open_pairs(self, now: float) -> Iterator[Pair]:
        """Yield who lists a type and is not known to have told all its instances, with the type.

        Where nothing is lost, an instance that the host announced otherwise will do. A host whose direct answer may
        lack something never told all.
        """
        told = self._told if self._is_lossy(now) else self._told | self._there.told()
        yield from (pair for pair in self._lists if pair in self._cut or pair not in told)


def together(questions: Sequence[Question]) -> Iterator[tuple[Question, ...]]:
    """Yield the questions of one message after the other."""
    for first in range(0, len(questions), TOGETHER):
        yield tuple(questions[first : first + TOGETHER])


def _lacks_additional(message: Message) -> bool:
    """Whether an answer lists an instance without its SRV and TXT records: what did not fit ends an answer of Avahi."""
    present = {(fold(record.name), record.rtype) for record in message.records}
    listed = {fold(each.target) for each in message.records if each.rtype == RType.PTR and each.target}
    return any((name, rtype) not in present for name in listed for rtype in (RType.SRV, RType.TXT))


def _is_full(size: int, room: int) -> bool:
    """Whether an answer of so many octets may lack what needs ``room``."""
    return any(limit - room < size <= limit for limit in LIMITS) or size > max(LIMITS)
