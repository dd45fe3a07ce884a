"""The reference page of the keywords of a rule file, out of their table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from validator.checks import CHECKS
from validator.rules.formats import FORMATS
from validator.rules.json_schema import REFERENCE, rule_schema
from validator.rules.keywords import KEYWORDS
from validator.rules.keywords.keyword import Filling, Keyword
from validator.rules.requirements import requirements, unmet
from validator.rules.schema import DEFINITIONS, KeyRule

_HEAD = """\
# The language of rule files

Generated from the table of keywords (`validator/rules/keywords`) and from the schema of rule files
(`validator/rules/schema`).

# Keywords of keys and values

What a rule file says of a key stands under `keys` or
`patternKeys`, and of the items of a list under `items`. Words that stand in conditions (`if`, `then`, `else`) and in
files of expectations mean the same there. A word that is absent says nothing.

Every example is the rule of a key `x`; the tests run it.
"""

_FILLED = {
    Filling.TEXT: "`${NAME}` in it is what `--set` gives",
    Filling.PATTERN: "`${NAME}` in it is what `--set` gives, each character for itself",
    Filling.NUMBER: '`"${NAME}"` in place of it is what `--set` gives',
}

_REFERENCES = {"KeyRule": "the rule of an item", "Bits": "a [bit field](#bits)"}

_TYPES = {"string": "text", "integer": "a whole number", "number": "one with a fraction", "boolean": "true or false"}


def keywords_page() -> str:
    """Markdown: every keyword with its meaning, its type, where it may stand, and an example."""
    properties = rule_schema()["$defs"]["KeyRule"]["properties"]
    lines = [_HEAD]
    for keyword in KEYWORDS.values():
        lines += [f"## {keyword.word}", "", keyword.means, ""]
        lines += [f"- {line}" for line in _facts(keyword, properties[keyword.word])]
        lines.append("")
    lines += [*_formats(), *_definitions(), *_structs()]
    return "\n".join(lines) + "\n"


_STRUCTS = (
    ("RuleFile", "A rule file"),
    ("TransportRule", "byTransport: what differs for a transport"),
    ("Condition", "allOf: conditions"),
    ("If", "if"),
    ("Then", "then and else"),
    ("KeyGroup", "keyGroups"),
    ("NameRule", "instance, host and port"),
    ("SubtypeRule", "subtypes: families"),
    ("Companion", "companions"),
    ("Profile", "profiles"),
    ("Agreement", "agreesWith"),
    ("Bits", "bits"),
    ("BitField", "bits: fields"),
    ("Mistake", "mistakes"),
    ("Deviation", "deviations"),
    ("Source", "source"),
    ("ExampleRecord", "examples: a record with its names"),
    ("InvalidExample", "examples: invalid"),
)
"""The structs of a rule file that the page describes, each with its heading."""


def _formats() -> Iterator[str]:
    yield from ("# Formats", "", "What `format` may be.", "", "| format | a value is |", "| --- | --- |")
    yield from (f"| `{name}` | {each.expected} |" for name, each in FORMATS.items())
    yield ""


def _definitions() -> Iterator[str]:
    yield from ("# Definitions", "", "What `definition` may be.", "", "| definition | keys |", "| --- | --- |")
    yield from (f"| `{name}` | {said} |" for name, said in DEFINITIONS.items())
    yield ""


def _structs() -> Iterator[str]:
    definitions = rule_schema()["$defs"]
    yield from ("# Parts of a rule file", "")
    for name, heading in _STRUCTS:
        struct = definitions[name]
        yield from (f"## {heading}", "", *_sentences(struct.get("description", "")), "")
        yield from ("| word | says |", "| --- | --- |")
        for word, schema in struct["properties"].items():
            if word in KEYWORDS and "const" in struct["properties"] and word != "description":
                continue
            yield f"| `{word}` | {' '.join(_sentences(schema.get('description', '')))} |"
        if "const" in struct["properties"]:
            yield from ("", "And the keywords of values.")
        yield ""


def _sentences(text: str) -> list[str]:
    return [line.replace("``", "`").replace("|", "\\|") for line in text.splitlines() if line.strip()]


def _facts(keyword: Keyword, schema: dict[str, Any]) -> Iterator[str]:
    yield f"type: {_type(schema)}"
    if keyword.choices:
        yield "one of " + ", ".join(f"`{choice}`" for choice in keyword.choices)
    yield f"stands in: {', '.join(_places(keyword))}"
    if keyword.can_be_hinted:
        yield "may be `hinted`"
    if keyword.filling in _FILLED:
        yield _FILLED[keyword.filling]
    checks = [check for check in CHECKS if keyword.word in check.keywords]
    if checks:
        links = (f"[{check.code}](findings.md#{check.code.lower()}-{check.slug})" for check in checks)
        yield f"reported as {', '.join(links)}"
    yield f"example: `{keyword.example}`"
    yield f"holds: {_record(keyword.holds)}"
    if keyword.fails is not None:
        yield f"fails: {_record(keyword.fails)}{_expected(keyword)}"


def _places(keyword: Keyword) -> Iterator[str]:
    yield "keys"
    if keyword.in_items:
        yield "items"
    if keyword.in_conditions:
        yield "conditions and expectations"
    elif keyword.in_demands:
        yield "`then` and `else` of conditions"


def _type(schema: dict[str, Any]) -> str:
    """The type that a schema accepts, in words: ``text or true or false``."""
    left_out = [{"type": "null"}, {"type": "string", "pattern": REFERENCE}]
    return " or ".join(_alternative(each) for each in schema.get("anyOf", (schema,)) if each not in left_out)


def _alternative(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return _REFERENCES.get(schema["$ref"].rpartition("/")[2], "a rule of its own")
    if schema.get("type") == "array":
        items = schema["items"]
        return "a list of rules" if "$ref" in items else "a list of texts"
    if schema.get("type") == "object":
        return "rules by name"
    if "enum" in schema and "type" not in schema:
        return " or ".join(f"`{json.dumps(each)}`" for each in schema["enum"])
    return _TYPES[schema["type"]]


def _record(string: str) -> str:
    return f"`{string}`" if string else "a record without the key"


def _expected(keyword: Keyword) -> str:
    """What the keyword says of the example that fails."""
    rule = msgspec.yaml.decode(keyword.example, type=KeyRule)
    fault = unmet(requirements(rule), (keyword.fails or "").partition("=")[2].encode())
    return "" if fault is None else f", expected {fault[1]}"
