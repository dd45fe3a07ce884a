"""NET002: a service instance that a PTR record lists, and that has no SRV record."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Harm, Hit, LiveCheck, Subject, live
from validator.model.observation import Observation


def run(subject: Subject, observation: Observation) -> Iterator[Hit]:
    """Report an instance without an SRV record although the record was asked for, unless the rule does not need it."""
    if subject.rule is not None and subject.rule.needs_srv is False:
        return
    if subject.announcement.host is None and "SRV" in observation.unanswered:
        message = "a PTR record lists the service instance, but nobody answers for its SRV record"
        yield Hit(message, "answer for the SRV record, or withdraw the PTR record with a goodbye (TTL 0)")


CHECK = LiveCheck(
    code="NET002",
    slug="no-srv-record",
    title="The service instance has no SRV record",
    basis=Basis.MUST,
    source="RFC 6763 section 5",
    why="The SRV record has the host and the port: without it the service is in every list, and nobody can connect."
    " Where a device vanished without a goodbye, it is others that still list it.",
    remedy="Publish PTR, SRV and TXT records together, and withdraw them together.",
    fires=(
        live(
            "the SRV record was asked for in vain",
            Observation(unanswered=("SRV",), is_listed=True),
            host=None,
            port=None,
        ),
    ),
    silent=(
        live("PTR, SRV, TXT and A records were heard", Observation(is_listed=True)),
        live("nobody asked for the SRV record", Observation(), host=None, port=None),
    ),
    harm=Harm.HIDES,
    run=run,
)
