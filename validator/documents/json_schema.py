"""JSON Schemas of our own structs, the same under every version of Python."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import msgspec

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(type_: type, title: str) -> dict[str, Any]:
    """Make the schema of a struct. Its descriptions are the docstrings, which Python 3.13 keeps without indentation."""
    schema: dict[str, Any] = _cleaned(msgspec.json.schema(type_))
    return {"$schema": DIALECT, "title": title, **schema}


def lines_schema(kinds: Mapping[str, type], title: str, version: int) -> dict[str, Any]:
    """Make the schema of one line of JSON Lines: a struct of one of the kinds, with ``type`` and ``version``."""
    listed, components = msgspec.json.schema_components(kinds.values(), ref_template="#/$defs/{name}")
    definitions: dict[str, Any] = _cleaned(components)
    references = []
    for kind, reference in zip(kinds, listed, strict=True):
        # A struct may stand in a line of another kind too, where it has no type of its own.
        content = definitions[reference["$ref"].rpartition("/")[2]]
        definitions[f"line:{kind}"] = content | {
            "properties": {"type": {"const": kind}, "version": {"const": version}} | content["properties"],
            "required": ["type", "version", *content.get("required", ())],
        }
        references.append({"$ref": f"#/$defs/line:{kind}"})
    return {"$schema": DIALECT, "title": title, "oneOf": references, "$defs": definitions}


def _cleaned(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: inspect.cleandoc(each) if key == "description" and isinstance(each, str) else _cleaned(each)
        for key, each in value.items()
    }
