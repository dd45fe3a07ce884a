"""TXT022: a template that nobody filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, quote, txt

# Places of templates. ``${NAME}``, ``{{ name }}`` and ``%(name)s`` may stand anywhere in a value, the others are the
# complete value.
_ANYWHERE = re.compile(rb"\$\{[A-Za-z_][^{}]*\}|\{\{[^{}]+\}\}|%\([A-Za-z_]\w*\)[sd]|<%=?[^<>]*%>|\[object Object\]")
_TEMPLATE_ALONE = re.compile(
    rb"<[A-Za-z][^<>/=]*>"  # <path>
    rb"|\$[A-Z_][A-Z0-9_]+|\$\([A-Za-z_][^()]*\)"  # $HOSTNAME, $(hostname)
    rb"|@[A-Z][A-Z0-9_]*@|%[A-Z][A-Z0-9_]+%|__[A-Z][A-Z0-9_]*__"  # @VERSION@, %HOST%, __VERSION__
    rb"|%[a-zA-Z]"  # a specifier of systemd (%H), Avahi (%h) or printf (%s)
    rb"|\{[A-Za-z_]\w*\}"  # {version}
    rb"|(?i:todo|fixme|tbd|change[ _-]?me|undefined|\(null\)|to be filled by o\.e\.m\.?)"
)


def run(view: AttributeView) -> Iterator[Hit]:
    """Look at the value, and at the key if the key can only be a template."""
    attribute = view.attribute
    if _ANYWHERE.search(attribute.key) or (attribute.value and _TEMPLATE_ALONE.fullmatch(attribute.key)):
        message = f"the key {quote(attribute.key)} looks like a template that was not filled in"
        yield Hit(message, "fill in the key, or remove the string")
    elif is_placeholder(attribute.value or b"") and not _is_defined(view):
        message = f'the value of "{view.key}" is {view.value}, which looks like a template that was not filled in'
        yield Hit(message, "fill in the value, or leave the key out where there is none")


def is_placeholder(value: bytes) -> bool:
    """Whether a value is, or holds, the place of a template for the real value: ``<path>``, ``${PI_HOSTNAME}``."""
    return bool(_TEMPLATE_ALONE.fullmatch(value.strip()) or _ANYWHERE.search(value))


def _is_defined(view: AttributeView) -> bool:
    rule = view.bound.rule if view.bound is not None else None
    shown = (view.attribute.value or b"").decode("utf-8", "surrogateescape")
    return rule is not None and (shown == rule.const or shown in (rule.enum or ()))


CHECK = AttributeCheck(
    code="TXT022",
    slug="placeholder-value",
    trigger=(
        r"\$[{A-Z_(]|\{\{|%\(|<%|\[object|<[A-Za-z]|@[A-Z]|%[A-Za-z]|__[A-Z]|\{[A-Za-z_]"
        r"|(?i:todo|fixme|tbd|change[ _-]?me|undefined|\(null\)|to be filled)"
    ),
    title="A value looks like a template that was not filled in",
    basis=Basis.SHOULD,
    source="RFC 6763 section 6.5",
    covers=("V1",),
    why="The value is taken literally, so clients get the name of a variable. It happens where a file is copied from a"
    " manual, or where the program that reads it does not expand anything: Avahi expands %h in names only.",
    remedy="Fill in the value before the record is published.",
    fires=(txt("path=<path>"), txt("host=${PI_HOSTNAME}"), txt("fw=@VERSION@"), txt("id=%m"), txt("model={{ model }}")),
    silent=(txt("path=/"), txt('data={"a": {"b": 1}}'), txt("load=50%"), txt("mode=none"), txt("msg=a < b > c")),
    run=run,
)
