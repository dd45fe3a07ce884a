"""SEC005: paths of the device's own file system."""

from __future__ import annotations

import re
from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, quote, txt
from validator.checks.sec.shapes import personal
from validator.display.wording import listed
from validator.model.facts import Fact
from validator.model.txt import MAX_STRING, Attribute
from validator.rules.secrets import is_secret_value

_PATH = re.compile(
    rb"(?:^|[\s=:,;\"'])(/(?:root|etc|var|usr|opt|mnt|media|proc|sys|dev|data/data|private/var)/[^\s,;\"']{1,80}"
    rb"|/root\b|[A-Za-z]:\\(?!Users\\)[^\s,;\"']{2,80})"
)


def run(subject: Subject) -> Iterator[Hit]:
    """Report the keys of a record together. Home folders are personal data (SEC003)."""
    found = [each for each in subject.counting.values() if _is_path(subject, each)]
    if found:
        keys = listed([quote(each.key) for each in found])
        yield Hit(f"the record tells of the device's file system by {keys}", "leave the path out", found[0])


def _is_path(subject: Subject, attribute: Attribute) -> bool:
    # A longer value cannot be sent, and would take the search quadratic time.
    value = (attribute.value or b"")[:MAX_STRING]
    bound = subject.rule.key(attribute.name) if subject.rule is not None else None
    if not value or bound is not None or is_secret_value(attribute.key, value, bound):
        return False
    return _PATH.search(value) is not None and personal(value) is None


CHECK = AnnouncementCheck(
    code="SEC005",
    slug="system-path",
    trigger=Fact.UNDEFINED.trigger,
    string_trigger=r"/(?:root|etc|var|usr|opt|mnt|media|proc|sys|dev|data/data|private/var)|[A-Za-z]:\\",
    title="The record tells of the device's file system",
    basis=Basis.MAY,
    source="RFC 8882 section 3.2.4",
    covers=("P3",),
    why="Paths tell an attacker which system and which software the device runs, and where to look in it.",
    remedy="Leave paths of the device's own file system out of the record.",
    fires=(
        txt("conf=/etc/gateway/main.conf", service="_example._tcp"),
        txt(r"dir=C:\Program Files\Acme", service="_x._tcp"),
    ),
    silent=(
        txt("path=/index.html", service="_http._tcp"),
        txt("url=/var", "page=/data/list", service="_example._tcp"),
        txt("dir=/home/jane", service="_example._tcp"),
    ),
    run=run,
)
