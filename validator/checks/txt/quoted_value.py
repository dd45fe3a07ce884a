"""TXT010: a value in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, quote, txt

_PAIRS: tuple[tuple[bytes, bytes], ...] = (
    (b'"', b'"'),
    (b"'", b"'"),
    *((left.encode(), right.encode()) for left, right in ("“”", "‘’", "„“", "‚‘", "«»", "‹›", "””")),  # noqa: RUF001 - it is these quotation marks that are looked for
)

# The marks at the ends of a list of quoted items are no pair: "a","b"
_ITEMS = re.compile(rb"""(["'])(?:\s*[,;:]\s*|\s+)\1""")


def run(view: AttributeView) -> Iterator[Hit]:
    """Report a pair of quotes around a value, and a pair of quotes around a string (``"mode=safe"``)."""
    attribute = view.attribute
    if attribute.value is None:
        return
    if unquoted(attribute.value) is not None:
        shown = view.value if _is_hidden(view) else f"{view.key}={view.value[1:-1]}"
        yield Hit(f'the value of "{view.key}" includes quotation marks: {shown}', _hint(view))
    elif unquoted(attribute.raw) is not None:
        message = (
            f'the whole string around "{view.key[1:]}" stands in quotation marks, which become part of key and value'
        )
        yield Hit(message, "write the string without quotes around it", basis=Basis.SHOULD)


def unquoted(value: bytes) -> bytes | None:
    """Return a value without the quotation marks around it; None for a value without such marks."""
    for left, right in _PAIRS:
        if len(value) >= len(left) + len(right) and value.startswith(left) and value.endswith(right):
            inner = value[len(left) : -len(right)]
            return None if _ITEMS.search(inner) else inner
    return None


def _hint(view: AttributeView) -> str:
    inner = unquoted(view.attribute.value or b"") or b""
    written = f"{view.key}={'...' if _is_hidden(view) else quote(inner)[1:-1]}"
    return f"write {written}, without quotes" if written.isprintable() else "write the value without quotes"


def _is_hidden(view: AttributeView) -> bool:
    return view.secret and not view.reveal


CHECK = AttributeCheck(
    code="TXT010",
    slug="quoted-value",
    trigger=r"(?:^|=)(?:[\"']|\xe2\x80|\xc2\xab)",
    title="A value stands in quotation marks",
    basis=Basis.MUST,
    source="RFC 6763 section 6.5",
    covers=("V2",),
    why='The value is taken literally, so a client reads "safe" with its quotes and finds that it is not safe. The'
    " quotes mostly come from a shell or configuration file that did not need them.",
    remedy="Write key=value; nothing is quoted in a TXT record.",
    fires=(txt('mode="safe"'), txt("mode='safe'"), txt("mode=“safe”"), txt('"mode=safe"')),
    silent=(txt("mode=safe"), txt('model=24" display'), txt('model="'), txt('model=["a"]'), txt('model="a","b"')),
    run=run,
)
