"""TXT021: the declared number of TXT records is not the number of records."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, named, quote
from validator.model.facts import Fact
from validator.model.txt import TxtRecord


def run(subject: Subject) -> Iterator[Hit]:
    """Compare if there are several records. A single record may declare more, because the others were not seen."""
    count = subject.announcement.txt_count
    declared = subject.counting.get(b"qtotal")
    if count == 1 or declared is None or not declared.value or declared.value.lstrip(b"0") == b"%d" % count:
        return
    message = f'"{declared.shown_key}" is {quote(declared.value)}, but the instance has {count} TXT records'
    yield Hit(message, f"write qtotal={count} in each of them, or drop the records that are no longer meant", declared)


CHECK = AnnouncementCheck(
    code="TXT021",
    slug="qtotal-mismatch",
    trigger=Fact.SEVERAL.trigger,
    title="The key qtotal does not give the number of TXT records",
    basis=Basis.SHOULD,
    source="RFC 6763 section 6.8",
    covers=("M2",),
    why="A client waits for as many queues as qtotal announces; it shows too few, or a printer that is not there.",
    remedy="Give the number of TXT records of the instance, the same in each.",
    fires=(named("_printer._tcp", txt=TxtRecord((b"txtvers=1", b"qtotal=3")), txt_count=2),),
    silent=(
        named("_printer._tcp", txt=TxtRecord((b"txtvers=1", b"qtotal=2")), txt_count=2),
        named("_printer._tcp", txt=TxtRecord((b"txtvers=1", b"qtotal=3"))),
    ),
    run=run,
)
