"""From entries to rule files and the index, and from those to bytes and back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from validator.registry.compile import REMAINDER, Unread, compile_document, total
from validator.registry.document import read_document
from validator.registry.emit import HEADER, MODELINE, emit
from validator.registry.entry import Entry, RegistryDocument
from validator.rules.index import parse_index
from validator.rules.load import parse_rule_file
from validator.rules.schema import KeyRule, Note, RuleFile, Source, TransportRule

DATA = Path(__file__).parent / "data"
K = "Defined TXT keys: "

LAMP = """\
service: lamp
title: Lamp control
transports: [tcp, udp]
definition: keys
keys:
  txtvers: {const: "1"}
  mode: {enum: ["on", "off"], description: RFC9999}
source:
  registry: iana
  registered: "2011-10-18"
  modified: "2020-02"
  assignee: Ada_Example
  contact: Ada_Example
  reference: [RFC9999]
  ports: ["4711"]
  note: "Defined TXT keys: txtvers=1 mode=<on|off> [RFC9999]"
"""


def entry(service: str, note: str = "", **fields: object) -> Entry:
    """Make an entry."""
    return Entry(**{"service": service, "note": note, "line": 1} | fields)  # type: ignore[arg-type]  # as the test says


def compiled(*entries: Entry) -> RuleFile:
    """Compile entries of one service."""
    (service,) = compile_document(RegistryDocument("xml", None, entries)).services
    return service.rule


@pytest.mark.parametrize("name", ["small.xml", "small.csv", "small.txt"])
def test_all_formats_compile_to_the_same_bytes(name: str) -> None:
    lamp = compile_document(read_document(DATA / name)).services[1]
    assert emit(lamp.rule).decode() == f"{HEADER}\n{MODELINE}\n{LAMP}"


def test_the_index_has_every_name() -> None:
    content = compile_document(read_document(DATA / "small.xml")).index_content
    index = parse_index(content, "_services.tsv")
    assert index.names == ("Bell", "lamp", "odd_name")
    assert index.transports("lamp") == ("tcp", "udp")
    assert index.transports("bell") == ()
    assert b"# Registry of 2026-01-02.\n" in content


def test_file_names_are_in_lower_case_and_the_service_keeps_its_spelling() -> None:
    bell = compile_document(read_document(DATA / "small.xml")).services[0]
    assert (bell.file_name, bell.rule.service, bell.rule.transports) == ("bell.yaml", "Bell", None)


def test_a_name_that_is_no_service_name_gets_no_file() -> None:
    document = RegistryDocument("xml", None, (entry("../x", K + "a"), entry("b", K + "a")))
    result = compile_document(document)
    assert [service.file_name for service in result.services] == ["b.yaml"]
    assert result.unsafe == ("../x",)


def test_transports_are_those_of_all_entries_of_the_name() -> None:
    assert compiled(entry("a", K + "x", transport="udp"), entry("a", transport="tcp")).transports == ("tcp", "udp")
    assert compiled(entry("a", K + "x", transport="tcp"), entry("a", K + "x")).transports is None


def test_notes_that_differ_by_transport() -> None:
    rule = compiled(
        entry("a", f"{K}id: the id\nscheme: one of aa, bb", transport="tcp"),
        entry("a", f"{K}id: the id\nscheme: one of aa, cc", transport="udp"),
    )
    assert rule.keys == {"id": KeyRule(description="the id"), "scheme": KeyRule()}
    assert rule.by_transport == {
        "tcp": TransportRule(keys={"scheme": KeyRule(enum=("aa", "bb"))}),
        "udp": TransportRule(keys={"scheme": KeyRule(enum=("aa", "cc"))}),
    }
    assert rule.source is not None
    assert rule.source.notes is not None
    assert [note.transports for note in rule.source.notes] == [("tcp",), ("udp",)]


def test_notes_that_no_transport_tells_apart_are_merged_and_reported() -> None:
    entries = (entry("a", f"{K}See http://x.example"), entry("a", f"{K}txtvers=1", transport="tcp"))
    (service,) = compile_document(RegistryDocument("xml", None, entries)).services
    assert (service.rule.definition, service.rule.keys) == ("keys", {"txtvers": KeyRule(const="1")})
    assert service.contradictions == ("the registrations of the service name carry different notes",)


def test_white_space_is_no_difference_between_notes() -> None:
    rule = compiled(entry("a", f"{K} x, y", transport="tcp"), entry("a", f"{K}x,\ny", transport="udp"))
    assert rule.source is not None
    assert (rule.source.note, rule.source.notes) == (f"{K}x, y", None)


def test_line_breaks_that_say_something_stay() -> None:
    rule = compiled(entry("a", f"{K}id    the id\nname  the name"))
    assert rule.source is not None
    assert rule.source.note == f"{K}id    the id\nname  the name"


def test_totals_say_what_was_not_read_and_why() -> None:
    entries = (
        entry("a", K),
        entry("b", f"{K}a, b, c0, c1, ..."),
        entry("c", f"{K}None\nid=<id>"),
        entry("d", f"{K}None. Some protocol"),
    )
    totals = total(compile_document(RegistryDocument("xml", None, entries)))
    assert totals.definitions == {"unclear": 1, "keys": 2, "none": 1}
    assert (totals.keys, totals.families) == (3, 1)
    assert totals.unread == (Unread("a", "nothing follows the words Defined TXT keys"), Unread("d", REMAINDER))
    assert [each.service for each in totals.contradictions] == ["c"]


TEXT = st.one_of(
    st.text(min_size=1, max_size=40),
    st.sampled_from(
        ["no", "010", "1:30", "2011-10-18", "~", "null", "- a", "a: b", "a #b", " a", "a\nb", "x\u0085y", "=", "<<"]
    ),
    st.text(alphabet="ab \n\t#:-'\"\\", max_size=200),
)


def structs(struct: type[Struct], **fields: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """Instances whose fields are drawn, or left at their default."""
    return st.fixed_dictionaries({}, optional=fields).map(lambda said: struct(**said))


TEXTS = st.lists(TEXT, min_size=1, max_size=4).map(tuple)
KEY_RULE = structs(
    KeyRule,
    description=TEXT,
    const=TEXT,
    enum=TEXTS,
    format=st.sampled_from(["mac", "uri"]),
    minimum=st.integers(-(10**19), 10**19),
    max_length=st.integers(0, 255),
    default=TEXT,
    examples=TEXTS,
    required=st.booleans(),
)
LIST_RULE = st.builds(KeyRule, separator=st.just(";"), items=st.builds(KeyRule, const=TEXT))
KEYS = st.dictionaries(TEXT, st.one_of(KEY_RULE, LIST_RULE), max_size=3)
SOURCE = structs(
    Source, registered=TEXT, note=TEXT, ports=TEXTS, notes=st.lists(st.builds(Note, TEXTS, TEXT), max_size=2).map(tuple)
)
RULES = st.builds(
    RuleFile,
    service=st.just("a"),
    title=TEXT,
    definition=st.just("keys"),
    keys=KEYS,
    pattern_keys=st.dictionaries(st.just("c[0-9]+"), KEY_RULE),
    by_transport=st.dictionaries(st.sampled_from(["tcp", "udp"]), structs(TransportRule, keys=KEYS)),
    source=SOURCE,
)


@given(RULES)
@settings(max_examples=300, deadline=None)
def test_what_is_emitted_reads_back_as_it_was(rule: RuleFile) -> None:
    assert parse_rule_file(emit(rule), "a.yaml") == rule


def test_the_hash_seed_changes_no_byte() -> None:
    script = (
        "import hashlib,sys\nfrom pathlib import Path\nfrom validator.registry.compile import compile_document\n"
        "from validator.registry.document import read_document\nfrom validator.registry.emit import emit\n"
        "c=compile_document(read_document(Path(sys.argv[1])))\n"
        "print(hashlib.sha256(b''.join(emit(s.rule) for s in c.services)+c.index_content).hexdigest())"
    )
    command = [sys.executable, "-c", script, str(DATA / "small.xml")]
    digests = {
        subprocess.run(
            command, check=True, capture_output=True, env={"PYTHONHASHSEED": seed}, cwd=DATA.parents[2]
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(digests) == 1
