"""Merge the rule files of one service, lowest layer first, into the Rule that the checks use.

A higher layer refines a lower one key by key and, within a key, keyword by keyword; what it does not mention stays.
Every keyword remembers the layer that set it, so that a finding can name its origin.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from validator.documents.mismatch import Path
from validator.model.finding import RuleOrigin
from validator.rules.binding import Binder
from validator.rules.layer_file import LayerFile
from validator.rules.patterns import compile_pattern
from validator.rules.rule import (
    BoundCompanion,
    BoundCondition,
    BoundGroup,
    BoundKey,
    BoundName,
    BoundSubtype,
    Rule,
)
from validator.rules.schema import Definition, Profile, RuleFile, SubtypeRule, TransportRule

_OF_A_FILE = ("keyOrder", "maxRecordLength", "txt", "srv", "requiredSubtypes")


def merge(files: Iterable[LayerFile], transport: str | None, profiles: Collection[str] = ()) -> Rule | None:
    """Merge the files of one service for ``tcp``, ``udp`` or neither; None where there is no file.

    Of the profiles of the files those named in ``profiles`` count, over everything else.
    """
    stack = tuple(files)
    if not stack:
        return None
    merged = _Merged()
    for file in stack:
        merged.add(file, transport)
    for file in stack:
        for name, profile in file.rule.profiles.items():
            if name in profiles:
                merged.add_profile(file, name, profile)
    return merged.rule(stack)


class _Merged:
    """The parts of a rule while files are merged, lowest first."""

    def __init__(self) -> None:
        self.keys: dict[bytes, BoundKey] = {}
        self.families: dict[str, BoundKey] = {}
        self.dependent: dict[str, tuple[str, ...]] = {}
        self.conditions: list[BoundCondition] = []
        self.groups: list[BoundGroup] = []
        self.companions: list[BoundCompanion] = []
        self.names: dict[str, BoundName] = {}
        self.definition: Definition = "unclear"
        self.additional: bool | None = None
        self.subtypes: tuple[str, ...] | None = None
        self.prefixes: tuple[BoundSubtype, ...] = ()
        self.origin: RuleOrigin | None = None
        self.origins: dict[str, RuleOrigin] = {}

    def add(self, file: LayerFile, transport: str | None) -> None:
        """Refine by one file."""
        binder = Binder(file, file.origin)
        for place, part in _parts(file.rule, transport):
            self._add_part(Binder(file, file.origin, place), part)
        if file.rule.subtypes is not None:
            listed = file.rule.subtypes
            self.subtypes = tuple(each for each in listed if isinstance(each, str))
            self.prefixes = tuple(
                binder.subtype(each, number) for number, each in enumerate(listed) if isinstance(each, SubtypeRule)
            )
            self.origins["subtypes"] = binder.at("subtypes")
        for word, value in _of_a_file(file.rule).items():
            if value:
                self.origins[word] = binder.at(word)

    def add_profile(self, file: LayerFile, name: str, profile: Profile) -> None:
        """Refine by a profile of a file; findings that stand on it say so."""
        origin = file.origin
        note = f"the profile {name}: {profile.source or profile.title or origin.note}"
        certainty = profile.certainty or origin.certainty
        about = RuleOrigin(origin.layer, origin.file, note, certainty=certainty)
        self._add_part(Binder(file, about, ("profiles", name)), profile)

    def rule(self, stack: tuple[LayerFile, ...]) -> Rule:
        """Make the rule of what the files of a service say together."""
        rules = [file.rule for file in reversed(stack)]
        top = [file for file in reversed(stack) if file.rule.transports][:1]
        aliases = {other: name for name, bound in self.keys.items() for other in _lower(bound.rule.aliases)}
        misspellings = {other: name for name, bound in self.keys.items() for other in _lower(bound.rule.misspellings)}
        needed = {word: next(filter(None, (_of_a_file(rule)[word] for rule in rules)), None) for word in ("txt", "srv")}
        return Rule(
            service=rules[0].service,
            title=next((rule.title for rule in rules if rule.title), rules[0].service),
            definition=self.definition,
            origin=self.origin or stack[0].origin,
            transports=next((rule.transports for rule in rules if rule.transports), None),
            transports_origin=next((file.origin for file in top if not file.is_shipped), None),
            alias_of=next((rule.alias_of for rule in rules if rule.alias_of), None),
            keys=self.keys,
            families=tuple((compile_pattern(name, ignore_case=True), bound) for name, bound in self.families.items()),
            additional_keys=self.additional,
            dependent_required=self.dependent,
            subtypes=self.subtypes,
            prefixes=self.prefixes,
            required_subtypes=next((rule.required_subtypes for rule in rules if rule.required_subtypes), ()),
            origins=self.origins,
            conditions=tuple(self.conditions),
            groups=tuple(self.groups),
            companions=tuple(self.companions),
            names=self.names,
            key_order=next((rule.key_order for rule in rules if rule.key_order), ()),
            max_record_length=next((rule.max_record_length for rule in rules if rule.max_record_length), None),
            needs_txt=None if needed["txt"] is None else needed["txt"] == "required",
            needs_srv=None if needed["srv"] is None else needed["srv"] == "required",
            aliases=aliases,
            misspellings=misspellings,
            conditional=frozenset(self._related()),
        )

    def _add_part(self, binder: Binder, part: TransportRule) -> None:
        for name, rule in part.keys.items():
            folded = name.lower().encode()
            self.keys[folded] = binder.key(self.keys.get(folded), name, rule, "keys")
        for name, rule in part.pattern_keys.items():
            bound = binder.key(self.families.get(name), name, rule, "patternKeys")
            self.families[binder.file.pattern(name)] = bound
        self.dependent |= part.dependent_required
        for name in part.dependent_required:
            self.origins[f"dependentRequired.{name}"] = binder.at("dependentRequired", name)
        self.conditions += [binder.condition(each, number) for number, each in enumerate(part.all_of)]
        self.groups += [binder.group(each, number) for number, each in enumerate(part.key_groups)]
        self.companions += [binder.companion(each, number) for number, each in enumerate(part.companions)]
        for word, said in (("instance", part.instance), ("host", part.host), ("port", part.port)):
            if said is not None:
                self.names[word] = binder.name(word, said)
        if part.definition is not None:
            self.definition, self.additional = part.definition, part.additional_keys
            self.origin = binder.at("definition")
        elif part.additional_keys is not None:
            self.additional = part.additional_keys

    def _related(self) -> Iterator[bytes]:
        """Yield every key, in lower case, that stands in a relation to another key or to a name."""
        for condition in self.conditions:
            yield from condition.given.keys
            yield from (each.name.lower().encode() for each in (*condition.then, *condition.other))
        yield from (name for name, bound in self.keys.items() if bound.rule.agrees_with or bound.rule.unique)


def _lower(names: tuple[str, ...] | None) -> Iterator[bytes]:
    return (name.lower().encode() for name in names or ())


def _of_a_file(rule: RuleFile) -> dict[str, object]:
    """What a file says of the record as a whole, by its words."""
    words = (rule.key_order, rule.max_record_length, rule.txt, rule.srv, rule.required_subtypes)
    return dict(zip(_OF_A_FILE, words, strict=True))


def _parts(rule: RuleFile, transport: str | None) -> Iterator[tuple[Path, TransportRule]]:
    """Yield what holds for every transport and what for this one, each with its place in the file."""
    yield (), TransportRule(*(getattr(rule, field) for field in TransportRule.__struct_fields__))
    if transport in rule.by_transport:
        yield ("byTransport", str(transport)), rule.by_transport[transport]
