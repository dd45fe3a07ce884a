"""The grammar: the text of a note in, a NoteReading out.

The grammar is pure, never raises whatever the text, and takes time that is linear in the length of the text.

    note = [preamble] "Defined TXT keys:" body
    body = statement / assignments / labelled / table / list / prose

A style is one line in ``STYLES``: a function from a stretch of the note to the keys in the stretch, or to None. No
service is a special case. A note that no style reads is ``unclear``.
"""

from __future__ import annotations

from validator.registry.grammar.note import has_clause, read_note
from validator.registry.grammar.reading import KeyReading, Kind, NoteReading, Part

__all__ = ["KeyReading", "Kind", "NoteReading", "Part", "has_clause", "read_note"]
