"""Find and read rule files: the layers that come with the tool by service name, the user's own folders as a whole.

A shipped rule is opened only when an announcement asks for it, so that one announcement does not pay for 900 files. A
user's folder is read at once: a broken or misnamed file in it must not go unnoticed because nothing asked for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from validator.documents.mismatch import Path as KeyPath
from validator.documents.mismatch import path_text
from validator.documents.yaml import Document, convert, fitted, line_of, load_document
from validator.errors import MissingPackageError, RuleFileError
from validator.model.names import ServiceType
from validator.rules.file_name import SUFFIX, service_of, stem_of
from validator.rules.index import FILE_NAME, ServiceIndex, parse_index
from validator.rules.keywords import KEYWORDS
from validator.rules.keywords.keyword import Filling
from validator.rules.layers import LayerFile, merge
from validator.rules.patterns import NEEDED, ShippedPattern, refusal, takes_any
from validator.rules.rule import Rule
from validator.rules.schema import Condition, Constraint, KeyRule, RuleFile, Then, TransportRule
from validator.rules.variables import filled

SHIPPED_LAYERS = ("iana", "specs")
"""Layers that come with the tool, lowest first."""


def shipped_rules() -> Path:
    """The folder with the shipped layers: inside the installed package, else (an editable install) the checkout's."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_rules", package.parent / "rules"):
        if (folder / "iana" / FILE_NAME).is_file():
            return folder
    raise RuleFileError("the rule files that belong to dnssd-validator are missing: install it again")


class ShippedLayer(Struct, frozen=True):
    """A layer found by name: ``folder/<service name>.yaml``."""

    name: str
    folder: Path

    def find(self, service_name: str) -> LayerFile | None:
        """The layer's file for a service name in lower case."""
        stem = stem_of(service_name)
        if stem is None:
            return None
        path = self.folder / f"{stem}{SUFFIX}"
        shown = f"rules/{self.name}/{path.name}"
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise RuleFileError(f"cannot be read: {error.strerror}", file=str(path)) from None
        return LayerFile(self.name, shown, parse_rule_file(content, str(path)), is_shipped=True)


def shipped_files() -> Iterator[LayerFile]:
    """Yield every file of the shipped layers, in the order of their names. Raises RuleFileError."""
    root = shipped_rules()
    for name in SHIPPED_LAYERS:
        layer = ShippedLayer(name, root / name)
        services = sorted(service_of(path.stem) for path in layer.folder.glob(f"*{SUFFIX}"))
        yield from (file for file in map(layer.find, services) if file)


class UserLayer(Struct, frozen=True):
    """A layer of the user's own, read whole. ``uses`` are the names of ``${NAME}`` in its files."""

    name: str
    files: dict[str, LayerFile]
    uses: frozenset[str] = frozenset()

    def find(self, service_name: str) -> LayerFile | None:
        """The layer's file for a service name in lower case."""
        return self.files.get(service_name)


def user_layer(path: Path, values: Mapping[str, str] | None = None) -> UserLayer:
    """Read a folder of rule files, or one file; ``values`` stand for ``${NAME}`` in them.

    Raises RuleFileError where there is none, or one cannot be used.
    """
    if path.is_dir():
        paths = sorted(each for each in path.iterdir() if each.suffix in (".yaml", ".yml") and each.is_file())
    else:
        paths = [path]
    if not paths:
        raise RuleFileError("there is no rule file (*.yaml) in this folder", file=str(path))
    files: dict[str, LayerFile] = {}
    uses: frozenset[str] = frozenset()
    for found in paths:
        try:
            read = parse_user_file(found.read_bytes(), str(found), values or {})
        except OSError as error:
            raise RuleFileError(f"cannot be read: {error.strerror}", file=str(found)) from None
        name, uses = read.rule.service.lower(), uses | read.uses
        if name in files:
            raise RuleFileError(
                f"defines {read.rule.service}, which {files[name].path} defines already", file=str(found)
            )
        files[name] = LayerFile(str(path), str(found), read.rule, read.document)
    return UserLayer(str(path), files, uses)


