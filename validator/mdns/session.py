"""Browsing a LAN by mDNS: which announcements are there, exactly as they are on the wire.

Questions are multicast ("QM"), not "QU": port 5353 is shared with the host's own responder, and the kernel gives a
unicast answer to one of the sockets only. A session announces nothing.
"""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import Callable

from msgspec import Struct

from validator.assembly.assembler import Assembler
from validator.assembly.cache import fold
from validator.assembly.expectation import Expectation, Unmet, Wait, Wanted, wanted
from validator.assembly.instants import instant
from validator.assembly.listener import Listener
from validator.assembly.packet import Packet
from validator.capture.pcapng import Capture
from validator.mdns.asker import Asker
from validator.mdns.links import Interface, Link, chosen, open_links
from validator.mdns.plan import Plan
from validator.mdns.refresh import LAST_S, Refresh
from validator.model.announcement import Announcement
from validator.model.observation import Completeness
from validator.wire.service_type import type_text

FIRST_DELAY_S = (0.02, 0.12)
"""The range of the random delay of the first question, so that hosts that start together do not ask together (RFC 6762
section 5.2). In seconds."""

COALESCE_S = instant(0.03)
"""Seconds for which questions are collected into one message."""

PLANNING = 0.2
"""The share of time that goes into planning at most. Planning takes longer the more is known; packets must be read,
too."""

LOOK_S, IDLE_S = 1.0, 3.0
"""Seconds between two looks at what is announced, after a packet came and without one, for a run without end."""

EXPIRE_S = 3.0
"""Seconds between two times that old records are forgotten, and records that will be old are asked for."""

PASSIVE_S = 4500.0
"""Seconds for which a record is kept at least where no questions are sent.

A service is announced for 75 minutes (RFC 6762 section 10). The records of its host are announced for two minutes only,
though the host is still there.
"""

OVERRUN = "packets that came faster than they were read"
"""The packets that the kernel dropped, as a report names them."""


class BrowseOptions(Struct, frozen=True, kw_only=True):
    """What to browse.

    With ``instances`` or ``expected``, a browse ends when all of that is there, at the latest after ``wait_s``. The
    browse then settles for nothing else.
    """

    types: tuple[str, ...] = ()
    """Types such as ``_ipp._tcp`` or ``_printer._sub._http._tcp``, with or without the domain. Empty means all."""
    timeout_s: float = 10.0
    """The seconds that a browse takes at most. A browse ends before when the network has settled."""
    interfaces: tuple[str, ...] = ()
    """Names or addresses of interfaces. Empty means all."""
    instances: tuple[str, ...] = ()
    """The only instances that are judged, by name and without regard to ASCII case. Each of these is expected."""
    expected: tuple[Expectation, ...] = ()
    """Service types, and how many instances of these are expected."""
    wait_s: float | None = None
    """The seconds after which a browse gives up what is expected. None: after ``timeout_s``."""
    passive: bool = False
    """Whether to send nothing, and to listen until the timeout, or until what is expected is there."""
    multicast_only: bool = False
    """Whether to ask no one-shot questions: what answers multicasts is waited for as long as these may take."""


class BrowseResult(Struct, frozen=True, kw_only=True):
    """What a browse observed.

    Where everything expected came, only complete announcements are returned: the wait ended before others could be.
    """

    announcements: tuple[Announcement, ...]
    """The announcements in a fixed order. Remarks on types and responders stand last."""
    completeness: Completeness
    """What the browse did, and may have missed."""
    unmet: tuple[Unmet, ...] = ()
    """The expectations that did not come true."""


async def follow(
    options: BrowseOptions,
    started: Callable[[Session], Callable[[float], None]],
    bound_s: float = math.inf,
    capture: Capture | None = None,
) -> BrowseResult:
    """Browse without end until the session is stopped, and at most for ``bound_s`` seconds.

    ``started`` is given the session, and returns the function that looks at the session from time to time. Raises as
    ``browse`` does.
    """
    goal = wanted(options.types, options.expected, options.instances)
    session = Session(capture, passive=options.passive)
    look = started(session)
    interfaces = _chosen(options, capture)
    async with open_links(interfaces, session.receive, is_asking=_is_asking(options)) as links:
        ended = await session.follow(links, goal, bound_s, look)
    return session.result(goal, ended)


