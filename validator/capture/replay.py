"""A capture that a browse wrote, judged as the browse judged the network: its packets go through the same listener."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from typing import BinaryIO

from msgspec.structs import replace

from validator.assembly.expectation import Expectation, wanted
from validator.assembly.listener import Listener
from validator.assembly.packet import Packet, is_on_link
from validator.capture.datagrams import Reassembler
from validator.capture.frames import DamageError, frames
from validator.capture.pcapng import DIRECT, LINKTYPE_LINUX_SLL, SENT_BY_US, Asked
from validator.errors import UsageError
from validator.model.announcement import Announcement, Location, Unreadable


def replayed(stream: BinaryIO, name: str, asked: Asked) -> Iterator[Announcement | Unreadable]:
    """Yield what the browse gave, from the start of the file, and then where the file is damaged."""
    try:
        goal = wanted(asked.types, [Expectation(kind, count) for kind, count in asked.expected], asked.instances)
    except UsageError as error:
        yield Unreadable(Location(name), f"the comment of the capture: {error.message}")
        return
    listener = Listener()
    datagrams = Reassembler()
    number = 0
    damage = None
    try:
        for frame in frames(stream):
            number = frame.number
            found = datagrams.datagram(frame)
            if found is None:
                continue
            if frame.link == LINKTYPE_LINUX_SLL and frame.data[:2] == SENT_BY_US.to_bytes(2):
                listener.sent(found.payload, frame.time)
                continue
            sender = str(ip_address(found.sender))
            is_direct = frame.link == LINKTYPE_LINUX_SLL and frame.data[:2] == DIRECT.to_bytes(2)
            off_link = not is_on_link(sender, frame.networks)
            listener.receive(
                Packet(
                    found.payload,
                    frame.interface,
                    sender,
                    found.source,
                    frame.time,
                    is_direct=is_direct,
                    is_off_link=off_link,
                )
            )
    except DamageError as error:
        damage = Unreadable(Location(name, frame=number + 1), str(error))
    announcements, _ = listener.outcome(goal)
    for announcement in announcements:
        yield replace(announcement, location=replace(announcement.location, file=name))
    if damage is not None:
        yield damage
