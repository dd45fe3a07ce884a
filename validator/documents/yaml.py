"""YAML 1.1 into plain values, strictly, and the line of each of them.

Values come as people wrote them as far as YAML allows: dates stay text, ``<<`` and ``=`` are ordinary keys. Anchors,
aliases, tags and duplicate keys are refused: the first two let a small file grow without bound, the others hide things.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import yaml

from validator.display.nearest import nearest
from validator.documents.encodings import IS_UTF_16, UTF_16
from validator.documents.mismatch import Path, exact, fields_at, mismatch, path_text, said
from validator.errors import UsageError

if TYPE_CHECKING or yaml.__with_libyaml__:
    from yaml import CSafeLoader as SafeLoader
else:
    from yaml import SafeLoader

T = TypeVar("T")
Error = type[UsageError]
MAX_DEPTH = 100
"""Levels of nesting. The C composer recurses, and ends the process where its stack does; so does Python's, earlier."""

_INDICATORS = "[{-?:"
_MANY_INDICATORS = 2000 if yaml.__with_libyaml__ else MAX_DEPTH
"""So many indicators cannot nest deep enough to hurt."""

# Where an anchor, an alias or a tag may begin. A text without a match has none; most files have no match.
_SUSPECT = re.compile(r"""(?:^|[\s\[\]{},:'"?-])[&*!]\S?""")
_UTF_8 = "utf-8"
_OFF = ("timestamp", "merge", "value")


class _RefusedError(yaml.MarkedYAMLError):
    """What YAML allows and we do not."""

    def __init__(self, problem: str, mark: Any) -> None:  # noqa: ANN401 - two kinds of marks, C and Python
        super().__init__(problem=problem, problem_mark=mark)


