"""What a browse sends: questions that its plans say are due, over the links, as the listener and a capture hear of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain

from validator.assembly.instants import instant
from validator.assembly.listener import Listener
from validator.assembly.packet import Packet
from validator.capture.pcapng import Capture
from validator.mdns.direct import Asking, DirectPlan, together
from validator.mdns.links import Link
from validator.mdns.plan import Plan
from validator.mdns.refresh import Refresh
from validator.wire.message import Message, Name, Question, Record, RType
from validator.wire.writer import queries

BURST, RATE = 36, 4.0
"""Multicasts that may be sent on each link at once, and how many more in each second.

A LAN of 300 services needs fewer. Whoever invents services makes no flood of the questions for them.
"""


class Asker:
    """Sends questions. ``sent`` counts the datagrams."""

    def __init__(self, listener: Listener, capture: Capture | None) -> None:
        self.sent = 0
        self.direct: dict[str, DirectPlan] = {}
        """The one-shot questions of each link; empty where none are asked."""
        self._listener = listener
        self._capture = capture
        self._left = float(BURST)
        self._left_at = -math.inf
        self._links = 1

    def ask_directly(self, links: Sequence[Link], types: tuple[Name, ...], start: float) -> None:
        """Begin to ask one-shot questions on the links that can. ``types`` and ``start`` are as in DirectPlan."""
        known = self._listener.known
        self.direct = {
            link.name: DirectPlan(known, link.name, link.direct_versions, types, start)
            for link in links
            if link.direct_versions
        }

    def answered(self, message: Message, packet: Packet) -> None:
        """Take an answer that came to this host alone, read and as it came."""
        plan = self.direct.get(packet.link)
        if plan is not None:
            sender = packet.sender.partition("%")[0]
            plan.answered(message, len(packet.data), sender, instant(packet.at))

    def ask(self, links: Sequence[Link], plan: Plan, now: float) -> None:
        """Send what is due by multicast, and directly."""
        known = self._listener.known
        for link in links:
            direct = self.direct.get(link.name)
            for asking in () if direct is None else direct.due(now):
                self._send_directly(link, asking, now)
        if any(direct.is_gathering(now) for direct in self.direct.values()) or not self._may_send(len(links), now):
            return
        questions = plan.due(known, now)
        first = [each for each in questions if each.rtype == RType.PTR and not plan.repeated(each)]
        others = [each for each in questions if each.rtype != RType.PTR or plan.repeated(each)]
        for link in links:
            # What is asked for directly, too, is asked over one version first: half of the answers that all must read.
            versions = 1 if link.name in self.direct else 2
            self.send([link], first, [question.name for question in first], now, versions=versions)
        self.send(links, others, [each.name for each in others if plan.repeated(each)], now)

    def refresh(self, links: Sequence[Link], refresh: Refresh, now: float) -> None:
        """Ask for records whose time is nearly over; for doubtful ones directly, too, where that can be."""
        cache = self._listener.known.cache
        self.send(links, refresh.due(cache, now), (), now)
        doubtful = refresh.last_calls(cache, now)
        self.send(links, doubtful, (), now)
        for link in links:
            for is_ipv6 in link.direct_versions if self.direct else ():
                for some in together(doubtful):
                    self._send_directly(link, Asking(0, is_ipv6, some), now)

    def send(
        self,
        links: Sequence[Link],
        questions: Sequence[Question],
        repeated: Sequence[Name],
        now: float,
        *,
        versions: int = 2,
    ) -> None:
        """Multicast questions over so many IP versions of each link.

        An answer that came over one IP version only is no known answer of the other version. So a device that speaks
        both versions answers again, which shows losses. ``repeated`` are the names for which known answers are named.
        """
        ways = [(link, is_ipv6) for link in links for is_ipv6 in sorted(link.versions)[:versions]] if questions else []
        for link, is_ipv6 in ways:
            answers = (self._known_answers(name, link, now, is_ipv6=is_ipv6) for name in repeated)
            for message in queries(questions, chain.from_iterable(answers)):
                self._listener.sent(message, now)
                if self._capture is not None:
                    self._capture.sent(message, link.name, link.address(is_ipv6=is_ipv6), now)
                self.sent += link.send(message, (is_ipv6,))
                self._left -= 1

    def _may_send(self, links: int, now: float) -> bool:
        """Whether there is room for a multicast on one of so many links."""
        self._links = links
        self._left = min(self._left + (now - self._left_at) * RATE * links, float(BURST * links))
        self._left_at = now
        return self._left >= 1

    def _known_answers(self, name: Name, link: Link, now: float, *, is_ipv6: bool) -> list[Record]:
        known = self._listener.known
        found = known.known_answers(name, link.name, now, is_ipv6=is_ipv6)
        direct = self.direct.get(link.name)
        spared = [] if direct is None else direct.spared(name, now)
        return list({each.target: each for each in (*found, *spared)}.values())

    def settled(self, now: float) -> bool:
        """Whether direct answers show that everything is known."""
        heard = [plan for plan in self.direct.values() if plan.is_heard]
        rest = [plan for plan in self.direct.values() if not plan.is_heard]
        return bool(heard) and all(plan.is_silent() for plan in rest) and all(plan.settled(now) for plan in heard)

    def losses(self, now: float) -> tuple[float, float]:
        """Return the share of direct questions that brought no answer, and how many answers may be missing by now."""
        found = [plan.losses(now) for plan in self.direct.values()]
        return max((loss for loss, _ in found), default=0.0), sum(unheard for _, unheard in found)

    def wake(self, now: float) -> float:
        """Return when there is something to send or to decide directly, if no packet comes before."""
        refilled = now + instant((1 - self._left) / (RATE * self._links)) if self._left < 1 else math.inf
        return min([refilled, *(time for plan in self.direct.values() for time in plan.times() if time > now)])

    def _send_directly(self, link: Link, asking: Asking, now: float) -> None:
        for message in queries(asking.questions, message_id=asking.id):
            self._listener.sent(message, now)
            if self._capture is not None:
                address = link.address(is_ipv6=asking.is_ipv6)
                self._capture.sent(message, link.name, address, now, is_one_shot=True)
            link.ask(message, is_ipv6=asking.is_ipv6, to=asking.to)
            self.sent += 1
