"""What differs between two registry documents: rules and names, not formats."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from msgspec import structs

from tests import shared
from validator.registry.compile import compile_document
from validator.registry.diff import Change, KeyChange, NameChange, RegistryDiff, diff_registries
from validator.registry.document import read_document
from validator.registry.entry import Entry, RegistryDocument
from validator.reports.views import registry_diff

DATA = Path(__file__).parent / "data"
DOCUMENTS = shared.SHARED / "registry"
K = "Defined TXT keys: "


def diff(old: list[Entry], new: list[Entry]) -> RegistryDiff:
    """Compare documents of these entries."""
    compiled = [compile_document(RegistryDocument("xml", None, tuple(entries))) for entries in (old, new)]
    return diff_registries(compiled[0], compiled[1], ("old.xml", "new.csv"))


def a(note: str, service: str = "a", transport: str | None = "tcp", description: str = "A") -> Entry:
    """Make an entry."""
    return Entry(service=service, transport=transport, description=description, note=note, line=1)


def keys(old: str, new: str) -> list[tuple[str, str, list[tuple[str, object, object]]]]:
    """Compare two notes of one service: key, what happened to it, and keywords with old and new value."""
    (change,) = diff([a(K + old)], [a(K + new)]).changed
    return [(key.key, key.change, [(each.keyword, each.old, each.new) for each in key.keywords]) for key in change.keys]


@pytest.mark.parametrize("old", ["small.xml", "small.csv", "small.txt"])
@pytest.mark.parametrize("new", ["small.xml", "small.csv", "small.txt"])
def test_formats_are_no_difference(old: str, new: str) -> None:
    compiled = [compile_document(read_document(DATA / name)) for name in (old, new)]
    assert diff_registries(compiled[0], compiled[1], (old, new)).is_empty


def test_dates_references_and_white_space_are_no_difference() -> None:
    old = a(f"{K}x, y")
    new = structs.replace(
        old, note=f"{K} x,\ny", registered="2020-01-01", modified="2026", reference=("RFC1",), port="80", line=7
    )
    assert diff([old], [new]).is_empty


def test_services_that_appeared_and_vanished() -> None:
    result = diff([a("", "a"), a(K + "x", "b"), a(K + "y", "c")], [a(K + "x=1", "a"), a("", "c")])
    assert [(each.service, each.keys, each.registered) for each in result.appeared] == [("a", ("x",), True)]
    assert [(each.service, each.registered) for each in result.vanished] == [("b", False), ("c", True)]
    assert result.names.vanished == ("b",)
    assert not result.names.appeared


def test_facts_of_a_service() -> None:
    (change,) = diff([a(K + "None")], [a(K + "Proprietary", "A", "udp", "B")]).changed
    assert [(each.keyword, each.old, each.new) for each in change.facts] == [
        ("service", "a", "A"),
        ("title", "A", "B"),
        ("transports", ("tcp",), ("udp",)),
        ("definition", "none", "proprietary"),
    ]
    assert (change.old_note, change.new_note) == (K + "None", K + "Proprietary")


def test_keys_that_appeared_vanished_and_changed() -> None:
    assert keys("txtvers=1, mode=<a|b>, gone", "txtvers=2, mode=<a|b|c>, fresh=7") == [
        ("txtvers", "changed", [("const", "1", "2")]),
        ("mode", "changed", [("enum", ("a", "b"), ("a", "b", "c"))]),
        ("fresh", "appeared", [("const", None, "7")]),
        ("gone", "vanished", []),
    ]


def test_another_spelling_of_a_key_is_a_change_of_that_key() -> None:
    assert keys("nif=1, b", "NIF=1, b") == [("NIF", "changed", [("key", "nif", "NIF")])]


def test_families_and_transports_are_told_apart() -> None:
    (change,) = diff([a(K + "a, c0, c1, ..., cn")], [a(K + "a, b")]).changed
    assert {(key.key, key.family, key.change) for key in change.keys} == {
        ("b", False, "appeared"),
        ("c[0-9]+", True, "vanished"),
    }
    notes = [f"{K}id: the id\nscheme: one of aa, {last}" for last in ("bb", "cc", "dd")]
    old = [a(notes[0]), a(notes[1], transport="udp")]
    (change,) = diff(old, [a(notes[0]), a(notes[2], transport="udp")]).changed
    (key,) = change.keys
    enum = Change("enum", ("aa", "cc"), ("aa", "dd"))
    assert key == KeyChange("scheme", "changed", family=False, transport="udp", keywords=(enum,))


def test_a_reworded_note_with_the_same_rule() -> None:
    result = diff([a(f"{K}x, y")], [a(f"{K}x; y")])
    assert (result.changed, [each.service for each in result.reworded]) == ((), ["a"])
    assert not result.is_empty


def test_the_order_of_entries_is_no_difference() -> None:
    entries = [a(f"{K}id: the id\nscheme: one of aa, bb"), a(f"{K}id: the id\nscheme: one of aa, cc", transport="udp")]
    assert diff(entries, entries[::-1]).is_empty


def test_names_without_a_note() -> None:
    result = diff([a("", "a"), a("", "b"), a("", "c", None)], [a("", "a", "udp"), a("", "C", None), a("", "d")])
    assert (result.names.appeared, result.names.vanished) == (("d",), ("b",))
    assert result.names.changed == (NameChange("a", ("tcp",), ("udp",)),)


def test_hostile_text_is_escaped() -> None:
    bad = "x\x1b[31m\u202e"
    old = [a(f"{K}x: {bad}", description=bad), a("", bad)]
    new = [a(f"{K}x: y{bad}", description=f"{bad}{bad}"), a(f"{K}None {bad}", "new", description=bad)]
    result = diff(old, new)
    shown = "\n".join(registry_diff.as_text(result, verbose=True)) + registry_diff.as_json(result)
    assert all(char.isprintable() or char == "\n" for char in shown)
    assert "\\x1b[31m\\u202e" in shown


def test_json_reads_back_as_it_was() -> None:
    result = diff([a(K + "x=1"), a("", "b")], [a(K + "x=<a|b>, c0, c1, ...", transport="udp"), a(f"{K}None", "c")])
    assert msgspec.json.decode(registry_diff.as_json(result), type=RegistryDiff) == result


@shared.needed
@pytest.mark.parametrize(
    ("name", "appeared", "renamed"),
    [
        ("older/service-names-port-numbers-2024-03-18.xml", {"wchr", "ok-control"}, {"snif-cln"}),
        ("older/service-names-port-numbers-2025-03.csv", {"wchr", "ok-control"}, {"snif-cln"}),
        ("service-names-port-numbers.csv", {"wchr", "ok-control"}, {"snif-cln"}),
    ],
)
def test_real_documents_differ_in_what_was_registered(name: str, appeared: set[str], renamed: set[str]) -> None:
    xml = DOCUMENTS / "service-names-port-numbers.xml"
    compiled = [compile_document(read_document(path)) for path in (DOCUMENTS / name, xml)]
    result = diff_registries(compiled[0], compiled[1], (name, xml.name))
    assert appeared <= {each.service for each in result.appeared}
    assert {each.service for each in result.appeared} <= {name.lower() for name in compiled[1].index}
    assert renamed <= {each.service for each in result.changed}
    # All that changed in these years are titles and new registrations; a difference of the formats would show here.
    assert {fact.keyword for each in result.changed for fact in each.facts} == {"title"}
    assert not [each.service for each in result.changed if each.keys]
    assert not result.reworded
