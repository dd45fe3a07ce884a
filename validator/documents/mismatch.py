"""Values that do not fit a typed model: msgspec's ValidationError as a path, and a reason in words for people."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from msgspec import Struct

from validator.display.wording import listed

Path = tuple[str | int, ...]
"""Keys of mappings and indices of lists, from the top of a document."""

_STEP = re.compile(r"\.([^.\[]+)|\[([0-9]+|\.\.\.)\]")
_AT = re.compile(r"(?P<reason>.*?)(?: - at (?P<key>`key` in )?`\$(?P<path>.*)`)?", re.DOTALL)
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(.*)`", re.DOTALL)
_EXPECTED = re.compile(r"Expected `([^`]*)`(?: (>=|<=) (-?\d+))?(?:, got `([^`]*)`)?")
_ENUM = re.compile(r"Invalid enum value (.*)", re.DOTALL)

_WORDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "nothing",
}
MAX_WORDS = 60
"""Allowed words that are named."""

_BOUNDS = {">=": "of at least", "<=": "of at most"}
_CURES = {
    "bool": "a boolean (YAML reads off/no/yes/on so): quote it",
    "int": "a number: quote it",
    "float": "a number: quote it",
    "null": 'nothing: write "" for an empty text',
}
"""Values that stand in the place of text, and how to make text of the value."""


class Mismatch(Struct, frozen=True):
    """One value of a document that does not fit."""

    path: str
    """msgspec's path without the ``$``: ``.keys[...].enum[0]``, where ``[...]`` is some key of a mapping."""
    reason: str
    field: str | None = None
    """An unknown field of the value at ``path``."""
    got: str = ""
    """msgspec's word for the type of the value; empty for an unknown type."""
    wants_text: bool = False
    """Whether text would fit."""
    of_key: bool = False
    """Whether a key of the mapping at ``path`` does not fit, and not a value."""
    is_no_word: bool = False
    """Whether the value is none of the words that are allowed."""


def mismatch(error: msgspec.ValidationError) -> Mismatch:
    """Read one error of ``msgspec.convert`` or of a decoder."""
    match = _AT.fullmatch(str(error))
    reason, path = (match["reason"], match["path"] or "") if match else (str(error), "")
    of_key = bool(match and match["key"])
    if unknown := _UNKNOWN.fullmatch(reason):
        return Mismatch(path, f"unknown field `{unknown[1]}`", field=unknown[1])
    if missing := _MISSING.fullmatch(reason):
        return Mismatch(path, f"the field `{missing[1]}` is missing")
    if expected := _EXPECTED.fullmatch(reason):
        wanted, relation, bound, got = expected.groups(default="")
        expectation = f"expected {'a key that is ' if of_key else ''}{_type_words(wanted)}"
        expectation += f" {_BOUNDS[relation]} {bound}" if relation else ""
        expectation += f", got {_type_words(got)}" if got else ""
        return Mismatch(path, expectation, got=got, wants_text="str" in wanted.split(" | "), of_key=of_key)
    if enum := _ENUM.fullmatch(reason):
        return Mismatch(path, f"{enum[1]} is none of the words that are allowed here", is_no_word=True)
    return Mismatch(path, reason[:1].lower() + reason[1:])


def with_cure(found: Mismatch) -> str:
    """Name the fault, and the cure if it is known: most faults are text without quotation marks."""
    if not found.wants_text or found.got not in _CURES:
        return found.reason
    return f"expected {'a key that is ' if found.of_key else ''}text, got {_CURES[found.got]}"


def path_text(path: Path) -> str:
    """Write a path for people: ``keys.mode.enum[0]``."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def exact(value: object, type_: Any, found: Mismatch) -> Path:  # noqa: ANN401 - any type that msgspec takes
    """Return the path with a key in the place of every ``[...]``: the first key that alone gives the fault."""
    path: list[str | int] = []
    owner: Any = value
    for field, index in _STEP.findall(found.path):
        step = field or (int(index) if index.isdigit() else _guilty(value, owner, type_, found))
        path.append(step)
        owner = owner[step]
    return tuple(path)


def fields_at(type_: Any, path: str) -> list[str]:  # noqa: ANN401 - any type that msgspec takes
    """Return the names of the fields of the struct at ``path``."""
    return [field.encode_name for option in _types_at(type_, path) for field in getattr(option, "fields", ())]


def words_at(type_: Any, path: str) -> list[str]:  # noqa: ANN401 - any type that msgspec takes
    """Return the words of which the value at ``path`` has to be one; nothing where it may be another text."""
    words: list[object] = []
    for option in _types_at(type_, path):
        enum = getattr(option, "cls", None) if isinstance(option, msgspec.inspect.EnumType) else None
        words += [each.value for each in enum] if enum is not None else list(getattr(option, "values", ()))
    return [str(word).lower() if isinstance(word, bool) else str(word) for word in words]


def allowed(found: Mismatch, type_: Any) -> str:  # noqa: ANN401 - any type that msgspec takes
    """List the words that are allowed where a value is none of these, to stand behind the reason; else nothing."""
    words = words_at(type_, found.path) if found.is_no_word else []
    return f": {listed([f'`{word}`' for word in words], MAX_WORDS, 'or')}" if words else ""


def _types_at(type_: Any, path: str) -> list[Any]:  # noqa: ANN401 - any type that msgspec takes
    options: list[Any] = [msgspec.inspect.type_info(type_)]
    for name, _ in _STEP.findall(path):
        options = [getattr(option, "type", option) for option in options]
        options = [each for option in options for each in getattr(option, "types", (option,))]
        if name:
            fields = [field for option in options for field in getattr(option, "fields", ())]
            options = [field.type for field in fields if field.encode_name == name]
        else:
            options = [getattr(each, "value_type", getattr(each, "item_type", each)) for each in options]
    return [each for option in options for each in getattr(option, "types", (option,))]


def _guilty(value: object, owner: dict[Any, Any], type_: Any, found: Mismatch) -> Any:  # noqa: ANN401 - a decoded value of any type
    """Find the key of ``owner``, a mapping within ``value``, whose value gives the fault. ``owner`` stays unchanged."""
    items = dict(owner)
    guilty = next(iter(items))
    for key, inner in items.items():
        owner.clear()
        owner[key] = inner
        try:
            msgspec.convert(value, type_)
        except msgspec.ValidationError as fault:
            if mismatch(fault) == found:
                guilty = key
                break
    owner.clear()
    owner.update(items)
    return guilty


def _type_words(types: str) -> str:
    *others, last = (_WORDS.get(each, each) for each in types.split(" | "))
    return f"{', '.join(others)} or {last}" if others else last
