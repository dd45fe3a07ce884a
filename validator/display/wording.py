"""How messages count and list things: an announcement may hold thousands of them, and a message stays one sentence."""

from __future__ import annotations

from collections.abc import Sequence

MAX_LISTED = 8
"""Items that a message names one by one."""

MAX_SHOWN = 80
"""Characters of a value that a message quotes."""

MAX_TITLE = 300
"""Characters of a name in a title: more than any name has that DNS can carry, escapes aside (RFC 1035 section 3.1)."""


def cut(text: str, most: int = MAX_SHOWN) -> str:
    """Cut a text that is longer than ``most`` characters there, and end it with an ellipsis."""
    return text if len(text) <= most else f"{text[:most]}…"


def noun(number: int, one: str, many: str = "") -> str:
    """Return the form of a noun that a number takes. ``many`` is its plural, where that is not ``one`` with an s."""
    return one if number == 1 else many or f"{one}s"


def plural(number: int, one: str, many: str = "") -> str:
    """Write a number with its noun: ``1 finding``, ``2 findings``. ``many`` as in noun()."""
    return f"{number} {noun(number, one, many)}"


def listed(items: Sequence[str], most: int = MAX_LISTED, last: str = "", *, shown: int | None = None) -> str:
    """List items: ``a, b, c``, or with a word before the ``last`` one ``a, b and c``.

    Of more than ``most`` items the first ``shown``, or else the first ``most``, are named and the others counted:
    ``a, b and 5 more``.
    """
    if len(items) > most:
        named = most if shown is None else shown
        return f"{', '.join(items[:named])} and {len(items) - named} more"
    if not last or len(items) < 2:  # noqa: PLR2004 - one item has no other before it
        return ", ".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"
