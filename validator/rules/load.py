"""Find and read rule files: the layers that come with the tool by service name, the user's own folders as a whole.

A shipped rule is opened only when an announcement asks for it, so that one announcement does not pay for 900 files. A
user's folder is read at once: a broken or misnamed file in it must not go unnoticed because nothing asked for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from validator.documents.mismatch import Path as KeyPath
from validator.documents.mismatch import path_text
from validator.documents.whole_file import content_of
from validator.documents.yaml import Document, convert, fitted, line_of, load_document
from validator.errors import MissingPackageError, RuleFileError
from validator.model.names import ServiceType
from validator.rules.faults import faults, patterns
from validator.rules.file_name import SUFFIX, service_of, stem_of
from validator.rules.index import FILE_NAME, ServiceIndex, parse_index
from validator.rules.key_words import FILE_NAME as KEY_WORDS
from validator.rules.key_words import KeyWords
from validator.rules.layer_file import LayerFile
from validator.rules.layers import merge
from validator.rules.patterns import NEEDED, takes_any
from validator.rules.rule import Rule
from validator.rules.schema import RuleFile
from validator.rules.variables import filled

MAX_OCTETS = 2 << 20
"""Octets of the largest rule file that is read. Those of people have thousands."""

SHIPPED_LAYERS = ("iana", "specs")
"""Layers that come with the tool, lowest first."""

SETS = "sets"
"""The folder, beside the rule files, of what several of them include."""


_EXAMPLES = b"\nexamples:\n"
"""What begins the last part of a shipped file that has examples."""


def shipped_rules() -> Path:
    """The folder with the shipped layers: inside the installed package, else (an editable install) the checkout's."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_rules", package.parent / "rules"):
        if (folder / "iana" / FILE_NAME).is_file():
            return folder
    raise RuleFileError("the rule files that belong to dnssd-validator are missing: install it again")


class ShippedLayer(Struct, frozen=True):
    """A layer found by name: ``folder/<service name>.yaml``.

    ``is_to_judge``: the files are read to judge by, without their examples and as the tests left them.
    """

    name: str
    folder: Path
    is_to_judge: bool = False

    def find(self, service_name: str) -> LayerFile | None:
        """The layer's file for a service name in lower case."""
        stem = stem_of(service_name)
        return None if stem is None else self._file(f"{stem}{SUFFIX}")

    def set(self, name: str) -> LayerFile | None:
        """The layer's file for a set."""
        return self._file(f"{SETS}/{name}{SUFFIX}")

    def _file(self, name: str) -> LayerFile | None:
        path = self.folder / name
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise RuleFileError(f"cannot be read: {error.strerror}", file=str(path)) from None
        if self.is_to_judge:
            content = content.partition(_EXAMPLES)[0] + b"\n"
            rule = convert(content, str(path), RuleFile, RuleFileError)
        else:
            rule = parse_rule_file(content, str(path))
        return LayerFile(self.name, f"rules/{self.name}/{name}", rule, is_shipped=True)


def shipped_files() -> Iterator[LayerFile]:
    """Yield every file of the shipped layers, in the order of their names. Raises RuleFileError."""
    root = shipped_rules()
    for name in SHIPPED_LAYERS:
        layer = ShippedLayer(name, root / name)
        services = sorted(service_of(path.stem) for path in layer.folder.glob(f"*{SUFFIX}"))
        yield from (file for file in map(layer.find, services) if file)


def shipped_sets() -> Iterator[LayerFile]:
    """Yield every set of the shipped layers, in the order of their names. Raises RuleFileError."""
    root = shipped_rules()
    for name in SHIPPED_LAYERS:
        layer = ShippedLayer(name, root / name)
        paths = sorted((layer.folder / SETS).glob(f"*{SUFFIX}"))
        yield from (file for file in (layer.set(path.stem) for path in paths) if file)


class UserLayer(Struct, frozen=True):
    """A layer of the user's own, read whole.

    ``uses`` are the names of ``${NAME}`` in its files; ``sets`` are by name.
    """

    name: str
    files: dict[str, LayerFile]
    uses: frozenset[str] = frozenset()
    sets: dict[str, LayerFile] = {}

    def find(self, service_name: str) -> LayerFile | None:
        """The layer's file for a service name in lower case."""
        return self.files.get(service_name)

    def set(self, name: str) -> LayerFile | None:
        """The layer's file for a set."""
        return self.sets.get(name)


