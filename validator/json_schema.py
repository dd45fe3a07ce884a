"""JSON Schemas of our own structs, the same under every version of Python."""

from __future__ import annotations

import inspect
from typing import Any

import msgspec

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(type_: type, title: str) -> dict[str, Any]:
    """Make the schema of a struct. Its descriptions are the docstrings, which Python 3.13 keeps without indentation."""
    schema: dict[str, Any] = _cleaned(msgspec.json.schema(type_))
    return {"$schema": DIALECT, "title": title, **schema}


def _cleaned(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: inspect.cleandoc(each) if key == "description" and isinstance(each, str) else _cleaned(each)
        for key, each in value.items()
    }
