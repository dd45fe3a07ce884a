"""TXT015: an attribute repeats the port of the service."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, named, quote
from validator.checks.txt.repeated import PORT_WORDS, key_words
from validator.model.txt import TxtRecord

_MORE_WORDS = frozenset({"number", "no", "num", "service", "srv", "tcp", "udp", "server", "listen", "ip", "local"})
"""Words that a key may have beside PORT_WORDS and still name the service's own port: ``listen_port``."""


def run(subject: Subject) -> Iterator[Hit]:
    """Compare values with the port of the announcement's own SRV record. Another port is no repetition."""
    port = subject.announcement.port
    if not port:
        return
    for name, attribute in subject.counting.items():
        words = key_words(attribute.key) if attribute.value == b"%d" % port else frozenset()
        if words & PORT_WORDS:
            defined = subject.rule is not None and subject.rule.key(name) is not None
            # admin_port may equal the service's port today and differ tomorrow: that is no repetition by design.
            special = not words <= PORT_WORDS | _MORE_WORDS
            yield Hit(
                f"{quote(attribute.key)} repeats the port {port} of the service",
                "leave it out: clients take the port from the SRV record",
                attribute,
                basis=Basis.MAY if defined or special else Basis.MUST,
            )


CHECK = AnnouncementCheck(
    code="TXT015",
    slug="port-repeated",
    string_trigger=r"(?i)^[^=\n]*port",
    title="An attribute repeats the port of the service",
    basis=Basis.MUST,
    source="RFC 6763 section 6.3",
    covers=("K3",),
    why="The SRV record carries the port. A copy in the TXT record is forgotten when the port changes, and clients that"
    " believe it connect to nowhere.",
    remedy="Leave it out. It is advice only where the rule of the service asks for the key, or where the key names a"
    " port of its own kind (admin_port) that happens to be the same.",
    fires=(
        named(port=8080, txt=TxtRecord((b"port=8080",))),
        named(port=5000, txt=TxtRecord((b"admin_port=5000",))),
    ),
    silent=(
        named(port=8080, txt=TxtRecord((b"port=8443",))),
        named(port=8080, txt=TxtRecord((b"support=8080",))),
        named(txt=TxtRecord((b"port=8080",))),
    ),
    run=run,
)
