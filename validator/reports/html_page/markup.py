r"""Untrusted text made safe for HTML: the only place where that is done.

Text is printable first (printable.py), so that neither a control character nor a bidirectional one reaches the page;
what was escaped by that looks other than text that has a backslash of its own. Names stand in ``<bdi>``: letters that
run from right to left must not move what stands beside them.
"""

from __future__ import annotations

from html import escape

from validator.display.printable import printable, printable_parts
from validator.model.finding import Severity


def text(raw: str) -> str:
    """Write text for the content of an element."""
    return "".join(
        f'<span class="escape">{escape(part)}</span>' if is_escape else escape(part)
        for part, is_escape in printable_parts(raw)
    )


def octets(raw: bytes) -> str:
    r"""Write octets: as UTF-8 where they are, others as ``\xHH``."""
    return text(raw.decode("utf-8", "surrogateescape"))


def attribute(raw: str) -> str:
    """Write text for the value of an attribute in double quotes."""
    return escape(printable(raw), quote=True)


def name(raw: str) -> str:
    """Write a name that a stranger chose."""
    return f"<bdi>{text(raw)}</bdi>"


def badge(severity: Severity, words: str = "") -> str:
    """Write a severity, or ``words`` that tell it and more."""
    return f'<span class="badge {severity.word}">{escape(words or severity.word)}</span>'


def badges(errors: int, warnings: int, infos: int, clean: str = "no findings") -> str:
    """Write how many findings of each severity there are."""
    counts = ((Severity.ERROR, errors), (Severity.WARNING, warnings), (Severity.INFO, infos))
    shown = [
        badge(severity, f"{count} {severity.word}{'' if count == 1 else 's'}") for severity, count in counts if count
    ]
    return " ".join(shown) or f'<span class="badge clean">{escape(clean)}</span>'


def facts(pairs: dict[str, str]) -> str:
    """Write terms with what is said of each, which is HTML; a term of which nothing is said is left out."""
    rows = "".join(f"<div><dt>{escape(term)}</dt><dd>{said}</dd></div>\n" for term, said in pairs.items() if said)
    return f'<dl class="facts">\n{rows}</dl>\n' if rows else ""
