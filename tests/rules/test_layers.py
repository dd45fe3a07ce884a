"""Layers refine one another key by key, keyword by keyword, and each keyword remembers who set it."""

from __future__ import annotations

from validator.rules.layer_file import LayerFile
from validator.rules.layers import merge
from validator.rules.load import parse_rule_file
from validator.rules.rule import Rule


def _merged(*texts: str, transport: str | None = "tcp") -> Rule:
    files = [
        LayerFile(f"layer{n}", f"{n}.yaml", parse_rule_file(text.encode(), f"{n}.yaml"), is_shipped=True)
        for n, text in enumerate(texts)
    ]
    rule = merge(files, transport)
    assert rule is not None
    return rule


LOW = """\
service: acme
title: Acme
definition: none
keys:
  fw: {format: version, hinted: [format], description: firmware}
  id: {}
source: {registry: iana, note: "the note"}
"""


def test_no_file_is_no_rule() -> None:
    assert merge([], "tcp") is None


def test_a_higher_layer_refines_and_leaves_the_rest() -> None:
    rule = _merged(LOW, 'service: acme\nkeys: {FW: {const: "2"}, extra: {}}\n')
    bound = rule.keys[b"fw"]
    assert (bound.rule.const, bound.rule.format, bound.rule.description) == ("2", "version", "firmware")
    assert (bound.origins["const"].layer, bound.origins["format"].layer) == ("layer1", "layer0")
    assert bound.rule.hinted == ("format",)
    assert (rule.definition, rule.origin.note, set(rule.keys)) == ("none", "the note", {b"fw", b"id", b"extra"})


def test_what_a_higher_layer_states_is_no_longer_a_hint() -> None:
    rule = _merged(LOW, "service: acme\nkeys: {fw: {format: version}}\n")
    assert rule.keys[b"fw"].rule.hinted is None


def test_definition_and_additional_keys() -> None:
    assert _merged(LOW).is_closed
    assert not _merged(LOW, "service: acme\ndefinition: partial\n").is_closed
    assert not _merged(LOW, "service: acme\nadditionalKeys: true\nkeys: {}\n").is_closed
    assert _merged("service: a\ndefinition: proprietary\n", "service: a\nadditionalKeys: false\n").is_closed


def test_a_transport_may_differ() -> None:
    text = LOW + "byTransport: {udp: {keys: {only: {}}, definition: keys}}\n"
    assert b"only" in _merged(text, transport="udp").keys
    assert _merged(text, transport="udp").definition == "keys"
    assert b"only" not in _merged(text, transport="tcp").keys
    assert b"only" not in _merged(text, transport=None).keys


def test_families_match_without_regard_to_case() -> None:
    rule = _merged("service: a\ndefinition: keys\npatternKeys: {'c[0-9]+': {format: hex}}\nkeys: {c1: {}}\n")
    assert rule.key(b"c1") is rule.keys[b"c1"]
    family = rule.key(b"c42")
    assert family is not None
    assert family.is_family
    assert rule.key(b"c") is None
    assert _merged("service: a\ndefinition: keys\npatternKeys: {'dkX[0-9]': {}}\n").key(b"dkx3") is not None
