"""A configuration file with all options as comments, made of the schema.

A line of prose begins with ``# ``, a line of TOML begins with ``#``. Without the ``#`` before the TOML the file is a
configuration with every option.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from typing import Any

from validator.config.json_schema import config_schema

_WIDTH = 100
_HEADING = (
    "Configuration of dnssd-validator: what is used in this folder and below. Remove the # before what you want to say."
)


def sample() -> str:
    """Write a configuration file with all options as comments."""
    schema = config_schema()
    definitions = schema["$defs"]
    options = definitions["ConfigFile"]
    lines = [*_prose(_HEADING), *_prose(options["description"])]
    # In TOML every option behind the header of a table belongs to the table, so that the tables come last.
    for name, field in sorted(options["properties"].items(), key=lambda option: _is_table(option[1])):
        lines += ["", *_prose(field["description"])]
        if "$ref" in field.get("items", {}):
            lines += [f"#[[{name}]]", *_settings(definitions[field["items"]["$ref"].rpartition("/")[2]]["properties"])]
        elif field["type"] == "object":
            lines += [f"#[{name}]", *(f"#{key} = {_toml(value)}" for key, value in field["examples"][0].items())]
        else:
            lines += [*_choices(field), f"#{name} = {_toml(field['examples'][0])}"]
    return "\n".join(lines) + "\n"


def _settings(fields: dict[str, Any]) -> Iterator[str]:
    """Yield the options of a table."""
    for name, field in fields.items():
        yield from _prose(field["description"])
        is_date = field.get("format") == "date"
        value = field["examples"][0]
        yield f"#{name} = {value if is_date else _toml(value)}"


def _is_table(field: dict[str, Any]) -> bool:
    return field["type"] == "object" or "$ref" in field.get("items", {})


def _choices(field: dict[str, Any]) -> Iterator[str]:
    """Yield the words that an option takes, if the words are a closed set."""
    words = field.get("enum") or field.get("items", {}).get("enum")
    if words:
        yield from _prose(f"One of: {', '.join(words)}.")


def _prose(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, _WIDTH)]


def _toml(value: object) -> str:
    """Write a text or a list of texts as TOML, which is the same as JSON."""
    return json.dumps(value, ensure_ascii=False)
