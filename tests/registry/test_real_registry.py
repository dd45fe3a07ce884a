"""The real registry: what a person reads in the seed, all formats against each other, and the committed files.

The documents are not part of the repository; where they are absent, these tests are skipped.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests import shared
from tests.registry.notation import compact
from validator.registry.compile import Compiled, CompiledService, compile_document, total
from validator.registry.document import read_document
from validator.registry.emit import emit
from validator.registry.grammar import read_note
from validator.registry.pinned import shipped_readings
from validator.rules.index import FILE_NAME
from validator.rules.load import parse_rule_file

ROOT = Path(__file__).parents[2]
XML = shared.SHARED / "registry" / "service-names-port-numbers.xml"
OTHERS = (
    shared.SHARED / "registry" / "service-names-port-numbers.csv",
    shared.SHARED / "registry" / "older" / "service-names-port-numbers-2024-03-18.xml",
    shared.SHARED / "registry" / "older" / "service-names-port-numbers-2025-03.csv",
)

pytestmark = shared.needed

NONE = """recordit-itp scpi-raw scpi-telnet shoutcast siminsufflator slimcli slimhttp stingray-rpc stingray-remote
syncqdea tivo-device tivo-mindrpc todogwa vxi-11 wd-2go whistler witap"""

SEED = dict.fromkeys(NONE.split(), "none") | {
    "ptp-req": "keys: txtvers guid c[0-9]+@",
    "railduino": "keys: role=master",
    "rgb": "keys: Keyboard Mouse Option1 Option2 Option3 Option4 ModelName",
    "see": "keys: txtvers=1 name userid version=2",
    "soda": "keys: ssid bssid",
    "spearcat": "keys: applicationname osname sslsupport",
    "spx-hmp": "keys: txtvers=1 cport:port mode{normal|safe|recovery} serial firmware(2.1.0-0.1.7844) model(HMP100)",
    "vedabase": "keys: txtvers=1",
    "voalte2": "partial: txtvers name",
    "vrmg-p2p": "keys: d t",
    "z-wave": "keys: NIF EP LM",
}
WITHOUT_NOTE = {"slpda": ("tcp", "udp"), "sztp": ("tcp",)}


@cache
def compiled(path: Path) -> Compiled:
    """Compile one document, once."""
    return compile_document(read_document(path), shipped_readings())


@cache
def services(path: Path) -> dict[str, CompiledService]:
    """Services of a document by name."""
    return {service.rule.service: service for service in compiled(path).services}


def seed() -> Path:
    """The excerpt of the registry page."""
    return next((shared.SHARED / "seeds").glob("*.txt"))


def test_the_seed_is_read_as_a_person_reads_it() -> None:
    read = {name: compact(service.readings[0]) for name, service in services(seed()).items()}
    assert read == SEED


def test_the_seed_has_thirty_names() -> None:
    index = compiled(seed()).index
    assert set(index) == set(SEED) | set(WITHOUT_NOTE)
    assert {name: index[name] for name in WITHOUT_NOTE} == WITHOUT_NOTE
    assert index["z-wave"] == ("tcp", "udp")
    assert index["see"] == ()


@pytest.mark.parametrize("name", sorted(SEED))
def test_the_xml_gives_the_files_of_the_seed(name: str) -> None:
    assert emit(services(XML)[name].rule) == emit(services(seed())[name].rule)


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.name)
def test_the_same_note_compiles_to_the_same_rule_in_every_format(path: Path) -> None:
    differing, compared = [], 0
    for name, service in services(path).items():
        same = services(XML).get(name)
        if same is not None and _notes(same) == _notes(service):
            compared += 1
            # The facts of the registration may have changed between the documents; the rule may not.
            rules = [replace(each.rule, source=None, title=None) for each in (same, service)]
            differing += [name] if rules[0] != rules[1] else []
    assert not differing
    assert compared > 850


def _notes(service: CompiledService) -> set[str]:
    source = service.rule.source
    notes = [note.note for note in source.notes or ()] or [source.note or ""] if source else []
    return {" ".join(note.split()) for note in notes}


def test_every_note_has_a_file_and_the_counts_stand() -> None:
    totals = total(compiled(XML))
    assert len(services(XML)) == 919
    assert totals.definitions == {
        "none": 524,
        "keys": 282,
        "proprietary": 59,
        "reference": 29,
        "unclear": 16,
        "partial": 9,
    }
    assert [each.service for each in totals.contradictions] == ["hg", "mxs"]
    assert [each.service for each in totals.pinned] == list(shipped_readings().readings)
    assert totals.stale == ()


def test_the_committed_files_are_what_the_registry_compiles_to() -> None:
    folder = ROOT / "rules" / "iana"
    expected = {service.file_name: emit(service.rule) for service in services(XML).values()}
    assert {path.name for path in folder.glob("*.yaml")} == set(expected)
    assert [name for name, content in expected.items() if (folder / name).read_bytes() != content] == []
    assert (folder / FILE_NAME).read_bytes() == compiled(XML).index_content


def test_every_committed_file_reads_back() -> None:
    for service in services(XML).values():
        assert parse_rule_file(emit(service.rule), service.file_name) == service.rule


def test_the_differing_notes_of_wot_stand_by_transport() -> None:
    rule = services(XML)["wot"].rule
    assert list(rule.keys) == ["td", "type", "scheme"]
    assert rule.keys["scheme"].enum is None
    schemes = {transport: part.keys["scheme"].enum for transport, part in rule.by_transport.items()}
    assert schemes == {"tcp": ("http", "https", "coap+tcp", "coaps+tcp"), "udp": ("coap", "coaps")}


def test_the_duplicate_of_http_names_it() -> None:
    (note,) = {
        entry.note for entry in read_document(XML).entries if entry.service == "www-http" and entry.transport == "tcp"
    }
    reading = read_note(note)
    assert (reading.alias_of, compact(reading), reading.subtypes) == ("http", "keys: u p$ path", ("_printer",))
