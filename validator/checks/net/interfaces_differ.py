"""NET008: SRV or TXT records that differ between interfaces."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, LiveCheck, Subject, live
from validator.checks.net.wording import difference, enumerated, senders
from validator.model.announcement import Location
from validator.model.observation import Claim, Observation
from validator.model.txt import TxtRecord


def run(subject: Subject, observation: Observation) -> Iterator[Hit]:
    """Report the records of the two interfaces, and the difference."""
    announcement = subject.announcement
    here = enumerated(announcement.location.interfaces) or "here"
    own = () if announcement.txt is None else (announcement.txt,)
    for other in observation.elsewhere:
        there = senders(other.senders, other.interfaces)
        if other.server is not None:
            own_server = f"{announcement.host}:{announcement.port}"
            message = f"the SRV record on {here} says {own_server}, that from {there} says {other.server}"
        elif announcement.txt_index > 1:
            continue
        else:
            message = f"the TXT record on {here} is not that from {there}: {difference(own, other.txt, subject.rule)}"
        yield Hit(message, "if it is one device, make it say the same on all interfaces")


_HERE = Location(interfaces=("eth0",))

CHECK = LiveCheck(
    code="NET008",
    slug="interfaces-differ",
    title="SRV or TXT records differ by interface",
    basis=Basis.MAY,
    source="RFC 6762 section 14",
    why="Each link has names of its own, so these may be two devices, or one that says on each link what fits there."
    " But clients on both links see one name and take the one record or the other.",
    remedy="Where it is one device, publish the same record on all interfaces.",
    fires=(
        live(
            "another TXT record on wlan0",
            Observation(
                elsewhere=(Claim(txt=(TxtRecord((b"mode=safe",)),), senders=("192.0.2.7",), interfaces=("wlan0",)),)
            ),
            location=_HERE,
        ),
        live(
            "another SRV record on wlan0",
            Observation(elsewhere=(Claim(server="example.local:81", senders=("192.0.2.7",), interfaces=("wlan0",)),)),
            location=_HERE,
        ),
    ),
    silent=(live("the same on all interfaces", Observation(), location=Location(interfaces=("eth0", "wlan0"))),),
    run=run,
)
