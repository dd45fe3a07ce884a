"""The notes that need a person: which, in what order, and with which words marked."""

from __future__ import annotations

import msgspec
import pytest
from msgspec import structs

from validator.registry.compile import compile_document
from validator.registry.entry import Entry, RegistryDocument
from validator.registry.pinned import Pin, Readings, digest
from validator.registry.review import TROUBLES, Review, review
from validator.reports.views import note_review
from validator.rules.schema import KeyRule

K = "Defined TXT keys: "


def reviewed(**notes: str) -> Review:
    """Review services by name and note."""
    entries = (Entry(service=name, description=f"{name} title", note=note, line=1) for name, note in notes.items())
    return review(compile_document(RegistryDocument("xml", "2026-01-02", tuple(entries))), "r.xml")


NOTES = {
    "fine": f"{K}x, y",
    "left": f"{K}None. Some protocol",
    "vague": f"{K}TBD",
    "wordy": f"{K}Application will rely upon Bonjour version 3.1.0.1",
    "torn": f"{K}None id=<id>",
}


def test_the_worst_come_first() -> None:
    result = reviewed(**NOTES)
    assert [(each.service, each.troubles) for each in result.notes] == [
        ("torn", ("contradiction",)),
        ("wordy", ("unclear",)),
        ("vague", ("unclear",)),
        ("left", ("remainder",)),
    ]
    counts = {"contradiction": 1, "unclear": 2, "remainder": 1}
    assert result.summary == dict.fromkeys(TROUBLES, 0) | counts


def test_unread_words_are_marked_and_what_was_read_is_shown() -> None:
    (left,) = reviewed(left=NOTES["left"]).notes
    assert [words.text.strip(" .") for words in left.unread] == ["Some protocol"]
    assert all(left.note[words.start : words.end] == words.text for words in left.unread)
    assert left.read is not None
    assert left.read.definition == "none"
    text = note_review.as_text(reviewed(**NOTES))
    assert (
        "remainder: left left title\n  note  Defined TXT keys: None. ⟦Some protocol⟧\n  read  definition: none" in text
    )
    assert "contradiction: torn torn title\n  the note says that there are no keys, and then lists some\n" in text


def test_words_stay_marked_where_a_note_was_wrapped() -> None:
    (wrapped,) = reviewed(left=f"{K}\nNone.\nSome protocol").notes
    assert wrapped.note[wrapped.unread[0].start : wrapped.unread[0].end].strip(" .\n") == "Some protocol"


def test_each_of_several_notes_stands_for_itself() -> None:
    entries = (
        Entry(service="a", transport="tcp", note=f"{K}x, y", line=1),
        Entry(service="a", transport="udp", note=f"{K}None x=<x>", line=2),
    )
    result = review(compile_document(RegistryDocument("xml", None, entries)), "r.xml")
    assert ("udp",) in [each.transports for each in result.notes]
    assert all(each.note for each in result.notes)


def test_readings_by_a_person_are_listed_and_stale_ones_above_them() -> None:
    entries = [Entry(service=name, note=f"{K}some words, by hand", line=1) for name in ("held", "stale")]
    entries.append(Entry(service="silent", note="", line=3))
    fits = Pin(note=digest(entries[0].note), why="no grammar", definition="keys", keys={"x": KeyRule()})
    other = structs.replace(fits, note=digest("another note"))
    readings = Readings({"held": fits, "stale": other, "silent": other, "not-here": other})
    result = review(compile_document(RegistryDocument("xml", None, tuple(entries)), readings), "r.xml")
    assert {each.service: each.troubles[-1] for each in result.notes} == {
        "stale": "stale",
        "silent": "stale",
        "held": "pinned",
    }
    pinned = result.notes[-1]
    assert pinned.read is not None
    assert list(pinned.read.keys) == ["x"]
    for form in note_review.FORMATS.values():
        assert "no grammar" in form(result)
        assert "silent" in form(result)


@pytest.mark.parametrize("form", list(note_review.FORMATS))
def test_hostile_text_is_escaped(form: str) -> None:
    note = f"{K}\x1b]0;owned\x07 </pre><script>alert(1)</script> [x](javascript:1) \u202e and much, more; of: no use?"
    entry = Entry(service="a", description="<img src=x> `code` | [t](u)\x1b", note=note, line=1)
    shown = note_review.FORMATS[form](review(compile_document(RegistryDocument("xml", None, (entry,))), "\x1b<r>.xml"))
    assert all(char.isprintable() or char == "\n" for char in shown)
    if form == "markdown":
        assert "<script" not in shown
        assert shown.count("</pre>") == 2 * shown.count("## ")
        assert "\\<img src\\=x\\>" in shown or "\\<img src=x\\>" in shown


def test_json_reads_back_as_it_was() -> None:
    result = reviewed(**NOTES)
    assert msgspec.json.decode(note_review.as_json(result), type=Review) == result


def test_a_registry_without_trouble() -> None:
    result = reviewed(fine=NOTES["fine"])
    assert result.notes == ()
    assert note_review.as_text(result).count("\n") == 0
