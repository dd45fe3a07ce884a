r"""How text gets onto the page: the only place where a stranger's text becomes HTML.

No template escapes by itself. Whatever an expression yields is made printable, so that neither a control character nor
a bidirectional one reaches the page, and is then escaped. The filter ``untrusted`` is for what strangers chose: it
keeps letters that run from right to left from moving what stands beside them, and shows what was made printable in
another colour than text that has a backslash of its own.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from validator.display.printable import printable, printable_parts
from validator.display.wording import noun, plural
from validator.model.finding import Severity
from validator.model.observation import About
from validator.model.txt import DamageKind, KeyState
from validator.reports.gist import where
from validator.reports.html_page import chart
from validator.reports.html_page.announcement import hexadecimal
from validator.reports.naming import device, full_name
from validator.reports.text import NEGLIGIBLE, lost
from validator.reports.views.explanation import severities

_KNOWN: dict[str, Any] = {
    "About": About,
    "DamageKind": DamageKind,
    "KeyState": KeyState,
    "NEGLIGIBLE": NEGLIGIBLE,
    "Severity": Severity,
    "chart": chart,
    "device": device,
    "full_name": full_name,
    "hexadecimal": hexadecimal,
    "lost": lost,
    "severities": severities,
    "where": where,
}
"""What every template knows besides what it is given."""

_BDI, _BDI_END = Markup("<bdi>"), Markup("</bdi>")
_ESCAPE, _ESCAPE_END = Markup('<span class="escape">'), Markup("</span>")


@cache
def environment() -> Environment:
    """Make what the templates are rendered by. A name that a template does not know is an error."""
    made = Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    made.filters |= {"untrusted": untrusted, "noun": noun, "plural": plural}
    made.globals |= _KNOWN
    return made


def untrusted(text: str | bytes) -> Markup:
    r"""Write what a stranger chose. Octets are written as UTF-8 where they are, others as ``\xHH``."""
    shown = text if isinstance(text, str) else text.decode("utf-8", "surrogateescape")
    # Markup escapes whatever is added to it, or joined by it, and is not Markup itself.
    parts = (_ESCAPE + part + _ESCAPE_END if is_escape else part for part, is_escape in printable_parts(shown))
    return _BDI + Markup().join(parts) + _BDI_END


def _printable(value: object) -> str:
    """Make the value of an expression text that may be escaped. Raises TypeError where it is neither text nor number.

    What is HTML already is the work of a template, and stays as it is.
    """
    if isinstance(value, Markup):
        return value
    if isinstance(value, str | int):
        return printable(str(value))
    # Of a name that the template does not know str() raises jinja2.UndefinedError, which says the name.
    raise TypeError(f"a template writes what is no text: {value!s}")
