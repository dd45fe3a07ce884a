"""NAM036: an SRV record whose target is an address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from validator.checks.base import Basis, Harm, Hit, NameCheck, Subject, named
from validator.model import names

_HINT = "name the host in the SRV record, and publish the address as an A or AAAA record of that name"

# Nothing else begins so; what does is tried, which takes longer.
_MAY_BE = re.compile(r"[0-9]{1,3}\\?\.[0-9]|[0-9A-Fa-f:\[]*:")


def run(subject: Subject) -> Iterator[Hit]:
    """Report a target that is nothing but an address, and one whose first label is an address in full."""
    host = subject.announcement.host
    if not host or not _MAY_BE.match(host):
        return
    plain = b".".join(names.split(host)).decode("latin-1").removesuffix(".")
    if _is_address(plain):
        yield Hit(f"the target host is the address {plain}; an SRV record names a host", _HINT)
    elif _is_address(first := names.split(host)[0].decode("latin-1")):
        message = f"the first label of the target host is the address {first}, so that the host is named {plain}"
        yield Hit(message, _HINT, basis=Basis.SHOULD)


def _is_address(text: str) -> bool:
    from ipaddress import ip_address  # costs more than most runs need

    try:
        ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return False
    return True


CHECK = NameCheck(
    code="NAM036",
    slug="target-is-address",
    trigger=r"^h:(?:[0-9]{1,3}\\?\.[0-9]|[0-9A-Fa-f:\[]*:)",
    title="The target of the SRV record is an address",
    basis=Basis.MUST,
    source="RFC 2782",
    why="Clients take the address for a name and ask for its A and AAAA records, which nobody has. Libraries that cut"
    " the target at a dot, or take it for text, connect all the same, so it shows only elsewhere.",
    remedy="Name the host, and publish its addresses under that name.",
    fires=(
        named(host="192.0.2.10"),
        named(host="fe80::7", port=80),
        named(host=r"192\.0\.2\.10.local"),
        named(host=r"192\.0\.2\.10"),
    ),
    silent=(
        named(host="192-0-2-10.local"),
        named(host="4.example.com", domain="example.com"),
        named(host="10.0.printer.local"),
        named(host=None),
    ),
    harm=Harm.HIDES,
    run=run,
)