class RuleBook:
    """Every rule by service type. Reads nothing before it is asked, and each file once."""

    def __init__(self, user: Iterable[UserLayer] = (), folder: Path | None = None) -> None:
        self._folder = folder
        self._user = tuple(user)
        self._rules: dict[tuple[str, str | None], Rule | None] = {}

    @cached_property
    def index(self) -> ServiceIndex:
        """Every registered service name."""
        path = self._root / "iana" / FILE_NAME
        try:
            content = path.read_bytes()
        except OSError as error:
            raise RuleFileError(f"cannot be read: {error.strerror}", file=str(path)) from None
        return parse_index(content, str(path))

    def files(self, service_name: str) -> tuple[LayerFile, ...]:
        """The files of a service name in lower case, lowest layer first. Raises RuleFileError."""
        found = (layer.find(service_name) for layer in self._layers)
        return tuple(file for file in found if file)

    def rule(self, service: ServiceType) -> Rule | None:
        """The merged rule of a service type; None where no layer has one. Raises RuleFileError."""
        asked = (service.service_name, service.transport)
        if asked not in self._rules:
            self._rules[asked] = merge(self.files(asked[0]), asked[1])
        return self._rules[asked]

    @cached_property
    def _root(self) -> Path:
        return self._folder or shipped_rules()

    @cached_property
    def _layers(self) -> tuple[ShippedLayer | UserLayer, ...]:
        return (*(ShippedLayer(name, self._root / name) for name in SHIPPED_LAYERS), *self._user)


def parse_rule_file(content: bytes, file: str) -> RuleFile:
    """Read a rule file that comes with the tool, whose patterns need no google-re2.

    Raises RuleFileError with the line of what does not fit the schema or cannot be used.
    """
    return _usable(convert(content, file, RuleFile, RuleFileError), content, file, is_shipped=True)


class UserFile(Struct, frozen=True):
    """A rule file of the user's own: what it says, where, and which ``${NAME}`` it uses."""

    rule: RuleFile
    document: Document
    uses: frozenset[str]


def read_user_file(content: bytes, file: str, values: Mapping[str, str]) -> UserFile:
    """Read a user's rule file as far as the schema goes.

    Raises RuleFileError with the line of what does not fit, and MissingPackageError with that of the first pattern
    where there is no google-re2.
    """
    document = load_document(content, file, RuleFileError)
    tree, uses = filled(document, values, file) if b"${" in content else (document.value, frozenset[str]())
    rule = fitted(tree, content, file, RuleFile, RuleFileError)
    require_engine(rule, content, file)
    return UserFile(rule, document, uses)


def parse_user_file(content: bytes, file: str, values: Mapping[str, str]) -> UserFile:
    """Read a user's rule file.

    Raises RuleFileError as ``parse_rule_file`` does and for a name without value, and MissingPackageError as
    ``read_user_file`` does.
    """
    read = read_user_file(content, file, values)
    _usable(read.rule, content, file)
    return read


def require_engine(rule: RuleFile, content: bytes, file: str, at: KeyPath = ()) -> None:
    """Raise MissingPackageError where a rule that is no shipped one, at ``at`` in its file, needs google-re2."""
    first = None if takes_any() else next(patterns(rule), None)
    if first is not None:
        path = (*at, *first[0])
        raise MissingPackageError(f"{path_text(path)}: {NEEDED}", file=file, line=line_of(content, path))


def _usable(rule: RuleFile, content: bytes, file: str, *, is_shipped: bool = False) -> RuleFile:
    for path, reason in faults(rule, is_shipped=is_shipped):
        raise RuleFileError(f"{path_text(path)}: {reason}", file=file, line=line_of(content, path))
    return rule