async def browse(
    options: BrowseOptions,
    capture: Capture | None = None,
    started: Callable[[Session], None] = lambda _: None,
) -> BrowseResult:
    """Browse until the network has settled or the session is stopped, and at most until the timeout.

    ``capture`` gets every packet, ``started`` the session. Raises UsageError for a type that is no service type,
    NetworkError where no interface can be opened.
    """
    goal = wanted(options.types, options.expected, options.instances)
    bound_s = options.timeout_s if options.wait_s is None or not goal.is_wait else options.wait_s
    session = Session(capture, passive=options.passive)
    interfaces = _chosen(options, capture)
    started(session)
    async with open_links(interfaces, session.receive, is_asking=_is_asking(options)) as links:
        ended = await session.run(links, goal, bound_s)
    return session.result(goal, ended)


class Ended(Struct, frozen=True):
    """How a browse ended: what is known of it when its links are closed, beside what was heard."""

    interfaces: tuple[str, ...]
    duration_s: float
    overrun: int
    """Packets that were not read, because there were too many."""
    loss: float = 0.0
    unheard: float = 0.0


class Session:
    """One browse over open links. The session asks, waits and counts; its listener takes the packets."""

    def __init__(self, capture: Capture | None = None, *, passive: bool = False) -> None:
        self.listener = Listener()
        self._asker = Asker(self.listener, capture)
        self._capture = capture
        self._passive = passive
        self._arrived = asyncio.Event()
        self.loss = 0.0
        """The share of answers that were lost or late so far, as ``run`` knows it."""
        self._is_stopped = self._has_ended = False
        self._is_news = False
        self._collect_s = COALESCE_S

    @property
    def known(self) -> Assembler:
        """The assembler with everything that was received so far."""
        return self.listener.known

    @property
    def sent(self) -> int:
        """How many datagrams with questions were sent."""
        return self._asker.sent

    @property
    def heard(self) -> tuple[int, int]:
        """How many types and instances are known so far."""
        return len(self.known.types()), self.known.instances

    def receive(self, packet: Packet) -> None:
        """Take one packet, unless the browse has ended: what comes while the links are closed is in no result."""
        if self._has_ended:
            return
        if self._capture is not None:
            self._capture.received(packet)
        message = self.listener.receive(packet)
        if message is not None:
            if packet.is_direct:
                self._asker.answered(message, packet)
            self._is_news = True
            self._arrived.set()

    async def run(self, links: tuple[Link, ...], goal: Wanted, bound_s: float) -> Ended:
        """Ask and listen until the network has settled, or until what is expected is there.

        The run ends after ``bound_s`` seconds in any case. ``result`` gives what came of it, and takes its time: the
        links are better closed before.
        """
        start = _now()
        end = instant(start + bound_s)
        plan = Plan(goal.types, start + _first_delay_s(), end=end, patient=goal.is_wait)
        self._asker.ask_directly(links, goal.types, start)
        wait = Wait(goal)
        while True:
            before = _now()
            plan.update(self.known, before, self._overrun(links))
            self._ask(links, plan, _now())
            self.loss = max(plan.loss, self._asker.losses(_now())[0])
            if _now() >= end or self._is_stopped or self._is_over(plan, wait, goal, _now()):
                break
            self._collect_s = max(COALESCE_S, (_now() - before) / PLANNING)
            times = (wait.wake(_now()), plan.wake(_now()), self._asker.wake(_now()))
            wake = min(time for time in times if time is not None)
            await self._listen(min(end, max(wake, _now() + COALESCE_S)))
        if self._passive or goal.is_wait:
            return self._ended(links, start)
        is_direct = self._asker.settled(_now())
        loss, unheard = self._asker.losses(_now()) if is_direct else (plan.loss, plan.unheard)
        return self._ended(links, start, loss, unheard)

    async def follow(
        self, links: tuple[Link, ...], goal: Wanted, bound_s: float, look: Callable[[float], None]
    ) -> Ended:
        """Ask and listen until ``stop`` is called, and at most for ``bound_s`` seconds.

        ``look`` is called when there may be something new. Old records are forgotten. Records of interest are asked for
        again before their TTL is over.
        """
        start = _now()
        end = instant(start + bound_s)
        plan = Plan(goal.types, start + _first_delay_s(), patient=True)
        self._asker.ask_directly(links, goal.types, start)
        refresh = Refresh()
        looked = expired = start
        # Without questions a record need not come again before its TTL is over.
        at_least_s = PASSIVE_S if self._passive else 0.0
        while not self._is_stopped and _now() < end:
            before = _now()
            plan.update(self.known, before, self._overrun(links))
            self._ask(links, plan, _now())
            if _now() - expired >= (LAST_S if refresh.is_doubtful else EXPIRE_S):
                expired = _now()
                self.listener.expire(expired, at_least_s, None if self._passive else refresh.is_gone)
                if not self._passive:
                    self._asker.refresh(links, refresh, expired)
            if _now() - looked >= (LOOK_S if self._is_news else IDLE_S):
                looked, self._is_news = _now(), False
                look(looked)
            self._collect_s = max(COALESCE_S, (_now() - before) / PLANNING)
            next_look = looked + (LOOK_S if self._is_news else IDLE_S)
            next_expiry = expired + (LAST_S if refresh.is_doubtful else EXPIRE_S)
            wake = min(plan.wake(_now()), self._asker.wake(_now()), next_look, next_expiry, end)
            await self._listen(max(wake, _now() + COALESCE_S))
        look(_now())
        return self._ended(links, start)

    def stop(self) -> None:
        """End ``run`` or ``follow``."""
        self._is_stopped = True
        self._arrived.set()

    def _overrun(self, links: tuple[Link, ...]) -> float:
        """Return the share of packets that were not read."""
        lost = sum(link.overrun() for link in links)
        return lost / (lost + self.listener.packets) if lost else 0.0

    def _is_over(self, plan: Plan, wait: Wait, goal: Wanted, now: float) -> bool:
        if goal.is_wait:
            return wait.is_over(self.known, now, listed=self._passive or plan.listed(now))
        return not self._passive and (self._asker.settled(now) or plan.settled(now))

    async def _listen(self, until: float) -> None:
        """Wait for packets that may bring questions, at most until the time ``until``.

        A span instead of a time would not do: added to a time once more, the span may end some last bits before what is
        due.
        """
        self._arrived.clear()
        try:
            async with asyncio.timeout_at(until):
                await self._arrived.wait()
                await asyncio.sleep(self._collect_s)
        except TimeoutError:
            return

    def _ask(self, links: tuple[Link, ...], plan: Plan, now: float) -> None:
        if not self._passive:
            self._asker.ask(links, plan, now)

    def _types_known(self) -> set[str]:
        return {type_text(fold(name))[0] for name in self.known.types()}

    def _ended(self, links: tuple[Link, ...], start: float, loss: float = 0.0, unheard: float = 0.0) -> Ended:
        self._has_ended = True
        overrun = sum(link.overrun() for link in links)
        return Ended(tuple(link.name for link in links), _now() - start, overrun, loss, unheard)

    def result(self, goal: Wanted, ended: Ended) -> BrowseResult:
        """Return what was heard until the end."""
        announcements, unmet = self.listener.outcome(goal)
        lacking = self.known.lacking(goal.types)
        dropped = (*self.listener.dropped(), *(((OVERRUN, ended.overrun),) if ended.overrun else ()))
        completeness = Completeness(
            duration_s=ended.duration_s,
            interfaces=ended.interfaces,
            queries=self._asker.sent,
            # Types of departed instances were observed, too.
            types=len({each.service.lower() for each in announcements if each.service} | self._types_known()),
            instances=len({(each.instance, each.service, each.domain) for each in announcements if not each.is_remark}),
            unresolved=tuple(lacking),
            lacks=tuple(lacking.values()),
            dropped=sum(count for _, count in dropped),
            drops=dropped,
            packets=self.listener.packets,
            damaged=self.listener.damaged,
            passive=self._passive,
            loss=ended.loss,
            unheard=ended.unheard,
        )
        return BrowseResult(announcements=tuple(announcements), completeness=completeness, unmet=tuple(unmet))


def _now() -> float:
    return instant(asyncio.get_running_loop().time())


def _chosen(options: BrowseOptions, capture: Capture | None) -> tuple[Interface, ...]:
    """Return the interfaces to browse on; the capture is told their networks. Raises NetworkError."""
    interfaces = chosen(options.interfaces)
    if capture is not None:
        capture.networks = {each.name: each.networks for each in interfaces}
    return interfaces


def _is_asking(options: BrowseOptions) -> bool:
    return not options.passive and not options.multicast_only


def _first_delay_s() -> float:
    return instant(random.uniform(*FIRST_DELAY_S))  # noqa: S311  (spreads load, guards nothing)
