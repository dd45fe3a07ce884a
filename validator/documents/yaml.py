"""YAML 1.1 into plain values, strictly, and the lines of the values.

Values come as people wrote them as far as YAML allows: dates stay text, ``<<`` and ``=`` are ordinary keys. Anchors and
aliases are refused, because they let a small file grow without bound. Tags and duplicate keys are refused, because they
hide things.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import yaml

from validator.display.nearest import nearest
from validator.display.wording import listed
from validator.documents.encodings import IS_UTF_16, UTF_16
from validator.documents.mismatch import MAX_WORDS, Path, allowed, exact, fields_at, mismatch, path_text, with_cure
from validator.errors import UsageError

if TYPE_CHECKING or yaml.__with_libyaml__:
    from yaml import CSafeLoader as SafeLoader
else:
    from yaml import SafeLoader

T = TypeVar("T")
Error = type[UsageError]
MAX_DEPTH = 100
"""Levels of nesting. The C composer recurses, and ends the process when the C stack is exhausted. The Python composer
fails earlier."""

MAX_NUMBER = 20
"""Digits of a number: what is longer is text that lacks its quotes."""

_INDICATORS = "[{-?:"
_MANY_INDICATORS = 2000 if yaml.__with_libyaml__ else MAX_DEPTH
"""The number of indicators in a document that cannot nest deep enough to hurt."""

# Matches `` &a``, ``: *a``, ``!tag``: where an anchor, an alias or a tag may begin. Most files have no match, and then
# none of these.
_SUSPECT = re.compile(r"""(?:^|[\s\[\]{},:'"?-])[&*!]\S?""")
_UTF_8 = "utf-8"
_OFF = ("timestamp", "merge", "value")


class _RefusedError(yaml.MarkedYAMLError):
    """A construct that YAML allows and that is refused here."""

    def __init__(self, problem: str, mark: Any) -> None:  # noqa: ANN401 - two kinds of marks, C and Python
        super().__init__(problem=problem, problem_mark=mark)


class _Loader(SafeLoader):
    """The safe loader (of libyaml if built in, else of Python) without timestamps and merge keys.

    The loader refuses duplicate keys.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own interface
        first: [(tag, regexp) for tag, regexp in resolvers if tag.rpartition(":")[2] not in _OFF]
        for first, resolvers in SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        """Build a mapping. Raises _RefusedError for a duplicate key, and for a list or a mapping as a key."""
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
        """Build a number.

        Raises _RefusedError for a number in base 60, which YAML 1.1 takes ``12:30`` for, for one that is longer than
        any that is meant, and for a text that is a number for YAML but not for Python: ``0b_``.
        """
        if ":" in node.value:
            raise _RefusedError("a number in base 60 for YAML 1.1: quote it", node.start_mark)
        if sum(map(str.isdigit, node.value)) > MAX_NUMBER:
            raise _RefusedError(f"a number of more than {MAX_NUMBER} digits: quote it", node.start_mark)
        construct = self.construct_yaml_int if node.tag.endswith(":int") else self.construct_yaml_float
        try:
            return construct(node)
        except (ValueError, OverflowError):
            raise _RefusedError("unreadable number", node.start_mark) from None


for _tag in ("int", "float"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_tag}", _Loader.number)


class Document(msgspec.Struct, frozen=True):
    """One document of a YAML stream: the value, and the node that knows the lines."""

    value: object
    node: yaml.Node | None

    def line(self, *path: str | int) -> int | None:
        """Return the line (from 1) of the key or item at ``path``; None for a path that leads nowhere."""
        mark, node = (self.node.start_mark if self.node else None), self.node
        for step in path:
            found = _step(node, step)
            if found is None:
                return None
            mark, node = found
        return mark.line + 1 if mark else None


def load(text: bytes, file: str, error: Error) -> object:
    """Read a file of one document. An empty file gives None. Raises ``error`` with file and line."""
    return _guarded(lambda: yaml.load(_checked(text), _Loader), text, file, error)  # noqa: S506 - a safe loader


def load_document(text: bytes, file: str, error: Error) -> Document:
    """Read a file of one document, with the lines. Raises ``error`` with file and line."""
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
    """Return the line (from 1) at a path such as ``("keys", "mode", "enum", 0)``; None for a path to nothing."""
    try:
        return Document(None, yaml.compose(text, _Loader)).line(*path)
    except yaml.YAMLError:
        return None


def convert(text: bytes, file: str, type_: type[T], error: Error) -> T:
    """Read a file of one document into a typed model. Raises ``error`` with file, line and reason."""
    return fitted(load(text, file, error), text, file, type_, error)


def fitted(value: object, text: bytes, file: str, type_: type[T], error: Error) -> T:
    """Fit a value that was read of ``text`` to a typed model. Raises ``error`` with file, line and reason."""
    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError as fault:
        found = mismatch(fault)
    path = exact(value, type_, found)
    line = line_of(text, path if found.field is None else (*path, found.field))
    shown = f"{path_text(path)}: " if path else ""
    cure = allowed(found, type_) if found.field is None else _meant(found.field, fields_at(type_, found.path))
    raise error(f"{shown}{with_cure(found)}{cure}", file=file, line=line)


def _meant(field: str, known: list[str]) -> str:
    """Say which field was meant, or which ones there are."""
    meant = nearest(field, known)
    if meant is not None:
        return f": did you mean `{meant}`?"
    return f": there are {listed(sorted(known), MAX_WORDS, 'and')}" if known else ""


def _checked(text: bytes) -> str:
    """Decode a text. Raises YAMLError for anchors, aliases and tags, for deep nesting, and for text in another code."""
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
        # For a text that ends too early the parser names the line behind the text.
        line = min(mark.line, text.count(b"\n")) + 1 if mark else None
        raise error(f"no YAML: {_reason(fault, text)}", file=file, line=line) from None


def _reason(fault: yaml.MarkedYAMLError, text: bytes) -> str:
    """Name the fault in words of our own, and add the parser's words, which change with the version."""
    if isinstance(fault, _RefusedError):
        return str(fault.problem)
    parser_words = " ".join(str(part) for part in (fault.problem, fault.context) if part)
    mark, lines = fault.problem_mark, text.decode("utf-8-sig", "replace").splitlines()
    rest = lines[mark.line][mark.column :] if mark and mark.line < len(lines) else ""
    if not rest and (not mark or mark.line >= len(lines) - 1):
        return f"the text ends too early ({parser_words})"
    where = "a tab, where YAML takes spaces only" if rest.startswith("\t") else "what stands here cannot be read"
    return f"{where} ({parser_words})"


def _step(node: yaml.Node | None, step: str | int) -> tuple[Any, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark, node.value[step]
    if isinstance(node, yaml.MappingNode):
        return _index(node).get(step)
    return None


def _index(node: yaml.MappingNode) -> dict[str | int, tuple[Any, yaml.Node]]:
    """Return the values of a mapping by their keys, made once: a mapping may have very many."""
    index: dict[str | int, tuple[Any, yaml.Node]] | None = getattr(node, "index", None)
    if index is None:
        index = {key.value: (key.start_mark, value) for key, value in reversed(node.value) if _is_scalar(key)}
        node.index = index  # type: ignore[attr-defined]  # an attribute of ours on PyYAML's node
    return index


def _is_scalar(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode)
