"""What is wrong with a rule file that the schema lets pass: contradictions, dead words, examples that do not hold.

Pure: takes the file's text and gives problems with lines. What makes a file unusable (``load.faults``) is found first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec import Struct

from validator.documents.mismatch import Path as KeyPath
from validator.documents.mismatch import path_text
from validator.documents.yaml import line_of
from validator.errors import RuleFileError
from validator.rules.faults import faults
from validator.rules.keywords import KEYWORDS
from validator.rules.load import read_user_file
from validator.rules.patterns import compile_pattern
from validator.rules.requirements import items, requirements, unmet
from validator.rules.schema import CLOSED, Condition, Constraint, Demand, KeyRule, RuleFile, Then

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
    if rule.additional_keys or _has_others(rule):
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
            yield from _value(given, (*place, "if", "keys", name))
            yield from _undefined(rule, name, (*place, "if", "keys", name))
        for word, part in (("then", condition.then), ("else", condition.else_)):
            yield from _demands(rule, condition, part or Then(), (*place, word, "keys"))


def _demands(rule: RuleFile, condition: Condition, part: Then, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    given = {name.lower() for name in condition.if_.keys}
    for name, demand in part.keys.items():
        yield from _undefined(rule, name, (*path, name))
        if isinstance(demand, Demand):
            yield from _value(demand, (*path, name))
            if demand == Demand():
                yield (*path, name), "demands nothing of the key; expected required, const, enum, ... or false"
        elif name.lower() in given and "then" in path:
            yield (*path, name), "must be absent where the condition asks for it: nothing can be so"


def _undefined(rule: RuleFile, name: str, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Name a key that the file does not define, where it says that it defines all."""
    if rule.definition not in CLOSED or rule.additional_keys or _has_others(rule) or name.lower() in _defined(rule):
        return
    if not any(_matches(pattern, name) for pattern in rule.pattern_keys):
        yield path, "is a key that the file does not define"


def _has_others(rule: RuleFile) -> bool:
    """Whether keys of the service stand in other files: in sets, or in the files that include a set."""
    return bool(rule.include or rule.set)


def _matches(pattern: str, name: str) -> bool:
    return compile_pattern(pattern, ignore_case=True).fullmatch(name.encode()) is not None


def _defined(rule: RuleFile) -> set[str]:
    """Names, in lower case, of the keys that a file defines for any transport."""
    return {name.lower() for keys in (rule.keys, *(each.keys for each in rule.by_transport.values())) for name in keys}


def _key(key: KeyRule, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    yield from _value(key, path)
    if key.value == "forbidden" and unmet(requirements(key), b"x"):
        yield (*path, "value"), "forbids a value that other keywords constrain"
    yield from _hints(key, path)
    yield from _own_values(key, path)
    if key.items is not None:
        yield from _item(key.items, (*path, "items"))


def _item(rule: KeyRule, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Judge what is said of the items of a list."""
    yield from _value(rule, path)
    yield from _hints(rule, path)
    for word, keyword in KEYWORDS.items():
        if keyword.of(rule) is not None and not keyword.in_items:
            yield (*path, word), "says something of a key; it has no meaning for an item of a list"


def _hints(key: KeyRule, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    hintable = [word for word, keyword in KEYWORDS.items() if keyword.can_be_hinted]
    for word in key.hinted or ():
        if word not in hintable:
            yield (*path, "hinted"), f"{word!r} is no keyword that a note can hint at; expected {', '.join(hintable)}"
        elif KEYWORDS[word].of(key) is None:
            yield (*path, "hinted"), f"names {word!r}, which the key does not use"


def _value(rule: Constraint, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Find contradictions between the words that speak of a value."""
    for keyword in KEYWORDS.values():
        value = keyword.of(rule)
        if value is not None and keyword.lint is not None:
            yield from (((*path, *place), why) for place, why in keyword.lint(value, rule))


def _own_values(key: KeyRule, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Hold the file's own values against the file's own constraints."""
    default = () if key.default is None else (("default", key.default),)
    for word, value in (*default, *(("examples", example) for example in key.examples or ())):
        for requirement in requirements(key).values():
            expected = None if requirement.is_hinted else requirement.judge(value.encode())
            if expected is not None:
                yield (*path, word), f"{value!r} is not what the rule itself expects: {expected}"
        if key.items is not None:
            asked = requirements(key.items)
            for item in items(key, value.encode()):
                if fault := unmet(asked, item):
                    yield (*path, word), f"the item {item.decode()!r} is not what the rule itself expects: {fault[1]}"
