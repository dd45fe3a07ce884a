"""The grammar: the text of a note in, a Reading out. Pure; never raises, whatever the text; linear in its length.

    note = [preamble] "Defined TXT keys:" body
    body = statement / assignments / labelled / table / list / prose

A style is a function from a stretch of the note to what it finds there (or None), one line in ``STYLES``. No service is
a special case: what no style reads is ``unclear``.
"""

from __future__ import annotations

from validator.registry.grammar.note import has_clause, read_note
from validator.registry.grammar.reading import KeyReading, Kind, Part, Reading

__all__ = ["KeyReading", "Kind", "Part", "Reading", "has_clause", "read_note"]
