"""TXT011: a value that begins or ends with white space."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, txt

_SPACE = b" \t\r\n"


def run(view: AttributeView) -> Iterator[Hit]:
    """Report white space around a value that is text. A binary value may end in any octet."""
    value = view.attribute.value
    if not value or value.strip(_SPACE) == value or not _is_text(value):
        return
    edges = [word for word, part in (("begins", value[:1]), ("ends", value[-1:])) if part in _SPACE]
    message = f'the value of "{view.key}" {" and ".join(edges)} with white space: {view.value}'
    yield Hit(message, "remove it if it is not meant to be part of the value; no client strips it")


def _is_text(value: bytes) -> bool:
    try:
        text = value.strip(_SPACE).decode()
    except UnicodeDecodeError:
        return False
    return text.isprintable()


CHECK = AttributeCheck(
    code="TXT011",
    slug="value-edge-space",
    trigger=r"=[ \t\r]|[ \t\r]$",
    title="A value begins or ends with white space",
    basis=Basis.MAY,
    source="RFC 6763 section 6.5",
    covers=("V2",),
    why="White space is part of the value, so comparisons fail on something that nobody sees. Mostly it is a line end"
    " or a padded field that was copied whole.",
    remedy="Strip the text before it goes into the record.",
    fires=(txt("mode= safe"), txt("model=HMP100 "), txt("model=HMP100\n")),
    silent=(txt("mode=safe"), txt("model=HMP 100"), txt(b"model=\xff\x00 ")),
    run=run,
)
