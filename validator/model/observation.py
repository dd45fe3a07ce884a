"""What only a live run knows of an announcement: who sent its records, for how long they hold, what they said before.

Facts, and no judgement: the checks of the group NET judge them. Of static sources, captures and logs
know of changes and goodbyes; the others know none of this.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from validator.model.txt import TxtRecord


class About(Enum):
    """What an announcement with Observation is about. Only instances are announcements in the strict sense."""

    INSTANCE = "instance"
    TYPE = "type"
    """A service type that is enumerated, and of which no instance was heard."""
    RESPONDER = "responder"
    """A host (its address is the only one) that sent packets which could not be read."""


class Claim(Struct, frozen=True, kw_only=True, gc=False):
    """Records of an instance that were said together: its TXT records, or its SRV record as ``server``.

    ``server`` is ``host:port``. ``senders`` are addresses, ``interfaces`` where it was heard.
    """

    txt: tuple[TxtRecord, ...] = ()
    server: str | None = None
    senders: tuple[str, ...] = ()
    interfaces: tuple[str, ...] = ()


class Lifetimes(Struct, frozen=True, gc=False):
    """Times to live of the records of one type (``PTR``, ``SRV``, ``TXT``, ``A``): seconds as sent, ascending."""

    rtype: str
    seconds: tuple[int, ...]


class Observation(Struct, frozen=True, kw_only=True, gc=False):
    """What was heard of an instance, a type or a responder during a run.

    ``senders`` are the addresses that sent SRV or TXT records, or damaged packets. ``is_listed``: a PTR record lists
    it. ``is_divided``: its name was several labels, which were joined. ``unanswered`` are the records that it lacks
    (``SRV``, ``TXT``, ``address``) although they were asked for, more than once and long enough ago. ``unflushed`` are
    senders whose SRV or TXT records never had the cache-flush bit, ``flushed`` those that set it in a PTR record of the
    instance. ``changes`` counts the times that the TXT record became another one, ``changes_a_minute`` those of the
    busiest minute; ``before`` are the records that it had before, in order. ``conflicts`` are SRV or TXT records of one
    link that contradict each other; ``turns`` counts how often one sender said them in turn, zero where there are
    several. ``elsewhere`` are those that other links have. ``goodbyes`` counts its goodbyes; ``is_gone``: it did not
    come back. ``damaged`` counts the packets that could not be read, ``damages`` says what is wrong with some of them.
    What is too much to be kept of any of these is left out.
    """

    about: About = About.INSTANCE
    senders: tuple[str, ...] = ()
    is_listed: bool = False
    is_divided: bool = False
    unanswered: tuple[str, ...] = ()
    lifetimes: tuple[Lifetimes, ...] = ()
    unflushed: tuple[str, ...] = ()
    flushed: tuple[str, ...] = ()
    changes: int = 0
    changes_a_minute: int = 0
    before: tuple[TxtRecord, ...] = ()
    conflicts: tuple[Claim, ...] = ()
    turns: int = 0
    elsewhere: tuple[Claim, ...] = ()
    goodbyes: int = 0
    is_gone: bool = False
    damaged: int = 0
    damages: tuple[str, ...] = ()


class Completeness(Struct, frozen=True):
    """What a live run did, so that its reader knows what it may have missed. Duration in seconds.

    ``types`` and ``instances`` are those heard of, ``unresolved`` the names of instances that lack something: what each
    of them ``lacks`` (SRV, TXT, address) has the same place. ``drops`` tells how much of what kind was ``dropped``.
    ``damaged`` of the ``packets`` heard (queries apart) could not be read whole. A ``passive`` run asked no questions.
    ``loss`` is the share of answers that were lost or late (0 to 1), as far as it shows, and ``unheard`` how many are
    likely to be missing for that, each of which announces an instance or a type.
    """

    duration_s: float
    interfaces: tuple[str, ...]
    queries: int
    types: int
    instances: int
    unresolved: tuple[str, ...] = ()
    dropped: int = 0
    lacks: tuple[tuple[str, ...], ...] = ()
    drops: tuple[tuple[str, int], ...] = ()
    packets: int = 0
    damaged: int = 0
    passive: bool = False
    loss: float = 0.0
    unheard: float = 0.0
