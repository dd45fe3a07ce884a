"""YAML with positions: plain values fast, and the line of anything that turns out to be wrong.

PyYAML reads YAML 1.1. Dates stay text here; anchors, aliases and tags are refused (a few octets of them can stand for
gigabytes), and so are duplicate keys, of which all but one would vanish.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from typing import TypeVar

import msgspec
import yaml

from validator.errors import UsageError

T = TypeVar("T")
Path = tuple[str | int | None, ...]
"""Keys and list positions from the root; None is a mapping's value whose key is not known."""

_STEP = re.compile(r"\[(\d+)\]|\[\.\.\.\]|\.([^.\[]+)")


class _Loader(yaml.CSafeLoader):
    """The C loader without timestamps, and with an error for a key that stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:  # noqa: FBT001, FBT002 - PyYAML's signature
        """Refuse a duplicate key."""
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="a key must be plain text", problem_mark=key.start_mark)
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"the key {key.value!r} stands twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def load(text: bytes, file: str, error: type[UsageError]) -> object:
    """Read one YAML document. Raises ``error`` with file and 1-based line where it is none."""
    return _load(text, file, error)


def convert(text: bytes, file: str, type_: type[T], error: type[UsageError]) -> T:
    """Read one YAML document as a ``type_``. Raises ``error`` with file and line of what does not fit."""
    value = _load(text, file, error)
    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError as fault:
        reason, _, path = str(fault).partition(" - at `")
        raise error(_friendly(reason, path.rstrip("`")), file=file, line=_line_of_fault(text, path, reason)) from None


def line_of(text: bytes, path: Sequence[str | int]) -> int | None:
    """The 1-based line on which the value at ``path`` (keys and list positions) stands, or its key."""
    root = _compose(text)
    return None if root is None else _find(root, tuple(path), "")


def _load(text: bytes, file: str, error: type[UsageError]) -> object:
    try:
        if b"&" in text or b"*" in text:
            _refuse_aliases(text)
        return yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = None if mark is None else mark.line + 1
        raise error(_one_line(fault.problem or fault.context or "not YAML"), file=file, line=line) from None
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        raise error(f"not YAML: {_one_line(str(fault))}", file=file) from None


def _refuse_aliases(text: bytes) -> None:
    for event in yaml.parse(text, yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.MarkedYAMLError(None, None, "anchors and aliases are not used here", event.start_mark)  # type: ignore[arg-type]  # the C mark will do


def _compose(text: bytes) -> yaml.Node | None:
    return yaml.compose(text, _Loader)


def _line_of_fault(text: bytes, path: str, reason: str) -> int | None:
    root = _compose(text)
    if root is None:
        return None
    steps: Path = tuple(int(n) if n else key or None for n, key in _STEP.findall(path.rstrip("`").removeprefix("$")))
    return _find(root, steps, reason)


def _find(node: yaml.Node, steps: Path, reason: str) -> int | None:
    """The line of the first node along ``steps`` to which ``reason`` can apply."""
    if not steps:
        return _line_if_meant(node, reason)
    step, rest = steps[0], steps[1:]
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if step is None or key.value == step:
                line = _find(value, rest, reason)
                if line is not None:
                    # An empty or nested value stands where its key does.
                    return key.start_mark.line + 1 if not rest else line
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            if step in (None, number) and (line := _find(item, rest, reason)) is not None:
                return line
    return None


def _line_if_meant(node: yaml.Node, reason: str) -> int | None:
    line: int = node.start_mark.line + 1
    if named := re.search(r"unknown field `(.*)`", reason):
        keys = node.value if isinstance(node, yaml.MappingNode) else ()
        return next((key.start_mark.line + 1 for key, _ in keys if key.value == named[1]), None)
    if named := re.search(r"missing required field `(.*)`", reason):
        has = isinstance(node, yaml.MappingNode) and any(key.value == named[1] for key, _ in node.value)
        return None if has else line
    if named := re.search(r"Invalid enum value '(.*)'", reason):
        return line if node.value == named[1] else None
    if named := re.search(r"got `(\w+)`", reason):
        return line if node.tag.rsplit(":", 1)[-1] in _TAGS.get(named[1], ()) else None
    return line


_TAGS = {
    "bool": ("bool",),
    "int": ("int",),
    "float": ("float",),
    "null": ("null",),
    "str": ("str",),
    "array": ("seq",),
    "object": ("map",),
}


def _friendly(reason: str, path: str) -> str:
    where = path.removeprefix("$").removeprefix(".").replace("[...]", "")
    place = f"{where}: " if where else ""
    if match := re.fullmatch(r"Expected `(str.*)`, got `(bool|int|float)`", reason):
        return f"{place}expected text, got {_ARTICLE[match[2]]} (as YAML reads it): quote it"
    if match := re.fullmatch(r"Object contains unknown field `(.*)`", reason):
        return f"{place}there is no field {match[1]!r} here"
    if match := re.fullmatch(r"Object missing required field `(.*)`", reason):
        return f"{place}the field {match[1]!r} is missing"
    return f"{place}{reason[:1].lower()}{reason[1:]}".replace("`", "")


_ARTICLE = {"bool": "a truth value", "int": "a number", "float": "a number"}


def _one_line(text: str) -> str:
    return " ".join(text.split())