def faults(rule: RuleFile, *, is_shipped: bool = False) -> Iterator[tuple[KeyPath, str]]:
    """Find what the schema cannot say and would make the rule unusable: the path within the file, and the reason."""
    if not rule.service or rule.service.startswith("_"):
        yield ("service",), "expected a service name without underscore, such as ipp for _ipp._tcp"
    if not _says_something(rule):
        yield ("service",), "the file says nothing of its keys: expected definition, keys or patternKeys"
    yield from _part_faults((), rule.keys, rule.pattern_keys)
    yield from _condition_faults((), rule.all_of)
    for transport, part in rule.by_transport.items():
        yield from _part_faults(("byTransport", transport), part.keys, part.pattern_keys)
        yield from _condition_faults(("byTransport", transport), part.all_of)
    for path, pattern in patterns(rule):
        reason = refusal(ShippedPattern(pattern) if is_shipped else pattern)
        if reason is not None:
            yield path, reason


def patterns(rule: RuleFile) -> Iterator[tuple[KeyPath, str]]:
    """Yield every pattern of a rule with its place in the file."""
    parts: list[tuple[KeyPath, RuleFile | TransportRule]] = [((), rule)]
    parts += [(("byTransport", transport), part) for transport, part in rule.by_transport.items()]
    for place, part in parts:
        for name, key in part.keys.items():
            yield from _key_patterns(key, (*place, "keys", name))
        for name, key in part.pattern_keys.items():
            yield (*place, "patternKeys", name), name
            yield from _key_patterns(key, (*place, "patternKeys", name))
        for number, condition in enumerate(part.all_of):
            yield from _condition_patterns(condition, (*place, "allOf", number))


def _condition_patterns(condition: Condition, place: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    for word, named in (("if", condition.if_), ("then", condition.then), ("else", condition.else_)):
        for name, said in (named.keys if named is not None else {}).items():
            if isinstance(said, Constraint):
                yield from _key_patterns(said, (*place, word, "keys", name))


def _key_patterns(key: Constraint, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    for word, keyword in KEYWORDS.items():
        value = keyword.of(key)
        if value is not None and keyword.filling is Filling.PATTERN:
            yield (*path, word), value
        elif isinstance(value, Constraint):
            yield from _key_patterns(value, (*path, word))


def _says_something(rule: RuleFile) -> bool:
    said = (rule.definition, rule.keys, rule.pattern_keys, rule.by_transport, rule.dependent_required)
    return any((*said, rule.all_of, rule.subtypes)) or rule.additional_keys is not None


def _part_faults(
    path: KeyPath, keys: dict[str, KeyRule], families: dict[str, KeyRule]
) -> Iterator[tuple[KeyPath, str]]:
    for name, key in keys.items():
        yield from key_faults(key, (*path, "keys", name))
    for name, key in families.items():
        yield from key_faults(key, (*path, "patternKeys", name))


def _condition_faults(path: KeyPath, conditions: tuple[Condition, ...]) -> Iterator[tuple[KeyPath, str]]:
    for number, condition in enumerate(conditions):
        place: KeyPath = (*path, "allOf", number)
        if not condition.if_.keys:
            yield (*place, "if"), "names no key"
        for name, given in condition.if_.keys.items():
            yield from key_faults(given, (*place, "if", "keys", name))
        if condition.then is None and condition.else_ is None:
            yield place, "expected then or else: what is to hold"
        for word, part in (("then", condition.then), ("else", condition.else_)):
            yield from _demand_faults(part or Then({}), (*place, word, "keys"))


def _demand_faults(part: Then, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    for name, demand in part.keys.items():
        if isinstance(demand, Constraint):
            yield from key_faults(demand, (*path, name))
        elif demand:
            yield (*path, name), "true demands nothing; expected false (the key must be absent) or what it must be"


def key_faults(key: Constraint, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Find what makes the rule of a key unusable, but for its patterns: the path within the file, and the reason."""
    for word, keyword in KEYWORDS.items():
        value = keyword.of(key)
        reason = None if value is None or keyword.fault is None else keyword.fault(value, key)
        if reason is not None:
            yield (*path, word), reason
        if isinstance(value, Constraint):
            yield from key_faults(value, (*path, word))
