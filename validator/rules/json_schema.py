"""The JSON Schema of rule files: what editors complete and check against; ``rules schema`` prints it."""

from __future__ import annotations

from typing import Any

from validator.documents.json_schema import json_schema
from validator.rules.keywords import KEYWORDS
from validator.rules.keywords.keyword import Filling
from validator.rules.schema import RuleFile
from validator.rules.variables import NAME

REFERENCE = r"^\$\{" + NAME + r"\}$"
"""A number that ``--set`` gives, in a user's file."""


def rule_schema() -> dict[str, Any]:
    """Make the schema from the structs, with the closed sets that the structs leave to the loader."""
    schema = json_schema(RuleFile, "dnssd-validator rule file", with_field_docstrings=True)
    for definition in schema["$defs"].values():
        if "ignoreCase" in definition["properties"]:
            describe_keywords(definition)
    for alternative in schema["$defs"]["Then"]["properties"]["keys"]["additionalProperties"]["anyOf"]:
        if alternative.get("type") == "boolean":
            alternative["enum"] = [False]
    schema["$defs"]["RuleFile"]["oneOf"] = [{"required": ["service"]}, {"required": ["set"]}]
    return schema


def describe_keywords(struct: dict[str, Any]) -> None:
    """Add to the schema of ``Constraint``, or of a struct that inherits from it, what the table says of each word."""
    for word, schema in struct["properties"].items():
        keyword = KEYWORDS.get(word)
        if keyword is None or not {"const", word} <= struct["properties"].keys():
            continue
        schema["description"] = keyword.means
        if keyword.filling is Filling.NUMBER:
            schema["anyOf"].append({"type": "string", "pattern": REFERENCE})
        if keyword.choices is not None:
            _allow(schema, list(keyword.choices))


def _allow(schema: dict[str, Any], values: list[str]) -> None:
    """Restrict the text that a schema accepts, by itself or as items, to some values."""
    for alternative in (schema, *schema.get("anyOf", ())):
        if alternative.get("type") == "string":
            alternative["enum"] = values
        elif alternative.get("type") == "array":
            alternative["items"] = {"enum": values}
