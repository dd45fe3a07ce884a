"""JSON Schemas of our own structs, the same under every version of Python."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

import msgspec
from msgspec.inspect import StructType, Type, multi_type_info

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(type_: type, title: str, *, with_field_docstrings: bool = False) -> dict[str, Any]:
    """Make the schema of a struct. The docstrings of structs are the descriptions.

    With ``with_field_docstrings`` the docstrings under fields are descriptions too. Python keeps such docstrings in the
    source only, so that the source has to be there.
    """
    schema: dict[str, Any] = _cleaned(msgspec.json.schema(type_))
    if with_field_docstrings:
        _describe_fields(schema["$defs"], [type_])
    return {"$schema": DIALECT, "title": title, **schema}


def lines_schema(kinds: Mapping[str, type], title: str, version: int) -> dict[str, Any]:
    """Make the schema of one line of JSON Lines: a struct of one of the kinds, with ``type`` and ``version``.

    The docstrings of structs and of their fields are the descriptions, so that the source has to be there.
    """
    references, components = msgspec.json.schema_components(kinds.values(), ref_template="#/$defs/{name}")
    definitions: dict[str, Any] = _cleaned(components)
    _describe_fields(definitions, kinds.values())
    lines = []
    for kind, reference in zip(kinds, references, strict=True):
        # A struct may stand within a line of another kind too, where the struct has no ``type``.
        content = definitions[reference["$ref"].rpartition("/")[2]]
        definitions[f"line:{kind}"] = content | {
            "properties": {"type": {"const": kind}, "version": {"const": version}} | content["properties"],
            "required": ["type", "version", *content.get("required", ())],
        }
        lines.append({"$ref": f"#/$defs/line:{kind}"})
    return {"$schema": DIALECT, "title": title, "oneOf": lines, "$defs": definitions}


def _cleaned(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    """Take the indentation off descriptions: Python before 3.13 keeps the indentation of docstrings."""
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: inspect.cleandoc(item) if key == "description" and isinstance(item, str) else _cleaned(item)
        for key, item in value.items()
    }


def _describe_fields(definitions: dict[str, Any], types: Iterable[type]) -> None:
    """Add the docstrings under the fields of structs to the definitions of the structs."""
    for struct in _structs(types):
        properties = definitions[struct.cls.__name__]["properties"]
        docstrings = _field_docstrings(struct.cls)
        for field in struct.fields:
            if field.name in docstrings:
                properties[field.encode_name].setdefault("description", docstrings[field.name])


def _structs(types: Iterable[type]) -> list[StructType]:
    """Find the structs that types consist of, the types included."""
    found: dict[type, StructType] = {}
    waiting: list[object] = list(multi_type_info(types))
    while waiting:
        part = waiting.pop()
        if isinstance(part, StructType):
            if part.cls not in found:
                found[part.cls] = part
                waiting += [field.type for field in part.fields]
        elif isinstance(part, Type):
            waiting += [getattr(part, name) for name in part.__struct_fields__]
        elif isinstance(part, tuple):
            waiting += part
    return list(found.values())


def _field_docstrings(struct: type) -> dict[str, str]:
    """Return the docstrings under the fields of a struct and of its bases, by field."""
    docstrings: dict[str, str] = {}
    for base in reversed(struct.__mro__):
        if base is msgspec.Struct or not issubclass(base, msgspec.Struct):
            continue
        (definition,) = ast.parse(textwrap.dedent(inspect.getsource(base))).body
        for field, text in pairwise(definition.body if isinstance(definition, ast.ClassDef) else ()):
            match field, text:
                case ast.AnnAssign(target=ast.Name(name)), ast.Expr(ast.Constant(str(docstring))):
                    docstrings[name] = inspect.cleandoc(docstring)
    return docstrings
