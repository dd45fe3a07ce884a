"""Find and read rule files: the layers that come with the tool by service name, the user's own folders as a whole.

A shipped rule is opened only when an announcement asks for it, so that one announcement does not pay for 900 files. A
user's folder is read at once: a broken or misnamed file in it must not go unnoticed because nothing asked for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from validator.errors import RuleFileError
from validator.names import ServiceType
from validator.rules.formats import FORMATS
from validator.rules.index import FILE_NAME, ServiceIndex, parse_index
from validator.rules.keywords import compile_pattern
from validator.rules.layers import LayerFile, merge
from validator.rules.rule import Rule
from validator.rules.schema import KeyRule, RuleFile
from validator.yamlfile import convert, line_of

SHIPPED_LAYERS = ("iana", "specs")
"""Layers that come with the tool, lowest first."""

KeyPath = tuple[str, ...]
"""Keys from the root of a rule file to what is meant."""

# Only such names are looked up as files: a name from the network must not walk out of the folder.
_FILE_SAFE = re.compile(r"[a-z0-9](-?[a-z0-9])*", re.ASCII)


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
        if not _FILE_SAFE.fullmatch(service_name):
            return None
        path = self.folder / f"{service_name}.yaml"
        shown = f"rules/{self.name}/{service_name}.yaml"
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise RuleFileError(f"cannot be read: {error.strerror}", file=str(path)) from None
        return LayerFile(self.name, shown, parse_rule_file(content, str(path)))


def shipped_files() -> Iterator[LayerFile]:
    """Yield every file of the shipped layers, in the order of their names. Raises RuleFileError."""
    root = shipped_rules()
    for name in SHIPPED_LAYERS:
        layer = ShippedLayer(name, root / name)
        stems = sorted(path.stem for path in layer.folder.glob("*.yaml"))
        yield from (file for file in map(layer.find, stems) if file)


class UserLayer(Struct, frozen=True):
    """A layer of the user's own, read whole."""

    name: str
    files: dict[str, LayerFile]

    def find(self, service_name: str) -> LayerFile | None:
        """The layer's file for a service name in lower case."""
        return self.files.get(service_name)


def user_layer(path: Path) -> UserLayer:
    """Read a folder of rule files, or one file. Raises RuleFileError where there is none, or one cannot be used."""
    if path.is_dir():
        paths = sorted(each for each in path.iterdir() if each.suffix in (".yaml", ".yml") and each.is_file())
    else:
        paths = [path]
    if not paths:
        raise RuleFileError("there is no rule file (*.yaml) in this folder", file=str(path))
    files: dict[str, LayerFile] = {}
    for each in paths:
        try:
            rule = parse_rule_file(each.read_bytes(), str(each))
        except OSError as error:
            raise RuleFileError(f"cannot be read: {error.strerror}", file=str(each)) from None
        name = rule.service.lower()
        if name in files:
            raise RuleFileError(f"defines {rule.service}, which {files[name].path} defines already", file=str(each))
        files[name] = LayerFile(str(path), str(each), rule)
    return UserLayer(str(path), files)


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
    """Read one rule file. Raises RuleFileError with the line of what does not fit the schema or cannot be used."""
    rule = convert(content, file, RuleFile, RuleFileError)
    for path, reason in faults(rule):
        raise RuleFileError(f"{'.'.join(path)}: {reason}", file=file, line=line_of(content, path))
    return rule


def faults(rule: RuleFile) -> Iterator[tuple[KeyPath, str]]:
    """Find what the schema cannot say and would make the rule unusable: the path within the file, and the reason."""
    if not rule.service or rule.service.startswith("_"):
        yield ("service",), "expected a service name without underscore, such as ipp for _ipp._tcp"
    if not _says_something(rule):
        yield ("service",), "the file says nothing of its keys: expected definition, keys or patternKeys"
    yield from _part_faults((), rule.keys, rule.pattern_keys)
    for transport, part in rule.by_transport.items():
        yield from _part_faults(("byTransport", transport), part.keys, part.pattern_keys)


def _says_something(rule: RuleFile) -> bool:
    said = (rule.definition, rule.keys, rule.pattern_keys, rule.by_transport, rule.dependent_required, rule.subtypes)
    return any(said) or rule.additional_keys is not None


def _part_faults(
    path: KeyPath, keys: dict[str, KeyRule], families: dict[str, KeyRule]
) -> Iterator[tuple[KeyPath, str]]:
    for name, key in keys.items():
        yield from _key_faults(key, (*path, "keys", name))
    for name, key in families.items():
        yield from _pattern_faults(name, (*path, "patternKeys", name))
        yield from _key_faults(key, (*path, "patternKeys", name))


def _key_faults(key: KeyRule, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if key.format is not None and key.format not in FORMATS:
        yield (*path, "format"), f"there is no format {key.format!r}; expected one of {', '.join(FORMATS)}"
    if key.pattern is not None:
        yield from _pattern_faults(key.pattern, (*path, "pattern"))
    if key.enum is not None and not key.enum:
        yield (*path, "enum"), "an empty list allows no value at all"
    if key.items is not None:
        if not key.separator:
            yield (*path, "items"), "items needs a separator"
        yield from _key_faults(key.items, (*path, "items"))


def _pattern_faults(pattern: str, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    try:
        compile_pattern(pattern)
    except ValueError as error:
        yield path, str(error)
