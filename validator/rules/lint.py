"""What is wrong with a rule file that the schema lets pass: contradictions, dead words, examples that do not hold.

Pure: takes the file's text and gives problems with lines. What makes a file unusable (``load.faults``) is found first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec import Struct

from validator.errors import RuleFileError
from validator.mismatch import Path as KeyPath
from validator.mismatch import path_text
from validator.rules.keywords import KEYWORDS, item_fault, items
from validator.rules.load import faults, read_user_file
from validator.rules.patterns import compile_pattern
from validator.rules.schema import CLOSED, Condition, Demand, KeyRule, RuleFile, Then
from validator.yamlfile import line_of

TRANSPORTS = ("tcp", "udp", "sctp", "dccp")
"""What the registry knows (RFC 6335 section 5)."""


class Problem(Struct, frozen=True):
    """One thing wrong with a rule file, and the 1-based line where that is known."""

    file: str
    line: int | None
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.message}"


def lint(content: bytes, file: str, values: Mapping[str, str] | None = None) -> list[Problem]:
    """Every problem of one rule file; a file that is no rule file at all has one problem.

    ``values`` stand for ``${NAME}`` in it. Raises MissingPackageError where its patterns cannot be judged.
    """
    try:
        rule = read_user_file(content, file, values or {}).rule
    except RuleFileError as error:
        return [Problem(file, error.line, error.message)]
    found = list(faults(rule)) or list(_contradictions(rule))
    return [Problem(file, line_of(content, path), f"{path_text(path)}: {why}") for path, why in found]


def _contradictions(rule: RuleFile) -> Iterator[tuple[KeyPath, str]]:
    if rule.definition == "none" and (rule.keys or rule.pattern_keys):
        yield ("definition",), "says that there are no keys, but the file defines some"
    yield from _transports(rule)
    yield from _dependencies(rule)
    yield from _keys(rule.keys, ("keys",))
    yield from _conditions(rule, rule.all_of, ())
    for transport, part in rule.by_transport.items():
        yield from _conditions(rule, part.all_of, ("byTransport", transport))
        yield from _keys(part.keys, ("byTransport", transport, "keys"))
    for pattern, key in rule.pattern_keys.items():
        yield from _key(key, ("patternKeys", pattern))
        if key.required:
            yield ("patternKeys", pattern, "required"), "a family cannot be required, only a key"


def _transports(rule: RuleFile) -> Iterator[tuple[KeyPath, str]]:
    for transport in rule.transports or ():
        if transport not in TRANSPORTS:
            yield ("transports",), f"{transport!r} is no transport; expected {', '.join(TRANSPORTS)}"
    for transport in rule.by_transport:
        if transport not in ("tcp", "udp"):
            yield ("byTransport", transport), "a service type ends in _tcp or _udp; nothing else can differ"


def _keys(keys: dict[str, KeyRule], path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    folded = Counter(name.lower() for name in keys)
    for name, key in keys.items():
        yield from _key(key, (*path, name))
        if folded[name.lower()] > 1:
            yield (*path, name), "stands twice: keys compare without regard to case (RFC 6763 section 6.4)"


def _dependencies(rule: RuleFile) -> Iterator[tuple[KeyPath, str]]:
    if rule.additional_keys:
        return
    known = _defined(rule)
    for key, needed in rule.dependent_required.items():
        for name in (key, *needed):
            if name.lower() not in known:
                yield ("dependentRequired", key), f"names {name!r}, which the file does not define"


def _conditions(rule: RuleFile, conditions: tuple[Condition, ...], path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    for number, condition in enumerate(conditions):
        place: KeyPath = (*path, "allOf", number)
        for name, given in condition.if_.keys.items():
            yield from _key(given.rule, (*place, "if", "keys", name))
            yield from _undefined(rule, name, (*place, "if", "keys", name))
        for word, part in (("then", condition.then), ("else", condition.else_)):
            yield from _demands(rule, condition, part or Then({}), (*place, word, "keys"))


def _demands(rule: RuleFile, condition: Condition, part: Then, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    given = {name.lower() for name in condition.if_.keys}
    for name, demand in part.keys.items():
        yield from _undefined(rule, name, (*path, name))
        if isinstance(demand, Demand):
            yield from _key(demand.rule, (*path, name))
            if demand == Demand():
                yield (*path, name), "demands nothing of the key; expected required, const, enum, ... or false"
        elif name.lower() in given and "then" in path:
            yield (*path, name), "must be absent where the condition asks for it: nothing can be so"


def _undefined(rule: RuleFile, name: str, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Name a key that the file does not define, where it says that it defines all."""
    if rule.definition not in CLOSED or rule.additional_keys or name.lower() in _defined(rule):
        return
    if not any(_matches(pattern, name) for pattern in rule.pattern_keys):
        yield path, "is a key that the file does not define"


def _matches(pattern: str, name: str) -> bool:
    return compile_pattern(pattern, ignore_case=True).fullmatch(name.encode()) is not None


def _defined(rule: RuleFile) -> set[str]:
    """Names, in lower case, of the keys that a file defines for any transport."""
    return {name.lower() for keys in (rule.keys, *(each.keys for each in rule.by_transport.values())) for name in keys}


def _key(key: KeyRule, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if key.const is not None and key.enum is not None and key.const not in key.enum:
        yield (*path, "enum"), f"does not allow {key.const!r}, which const demands"
    if key.enum is not None and len(set(key.enum)) < len(key.enum):
        yield (*path, "enum"), "lists a value twice"
    for low, high in (("minimum", "maximum"), ("min_length", "max_length")):
        least, most = getattr(key, low), getattr(key, high)
        if least is not None and most is not None and least > most:
            yield path, f"no value is at least {least} and at most {most}"
    if key.value == "forbidden" and any(keyword(key, b"x") for keyword in KEYWORDS.values()):
        yield (*path, "value"), "forbids a value that other keywords constrain"
    for word in key.hinted or ():
        if word not in KEYWORDS:
            yield (*path, "hinted"), f"{word!r} is no keyword that a note can hint at; expected {', '.join(KEYWORDS)}"
        elif not _uses(key, word):
            yield (*path, "hinted"), f"names {word!r}, which the key does not use"
    yield from _values(key, path)


def _values(key: KeyRule, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Hold the file's own values against the file's own constraints."""
    default = () if key.default is None else (("default", key.default),)
    for word, value in (*default, *(("examples", each) for each in key.examples or ())):
        for name, keyword in KEYWORDS.items():
            if name not in (key.hinted or ()) and (expected := keyword(key, value.encode())):
                yield (*path, word), f"{value!r} is not what the rule itself expects: {expected}"
        if key.items is not None:
            for item in items(key, value.encode()):
                if fault := item_fault(key, item):
                    yield (*path, word), f"the item {item.decode()!r} is not what the rule itself expects: {fault[1]}"


def _uses(key: KeyRule, word: str) -> bool:
    field = {"minLength": "min_length", "maxLength": "max_length"}.get(word, word)
    return getattr(key, field) is not None