def user_layer(path: Path, values: Mapping[str, str] | None = None) -> UserLayer:
    """Read a folder of rule files, or one file; ``values`` stand for ``${NAME}`` in them.

    Raises RuleFileError where there is none, or one cannot be used.
    """
    paths = _files_in(path) if path.is_dir() else [path]
    if not paths:
        raise RuleFileError("there is no rule file (*.yaml) in this folder", file=str(path))
    beside = (path if path.is_dir() else path.parent) / SETS
    paths += [each for each in (_files_in(beside) if beside.is_dir() else []) if each not in paths]
    files: dict[str, LayerFile] = {}
    sets: dict[str, LayerFile] = {}
    uses: frozenset[str] = frozenset()
    for found in paths:
        try:
            read = parse_user_file(content_of(found, MAX_OCTETS), str(found), values or {})
        except OSError as error:
            raise RuleFileError(f"cannot be read: {error.strerror or error}", file=str(found)) from None
        rule, uses = read.rule, uses | read.uses
        same, name = (sets, rule.set) if rule.set else (files, rule.service.lower())
        if name in same:
            raise RuleFileError(
                f"defines {rule.set or rule.service}, which {same[name].path} defines already", file=str(found)
            )
        same[name] = LayerFile(str(path), str(found), rule, read.document)
    return UserLayer(str(path), files, uses, sets)


def _files_in(folder: Path) -> list[Path]:
    return sorted(each for each in folder.iterdir() if each.suffix in (".yaml", ".yml") and each.is_file())


_Layer = ShippedLayer | UserLayer


class RuleBook:
    """Every rule by service type. Reads nothing before it is asked, and each file once."""

    def __init__(
        self, user: Iterable[UserLayer] = (), folder: Path | None = None, profiles: Collection[str] = ()
    ) -> None:
        self._folder = folder
        self._user = tuple(user)
        self._profiles = tuple(profiles)
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

    @cached_property
    def key_words(self) -> KeyWords:
        """The keys that are words of their own."""
        return KeyWords(self._root / KEY_WORDS)

    def files(self, service_name: str) -> tuple[LayerFile, ...]:
        """The files of a service name in lower case, lowest layer first, each after the sets that it includes.

        Raises RuleFileError.
        """
        return _with_sets(service_name, self._layers())

    def rule(self, service: ServiceType) -> Rule | None:
        """The merged rule of a service type; None where no layer has one. Raises RuleFileError."""
        asked = (service.service_name, service.transport)
        if asked not in self._rules:
            files = _with_sets(asked[0], self._layers(is_to_judge=True))
            self._rules[asked] = merge(files, asked[1], self._profiles)
        return self._rules[asked]

    @cached_property
    def _root(self) -> Path:
        return self._folder or shipped_rules()

    def _layers(self, *, is_to_judge: bool = False) -> tuple[_Layer, ...]:
        return (*(ShippedLayer(name, self._root / name, is_to_judge) for name in SHIPPED_LAYERS), *self._user)


def _with_sets(service_name: str, layers: tuple[_Layer, ...]) -> tuple[LayerFile, ...]:
    """The files of a service, lowest layer first, each after the sets that it includes."""
    found = ((file, layer) for layer in layers if (file := layer.find(service_name)))
    return tuple(each for file, layer in found for each in (*_sets(file, layer, layers), file))


def _sets(file: LayerFile, layer: _Layer, layers: tuple[_Layer, ...]) -> Iterator[LayerFile]:
    """Yield the sets that a file includes, of its own layer or of a shipped one."""
    for number, name in enumerate(file.rule.include):
        found = layer.set(name) or next(filter(None, (each.set(name) for each in layers)), None)
        if found is None:
            reason = f"includes {name}, but there is no {SETS}/{name}{SUFFIX}"
            raise RuleFileError(reason, file=file.path, line=file.line(("include", number)))
        yield replace(found, rule=replace(found.rule, service=file.rule.service))


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
