"""TXT013: the version of the record is no decimal number."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, txt


def run(view: AttributeView) -> Iterator[Hit]:
    """Report a version that is no number, unless the rule of the service says what the value is."""
    attribute = view.attribute
    if attribute.name != b"txtvers" or (attribute.value or b"").isdigit():
        return
    rule = view.bound.rule if view.bound is not None else None
    if rule is not None and any(each is not None for each in (rule.const, rule.enum, rule.pattern, rule.format)):
        return
    found = f"is {view.value}" if attribute.value else "has no value"
    yield Hit(f'"{view.key}" {found}, expected a decimal number', "write the version as digits, such as txtvers=1")


CHECK = AttributeCheck(
    code="TXT013",
    slug="txtvers-not-decimal",
    trigger=r"(?i)^txtvers(?:$|=$|=.*[^0-9\n])",
    title="The value of txtvers is not a decimal number",
    basis=Basis.MAY,
    source="RFC 6763 section 6.7",
    covers=("T1",),
    why="Clients ignore a record whose version they do not know, and a version that is no number is known to none.",
    remedy="Count the versions of the record as 1, 2, 3; the version of the protocol belongs into protovers.",
    fires=(txt("txtvers=1.0", service="_http._tcp"), txt("txtvers", service="_http._tcp")),
    silent=(txt("txtvers=1", service="_http._tcp"), txt("vers=1.0", service="_http._tcp")),
    counting_only=True,
    run=run,
)
