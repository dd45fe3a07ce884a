"""NAM016: a second label of a service type that is neither _tcp nor _udp."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Harm, Hit, ServiceCheck, Subject, named, quote


def run(subject: Subject) -> Iterator[Hit]:
    """Report the label, and propose _tcp for TCP and _udp for everything else."""
    labels = subject.service_type.labels
    if len(labels) > 1 and subject.service_type.transport is None:
        wanted = "_tcp" if labels[1].lower() == b"tcp" else "_udp"
        message = f"the transport label is {quote(labels[1])}, expected _tcp or _udp"
        yield Hit(message, f"write {wanted}: _udp stands for every transport but TCP")


CHECK = ServiceCheck(
    code="NAM016",
    slug="transport-label",
    title="The transport label is neither _tcp nor _udp",
    basis=Basis.MUST,
    source="RFC 6763 sections 4.1.2 and 7",
    covers=("N10",),
    why="Clients ask for the two labels only. A service over SCTP, DCCP or QUIC uses _udp as well.",
    remedy="Write _tcp for a service over TCP and _udp for any other.",
    fires=(named("_http._sctp"), named("_http.tcp"), named("_hap._quic")),
    silent=(named("_http._tcp"), named("_http._UDP")),
    harm=Harm.HIDES,
    run=run,
)
