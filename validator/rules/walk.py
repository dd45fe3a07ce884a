"""Visit every constraint of a rule, wherever in it: of keys, items, conditions, names, profiles and so on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from validator.documents.mismatch import Path
from validator.rules.schema import Constraint

_Part = TypeVar("_Part", bound=Struct)


def constraints(part: object, path: Path = ()) -> Iterator[tuple[Path, Constraint]]:
    """Yield every constraint in a part of a rule, outer ones first, with its path below the part."""
    if isinstance(part, Constraint):
        yield path, part
    for step, inner in _inner(part):
        yield from constraints(inner, (*path, *step))


def replaced(part: _Part, change: Callable[[Constraint], Constraint]) -> _Part:
    """Make of a part of a rule one whose constraints, the inner ones too, are as ``change`` makes them."""
    changed = {}
    for field in part.__struct_fields__:
        value = getattr(part, field)
        made = _replaced(value, change)
        if made is not value:
            changed[field] = made
    made_part = replace(part, **changed) if changed else part
    return change(made_part) if isinstance(made_part, Constraint) else made_part  # type: ignore[return-value]  # change keeps the type


def _replaced(value: object, change: Callable[[Constraint], Constraint]) -> object:
    if isinstance(value, Struct):
        return replaced(value, change)
    if isinstance(value, tuple) and any(isinstance(each, Struct) for each in value):
        return tuple(_replaced(each, change) for each in value)
    if isinstance(value, dict) and any(isinstance(each, Struct) for each in value.values()):
        return {name: _replaced(each, change) for name, each in value.items()}
    return value


def _inner(part: object) -> Iterator[tuple[Path, object]]:
    """Yield the parts of a part that may hold constraints, each with its steps below it as a file writes them."""
    if isinstance(part, Struct):
        for word, field in zip(part.__struct_encode_fields__, part.__struct_fields__, strict=True):
            value = getattr(part, field)
            if isinstance(value, Struct | dict | tuple) and value:
                yield (word,), value
    elif isinstance(part, dict):
        yield from (((name,), value) for name, value in part.items() if isinstance(value, Struct))
    elif isinstance(part, tuple):
        yield from (((number,), value) for number, value in enumerate(part) if isinstance(value, Struct))
