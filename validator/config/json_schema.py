"""The JSON Schema of ``dnssd-validator.toml``: what editors complete and check against; ``init --schema`` prints it."""

from __future__ import annotations

from typing import Any

import msgspec

from validator.checks.targets import TARGETS
from validator.config.read import SEVERITIES
from validator.config.structs import ConfigFile
from validator.documents.json_schema import json_schema
from validator.engine.fail_on import FAIL_ON
from validator.reports import REPORTS
from validator.rules.variables import NAME

_NOT_BLANK = r"\S"


def config_schema() -> dict[str, Any]:
    """Make the schema from the structs, with the closed sets that the structs leave to the reader."""
    schema: dict[str, Any] = msgspec.to_builtins(json_schema(ConfigFile, "dnssd-validator configuration"))
    for definition in schema["$defs"].values():
        definition["properties"] = {name: _without_null(each) for name, each in definition["properties"].items()}
    options, report, suppress = (schema["$defs"][each]["properties"] for each in ("ConfigFile", "Report", "Suppress"))
    for field in (options["format"], report["format"]):
        field["enum"] = list(REPORTS)
    options["fail-on"]["enum"] = list(FAIL_ON)
    options["target"]["items"]["enum"] = list(TARGETS)
    options["severity"]["additionalProperties"]["enum"] = list(SEVERITIES)
    options["set"]["propertyNames"] = {"pattern": f"^{NAME}$"}
    for name in ("reason", "instance", "key"):
        suppress[name]["pattern"] = _NOT_BLANK
    return schema


def _without_null(field: dict[str, Any]) -> dict[str, Any]:
    """Leave out the null, which TOML does not have."""
    kinds = [each for each in field.get("anyOf", ()) if each != {"type": "null"}]
    kept: dict[str, Any] = {
        name: each for name, each in field.items() if name != "anyOf" and not (name == "default" and each is None)
    }
    if len(kinds) == 1:
        kept |= kinds[0]
    elif kinds:
        kept["anyOf"] = kinds
    return kept
