"""Which statements of a rule file its examples show at work: each is to be broken by one of the invalid ones."""

from __future__ import annotations

from collections.abc import Iterator

from validator.rules.keywords import KEYWORDS
from validator.rules.schema import Condition, KeyRule, NameRule, RuleFile, SubtypeRule, TransportRule

_JUDGED = frozenset({"items", "required", "recommended", "forbidden", "deprecated", "unique"})
"""Words of a key, beside those that judge a value by themselves, whose breaking is a finding."""

_UNBREAKABLE = (("value", "optional"), ("contentEncoding", "octets"))
"""What every value keeps."""


def statements(rule: RuleFile) -> Iterator[str]:
    """Yield every statement of a file that a record can break, as origins of findings name it (``keys.id.pattern``)."""
    yield from _part(TransportRule(*(getattr(rule, field) for field in TransportRule.__struct_fields__)), "")
    yield from (word for word, said in _of_a_file(rule) if said)
    for number, subtype in enumerate(rule.subtypes or ()):
        if isinstance(subtype, SubtypeRule):
            yield from _name(subtype, f"subtypes.{number}")
    for transport, part in rule.by_transport.items():
        yield from _part(part, f"byTransport.{transport}.")
    for name, profile in rule.profiles.items():
        yield from _part(profile, f"profiles.{name}.")


def _of_a_file(rule: RuleFile) -> Iterator[tuple[str, bool]]:
    yield "subtypes", rule.subtypes is not None
    yield "keyOrder", bool(rule.key_order)
    yield "maxRecordLength", rule.max_record_length is not None
    yield "requiredSubtypes", bool(rule.required_subtypes)
    yield "txt", rule.txt == "required"


def _part(part: TransportRule, head: str) -> Iterator[str]:
    for word, keys in (("keys", part.keys), ("patternKeys", part.pattern_keys)):
        for name, key in keys.items():
            yield from (f"{head}{word}.{name}.{broken}" for broken in _key(key))
    yield from (f"{head}dependentRequired.{name}" for name in part.dependent_required)
    yield from (f"{head}keyGroups.{number}" for number in range(len(part.key_groups)))
    yield from (f"{head}companions.{number}" for number in range(len(part.companions)))
    for number, condition in enumerate(part.all_of):
        yield from (f"{head}allOf.{number}.{demand}" for demand in _condition(condition))
    for word, name_rule in (("instance", part.instance), ("host", part.host), ("port", part.port)):
        if name_rule is not None:
            yield from _name(name_rule, f"{head}{word}")


def _key(key: KeyRule) -> Iterator[str]:
    for word, keyword in KEYWORDS.items():
        value = keyword.of(key)
        if value in (None, False) or (word, value) in _UNBREAKABLE:
            continue
        if keyword.compile is not None or word in _JUDGED or word == "value":
            yield word
    yield from (f"agreesWith.{number}" for number in range(len(key.agrees_with or ())))


def _condition(condition: Condition) -> Iterator[str]:
    for word, part in (("then", condition.then), ("else", condition.else_)):
        if part is not None:
            yield from (f"{word}.keys.{name}" for name in part.keys)
            if part.port is not None:
                yield f"{word}.port"


def _name(rule: NameRule, path: str) -> Iterator[str]:
    if any(keyword.compile is not None and keyword.of(rule) is not None for keyword in KEYWORDS.values()):
        yield path
    yield from (f"{path}.agreesWith.{number}" for number in range(len(rule.agrees_with or ())))
