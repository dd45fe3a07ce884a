"""The JSON Schema of rule files: what editors complete and check against; ``rules schema`` prints it."""

from __future__ import annotations

from typing import Any

from validator.documents.json_schema import json_schema
from validator.rules.formats import FORMATS
from validator.rules.keywords import KEYWORDS
from validator.rules.schema import RuleFile
from validator.rules.variables import NAME

REFERENCE = r"^\$\{" + NAME + r"\}$"
"""A number that ``--set`` gives, in a user's file."""


def rule_schema() -> dict[str, Any]:
    """Make the schema from the structs, with the closed sets that the structs leave to the loader."""
    schema = json_schema(RuleFile, "dnssd-validator rule file")
    for name in ("KeyRule", "Constraint", "Demand"):
        key = schema["$defs"][name]["properties"]
        _allow(key["format"], list(FORMATS))
        for word in ("minimum", "maximum", "minLength", "maxLength"):
            key[word]["anyOf"].append({"type": "string", "pattern": REFERENCE})
    _allow(schema["$defs"]["KeyRule"]["properties"]["hinted"], list(KEYWORDS))
    for each in schema["$defs"]["Then"]["properties"]["keys"]["additionalProperties"]["anyOf"]:
        if each.get("type") == "boolean":
            each["enum"] = [False]
    return schema


def _allow(field: dict[str, Any], values: list[str]) -> None:
    """Restrict the text within a field, itself or its items, to some values."""
    for each in (field, *field.get("anyOf", ())):
        if each.get("type") == "string":
            each["enum"] = values
        elif each.get("type") == "array":
            each["items"] = {"enum": values}
