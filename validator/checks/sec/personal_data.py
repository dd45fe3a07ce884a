"""SEC003: keys that name a person or an account."""

from __future__ import annotations

import re
from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, quote, txt
from validator.checks.sec.shapes import HOME, personal
from validator.display.wording import listed
from validator.model.txt import MAX_STRING, Attribute
from validator.rules.rule import Rule
from validator.rules.secrets import is_secret_value, spaced

_ACCOUNTS = frozenset({"u", "user", "username", "userid", "login", "account", "accountname", "jid", "email", "mail"})
"""Keys (without case, ``_``, ``-`` and ``.``) that carry an account by common use."""

_FLAGS = frozenset({b"0", b"1", b"true", b"false", b"yes", b"no"})


def run(subject: Subject) -> Iterator[Hit]:
    """Report the keys of a record that tell of a person together."""
    found = [(each, kind) for each in subject.counting.values() if (kind := _kind(subject, each)) is not None]
    if not found:
        return
    keys = listed([f"{quote(each.key)} ({kind})" for each, kind in found])
    # Who reads a home folder knows an account of the device; a name or an address tells of its owner only.
    basis = Basis.SHOULD if any(kind == HOME for _, kind in found) else None
    hint = "leave it out, or let the user agree to it"
    yield Hit(f"the record tells of a person by {keys}", hint, found[0][0], basis=basis)


def _kind(subject: Subject, attribute: Attribute) -> str | None:
    # A longer value cannot be sent, and would take these searches quadratic time.
    value = (attribute.value or b"")[:MAX_STRING]
    if not value or value.lower() in _FLAGS:
        return None
    bound = subject.rule.key(attribute.name) if subject.rule is not None else None
    marked = bound.rule.sensitive if bound is not None else None
    if marked is not None:
        kind = "personal data" if marked == "person" else None
    else:
        # Where the service's own definition asks for an account, the device has no choice.
        kind = personal(value) or ("account" if bound is None and _is_account(attribute.name) else None)
    return None if kind is None or is_secret_value(attribute.key, value, bound) else kind


def _is_account(name: bytes) -> bool:
    return re.sub(r"[-_. ]", "", name.decode("latin-1")) in _ACCOUNTS


def _has_personal_keys(rule: Rule | None) -> bool:
    return rule is not None and any(bound.rule.sensitive == "person" for bound in rule.described)


CHECK = AnnouncementCheck(
    code="SEC003",
    slug="personal-data",
    string_trigger=rf"(?i)^{spaced(_ACCOUNTS)}=|@[A-Z0-9-]+\.|/(?:home|Users)/|\\Users\\",
    despite=_has_personal_keys,
    title="The record tells of a person or an account",
    basis=Basis.MAY,
    source="RFC 8882 section 3.2.4",
    covers=("P4", "P9"),
    why="Everybody on the network learns who uses the device, and an account name is half of what an attacker needs.",
    remedy="Leave it out of the record, or publish it only with the user's consent.",
    fires=(
        txt("owner=jane.doe@example.com", service="_http._tcp"),
        txt("path=/home/jane/share", service="_http._tcp"),
        txt("user=jane", service="_http._tcp"),
    ),
    silent=(
        txt("u=", "user=1", service="_http._tcp"),
        txt("path=/srv/share", "size=2@x", service="_http._tcp"),
        txt("u=jane", service="_ssh._tcp"),
    ),
    keywords=("sensitive",),
    run=run,
)
