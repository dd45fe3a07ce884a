"""Merge the rule files of one service, lowest layer first, into the Rule that the checks use.

A higher layer refines a lower one key by key and, within a key, keyword by keyword; what it does not mention stays.
Every keyword remembers the layer that set it, so that a finding can name its origin.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct

from validator.model import RuleOrigin
from validator.rules.keywords import compile_pattern
from validator.rules.rule import BoundKey, Rule
from validator.rules.schema import Definition, KeyRule, RuleFile, Source, TransportRule

_KEYWORDS: dict[str, str] = {each.name: each.encode_name for each in msgspec.structs.fields(KeyRule)}


class LayerFile(Struct, frozen=True):
    """A rule file with the layer that it stands in and the path by which people find it."""

    layer: str
    path: str
    rule: RuleFile

    @property
    def origin(self) -> RuleOrigin:
        """What findings say of where the rule came from."""
        return RuleOrigin(self.layer, self.path, _authority(self.rule.source))


def merge(files: Iterable[LayerFile], transport: str | None) -> Rule | None:
    """Merge the files of one service for ``tcp``, ``udp`` or neither; None where there is no file."""
    stack = tuple(files)
    if not stack:
        return None
    keys: dict[bytes, BoundKey] = {}
    families: dict[str, BoundKey] = {}
    dependent: dict[str, tuple[str, ...]] = {}
    definition: Definition = "unclear"
    additional: bool | None = None
    origin = stack[0].origin
    for file in stack:
        for part in _parts(file.rule, transport):
            _refine(keys, part.keys, file.origin)
            for name, rule in part.pattern_keys.items():
                families[name] = _bind(families.get(name), name, rule, file.origin, is_family=True)
            dependent |= part.dependent_required
            if part.definition is not None:
                definition, additional, origin = part.definition, part.additional_keys, file.origin
            elif part.additional_keys is not None:
                additional = part.additional_keys
    return Rule(
        service=stack[0].rule.service,
        title=next((file.rule.title for file in reversed(stack) if file.rule.title), stack[0].rule.service),
        definition=definition,
        origin=origin,
        transports=next((file.rule.transports for file in reversed(stack) if file.rule.transports), None),
        alias_of=next((file.rule.alias_of for file in reversed(stack) if file.rule.alias_of), None),
        keys=keys,
        families=tuple((compile_pattern(name, ignore_case=True), bound) for name, bound in families.items()),
        additional_keys=additional,
        dependent_required=dependent,
        subtypes=next((file.rule.subtypes for file in reversed(stack) if file.rule.subtypes is not None), None),
    )


def _parts(rule: RuleFile, transport: str | None) -> Iterable[TransportRule]:
    yield TransportRule(rule.definition, rule.keys, rule.pattern_keys, rule.additional_keys, rule.dependent_required)
    if transport in rule.by_transport:
        yield rule.by_transport[transport]


def _refine(keys: dict[bytes, BoundKey], rules: Mapping[str, KeyRule], origin: RuleOrigin) -> None:
    for name, rule in rules.items():
        folded = name.lower().encode()
        keys[folded] = _bind(keys.get(folded), name, rule, origin)


def _bind(lower: BoundKey | None, name: str, rule: KeyRule, origin: RuleOrigin, *, is_family: bool = False) -> BoundKey:
    said = {field: value for field in _KEYWORDS if (value := getattr(rule, field)) is not None}
    origins = {_KEYWORDS[field]: origin for field in said}
    if lower is None:
        return BoundKey(name, rule, {"": origin} | origins, is_family)
    # What a lower layer only hinted at stays a hint unless this layer states the same keyword itself.
    hinted = tuple(each for each in lower.rule.hinted or () if each not in origins) + (rule.hinted or ())
    merged = msgspec.structs.replace(lower.rule, **said | {"hinted": hinted or None})
    return BoundKey(name, merged, lower.origins | origins, is_family)


def _authority(source: Source | None) -> str:
    if source is None:
        return ""
    document = ", ".join(part for part in (source.document, source.section) if part)
    return source.note or document or source.url or ""
