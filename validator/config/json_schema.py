"""The JSON Schema of ``dnssd-validator.toml``, by which editors complete and check; ``init --schema`` prints it."""

from __future__ import annotations

from typing import Any

import msgspec

from validator.checks.targets import TARGETS
from validator.config.read import SEVERITIES
from validator.config.structs import ConfigFile
from validator.documents.json_schema import json_schema
from validator.engine.fail_on import FAIL_ON, MIN_SEVERITY
from validator.reports import REPORTS
from validator.rules.variables import NAME

_NOT_BLANK = r"\S"


def config_schema() -> dict[str, Any]:
    """Make the schema of the structs, and add the words that an option takes, which the structs do not know."""
    schema: dict[str, Any] = msgspec.to_builtins(json_schema(ConfigFile, "dnssd-validator configuration"))
    for definition in schema["$defs"].values():
        definition["properties"] = {name: _without_null(field) for name, field in definition["properties"].items()}
    options, report, suppress = (schema["$defs"][name]["properties"] for name in ("ConfigFile", "Report", "Suppress"))
    for field in (options["format"], report["format"]):
        field["enum"] = list(REPORTS)
    options["fail-on"]["enum"] = list(FAIL_ON)
    options["min-severity"]["enum"] = list(MIN_SEVERITY)
    options["target"]["items"]["enum"] = list(TARGETS)
    options["severity"]["additionalProperties"]["enum"] = list(SEVERITIES)
    options["set"]["propertyNames"] = {"pattern": f"^{NAME}$"}
    for name in ("reason", "instance", "key"):
        suppress[name]["pattern"] = _NOT_BLANK
    return schema


def _without_null(field: dict[str, Any]) -> dict[str, Any]:
    """Leave out the null, which TOML does not have."""
    kinds = [kind for kind in field.get("anyOf", ()) if kind != {"type": "null"}]
    kept: dict[str, Any] = {
        name: value for name, value in field.items() if name != "anyOf" and not (name == "default" and value is None)
    }
    if len(kinds) == 1:
        kept |= kinds[0]
    elif kinds:
        kept["anyOf"] = kinds
    return kept
