"""TXT023: a value that holds the strings behind it, with their length octets."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, quote, txt
from validator.display.wording import listed, noun, plural
from validator.model.txt import attribute, inner_strings


def run(view: AttributeView) -> Iterator[Hit]:
    """Report length octets within a value that are followed by as many octets, up to the end of the value."""
    value = view.attribute.value
    if not value or is_binary(view):
        return
    at, strings = inner_strings(value)
    if strings:
        keys = listed([quote(attribute(raw).key) for raw in strings], 4, "and")
        octets = noun(len(strings), "its length octet", "their length octets")
        inside = f"{plural(len(strings), 'more string')} with {octets}"
        message = f'the value of "{view.key}" holds {inside}, from octet {at + 1} on: {keys}'
        yield Hit(message, "give each string to the library by itself, or count its octets anew where you pack it")


def is_binary(view: AttributeView) -> bool:
    """Whether the rule says that values of the key are octets of any kind."""
    return view.bound is not None and view.bound.rule.content_encoding == "octets"


CHECK = AttributeCheck(
    code="TXT023",
    slug="strings-inside",
    trigger=r"[\x01-\x09\x0b-\x1f]",
    title="A value holds further strings with their length octets",
    basis=Basis.SHOULD,
    source="RFC 6763 sections 6.1 and 6.5",
    covers=("W4",),
    why="One length octet was counted over several strings, so clients read a single key with a long value, and find"
    " none of the others. What stands there may be a password that nobody looks for.",
    remedy="Pack each string with a length octet of its own, which counts the octets of that string.",
    fires=(txt(b"path=/\x06u=user\x04p=pw"), txt(b"a=\x03b=c")),
    silent=(txt("path=/", "u=user"), txt(b"path=/\x06u=us"), txt("a=3b=c"), txt(b"a=\x03b=cd")),
    run=run,
)