class _Loader(SafeLoader):
    """The safe loader (libyaml's, or Python's where it is not built in) without timestamps and merge keys.

    It has an eye on duplicate keys.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own interface
        first: [(tag, regexp) for tag, regexp in resolvers if tag.rpartition(":")[2] not in _OFF]
        for first, resolvers in SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002
        """Build a mapping; raises _RefusedError for a duplicate key, and one that cannot be a key."""
        try:
            mapping = yaml.constructor.BaseConstructor.construct_mapping(self, node, deep)
        except yaml.constructor.ConstructorError:
            for key_node, _ in node.value:
                if not isinstance(key_node, yaml.ScalarNode):
                    raise _RefusedError("a list or a mapping cannot be a key", key_node.start_mark) from None
            raise
        if len(mapping) != len(node.value):
            seen: set[object] = set()
            for key_node, _ in node.value:
                key = self.construct_object(key_node, deep=True)
                if key in seen:
                    raise _RefusedError(f"duplicate key {key!r}", key_node.start_mark)
                seen.add(key)
        return mapping

    def number(self, node: yaml.ScalarNode) -> int | float:
        """Build a number; a text such as ``0b_``, which YAML takes for one and Python does not, is an error."""
        construct = self.construct_yaml_int if node.tag.endswith(":int") else self.construct_yaml_float
        try:
            return construct(node)
        except ValueError:
            raise _RefusedError("unreadable number", node.start_mark) from None


for _tag in ("int", "float"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_tag}", _Loader.number)


class Document(msgspec.Struct, frozen=True):
    """One document of a YAML stream: its value, and the line of each part of it."""

    value: object
    node: yaml.Node | None

    def line(self, *path: str | int) -> int | None:
        """Line (1-based) of what ``path`` leads to: of the key in a mapping, of the item in a list. None if absent."""
        mark, node = (self.node.start_mark if self.node else None), self.node
        for step in path:
            found = _step(node, step)
            if found is None:
                return None
            mark, node = found
        return mark.line + 1 if mark else None


def load(text: bytes, file: str, error: Error) -> object:
    """Read a file of one document; None where it is empty. Raises ``error`` with file and line."""
    return _guarded(lambda: yaml.load(_checked(text), _Loader), text, file, error)  # noqa: S506 - a safe loader


def load_document(text: bytes, file: str, error: Error) -> Document:
    """Read a file of one document with its lines. Raises ``error`` with file and line."""
    found = documents(text, file, error)
    document = next(found, Document(None, None))
    second = next(found, None)
    if second is not None:
        raise error("expected one document, found a second one", file=file, line=second.line())
    return document


def documents(text: bytes, file: str, error: Error) -> Iterator[Document]:
    """Read the documents of a file one after the other. Raises ``error`` with file and line."""
    loader = _guarded(lambda: _Loader(_checked(text)), text, file, error)
    while _guarded(loader.check_node, text, file, error):
        node = _guarded(loader.get_node, text, file, error)
        value = _guarded(lambda: loader.construct_document(node), text, file, error)  # noqa: B023 - called at once
        yield Document(value, node)


def line_of(text: bytes, path: Path) -> int | None:
    """Line (1-based) of what a path such as ``("keys", "mode", "enum", 0)`` leads to. None where it leads nowhere."""
    try:
        return Document(None, yaml.compose(text, _Loader)).line(*path)
    except yaml.YAMLError:
        return None


def convert(text: bytes, file: str, type_: type[T], error: Error) -> T:
    """Read a file of one document into a typed model. Raises ``error`` with file, line, and what is wrong there."""
    return fitted(load(text, file, error), text, file, type_, error)


def fitted(value: object, text: bytes, file: str, type_: type[T], error: Error) -> T:
    """Fit what was read of ``text`` to a typed model. Raises ``error`` as ``convert`` does."""
    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError as fault:
        found = mismatch(fault)
    path = exact(value, type_, found)
    line = line_of(text, path if found.field is None else (*path, found.field))
    shown = f"{path_text(path)}: " if path else ""
    meant = nearest(found.field, fields_at(type_, found.path)) if found.field is not None else None
    cure = f": did you mean `{meant}`?" if meant else ""
    raise error(f"{shown}{said(found)}{cure}", file=file, line=line)


def _checked(text: bytes) -> str:
    """The text, known to hold no anchor, alias or tag and no nesting that would hurt. Raises YAMLError."""
    try:
        decoded = text.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        if text.startswith(UTF_16):
            raise _RefusedError(IS_UTF_16, None) from None
        raise yaml.reader.ReaderError("", fault.start, text[fault.start], _UTF_8, "") from None
    if _SUSPECT.search(decoded) or sum(map(decoded.count, _INDICATORS)) > _MANY_INDICATORS:
        depth = 0
        for event in yaml.parse(decoded, SafeLoader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
                raise _RefusedError("anchors and aliases are refused", event.start_mark)
            if getattr(event, "tag", None) is not None:
                raise _RefusedError("tags are refused", event.start_mark)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                raise _RefusedError("nested too deeply", event.start_mark)
    return decoded


def _guarded(step: Callable[[], T], text: bytes, file: str, error: Error) -> T:
    try:
        return step()
    except yaml.reader.ReaderError as fault:
        code = fault.character if isinstance(fault.character, int) else ord(fault.character)
        reason = "not UTF-8" if fault.encoding == _UTF_8 else "which YAML does not allow"
        raise error(f"no YAML: character 0x{code:02x}, {reason}", file=file) from None
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        # The parser says of a text that ends too early: on the line behind it.
        line = min(mark.line, text.count(b"\n")) + 1 if mark else None
        raise error(f"no YAML: {_said(fault, text)}", file=file, line=line) from None


def _said(fault: yaml.MarkedYAMLError, text: bytes) -> str:
    """Name the fault in words of our own; those of the parser, which change, stand beside them."""
    if isinstance(fault, _RefusedError):
        return str(fault.problem)
    told = " ".join(str(part) for part in (fault.problem, fault.context) if part)
    mark, lines = fault.problem_mark, text.decode("utf-8-sig", "replace").splitlines()
    rest = lines[mark.line][mark.column :] if mark and mark.line < len(lines) else ""
    if not rest and (not mark or mark.line >= len(lines) - 1):
        return f"the text ends too early ({told})"
    where = "a tab, where YAML takes spaces only" if rest.startswith("\t") else "what stands here cannot be read"
    return f"{where} ({told})"


def _step(node: yaml.Node | None, step: str | int) -> tuple[Any, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark, node.value[step]
    if isinstance(node, yaml.MappingNode):
        return next(((key.start_mark, value) for key, value in node.value if key.value == step), None)
    return None
