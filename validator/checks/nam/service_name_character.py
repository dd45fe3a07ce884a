"""NAM011: a service name with other characters than letters, digits and hyphens."""

from __future__ import annotations

import re
from collections.abc import Iterator

from validator.checks.base import Basis, Hit, ServiceCheck, Subject, named, quote
from validator.checks.service_name import advice, bare_name
from validator.display.wording import listed

_OTHERS = re.compile(rb"[^A-Za-z0-9-]+")


def run(subject: Subject) -> Iterator[Hit]:
    """Report the characters that no service name may have. Underscores are by far the most frequent."""
    name = bare_name(subject) or b""
    others = list(dict.fromkeys(_OTHERS.findall(name)))
    if others:
        found = listed([quote(each) for each in others])
        hint = advice(name.strip(b"_").replace(b"_", b"-"), "use letters, digits and hyphens")
        message = f"the service name {quote(name)} contains {found}, expected letters, digits and hyphens"
        yield Hit(message, hint)


CHECK = ServiceCheck(
    code="NAM011",
    slug="service-name-character",
    title="The service name holds characters other than letters, digits and hyphens",
    basis=Basis.MUST,
    source="RFC 6335 section 5.1",
    covers=("N2", "N7"),
    why="Such a name cannot be registered, and libraries that check names refuse to announce or to browse it.",
    remedy="Use ASCII letters, digits and hyphens; only the label's first underscore is not part of the name.",
    fires=(named("_dyson_mqtt._tcp"), named("_büro._tcp"), named("__http._tcp")),
    silent=(named("_spx-hmp._tcp"), named("_1password4._tcp")),
    run=run,
)
